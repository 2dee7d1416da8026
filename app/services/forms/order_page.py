"""Pages of an order or a directive with the roadmap it approves as its appendix."""

from __future__ import annotations

import re

from app.services.documents.rows import Clause
from app.services.forms import wording
from app.services.forms.approval_block import KIND_WORDS, appendix_lines, approval_block
from app.services.forms.blocks import (
    Block,
    Drafter,
    FormPage,
    Heading,
    NumberedClause,
    Paragraph,
    Requisite,
    Run,
    Section,
    Signature,
    runs,
    text,
)
from app.services.forms.order_data import OrderData
from app.services.forms.profile import GOST_2025, Profile
from app.services.forms.roadmap_page import layout_notes, roadmap_section, text_width
from app.services.forms.typography import file_stem
from app.services.roadmaps.rows import RoadmapTree
from app.services.text_ru import NBSP, short_date

_OWN_NUMBER = re.compile(r"^(\d{1,2}(?:\.\d{1,2})*\.?)[ \t\u00a0]+(?=\S)")


def order_page(data: OrderData, profile: Profile = GOST_2025) -> FormPage:
    """The centred blank, the text, the signature; then the appendix in pages of its own."""
    document = data.document
    kind = KIND_WORDS[document.kind][0]
    main = Section((*_head(data, profile), *_preamble(data, profile), *_clauses(data), *_foot(data)), profile.order_margins)
    sections = [main]
    if data.roadmap is not None:
        sections.append(_appendix(data, data.roadmap, profile))
    return FormPage(
        title=f"{kind.capitalize()} {document.heading}".strip(),
        sections=tuple(sections),
        author=document.body,
        subject=document.heading,
        profile=profile,
        line_spacing=profile.order_spacing,
        watermark=profile.draft_mark if document.state == "draft" else "",
        file_stem=_stem(data),
        notes=(*data.notes, *(layout_notes(data.roadmap, data.layout) if data.roadmap is not None else ())),
    )


def _appendix(data: OrderData, roadmap: RoadmapTree, profile: Profile) -> Section:
    """«Приложение …» at the top right, then the roadmap as its own print looks."""
    lies = roadmap_section(roadmap, profile, (), layout=data.layout).landscape
    lines = appendix_lines(data.document, roadmap.title, profile)
    header = approval_block(lines, profile, text_width(profile, lies), data.layout.approval_align)
    restart = profile.appendix_numbering == "restart"
    return roadmap_section(roadmap, profile, (header,), restart=restart, layout=data.layout)


def _stem(data: OrderData) -> str:
    document = data.document
    kind = KIND_WORDS[document.kind][0].capitalize()
    number = f"№ {document.number}" if document.number else "проект" if document.state == "draft" else ""
    day = f"от {short_date(document.signed_on)}" if document.signed_on else ""
    return file_stem(" ".join(part for part in (kind, day, number, document.heading) if part))


def _head(data: OrderData, profile: Profile) -> list[Block]:
    document = data.document
    blocks: list[Block] = []
    for name, bold, gap in ((document.parent_body, False, 4.0), (document.body or wording.BLANK_LINE, True, 0.0)):
        for part in name.splitlines():
            blocks.append(_centred(part, profile, bold=bold, space_after_pt=gap))
    blocks.append(Heading(KIND_WORDS[document.kind][0], level=0, align="center", space_before_pt=18, space_after_pt=14))
    day = wording.paper_date(document.signed_on, profile.date_style)
    blocks.append(Requisite(day, document.place, wording.paper_number(document.number), space_after_pt=18))
    heading = document.heading.strip().rstrip(".") or f"О {wording.BLANK_LINE}"
    blocks.append(
        Heading(
            heading,
            align="center",
            bold=profile.heading_bold,
            space_before_pt=0,
            space_after_pt=profile.heading_gap_pt,
            width_mm=profile.centred_block_mm,
        )
    )
    return blocks


def _centred(words: str, profile: Profile, *, bold: bool, space_after_pt: float) -> Paragraph:
    return Paragraph(
        (Run(words, bold=bold),),
        align="center",
        first_indent_mm=0,
        width_mm=profile.centred_block_mm,
        single_spaced=True,
        space_after_pt=space_after_pt,
        style="requisite",
    )


def _preamble(data: OrderData, profile: Profile) -> list[Block]:
    """Ends with «ПРИКАЗЫВАЮ:»; a directive with a colon."""
    parts = [part.strip() for part in data.document.preamble.splitlines() if part.strip()]
    order = data.document.kind == "order"
    if order and parts:
        parts[-1] = re.sub(r"[\s,.:;]*(п\s?р\s?и\s?к\s?а\s?з\s?ы\s?в\s?а\s?ю)[\s:.]*$", "", parts[-1], flags=re.IGNORECASE)
    last = re.sub(r"[\s.:;]+$", "", parts.pop()) if parts else ""
    blocks: list[Block] = [text(part) for part in parts]
    if order:
        verb = Run(f"{profile.order_verb}:", bold=profile.order_verb_bold)
        blocks.append(Paragraph(runs(f"{last} ", verb) if last else (verb,), keep_with_next=True))
    elif last:
        blocks.append(text(f"{last}:", keep_with_next=True))
    return blocks


def _clauses(data: OrderData) -> list[Block]:
    """Numbered as typed («1.1.») where the text begins with a number, else 1., 2., 3."""
    blocks: list[Block] = []
    count = 0
    for clause in data.document.clauses:
        lines = [line.strip() for line in _with_deadline(clause).splitlines() if line.strip()]
        if not lines:
            continue
        own = _OWN_NUMBER.match(lines[0])
        if own:
            number, first = own[1], lines[0][own.end() :]
            count = int(number.split(".")[0])
        else:
            count += 1
            number, first = f"{count}.", lines[0]
        blocks.append(NumberedClause(number if number.endswith(".") else f"{number}.", runs(first)))
        blocks += [text(line) for line in lines[1:]]
    return blocks


def _with_deadline(clause: Clause) -> str:
    words = clause.text.rstrip()
    if clause.deadline is None or not words or wording.mentions_date(words, clause.deadline):
        return words
    return f"{words}{'' if words[-1] in '.!?;:' else '.'} Срок –{NBSP}{short_date(clause.deadline)}."


def _foot(data: OrderData) -> list[Block]:
    document = data.document
    post = document.signer_post.strip() or wording.BLANK_LINE
    name = wording.signer_name(document.signer_name) or wording.BLANK_LINE
    blocks: list[Block] = [Signature(post, name)]
    drafter = tuple(line.strip() for line in document.drafter.splitlines() if line.strip())
    return [*blocks, Drafter(drafter)] if drafter else blocks
