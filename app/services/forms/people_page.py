"""Pages of the lists of people at a procedure and of the observers' certificates."""

from __future__ import annotations

from datetime import date

from app.services.assignments.rows import AssignmentRow
from app.services.forms import figures, wording
from app.services.forms.blocks import (
    Block,
    Column,
    FormPage,
    Heading,
    PageBreak,
    Paragraph,
    Row,
    Signature,
    TableBlock,
    row,
    runs,
    text,
)
from app.services.forms.people_data import Certificate, CertificatesData, PeopleListData
from app.services.forms.profile import GOST_2025, Profile
from app.services.forms.report_parts import head, part, remark, report_page
from app.services.text_ru import NBSP, short_date

_LISTS = {
    "municipal_coordinator": "Муниципальные координаторы",
    "coordinator": "Школьные координаторы",
    "organiser": "Организаторы в аудиториях",
    "technical": "Технические специалисты",
    "observer": "Независимые наблюдатели",
    "expert": "Эксперты по проверке работ",
    "panel": "Предметная комиссия",
}
_TITLES = {
    "municipal_coordinator": "муниципальных координаторов",
    "coordinator": "школьных координаторов",
    "organiser": "организаторов в аудиториях",
    "technical": "технических специалистов",
    "observer": "независимых наблюдателей",
    "expert": "экспертов по проверке работ",
    "panel": "предметной комиссии",
}
_NUMBER, _NAME, _WORK = (
    Column("№\nп/п", 12, "center"),
    Column("Фамилия, имя,\nотчество", 52),
    Column("Место работы, должность", 58),
)
_CONTACTS = Column("Телефон,\nэлектронная почта", 44)


def people_list_page(data: PeopleListData, profile: Profile = GOST_2025) -> FormPage:
    """One table a role; as an appendix to an order it has the corner of one."""
    only = data.groups[0][0] if len(data.groups) == 1 else ""
    title = f"Список {_TITLES[only]}" if only else "Список людей, занятых в процедуре"
    blocks: list[Block] = []
    if data.appendix:
        blocks.append(_corner(profile))
    author = "" if data.appendix else data.author
    blocks += head(author, title, data.title, _window(data.window), "" if data.appendix else figures.as_of(data.printed_on))
    for role, rows in data.groups:
        if not only:
            blocks.append(part(_LISTS[role]))
        blocks.append(_table(role, rows, data.public, profile))
    if data.public:
        blocks.append(remark("Для размещения: без телефонов и адресов электронной почты.", before=6))
    stem = f"{title} {data.title}{' для размещения' if data.public else ''}"
    return report_page(title, blocks, profile, author=data.author, landscape=True, stem=stem)


def certificates_page(data: CertificatesData, profile: Profile = GOST_2025) -> FormPage:
    """A page for each observer."""
    blocks: list[Block] = []
    for place, one in enumerate(data.certificates):
        if place:
            blocks.append(PageBreak())
        blocks += _certificate(one, data, profile)
    title = "Удостоверения наблюдателей" if len(data.certificates) > 1 else f"Удостоверение {data.certificates[0].person}"
    return report_page(title, blocks, profile, author=data.author, stem=f"{title} {data.title}")


def _corner(profile: Profile) -> Block:
    words = f"Приложение\nк приказу от {wording.BLANK_DATE}\n№{NBSP}{wording.BLANK_NUMBER}"
    return Paragraph(
        runs(words), align="left", first_indent_mm=0, left_mm=257 - profile.corner_block_mm, width_mm=profile.corner_block_mm,
        single_spaced=True, space_after_pt=10, style="requisite",
    )  # fmt: skip


def _window(window: tuple[date | None, date | None]) -> str:
    first, last = window
    if first is None:
        return ""
    return f"Сроки: {short_date(first)}" + (f" – {short_date(last)}" if last is not None and last != first else "")


