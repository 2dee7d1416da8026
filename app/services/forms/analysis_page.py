"""Pages of the analysis: facts by the program, conclusions as the person left them."""

from __future__ import annotations

from collections.abc import Sequence

from app.services.analysis.conclusions import as_text
from app.services.analysis.pictures import draw
from app.services.analysis.rows import LITTLE, Direction, Table, TableColumn
from app.services.forms import figures, wording
from app.services.forms.analysis_data import AnalysisData, LowResultsData, YearData
from app.services.forms.blocks import (
    AnswerLines,
    Block,
    Cell,
    Column,
    Figure,
    FormPage,
    Heading,
    PageBreak,
    Row,
    Section,
    Signature,
    TableBlock,
    cell,
    row,
    text,
)  # fmt: skip
from app.services.forms.profile import GOST_2025, Profile
from app.services.forms.report_parts import head, part, remark
from app.services.forms.typography import file_stem
from app.services.text_ru import counted, number, short_date

_DIGITS = {"count": 0, "percent": 1, "score": 2, "points": 1}
_LETTER_MM = 1.95
_BOLD_MM = 2.3
"""A letter of a table of figures, and of its head."""
_PADDING_MM = 3.4
_LEAST_WORDS_MM = 34.0
"""Room that a column of words needs at least."""


def analysis_page(data: AnalysisData, profile: Profile = GOST_2025) -> FormPage:
    """Seven directions, each on pages as wide as its tables need, then the conclusions."""
    found = data.analysis
    title = f"Анализ результатов процедуры\n«{found.procedure.title}»"
    upright = _width(profile, landscape=False)
    parts: list[tuple[list[Block], bool]] = [(_about(data, title), False)]
    for count, one in enumerate(found.directions, 1):
        wide = any(_needs(table) > upright for table in one.tables if table.printed)
        parts.append((_direction(one, f"{count}. {one.title}", profile, wide), wide))
    parts.append((_conclusions(data), False))
    if appendix := _appendix(found.directions, profile):
        parts.append((appendix, False))
    stem = f"Анализ {found.procedure.title} {found.name}"
    return _paper(title.replace("\n", " "), parts, profile, data.author, stem)


def low_results_page(data: LowResultsData, profile: Profile = GOST_2025) -> FormPage:
    """List by code with room for what the school plans."""
    title = "План работы с участниками, показавшими низкий результат"
    low = sum(work.low for work in data.works)
    lines = [
        f"Процедура: {data.procedure_title}.",
        f"Участвовали: {counted(data.participants, 'человек', 'человека', 'человек')}; низкий результат у {number(low)}, "
        f"близко к «2» ещё у {number(len(data.works) - low)}.",
        data.rule,
        "Участники указаны кодами: фамилии в план не вносятся, соответствие кодов хранит школа.",
    ]
    columns = (
        Column("№\nп/п", 10, "center"),
        Column("Код", 20),
        Column("Класс", 16),
        Column("Балл", 14, "right"),
        Column("Отметка", 18, "right"),
        Column("Базовые задания\nбез баллов", 62),
        Column("Что сделать, срок,\nкто отвечает", 90),
        Column("Повторная\nпроверка", 37),
    )
    rows = []
    for count, work in enumerate(data.works, 1):
        mark = (number(work.mark) if work.mark else figures.NOTHING) + ("" if work.low else " *")
        score = number(work.score)
        rows.append(row(f"{count}.", work.code, work.class_label, score, mark, work.tasks or figures.NOTHING, "", ""))
    blocks: list[Block] = [*head(data.author, title, data.school), *(text(line) for line in lines)]
    if rows:
        blocks.append(TableBlock(columns, tuple(rows), size_pt=profile.grid_pt, space_before_pt=6))
        if low < len(data.works):
            blocks.append(remark("* Балл рядом с границей «2».", before=3))
        blocks += _skills_of_plan(data, profile)
    else:
        blocks.append(text("Работ с низким результатом нет."))
    blocks += [
        text("Сроки промежуточной проверки и ответственные за план:", keep_with_next=True, space_before_pt=8),
        AnswerLines(2),
        Signature(f"План составил(а):\n{wording.BLANK_LINE}", wording.BLANK_LINE),
    ]
    return _paper(title, [(blocks, True)], profile, data.author, f"План работы {data.procedure_title} {data.school}")


