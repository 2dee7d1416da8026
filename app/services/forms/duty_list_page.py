"""Pages of the list of duties: the view, the filters and the day in the head, a table under the heads of the groups."""

from __future__ import annotations

from dataclasses import replace

from app.services.duties.rows import NO_SCHOOL, SHOWN_WORDS, DutyRow, View
from app.services.forms import figures
from app.services.forms.blocks import Block, Column, FormPage, Row, TableBlock, cell, row, section_row, text
from app.services.forms.duty_list_data import DutyListData
from app.services.forms.profile import GOST_2025, Profile
from app.services.forms.report_parts import head, remark, report_page
from app.services.problems import Problem
from app.services.roadmaps.titles import bare_title
from app.services.text_ru import NBSP, counted, number, short_date

TITLES: dict[View, str] = {
    "week": "Сроки до конца недели",
    "month": "Сроки до конца месяца",
    "overdue": "Просроченные сроки",
    "waiting": "Сроки, по которым ожидается регион",
    "all": "Сроки дорожных карт",
}
_GROUPED = {"date": "", "party": "Сгруппировано по ответственным.", "school": "Сгруппировано по школам, школы по алфавиту."}


def duty_list_page(data: DutyListData, profile: Profile = GOST_2025) -> FormPage:
    title = TITLES[data.view]
    schools = any(one.schools_total for group in data.groups for one in group.rows)
    columns = (
        Column("№\nп/п", 13, "center"),
        Column("Срок", 25, "center"),
        Column("Мероприятие", 92 if schools else 104),
        Column("Дорожная карта", 46),
        Column("Ответственный", 48),
        *((Column("Школы:\nвыполнили", 22, "center"),) if schools else ()),
        Column("Состояние", 32, "center"),
    )
    under = [figures.as_of(data.printed_on)]
    if data.filters:
        words = "; ".join(data.filters)
        under.append(f"Отбор: {words}" if "–" in words else words)
    blocks: list[Block] = [*head(data.author, title, *under)]
    if not data.groups:
        blocks.append(text("Сроков по этому отбору нет.", space_before_pt=8))
        return _page(title, blocks, profile, data)
    whole = f"Всего: {counted(data.shown, 'срок', 'срока', 'сроков')}."
    blocks.append(remark(" ".join(part for part in (whole, _GROUPED[data.grouping]) if part), before=8))
    rows: list[Row] = []
    place = 0
    for group in data.groups:
        rows.append(section_row(f"{group.title} ({number(len(group.rows))})", len(columns)))
        for one in group.rows:
            place += 1
            rows.append(_row(place, one, schools))
    blocks.append(TableBlock(columns, tuple(rows), size_pt=profile.grid_pt + 1, space_before_pt=2))
    if data.grouping != "date" and place > data.shown:
        several = "школ" if data.grouping == "school" else "ответственных"
        blocks.append(remark(f"Срок, за который отвечают несколько {several}, стоит у каждого из них.", before=6))
    if data.grouping == "school" and any(group.title == NO_SCHOOL for group in data.groups):
        blocks.append(remark(f"«{NO_SCHOOL}»: за эти сроки школы не отвечают или свою часть уже выполнили.", before=2))
    return _page(title, blocks, profile, data)


def _page(title: str, blocks: list[Block], profile: Profile, data: DutyListData) -> FormPage:
    notes: tuple[Problem, ...] = ()
    if data.shown < data.found:
        cut = (
            f"Напечатаны первые {number(data.shown)} из {counted(data.found, 'срока', 'сроков', 'сроков')}. "
            "Отберите по ответственному, школе или словам, и список станет короче."
        )
        notes = (Problem("warning", "list_cut", cut),)
        blocks = [*blocks, remark(f"Напечатаны первые {number(data.shown)} из {number(data.found)}.", before=6)]
    page = report_page(title, blocks, profile, author=data.author, landscape=True, stem=f"{title} {short_date(data.printed_on)}")
    return replace(page, notes=notes)


def _row(place: int, one: DutyRow, schools: bool) -> Row:
    what = " ".join(f"{one.number} {one.text}".split())
    return row(
        f"{place}.",
        _when(one),
        cell(what),
        cell(bare_title(one.roadmap)),
        cell(" ".join(one.responsible.split())),
        *((f"{one.schools_done} из{NBSP}{one.schools_total}" if one.schools_total else "",) if schools else ()),
        _state(one),
    )


def _when(one: DutyRow) -> str:
    if one.due_on is not None:
        moved = one.planned_due is not None and one.planned_due != one.due_on
        return short_date(one.due_on) + (f"\n(был {short_date(one.planned_due)})" if moved and one.planned_due else "")
    return f"с{NBSP}{short_date(one.starts_on)}" if one.starts_on is not None else figures.NOTHING


def _state(one: DutyRow) -> str:
    words = SHOWN_WORDS[one.shown]
    if one.shown == "overdue" and one.days_late:
        return f"{words}\n({counted(one.days_late, 'день', 'дня', 'дней')})"
    if one.shown == "done" and one.mark.done_on is not None:
        return f"{words}\n{short_date(one.mark.done_on)}"
    return words
