"""A letter of the office: its blank, the addressee at the right, a heading, the body, the place of the signature."""

from __future__ import annotations

from collections.abc import Sequence

from app.services.forms import wording
from app.services.forms.blocks import Block, FormPage, Heading, Paragraph, Requisite, Section, Signature, runs
from app.services.forms.profile import Profile
from app.services.forms.typography import file_stem
from app.services.text_ru import NBSP


def letter_page(
    title: str,
    body: Sequence[Block],
    profile: Profile,
    *,
    author: str,
    addressee: str,
    heading: str,
    dated: str = wording.BLANK_DATE,
) -> FormPage:
    """`title` names the document and its file («Напоминание: …»); `addressee` in the dative, lines as they break;
    `dated`: the day as printed, blank until the letter is registered.
    """
    return FormPage(
        title=title,
        sections=(Section((*_head(profile, author, addressee, heading, dated), *body, _SIGNED), profile.order_margins),),
        author=author,
        subject=heading,
        profile=profile,
        line_spacing=profile.report_spacing,
        file_stem=file_stem(title.replace(":", "")),
    )


_SIGNED = Signature(wording.BLANK_LINE, wording.BLANK_LINE)


def _head(profile: Profile, author: str, addressee: str, heading: str, dated: str) -> list[Block]:
    blocks: list[Block] = []
    if author:
        blocks.append(
            Paragraph(
                runs(author), align="center", first_indent_mm=0, width_mm=profile.centred_block_mm, single_spaced=True,
                style="requisite",
            )
        )  # fmt: skip
    blocks.append(Requisite(dated, "", f"№{NBSP}{wording.BLANK_NUMBER}", space_before_pt=14, space_after_pt=14))
    blocks.append(
        Paragraph(
            runs(addressee), align="left", first_indent_mm=0, left_mm=170 - profile.corner_block_mm,
            width_mm=profile.corner_block_mm, single_spaced=True, space_after_pt=18, style="requisite",
        )
    )  # fmt: skip
    blocks.append(Heading(heading, align="left", bold=profile.heading_bold, width_mm=profile.corner_block_mm))
    return blocks
