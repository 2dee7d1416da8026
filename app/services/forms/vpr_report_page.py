"""Pages of the analytical report on one procedure: facts by the program, conclusions by the person."""

from __future__ import annotations

from pathlib import PurePath

from app.services.forms import figures, wording
from app.services.forms.blocks import (
    AnswerLines,
    Block,
    Cell,
    Column,
    Figure,
    FormPage,
    Row,
    Signature,
    TableBlock,
    cell,
    row,
    text,
)
from app.services.forms.profile import GOST_2025, Profile
from app.services.forms.report_parts import head, part, remark, report_page
from app.services.forms.vpr_report_data import VprReportData
from app.services.results.rows import GroupResult
from app.services.text_ru import NBSP, counted, number, short_date

_PROMPTS = (
    "Что показывают результаты района рядом с регионом: успеваемость, качество, средняя отметка?",
    "Где результаты расходятся с отметками в журнале и чем школы это объясняют?",
    "Что видно на распределении баллов, особенно у границ отметок? Нужна ли выборочная перепроверка работ?",
    "Какие решения приняты: что сделать, кто отвечает, к какому сроку, чем подтвердить?",
)
_MARKS = ("«2»", "«3»", "«4»", "«5»")


def vpr_report_page(data: VprReportData, profile: Profile = GOST_2025) -> FormPage:
    """Parts 1–5 are filled from the base, part 6 is room for conclusions."""
    procedure = data.procedure
    title = f"Аналитическая справка\nпо результатам процедуры «{procedure.title}»"
    blocks: list[Block] = [
        *head(data.author, title),
        *_about(data),
        *_participants(data, profile),
        *_marks(data, profile),
        *_journal(data, profile),
        *_distribution(data),
        *_conclusions(),
    ]
    stem = f"Справка {procedure.title}"
    return report_page(title.replace("\n", " "), blocks, profile, author=data.author, stem=stem)


def _about(data: VprReportData) -> list[Block]:
    procedure = data.procedure
    days = figures.window(procedure)
    sources = ", ".join(PurePath(name).stem for name in data.sources)
    lines = [
        f"Сроки проведения: {days}." if days != figures.NOTHING else "Сроки проведения в загруженных файлах не указаны.",
        f"Наибольший первичный балл: {procedure.max_score}." if procedure.max_score else "",
        f"Участвовали: {counted(procedure.schools, 'школа', 'школы', 'школ')}, "
        f"{counted(procedure.participants, 'участник', 'участника', 'участников')}.",
        f"Источник: отчёты ФИС ОКО{f' ({sources})' if sources else ''}.",
        f"Дата подготовки: {short_date(data.printed_on)}.",
    ]
    return [
        part("1. Общие сведения"),
        *(text(line) for line in lines if line),
        text("Основание и цель анализа:", keep_with_next=True),
        AnswerLines(2),
    ]


def _participants(data: VprReportData, profile: Profile) -> list[Block]:
    if not any(result.absent for result in data.schools):
        return _only_writers(data, profile)
    columns = (
        Column("№\nп/п", 12, "center"),
        Column("Школа", 76),
        Column("По\nсписку", 20, "right"),
        Column("Писали", 21, "right"),
        Column("Не\nписали", 21, "right"),
        Column("Доля\nписавших, %", 30, "right"),
    )
    rows = [_participant_row(result, f"{count}.", bold=False) for count, result in enumerate(data.schools, 1)]
    rows += [_participant_row(result, "", bold=True) for result in data.groups]
    return [part("2. Участники"), _table(columns, rows, profile.grid_pt + 1)]


def _only_writers(data: VprReportData, profile: Profile) -> list[Block]:
    """Reports of ФИС ОКО list only those who wrote: a share of 100 % would be an invention."""
    columns = (Column("№\nп/п", 12, "center"), Column("Школа", 138), Column("Писали", 30, "right"))
    rows = [_named_row(f"{n}.", one, [figures.amount(one.participants)], bold=False) for n, one in enumerate(data.schools, 1)]
    rows += [_named_row("", one, [figures.amount(one.participants)], bold=True) for one in data.groups]
    note = "В загруженных отчётах есть только писавшие, поэтому доля писавших не приводится."
    return [part("2. Участники"), _table(columns, rows, profile.grid_pt + 1), remark(note, before=4)]


def _participant_row(result: GroupResult, count: str, *, bold: bool) -> Row:
    listed = None if result.absent is None else result.participants + result.absent
    values = (figures.amount(listed), figures.amount(result.participants), figures.amount(result.absent))
    # The share is of those on the list: a class of four tells nothing about attendance.
    return _named_row(count, result, [*values, figures.share(result.participants, listed)], bold=bold)