def _table(role: str, rows: tuple[AssignmentRow, ...], public: bool, profile: Profile) -> TableBlock:
    more: tuple[Column, ...]
    if role == "observer":
        more = (Column("Где наблюдает", 48), Column("День, класс", 32), Column("Инструктаж", 26, "center"))
    elif role == "expert":
        more = (Column("Чьи работы проверяет", 52), Column("Класс", 20, "center"), Column("Предмет", 34))
    elif role in ("municipal_coordinator", "panel"):
        more = (Column("Предмет", 40), Column("Примечание", 44))
    else:
        more = (Column("Школа", 48), Column("День, класс", 32), Column("Аудитория", 24, "center"))
    contacts = () if public else (_CONTACTS,)
    columns = (_NUMBER, _NAME, _WORK, *contacts, *more)
    lines = [_row(place, role, one, public) for place, one in enumerate(rows, 1)]
    return TableBlock(columns, tuple(lines), size_pt=profile.grid_pt + 1, space_before_pt=4)


def _row(place: int, role: str, one: AssignmentRow, public: bool) -> Row:
    work = ", ".join(part for part in (one.work, one.post) if part) or figures.NOTHING
    contacts = () if public else ("\n".join(part for part in (one.phone, one.email) if part),)
    day = short_date(one.held_on) if one.held_on else ""
    when = ", ".join(part for part in (day, one.class_label) if part)
    more: tuple[str, ...]
    if role == "observer":
        more = (one.organisation, when, short_date(one.briefed_on) if one.briefed_on else "")
    elif role == "expert":
        more = (one.organisation or "район", one.class_label, one.subject)
    elif role in ("municipal_coordinator", "panel"):
        more = (one.subject, "" if public else one.note)
    else:
        more = (one.organisation, when, one.room)
    return row(f"{place}.", one.person, work, *contacts, *more)


_PLACES = (Column("Школа", 78), Column("День", 30, "center"), Column("Класс", 24, "center"), Column("Аудитория", 30, "center"))


def _certificate(one: Certificate, data: CertificatesData, profile: Profile) -> list[Block]:
    blocks: list[Block] = []
    if data.author:
        blocks.append(text(data.author, align="center", first_indent_mm=0, single_spaced=True, style="requisite"))
    number = one.number or wording.BLANK_NUMBER
    blocks.append(
        Heading(
            f"УДОСТОВЕРЕНИЕ № {number}".replace("№ ", f"№{NBSP}"), level=0, align="center", space_before_pt=24, space_after_pt=2
        )
    )
    blocks.append(text("независимого наблюдателя", align="center", first_indent_mm=0, space_after_pt=18))
    who = ", ".join(part for part in (one.post, one.work) if part)
    blocks.append(
        Paragraph(runs(one.person), align="center", first_indent_mm=0, single_spaced=True, size_pt=profile.report_pt + 2)
    )
    if who:
        blocks.append(text(who, align="center", first_indent_mm=0, single_spaced=True, space_after_pt=12))
    basis = f" Основание: {one.basis}." if one.basis else ""
    blocks.append(text(f"Наблюдает за проведением процедуры «{data.title}».{basis}", space_before_pt=8, space_after_pt=6))
    lines = [
        row(
            place.organisation,
            short_date(place.held_on) if place.held_on else "по графику школы",
            place.class_label or "все",
            place.room,
        )
        for place in one.places
    ]
    blocks.append(TableBlock(_PLACES, tuple(lines), size_pt=profile.grid_pt + 2, space_before_pt=4, space_after_pt=10))
    blocks.append(
        text(
            "Наблюдатель присутствует от получения материалов до передачи результатов, в ход работы не вмешивается, "
            "замечания записывает в акт наблюдения. Действительно вместе с документом, удостоверяющим личность."
        )
    )
    briefed = max((place.briefed_on for place in one.places if place.briefed_on), default=None)
    told = short_date(briefed) if briefed else wording.BLANK_DATE
    blocks.append(text(f"Инструктаж пройден: {told}", space_before_pt=8, space_after_pt=24))
    blocks.append(Signature("Руководитель", wording.BLANK_LINE))
    blocks.append(remark("М. П.", before=10))
    return blocks
