"""Counts as a table: written out to be filled, read back; and all indices as a table for Excel."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from app.services.errors import UserError
from app.services.indices.rows import INDICES, INPUT, INPUTS, IndexPage
from app.services.indices.rules import counts_words, shown, target_words
from app.services.organisations.identify import Directory, NameInFile
from app.services.table_files.export import ExportColumn, Exported, Heading, write_table
from app.services.table_files.table_header import Column, caption_key
from app.services.text_ru import counted

if TYPE_CHECKING:
    from app.services.changes import Changes
    from app.services.context import Context


@dataclass(frozen=True, slots=True)
class ReadCounts:
    """What a filled table says: {(organisation, key): count}. `wrong`: sentences about rows that were not taken."""

    values: dict[tuple[int, str], int]
    schools: int
    wrong: tuple[str, ...]


def write_inputs(path: Path, page: IndexPage, year: int) -> Exported:
    """One line a school with the counts there are; blanks to be filled."""
    columns = (
        ExportColumn("Логин", 14),
        ExportColumn("Школа", 40, names=True),
        *(ExportColumn(one.short, 15) for one in INPUTS),
    )
    rows = [
        (one.login, one.name, *(page.inputs.get((one.organisation_id, year, info.key)) for info in INPUTS))
        for one in page.schools
    ]
    return write_table(path, columns, rows, Heading(f"Данные для показателей объективности за {year} год", sheet="Данные"))


def read_inputs(ctx: Context, path: Path) -> ReadCounts:
    """Columns are found by their captions; blank cells say nothing. Raises UserError for a table of something else."""
    from app.services.table_files.cells import Refusal, text, whole_number
    from app.services.table_files.tables import read_table
    from app.services.table_files.workbook import open_workbook

    columns = [
        Column("login", "Логин", r"логин(?: оо| школы)?"),
        Column("name", "Школа", r"школа|оо|наименование(?: оо| школы)?", required=True),
        *(Column(one.key, one.short, re.escape(caption_key(one.short))) for one in INPUTS),
    ]
    with open_workbook(path) as workbook:
        tables = [read_table(sheet, columns) for sheet in workbook.sheets]
    table = next((one for one in tables if one.rows and set(one.header.places if one.header else ()) & set(INPUT)), None)
    if table is None or table.header is None:
        raise UserError(
            f"В файле «{path.name}» нет таблицы с данными для показателей.",
            "Сохраните таблицу для заполнения, внесите числа и загрузите её.",
        )
    keys = [one.key for one in INPUTS if one.key in table.header.places]
    values: dict[tuple[int, str], int] = {}
    schools: set[int] = set()
    wrong: list[str] = []
    with ctx.db.read() as session:
        directory = Directory(session)
    for row in table.rows:
        named = NameInFile(row.text("login"), row.text("name"))
        school = directory.find_sure(named)
        if school is None:
            wrong.append(f"Строка {row.number}: школы «{named.written}» в базе нет.")
            continue
        for key in keys:
            cell = row.cells.get(key)
            if not text(cell):
                continue
            count = whole_number(cell)
            if count is None or isinstance(count, Refusal) or count < 0:
                wrong.append(f"{table.place(row, key)}: «{text(cell)}» — не целое число.")
                continue
            values[school, key] = count
            schools.add(school)
    return ReadCounts(values, len(schools), tuple(wrong))


def take_inputs(ctx: Context, path: Path, year: int) -> tuple[Changes, tuple[str, ...]]:
    """The table into the base; (changes, what was not taken). Blank cells leave what is stored."""
    from dataclasses import replace

    from app.services.indices.commands import save_counts

    read = read_inputs(ctx, path)
    if not read.values:
        raise UserError(f"В файле «{path.name}» нет ни одного числа.", "Заполните столбцы таблицы и загрузите её снова.")
    changes = save_counts(ctx, year, read.values)
    schools = counted(read.schools, "школа", "школы", "школ")
    return replace(
        changes, message=f"Загружено за {year} год: {schools}. {changes.message or 'Всё уже было в базе.'}"
    ), read.wrong


def export_indices(path: Path, page: IndexPage) -> Exported:
    """Every index of every year: the district, then schools alphabetically, with the counts behind each."""
    columns = (
        ExportColumn("Показатель", 32), ExportColumn("Год", 8), ExportColumn("Школа", 40, names=True),
        ExportColumn("Значение, %", 14), ExportColumn("Цель", 14), ExportColumn("Числа", 70),
        ExportColumn("Источник формулы", 50),
    )  # fmt: skip
    rows = []
    for info in INDICES:
        rule = page.rules.indices[info.key]
        if not rule.shown:
            continue
        for year in page.years:
            for organisation, name in ((None, "Район"), *((one.organisation_id, one.name) for one in page.schools)):
                value = page.of(info.key, year, organisation)
                if value is None or (organisation is not None and not value.counts):
                    continue
                figure = round(value.value, 1) if value.value is not None else shown(value)
                target = target_words(info.key, page.rules) if organisation is None else ""
                rows.append((info.title, year, name, figure, target, counts_words(value), rule.source))
    if not rows:
        raise UserError("Выгружать нечего: показателей пока нет.", "Загрузите результаты или внесите данные школ.")
    return write_table(path, columns, rows, Heading("Показатели объективности", page.rules.note, "Показатели"))
