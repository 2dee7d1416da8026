"""Pages of the invitation to an event: a letter with the agenda and who is asked to come."""

from __future__ import annotations

from collections.abc import Sequence

from app.services.events.kinds import KINDS
from app.services.events.rows import KINDS_GENITIVE, Attendee
from app.services.forms.blocks import (
    Block,
    Column,
    FormPage,
    TableBlock,
    cell,
    row,
    text,
)
from app.services.forms.event_data import EventPaper
from app.services.forms.event_parts import quoted, when, where
from app.services.forms.letter_parts import letter_page
from app.services.forms.profile import GOST_2025, Profile
from app.services.text_ru import sort_key

_INVITED = (Column("№\nп/п", 12, "center"), Column("Организация", 78), Column("Кто приглашён", 80))


def event_invitation_page(data: EventPaper, profile: Profile = GOST_2025) -> FormPage:
    """A letter with the blank of the office; addressed to one school where only one is invited."""
    event = data.event.row
    return letter_page(
        f"Приглашение: {event.name}",
        _body(data, profile),
        profile,
        author=data.author,
        addressee=_addressee(data),
        heading="О выезде в школу" if event.kind == "visit" else f"О проведении {KINDS_GENITIVE[event.kind]}",
    )


def _addressee(data: EventPaper) -> str:
    if data.of_school:
        return f"Участникам {KINDS_GENITIVE[data.event.row.kind]}"
    schools = {one.organisation for one in data.event.attendees if one.organisation} or {data.event.row.organisation} - {""}
    return f"Руководителю\n{schools.pop()}" if len(schools) == 1 else "Руководителям\nобщеобразовательных организаций"


def _body(data: EventPaper, profile: Profile) -> list[Block]:
    event = data.event.row
    if event.kind == "visit":
        opening = f"Сообщаем о выезде в школу: {event.title or where(event)}."
    else:
        opening = f"Приглашаем на {quoted(event)}."
    blocks: list[Block] = [text(opening, align="left", space_before_pt=6)]
    blocks.append(text(f"Дата и время: {when(event)}."))
    blocks.append(text(f"Место: {where(event)}."))
    if event.procedure:
        blocks.append(text(f"Процедура, о которой пойдёт речь: {event.procedure}."))
    if data.questions:
        blocks.append(text("Повестка:" if len(data.questions) > 1 else "Вопрос:", keep_with_next=True))
        last = len(data.questions)
        for place, one in enumerate(data.questions, 1):
            speaker = f" ({one.speaker})" if one.speaker else ""
            end = ";" if place < last else "" if (one.text + speaker).endswith((".", "?")) else "."
            blocks.append(text(f"{place}) {one.text}{speaker}{end}"))
    invited = data.event.attendees
    if len(invited) > 3:
        blocks.append(text("Прошу обеспечить участие приглашённых по списку:", keep_with_next=True, space_before_pt=6))
        blocks.append(_list(invited, profile, data.author))
    elif invited:
        names = "; ".join(", ".join(part for part in (one.name, one.post) if part) for one in invited)
        blocks.append(text(f"Прошу обеспечить участие: {names}."))
    elif event.kind == "visit":
        blocks.append(text("Прошу обеспечить присутствие руководителя школы и ответственных лиц."))
    return blocks


def _list(invited: Sequence[Attendee], profile: Profile, author: str) -> TableBlock:
    """One row a school, those of the office first."""
    groups: dict[str, list[Attendee]] = {}
    for one in invited:
        groups.setdefault(one.organisation, []).append(one)
    rows = []
    for place, school in enumerate(sorted(groups, key=lambda name: (bool(name), sort_key(name))), 1):
        people = "\n".join(
            ", ".join(part for part in (_who(one), one.post if _is_person(one) else "") if part) for one in groups[school]
        )
        rows.append(row(f"{place}.", cell(school or author or "—"), cell(people)))
    return TableBlock(_INVITED, tuple(rows), size_pt=profile.table_pt, space_before_pt=4, space_after_pt=6)


def _is_person(one: Attendee) -> bool:
    return one.name != one.organisation


def _who(one: Attendee) -> str:
    return one.name if _is_person(one) else one.post or KINDS["other"]
