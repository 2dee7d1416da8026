"""What reports and lists share: the head, the frame of the page, the name of the file."""

from __future__ import annotations

from app.services.forms.blocks import Block, FormPage, Heading, Section, text
from app.services.forms.profile import Profile
from app.services.forms.typography import file_stem


def report_page(
    title: str, blocks: list[Block], profile: Profile, *, author: str, landscape: bool = False, stem: str = ""
) -> FormPage:
    """A paper of one section in the type and spacing of reports."""
    margins = profile.landscape_margins if landscape else profile.report_margins
    return FormPage(
        title=title,
        sections=(Section(tuple(blocks), margins, landscape=landscape),),
        author=author,
        subject=title,
        profile=profile,
        body_pt=profile.report_pt,
        line_spacing=profile.report_spacing,
        file_stem=file_stem(stem or title),
    )


def head(author: str, title: str, *under: str) -> list[Block]:
    """Body, title, lines under it."""
    blocks: list[Block] = []
    if author:
        blocks.append(text(author, align="center", first_indent_mm=0, single_spaced=True, style="requisite"))
    blocks.append(Heading(title, level=0, align="center", space_before_pt=10, space_after_pt=4))
    blocks += [text(line, align="center", first_indent_mm=0, single_spaced=True, style="requisite") for line in under if line]
    return blocks


def part(title: str) -> Heading:
    """A numbered part of a report."""
    return Heading(title, level=1, space_before_pt=14, space_after_pt=5)


def remark(words: str, *, before: float = 0.0) -> Block:
    """A line in smaller type under or over a table."""
    return text(
        words,
        align="left",
        first_indent_mm=0,
        single_spaced=True,
        size_pt=10.0,
        space_before_pt=before,
        space_after_pt=3,
        style="note",
    )