def _marks(data: VprReportData, profile: Profile) -> list[Block]:
    everyone = (*data.schools, *data.groups)
    if not any(result.mark_percents or result.mark_counts for result in everyone):
        return [
            part("3. Отметки"),
            text("Отметки не определены: в загруженных файлах их нет, и шкала перевода баллов в отметки за этот год не указана."),
        ]
    columns = (
        Column("№\nп/п", 9, "center"),
        Column("Школа", 42),
        Column("Писали", 15.5, "right"),
        *(Column(f"{mark},\n%", 11.5, "right") for mark in _MARKS),
        Column("Успева-\nемость,\n%", 16, "right"),
        Column("Качест-\nво, %", 16, "right"),
        Column("Средняя\nотметка", 17.5, "right"),
        Column("Средний\nбалл", 18, "right"),
    )
    rows = [_mark_row(result, f"{count}.", bold=False) for count, result in enumerate(data.schools, 1)]
    known = [result for result in data.groups if result.mark_percents or result.mean_score is not None]
    rows += [_mark_row(result, "", bold=True) for result in known]
    blocks: list[Block] = [part("3. Отметки"), _table(columns, rows, profile.grid_pt)]
    explained = "Успеваемость – доля «3», «4» и «5», качество – доля «4» и «5». Школы перечислены по алфавиту."
    blocks.append(remark(explained, before=4))
    if any(result.participants < figures.FEW for result in data.schools):
        blocks.append(remark(f"«{figures.LITTLE.capitalize()}»: писали меньше 5 человек, доли и средние не приводятся."))
    if any(result.mark_source == "scale" for result in everyone):
        blocks.append(remark("Где отметки в файле нет, она поставлена программой по шкале перевода баллов за этот год."))
    return blocks


def _mark_row(result: GroupResult, count: str, *, bold: bool) -> Row:
    wrote = figures.amount(result.participants)
    if result.participants < figures.FEW:
        return _named_row(count, result, [wrote, cell(figures.LITTLE, align="center", span=8)], bold=bold)
    percents = [figures.decimal(value) for value in result.mark_percents] if result.mark_percents else [figures.NOTHING] * 4
    rates = [figures.decimal(result.pass_rate), figures.decimal(result.quality_rate)]
    means = [figures.decimal(result.mean_mark, 2), figures.decimal(result.mean_score, 2)]
    return _named_row(count, result, [wrote, *percents, *rates, *means], bold=bold)


def _journal(data: VprReportData, profile: Profile) -> list[Block]:
    everyone = (*data.schools, *data.groups)
    title = part("4. Сравнение с отметками в журнале")
    if not any(result.confirmed is not None for result in everyone):
        return [title, text("Отметок по журналу в загруженных файлах нет, сравнение не проводилось.")]
    columns = (
        Column("№\nп/п", 9, "center"),
        Column("Школа", 56),
        Column("Сравнили", 20, "right"),
        Column("Ниже\nжурнала", 18, "right"),
        Column("%", 13, "right"),
        Column("Совпали", 20, "right"),
        Column("%", 13, "right"),
        Column("Выше\nжурнала", 18, "right"),
        Column("%", 13, "right"),
    )
    rows = [_journal_row(result, f"{count}.", bold=False) for count, result in enumerate(data.schools, 1)]
    rows += [_journal_row(result, "", bold=True) for result in data.groups if result.confirmed is not None]
    note = "Сравнивались только участники, у которых в файле есть отметка по журналу."
    return [title, _table(columns, rows, profile.grid_pt), remark(note, before=4)]


def _journal_row(result: GroupResult, count: str, *, bold: bool) -> Row:
    parts = (result.lowered, result.confirmed, result.raised)
    if result.confirmed is None:
        return _named_row(count, result, [figures.NOTHING] * 7, bold=bold)
    whole = sum(value or 0 for value in parts)
    if whole < figures.FEW:
        return _named_row(count, result, [number(whole), cell(figures.LITTLE, align="center", span=6)], bold=bold)
    values = [number(whole)]
    for value in parts:
        values += [figures.amount(value or 0), figures.share(value or 0, whole)]
    return _named_row(count, result, list(values), bold=bold)


def _distribution(data: VprReportData) -> list[Block]:
    title = part("5. Распределение первичных баллов")
    scores = data.district_scores
    if scores is None or scores.n < figures.FEW:
        return [title, text("Мало данных: распределение показывается от 5 участников.")]
    from app.services.charts.distribution import distribution_figure

    drawn = distribution_figure(scores, data.reference_scores, data.cuts)
    blocks: list[Block] = [title]
    means = [f"{one.name} –{NBSP}{number(one.mean, 2)}" for one in (scores, data.reference_scores) if one is not None]
    blocks.append(text(f"Средний первичный балл: {'; '.join(means)}.", space_after_pt=4, keep_with_next=True))
    alt = f"Доля участников по первичным баллам: {data.procedure.title}"
    blocks.append(Figure(drawn, 175.0, alt))
    if data.cuts is None or data.cuts.min3 is None:
        blocks.append(remark("Границы отметок не показаны: шкала перевода за этот год в базе не указана.", before=2))
    caution = "Подъём у границы отметки бывает и в целом по региону, поэтому смотрят на отличие от региона."
    return [*blocks, remark(caution, before=2)]


def _conclusions() -> list[Block]:
    blocks: list[Block] = [part("6. Выводы и решения")]
    for prompt in _PROMPTS:
        blocks += [text(prompt, keep_with_next=True, space_before_pt=4), AnswerLines(3)]
    return [*blocks, Signature(f"Справку подготовил(а):\n{wording.BLANK_LINE}", wording.BLANK_LINE)]


def _named_row(count: str, result: GroupResult, values: list[str | Cell], *, bold: bool) -> Row:
    return row(count, cell(result.name, bold=bold), *values, kind="total" if bold else "item", bold=bold)


def _table(columns: tuple[Column, ...], rows: list[Row], size_pt: float) -> TableBlock:
    return TableBlock(columns, tuple(rows), size_pt=size_pt)
