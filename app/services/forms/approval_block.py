"""What stands at the top right of an approved paper: the header of an order's appendix, or «УТВЕРЖДАЮ»."""

from __future__ import annotations

import re

from app.services.documents.rows import DocumentRow
from app.services.forms import wording
from app.services.forms.blocks import Paragraph, runs
from app.services.forms.profile import Profile
from app.services.forms.roadmap_layout import ApprovalAlign

KIND_WORDS = {"order": ("ПРИКАЗ", "приказу", "приказом"), "directive": ("РАСПОРЯЖЕНИЕ", "распоряжению", "распоряжением")}
"""Name of the kind, its dative and instrumental."""
_APPENDIX_NUMBER = re.compile(r"\bприложени\w*\s*(?:№|N)\s*(\d+)", re.I)
_HEADER_BEGINS = re.compile(r"^(?:приложение|утвержд[её]н\w*|утверждаю)\b", re.I)


def appendix_lines(document: DocumentRow, title: str, profile: Profile) -> list[str]:
    """Always with the date and the number of the order itself; with the number of the appendix where the order gives one."""
    _name, dative, instrumental = KIND_WORDS[document.kind]
    issuer = wording.body_genitive(document.body.replace("\n", " "))
    approves = profile.appendix_header == "approved" or (
        profile.appendix_header == "auto" and any("утвер" in clause.text.lower() for clause in document.clauses)
    )
    day = wording.paper_date(document.signed_on, profile.date_style)
    numbers = {match[1] for clause in document.clauses for match in _APPENDIX_NUMBER.finditer(clause.text)}
    name = f"Приложение {wording.paper_number(numbers.pop())}" if len(numbers) == 1 else "Приложение"
    first = [wording.approved_word(title), instrumental] if approves else [f"к {dative}"]
    return [name, *first[:-1], f"{first[-1]} {issuer}".strip(), f"от {day} {wording.paper_number(document.number)}"]


def typed_header_lines(approval_text: str) -> list[str]:
    """The header of the appendix among what stood above the title in the file; empty where there was none."""
    lines = [line.strip() for line in approval_text.splitlines() if line.strip()]
    starts = [place for place, line in enumerate(lines) if _HEADER_BEGINS.match(line) and not line.endswith(":")]
    if not starts:
        return []
    start = starts[-1]
    if start and starts[-2:-1] == [start - 1]:  # «Приложение», then «УТВЕРЖДЕНА»
        start -= 1
    # A header is short; a long one is the text of something else.
    found = lines[start:]
    return found if len(found) <= 8 and max(map(len, found)) <= 160 else []


def blank_header_lines(title: str) -> list[str]:
    """The same to be filled by hand."""
    return ["Приложение", wording.approved_word(title), "приказом", f"от {wording.BLANK_DATE} №\u00a0{wording.BLANK_NUMBER}"]


def head_lines(document: DocumentRow | None) -> list[str]:
    """«УТВЕРЖДАЮ»: the post, room to sign, the name and the day."""
    post = document.signer_post.strip() if document else ""
    name = wording.signer_name(document.signer_name) if document else ""
    sign = f"______________ {name}" if name else wording.BLANK_LINE
    return ["УТВЕРЖДАЮ", post or wording.BLANK_LINE, sign, wording.BLANK_DATE]


def approval_block(lines: list[str], profile: Profile, width_mm: float, align: ApprovalAlign = "left") -> Paragraph:
    """At the right edge of a text of the width; lines flush left or centred on one another."""
    return Paragraph(
        runs("\n".join(lines)),
        align="center" if align == "center" else "left",
        first_indent_mm=0,
        left_mm=width_mm - profile.appendix_block_mm,
        width_mm=profile.appendix_block_mm,
        size_pt=profile.table_pt,
        single_spaced=True,
        space_after_pt=6,
        style="requisite",
    )