def _skills_of_plan(data: LowResultsData, profile: Profile) -> list[Block]:
    """What to practise, in the order of the work, with how many of the listed did not manage it."""
    if not data.skills:
        words = "Умения не указаны: загрузите «Описание работы» этого предмета и класса или впишите их от руки."
        return [remark(words, before=2)]
    columns = (Column("Что отработать", 150), Column("Задания", 40), Column("Без баллов", 30, "right"))
    of = f"из {number(len(data.works))}"
    rows = tuple(row(one.skill, one.tasks, f"{number(one.works)} {of}") for one in data.skills)
    return [part("Что отработать"), TableBlock(columns, rows, size_pt=profile.grid_pt)]


def year_page(data: YearData, profile: Profile = GOST_2025) -> FormPage:
    """Every procedure of the year together."""
    title = f"Комплексный анализ результатов {data.year} года"
    blocks = head(data.author, title, data.name, f"Дата подготовки: {short_date(data.printed_on)}")
    for count, table in enumerate(data.tables, 1):
        blocks += [part(f"{count}. {table.title}"), *_table(table, profile, _width(profile, landscape=True))]
    blocks += [part("Выводы и решения"), AnswerLines(6), Signature(f"Подготовил(а):\n{wording.BLANK_LINE}", wording.BLANK_LINE)]
    return _paper(title, [(blocks, True)], profile, data.author, f"{title} {data.name}")


def _about(data: AnalysisData, title: str) -> list[Block]:
    found = data.analysis
    blocks = head(data.author, title, found.name)
    days = figures.window(found.procedure)
    absent = f" Не писали: {number(found.absent)}." if found.absent else ""
    lines = [
        f"Сроки проведения: {days}." if days != figures.NOTHING else "",
        f"Выборка: {found.sample}{absent}",
        f"Наибольший первичный балл: {found.procedure.max_score}." if found.procedure.max_score else "",
        f"Дата подготовки: {short_date(data.printed_on)}.",
    ]
    return [*blocks, *(text(line) for line in lines if line)]


def _direction(one: Direction, title: str, profile: Profile, wide: bool) -> list[Block]:
    blocks: list[Block] = [part(title)]
    blocks += [remark(words) for words in one.warnings]
    if one.missing:
        return [*blocks, text(one.missing)]
    blocks += [text(sentence.text) for sentence in one.sentences]
    width = _width(profile, wide)
    for chart in one.charts:
        inches = min(width, 175.0) / 25.4
        figure = draw(chart, width=inches)
        if len(one.charts) > 1:
            blocks.append(Heading(chart.title, level=2, bold=True, space_before_pt=6, space_after_pt=2))
        blocks.append(Figure(figure, min(width, 175.0), chart.title))
    for table in one.tables:
        if table.printed and table.lines:
            blocks.append(Heading(table.title, level=2, bold=True, space_before_pt=8, space_after_pt=3))
            blocks += _table(table, profile, width)
    return blocks


def _conclusions(data: AnalysisData) -> list[Block]:
    found = data.analysis
    blocks: list[Block] = [part("8. От результата к условиям")]
    said = found.edited or as_text(found.conclusions)
    blocks += [text(line) for line in said.splitlines() if line.strip()]
    if not found.edited:
        blocks += [text("Дополнения и решения:", keep_with_next=True, space_before_pt=6), AnswerLines(3)]
    return [*blocks, Signature(f"Анализ подготовил(а):\n{wording.BLANK_LINE}", wording.BLANK_LINE)]


def _appendix(directions: Sequence[Direction], profile: Profile) -> list[Block]:
    """The long lists: every work by code, every score."""
    long = [table for one in directions for table in one.tables if not table.printed and table.lines]
    blocks: list[Block] = [PageBreak()] if long else []
    for count, table in enumerate(long, 1):
        number_of = f" {count}" if len(long) > 1 else ""
        blocks += [part(f"Приложение{number_of}. {table.title}"), *_table(table, profile, _width(profile, landscape=False))]
    return blocks


