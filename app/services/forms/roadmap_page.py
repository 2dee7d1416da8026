"""Pages of a roadmap: alone or as the appendix of an order."""

from __future__ import annotations

import re
from statistics import median

from app.services.forms.blocks import Block, Column, FormPage, Heading, Row, Section, TableBlock, row, section_row, text
from app.services.forms.profile import GOST_2025, Profile
from app.services.forms.roadmap_data import RoadmapData
from app.services.forms.typography import file_stem
from app.services.roadmaps.rows import RoadmapLine, RoadmapSectionRow, RoadmapTree
from app.services.text_ru import short_date

_TITLES = ("№\nп/п", "Мероприятие", "Срок исполнения", "Ответственный", "Результат")


def roadmap_page(data: RoadmapData, profile: Profile = GOST_2025, landscape: bool | None = None) -> FormPage:
    """The roadmap as a paper of its own."""
    return FormPage(
        title=data.roadmap.title,
        sections=(roadmap_section(data.roadmap, profile, (), landscape),),
        author=data.author,
        subject="Дорожная карта",
        profile=profile,
        line_spacing=profile.report_spacing,
        file_stem=file_stem(data.roadmap.title or "Дорожная карта"),
    )


def roadmap_section(
    roadmap: RoadmapTree, profile: Profile, above: tuple[Block, ...], landscape: bool | None = None, restart: bool = True
) -> Section:
    """One section of pages. Five columns lie down; four stand, unless the measures are long. `above` is the appendix header."""
    lies = _lies(roadmap, profile) if landscape is None else landscape
    blocks: list[Block] = [*above, Heading(roadmap.title, level=0, align="center", space_before_pt=12, space_after_pt=6)]
    blocks += _period(roadmap)
    blocks += [text(part.strip(), single_spaced=True, space_after_pt=4) for part in roadmap.preamble.splitlines() if part.strip()]
    table = _table(roadmap, profile)
    if table is not None:
        blocks.append(table)
    margins = profile.landscape_margins if lies else profile.order_margins
    return Section(tuple(blocks), margins, landscape=lies, restart_numbering=restart)


def _lies(roadmap: RoadmapTree, profile: Profile) -> bool:
    if roadmap.has_result_column:
        return True
    lengths = [len(line.text) for section in roadmap.sections for line in section.lines if not line.is_subhead]
    return bool(lengths) and median(lengths) >= profile.roadmap_landscape_from


def _period(roadmap: RoadmapTree) -> list[Block]:
    """The dates of the plan, unless the title already names its years."""
    start, end = roadmap.period_start, roadmap.period_end
    if start is None or end is None or str(start.year) in roadmap.title:
        return []
    words = f"Срок реализации: {short_date(start)} – {short_date(end)}"
    return [text(words, align="center", first_indent_mm=0, single_spaced=True, space_after_pt=6)]


def _table(roadmap: RoadmapTree, profile: Profile) -> TableBlock | None:
    rows = [printed for section in roadmap.sections for printed in _section_rows(section, roadmap.has_result_column)]
    if not rows:
        return None
    number, measure, *others = profile.roadmap_wide_widths_mm if roadmap.has_result_column else profile.roadmap_widths_mm
    wider = max(0.0, _number_width(roadmap) - number)
    widths = (number + wider, measure - wider, *others)
    columns = tuple(
        Column(title, width, "center" if title in ("№\nп/п", "Срок исполнения") else "left")
        for title, width in zip(_TITLES, widths, strict=False)
    )
    return TableBlock(columns, tuple(rows), space_before_pt=6)


def _number_width(roadmap: RoadmapTree) -> float:
    """Millimetres that the longest number of an item («10.1.», «2.1.1.») takes in one line of table type with its
    margins; at most 25: a number in words may fold."""
    numbers = (line.number for section in roadmap.sections for line in section.lines if not line.is_subhead)
    return min(25.0, max((4.5 + sum(2.4 if sign.isalnum() else 1.2 for sign in number) for number in numbers), default=0.0))


def _section_rows(section: RoadmapSectionRow, with_result: bool) -> list[Row]:
    width = 5 if with_result else 4
    rows = []
    head = _numbered(section.number, section.title)
    if head:
        rows.append(section_row(head, width))
    for line in section.lines:
        if line.is_subhead:
            rows.append(section_row(_numbered(line.number, line.text), width, kind="subhead"))
        else:
            rows.append(_item(line, with_result))
    return rows


def _item(line: RoadmapLine, with_result: bool) -> Row:
    values = (line.number, line.text, line.deadline, line.responsible)
    return row(*values, line.result) if with_result else row(*values)


def _numbered(number: str, title: str) -> str:
    """«1. Название», without a second number where the title already begins with one."""
    number, title = number.strip(), " ".join(title.split())
    if not number or title.startswith(number):
        return title
    dot = "" if number.endswith(".") or not re.fullmatch(r"[\d.]+|[IVXL]+", number) else "."
    return f"{number}{dot} {title}".strip()
