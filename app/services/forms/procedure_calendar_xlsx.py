"""The calendar as a workbook: every procedure and meeting in a list, schools by weeks in a matrix, the days they chose."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from io import BytesIO
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.services.events.rows import STATUSES as EVENT_STATUSES
from app.services.forms import layout
from app.services.forms.procedure_calendar_data import ProcedureCalendarData
from app.services.forms.procedure_calendar_weeks import month_of, week_ground, weeks
from app.services.forms.typography import file_stem
from app.services.plan.rows import CONTROL_MODES, FORMS, LEVEL_LETTERS, LEVELS, STATUSES, PlanRow, SlotRow
from app.services.privacy.rules import masked
from app.services.results.procedure import KIND_TITLES
from app.services.table_files.export_guard import write_cell
from app.services.text_ru import MONTHS, short_date

if TYPE_CHECKING:
    from app.services.context import Context

_WEEK = timedelta(days=7)
_LINE_PT = 15.0
_LIST = (
    ("Уровень", 14), ("Процедура", 26), ("Класс", 7), ("Предмет", 30), ("Первый день", 12), ("Последний день", 12),
    ("Резервный день", 12), ("Форма", 14), ("Кто проверяет", 22), ("Минут", 7), ("Результаты ожидаются", 14),
    ("Состояние", 22), ("Школы выбрали дни", 10), ("Всего школ", 8), ("Даты подтверждены", 15), ("Основание", 40),
    ("Примечание", 40),
)  # fmt: skip
_MEETINGS = (("Вид", 16), ("Название", 48), ("Первый день", 12), ("Последний день", 12), ("Время", 12), ("Место", 36),
             ("Школа", 30), ("Процедура", 40), ("Состояние", 16))  # fmt: skip
_DAYS = (("Школа", 36), ("Процедура", 44), ("Класс", 8), ("День", 12), ("Урок", 7), ("Начало", 9), ("Кабинет", 12),
         ("Участников", 11), ("Форма", 16))  # fmt: skip


@dataclass(frozen=True, slots=True)
class CalendarTable:
    """What the workbook is made of."""

    data: ProcedureCalendarData
    plans: tuple[PlanRow, ...]
    slots: tuple[SlotRow, ...]
    schools: tuple[tuple[int, str], ...]


def calendar_table(ctx: Context, school_year: str | None = None, organisation_id: int | None = None) -> CalendarTable:
    """Of the district or of one school; cancelled procedures stay in the list and say so."""
    from app.services.forms.procedure_calendar_data import procedure_calendar_data
    from app.services.organisations.queries import list_organisations
    from app.services.plan.queries import list_plan, list_slots

    data = procedure_calendar_data(ctx, school_year, organisation_id)
    schools = [
        (one.id, one.short_name)
        for one in list_organisations(ctx, own_only=True)
        if one.id is not None and one.kind == "school" and organisation_id in (None, one.id)
    ]
    plans = tuple(list_plan(ctx, data.school_year))
    known = {row.procedure_id for row in plans if not row.is_cancelled}
    slots = (one for one in list_slots(ctx, organisation_id=organisation_id) if one.procedure_id in known)
    return CalendarTable(data, plans, tuple(slots), tuple(schools))


def save_calendar_xlsx(
    ctx: Context, path: Path, school_year: str | None = None, organisation_id: int | None = None
) -> CalendarTable:
    """Write the workbook; a folder gets the suggested name. Raises UserError where it cannot be written."""
    from app.services.forms.printing import write_file

    table = calendar_table(ctx, school_year, organisation_id)
    write_file(path / suggested_name(table.data) if path.is_dir() else path, render_calendar_xlsx(table))
    return table


def suggested_name(data: ProcedureCalendarData) -> str:
    return f"{file_stem(f'Календарь процедур {data.school_year} {data.school}')}.xlsx"


def render_calendar_xlsx(table: CalendarTable) -> bytes:
    import xlsxwriter

    out = BytesIO()
    book = xlsxwriter.Workbook(
        out, {"in_memory": True, "default_date_format": "dd.mm.yyyy", "strings_to_formulas": False, "strings_to_urls": False}
    )
    looks = _Looks(book)
    _write_list(book.add_worksheet("Процедуры"), table, looks)
    _write_matrix(book.add_worksheet("Школы по неделям"), table, looks)
    _write_days(book.add_worksheet("Дни школ"), table, looks)
    _write_meetings(book.add_worksheet("Встречи"), table, looks)
    book.set_properties({"title": f"Календарь оценочных процедур {table.data.school_year}", "author": table.data.author})
    book.close()
    return out.getvalue()


class _Looks:
    """Formats of the cells, made once."""

    def __init__(self, book: Any) -> None:
        self.title = book.add_format({"bold": True, "font_size": 14})
        self.head = book.add_format({"bold": True, "text_wrap": True, "valign": "vcenter", "align": "center", "border": 1})
        self.plain = book.add_format({"valign": "top", "border": 1, "text_wrap": True})
        self.day = book.add_format({"valign": "top", "border": 1, "num_format": "dd.mm.yyyy"})
        self.grounds: dict[str, Any] = {
            name: book.add_format({
                "bold": True, "align": "center", "valign": "vcenter", "border": 1, "bg_color": f"#{colour}",
                **({"pattern": 14, "fg_color": f"#{layout.HATCH}"} if name == "break" else {}),
            })
            for name, colour in layout.FILLS.items()
        }  # fmt: skip
        self.grounds[""] = book.add_format({"bold": True, "align": "center", "valign": "vcenter", "border": 1})


def _top(sheet: Any, looks: _Looks, title: str, columns: Any) -> int:
    """Title and head; returns the first row of the table."""
    write_cell(sheet, 0, 0, title, looks.title)
    for place, (words, width) in enumerate(columns):
        sheet.set_column(place, place, width)
        write_cell(sheet, 2, place, words, looks.head)
    sheet.set_row(2, 3 * _LINE_PT)
    sheet.freeze_panes(3, 0)
    sheet.repeat_rows(2)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    return 3


def _write_rows(sheet: Any, looks: _Looks, first: int, rows: list[list[Any]], columns: Sequence[tuple[str, int]]) -> None:
    """Heights are reckoned here: not every program grows a row for its longest cell by itself."""
    for number, line in enumerate(rows, first):
        lines = max((-(-len(value) // width) for value, (_w, width) in zip(line, columns, strict=True) if isinstance(value, str)),
                    default=1)  # fmt: skip
        sheet.set_row(number, _LINE_PT * max(1, lines))
        for place, value in enumerate(line):
            write_cell(sheet, number, place, value, looks.day if isinstance(value, date) else looks.plain)
    if rows:
        sheet.autofilter(first - 1, 0, first + len(rows) - 1, len(columns) - 1)


def _write_list(sheet: Any, table: CalendarTable, looks: _Looks) -> None:
    data = table.data
    title = f"Календарь оценочных процедур, {data.school_year} учебный год"
    first = _top(sheet, looks, f"{title}. {data.school or data.author}", _LIST)
    rows: list[list[Any]] = []
    for row in table.plans:
        rows.append([
            LEVELS[row.level], KIND_TITLES.get(row.kind, row.kind), row.grade or None, row.subject, row.starts_on, row.ends_on,
            row.reserve_on, FORMS[row.form] if row.form else "", CONTROL_MODES[row.control_mode] if row.control_mode else "",
            row.minutes, row.results_due, STATUSES.get(row.status, row.status), row.schools_chosen if row.by_schools else None,
            row.schools_expected or None, "да" if row.is_confirmed else "нет", masked(row.basis), masked(row.note),
        ])  # fmt: skip
    _write_rows(sheet, looks, first, rows, _LIST)


def _write_days(sheet: Any, table: CalendarTable, looks: _Looks) -> None:
    first = _top(sheet, looks, "Дни, которые выбрали школы", _DAYS)
    rows: list[list[Any]] = [
        [one.organisation, one.title, one.class_label, one.held_on, one.lesson, one.starts_at, one.room, one.pupils,
         FORMS.get(one.form, "") if one.form else ""]
        for one in table.slots
    ]  # fmt: skip
    _write_rows(sheet, looks, first, rows, _DAYS)


def _write_meetings(sheet: Any, table: CalendarTable, looks: _Looks) -> None:
    first = _top(sheet, looks, "Совещания и встречи", _MEETINGS)
    rows: list[list[Any]] = [
        [one.kind_words, masked(one.title), one.held_on, one.last_day, one.time, one.place, one.organisation, one.procedure,
         EVENT_STATUSES[one.status]]
        for one in table.data.events
    ]  # fmt: skip
    _write_rows(sheet, looks, first, rows, _MEETINGS)


def _write_matrix(sheet: Any, table: CalendarTable, looks: _Looks) -> None:
    """A row for the windows of the district, one for each school: letters of the levels it writes in the week, and how often."""
    data = table.data
    mondays = weeks(data.first, data.last)
    grounds = [week_ground(data, monday) for monday in mondays]
    write_cell(sheet, 0, 0, f"Школы по неделям, {data.school_year} учебный год", looks.title)
    write_cell(sheet, 1, 0, "Буква – уровень, число – сколько классов пишут на неделе; первая строка – сроки процедур.")
    sheet.set_column(0, 0, 40)
    sheet.set_column(1, len(mondays), 4.3)
    sheet.merge_range(2, 0, 3, 0, "Школа", looks.head)
    place = 1
    for (_year, month), found in groupby(mondays, key=lambda monday: month_of(monday, data.last)):
        count = len(list(found))
        if count > 1:
            sheet.merge_range(2, place, 2, place + count - 1, MONTHS[month - 1], looks.head)
        else:
            write_cell(sheet, 2, place, MONTHS[month - 1][:3], looks.head)
        place += count
    for number, (monday, ground) in enumerate(zip(mondays, grounds, strict=True), 1):
        write_cell(sheet, 3, number, monday.day, looks.grounds[ground])
    levels = {row.procedure_id: row.level for row in table.plans}
    windows = [{item.level for item in data.items if item.first < monday + _WEEK and item.last >= monday} for monday in mondays]
    _matrix_row(sheet, looks, 4, "Сроки процедур", [(found, 0) for found in windows], grounds)
    chosen: defaultdict[tuple[int, date], list[str]] = defaultdict(list)
    for slot in table.slots:
        monday = slot.held_on - timedelta(days=slot.held_on.weekday())
        chosen[slot.organisation_id, monday].append(levels[slot.procedure_id])
    for line, (school, name) in enumerate(table.schools, 5):
        marks = [(set(chosen[school, monday]), len(chosen[school, monday])) for monday in mondays]
        _matrix_row(sheet, looks, line, name, marks, grounds)
    sheet.freeze_panes(5, 1)
    sheet.repeat_rows(2, 3)
    sheet.set_landscape()
    sheet.set_paper(8)
    sheet.fit_to_pages(1, 0)
    below = 6 + len(table.schools)
    for place, (level, words) in enumerate(LEVELS.items()):
        write_cell(sheet, below + place, 0, words, looks.plain)
        write_cell(sheet, below + place, 1, LEVEL_LETTERS[level], looks.grounds[level])
    write_cell(sheet, below + len(LEVELS), 0, "каникулы", looks.plain)
    write_cell(sheet, below + len(LEVELS), 1, None, looks.grounds["break"])
    write_cell(sheet, below + len(LEVELS) + 2, 0, f"Записано {short_date(data.printed_on)}.")


def _matrix_row(sheet: Any, looks: _Looks, line: int, name: str, marks: Any, grounds: Any) -> None:
    write_cell(sheet, line, 0, name, looks.plain)
    for place, ((levels, count), ground) in enumerate(zip(marks, grounds, strict=True), 1):
        found = [level for level in LEVELS if level in levels]
        words = "".join(LEVEL_LETTERS[level] for level in found) + (str(count) if count > 1 else "")
        write_cell(sheet, line, place, words or None, looks.grounds[found[0] if found else ground])