def _table(table: Table, profile: Profile, width: float) -> list[Block]:
    widths = [_column_mm(column, place, table) for place, column in enumerate(table.columns)]
    stretching = [place for place, column in enumerate(table.columns) if column.stretch]
    room = width - sum(mm for place, mm in enumerate(widths) if place not in stretching)
    for place in stretching:
        widths[place] = max(_LEAST_WORDS_MM, room / len(stretching))
    columns = tuple(
        Column(_title(column), mm, "left" if column.kind in ("text", "code") else "right")
        for column, mm in zip(table.columns, widths, strict=True)
    )
    rows = tuple(_row(table, place) for place in range(len(table.lines)))
    return [TableBlock(columns, rows, size_pt=profile.grid_pt), *(remark(words, before=3) for words in table.notes)]


def _row(table: Table, place: int) -> Row:
    line = table.lines[place]
    values: list[Cell] = []
    at = 0
    while at < len(line.cells):
        span = 1
        while line.cells[at] == LITTLE and at + span < len(line.cells) and line.cells[at + span] == "":
            span += 1
        words = _text(table.columns[at], line.cells[at])
        values.append(cell(words, bold=line.total, span=span, align="center" if span > 1 else None))
        at += span
    return row(*values, kind="total" if line.total and table.lines[place - 1 if place else 0].total is False else "item")


def _text(column: TableColumn, value: str | float | None) -> str:
    if isinstance(value, str):
        return value
    if value is None:
        return "" if column.kind in ("text", "code") else figures.NOTHING
    sign = "+" if column.kind == "points" and round(value, 1) > 0 else ""
    return sign + number(value, _DIGITS.get(column.kind, 0))


def _title(column: TableColumn) -> str:
    return column.printed or column.title


def _column_mm(column: TableColumn, place: int, table: Table) -> float:
    """As wide as its longest word, or as its numbers; words that may break get a share of what the screen gives them."""
    words = [len(word) for word in _title(column).replace("\n", " ").split()]
    texts = [_text(column, line.cells[place]) for line in table.lines[:200]]
    if any(line.cells[place] == LITTLE and line.cells[place + 1 : place + 2] == ("",) for line in table.lines):
        texts = [value for value in texts if value != LITTLE]  # it spans the columns to the right
    longest = max([len(word) for value in texts for word in value.split(" ")] or [0])
    least = max(max(words, default=0) * _BOLD_MM, max(longest, 3) * _LETTER_MM) + _PADDING_MM
    if column.kind not in ("text", "code"):
        return least
    usual = max([len(value) for value in texts] or [0]) * _LETTER_MM * 0.9 + _PADDING_MM
    return max(least, min(usual, 70.0 if column.stretch else _LEAST_WORDS_MM))


def _needs(table: Table) -> float:
    """Millimetres that the table wants so that no word breaks inside."""
    found = 0.0
    for place, column in enumerate(table.columns):
        width = _column_mm(column, place, table)
        found += min(width, 44.0) if column.stretch else width
    return found


def _width(profile: Profile, landscape: bool) -> float:
    margins = profile.landscape_margins if landscape else profile.report_margins
    return (297.0 if landscape else 210.0) - margins.left - margins.right


def _paper(title: str, parts: Sequence[tuple[list[Block], bool]], profile: Profile, author: str, stem: str) -> FormPage:
    """Stretches of pages of one direction, numbered through."""
    joined: list[tuple[list[Block], bool]] = []
    for blocks, wide in parts:
        if joined and joined[-1][1] == wide:
            joined[-1][0].extend(blocks)
        else:
            joined.append((list(blocks), wide))
    sections = tuple(
        Section(
            tuple(blocks), profile.landscape_margins if wide else profile.report_margins, landscape=wide,
            restart_numbering=count == 0,
        )
        for count, (blocks, wide) in enumerate(joined)
    )  # fmt: skip
    return FormPage(
        title=title, sections=sections, author=author, subject=title, profile=profile, body_pt=profile.report_pt,
        line_spacing=profile.report_spacing, file_stem=file_stem(stem),
    )  # fmt: skip
