"""Papers of an event: invitation, attendance sheet, minutes; filled in and blank, the same words in PDF and DOCX."""

from __future__ import annotations

from datetime import date

import pytest

from app.services.errors import UserError
from app.services.events import commands
from app.services.events.queries import get_event
from app.services.events.rows import EventFields
from app.services.forms.blocks import AnswerLines, plain_text
from app.services.forms.printing import render
from app.services.forms.registry import make
from app.services.people.commands import save_person
from app.services.people.rows import PersonRow
from tests.sample_papers import add_procedure, school_id, set_workplace

SCHOOL = "МБОУ «Берёзовская СОШ»"


@pytest.fixture
def meeting(ctx):
    set_workplace(ctx)
    procedure = add_procedure(ctx, {SCHOOL: [14]}, year=2026)
    person = save_person(ctx, PersonRow(None, None, school_id(ctx, SCHOOL), "coordinator", "Зимина Анна Петровна", "завуч")).value
    fields = EventFields(
        "meeting", "Совещание о сроках ВПР", date(2026, 10, 7), starts_at="14", place="каб. 5", procedure_id=procedure,
        chair="Н. С. Ветрова, начальник отдела", agenda="О сроках — Калинина Д. О.\nО наблюдателях", heard="2. Нужны двое",
    )  # fmt: skip
    number = commands.create_event(ctx, fields).value
    commands.invite(ctx, number, [("person", _person(ctx, person)), ("school", school_id(ctx, SCHOOL))])
    commands.save_decisions(ctx, number, [("1. Выбрать даты", "школы", "до 15.10.2026")])
    return number


def _person(ctx, _saved):
    from app.services.people.queries import list_people

    return list_people(ctx)[0].person_id


def words(page):
    found = "\n".join(line for section in page.sections for block in section.blocks for line in plain_text(block))
    return found.replace("\u00a0", " ")


def test_the_invitation_names_the_day_the_questions_and_the_people(ctx, meeting):
    said = words(make(ctx, "event_invitation", event_id=meeting))
    assert "Приглашаем на совещание о сроках ВПР." in said
    assert "7 октября 2026 года, 14:00" in said
    assert "1) О сроках (Калинина Д. О.);" in said and "2) О наблюдателях." in said
    assert "Зимина Анна Петровна, завуч" in said
    assert f"Руководителю\n{SCHOOL}" in said


def test_the_sheet_is_a_blank_until_somebody_is_marked(ctx, meeting):
    said = words(make(ctx, "event_attendance", event_id=meeting))
    assert "Подпись" in said and "Зимина Анна Петровна" in said and "Присутствие" not in said
    person = get_event(ctx, meeting).attendees[0].id
    commands.set_came(ctx, meeting, {person: True})
    said = words(make(ctx, "event_attendance", event_id=meeting))
    assert "Присутствие" in said and "Приглашены: 2 человека, присутствовали: 1." in said
    assert "Подпись" in words(make(ctx, "event_attendance", event_id=meeting, blank=True))


def test_minutes_go_question_by_question(ctx, meeting):
    person = get_event(ctx, meeting).attendees[0].id
    commands.set_came(ctx, meeting, {person: True})
    said = words(make(ctx, "event_minutes", event_id=meeting))
    assert "Протокол совещания" in said and "«Совещание о сроках ВПР»" in said
    assert "Присутствовали (1 человек): А.П. Зимина, завуч (МБОУ «Берёзовская СОШ»)." in said
    assert "Калинина Д. О. – о сроках." in said
    assert "1.1. Выбрать даты. Ответственный: школы. Срок: до 15.10.2026." in said
    assert said.index("2. СЛУШАЛИ:") < said.index("Нужны двое") < said.rindex("РЕШИЛИ:")


def test_a_blank_of_minutes_leaves_room_to_write(ctx, meeting):
    page = make(ctx, "event_minutes", event_id=meeting, blank=True)
    said = words(page)
    assert "О наблюдателях" in said and "Нужны двое" not in said and "Выбрать даты" not in said
    assert sum(isinstance(block, AnswerLines) for block in page.sections[0].blocks) == 5


@pytest.mark.parametrize("code", ["event_invitation", "event_attendance", "event_minutes"])
@pytest.mark.parametrize("kind", ["pdf", "docx"])
def test_an_empty_event_prints_too(ctx, code, kind):
    number = commands.create_event(ctx, EventFields("visit")).value
    assert len(render(make(ctx, code, event_id=number), kind)) > 2000


def test_an_event_that_is_gone_says_so(ctx):
    with pytest.raises(UserError):
        make(ctx, "event_minutes", event_id=5)
