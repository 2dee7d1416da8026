"""Papers of a preparation: its plan, acts of observation filled in and blank, incidents."""

from __future__ import annotations

from datetime import date

import pytest

from app.services.checklists import commands as do
from app.services.checklists.queries import preparation
from app.services.checklists.rows import ANSWERS, QUESTIONS, STAGES, ActRow, IncidentRow
from app.services.errors import UserError
from app.services.forms.blocks import Signature, plain_text
from app.services.forms.printing import render
from app.services.forms.registry import make
from tests.db.plan.world import START, add_schools, plan


@pytest.fixture
def schools(ctx):
    return add_schools(ctx)


@pytest.fixture
def procedure(ctx, schools):
    return plan(ctx)


def blocks(page):
    return [block for section in page.sections for block in section.blocks]


def words(page):
    return "\n".join(line for block in blocks(page) for line in plain_text(block)).replace("\u00a0", " ")


def act(procedure, school, **more):
    return ActRow(None, procedure, school, "Полякова Нина Викторовна", None, START, "09:00", "09:50", "4А", "12", **more)


def find(ctx, procedure, text):
    return next(line for line in preparation(ctx, procedure).lines if text in line.text)


def test_the_plan_has_every_line_with_boxes_where_it_is_not_done(ctx, procedure, schools):
    do.start_checklist(ctx, procedure)
    do.tick(ctx, find(ctx, procedure, "Издать приказ").id, done_on=date(2026, 9, 21), who="Калинина Д. О.")
    do.tick(ctx, find(ctx, procedure, "Подготовить аудитории").id, schools[:2], done_on=date(2026, 10, 9))
    said = words(make(ctx, "preparation_checklist", procedure_id=procedure))
    found = preparation(ctx, procedure)
    assert all(line.text in said for line in found.lines)
    assert said.index("До начала") < said.index("В день проведения") < said.index("После окончания")
    assert f"Сделано 1 из {len(found.lines)}. Участвуют 3 школы." in said
    assert "21.09.2026\nКалинина Д. О." in said
    assert f"☐ 2 из 3\nждём: {dict(found.schools)[schools[2]]}" in said
    assert said.count("☐") == len(found.lines) - 1
    do.tick(ctx, find(ctx, procedure, "Подготовить аудитории").id, schools[2:], done_on=date(2026, 10, 12))
    assert "все школы (3)\n12.10.2026" in words(make(ctx, "preparation_checklist", procedure_id=procedure))


def test_an_act_shows_the_answers_of_the_observer(ctx, procedure, schools):
    answers = {"holding_instruction": "yes", "holding_late": "no", "checking_codes": "not_seen"}
    number = do.save_act(ctx, act(procedure, schools[1], answers=answers, remarks="Вошли после начала")).value
    page = make(ctx, "observation_act", procedure_id=procedure, act_id=number)
    said = words(page)
    questions = [words for stage in STAGES for _code, words in QUESTIONS[stage]]
    assert all(title in said for title in (*STAGES.values(), *questions))
    assert "Инструктаж участников проведён\n☑\n☐\n☐" in said
    assert "После начала в аудиторию никто не входил\n☐\n☑\n☐" in said
    assert "Работы проверяли по кодам, без фамилий\n☐\n☐\n☑" in said
    assert "Замечаний нет ☐\nЗамечания есть ☑" in said and "Замечания: Вошли после начала" in said
    assert "Дата: 12.10.2026\nНачало: 09:00\nОкончание: 09:50" in said
    signed = [block for block in blocks(page) if isinstance(block, Signature)]
    assert [one.post.partition(":")[0] for one in signed] == ["Наблюдатель", "Представитель школы"]
    assert signed[0].name.replace("\u00a0", " ") == "Н.В. Полякова"


def test_an_act_without_answers_says_nothing_for_the_observer(ctx, procedure, schools):
    number = do.save_act(ctx, ActRow(None, procedure, schools[0])).value
    said = words(make(ctx, "observation_act", procedure_id=procedure, act_id=number))
    assert "☑" not in said
    do.save_act(ctx, ActRow(number, procedure, schools[0], answers={"holding_seats": "yes"}))
    assert "Замечаний нет ☑" in words(make(ctx, "observation_act", procedure_id=procedure, act_id=number))


def test_blanks_are_one_sheet_for_each_school(ctx, procedure, schools):
    do.save_act(ctx, act(procedure, schools[0], answers={"holding_late": "no"}))
    page = make(ctx, "observation_act", procedure_id=procedure, blank=True)
    said = words(page)
    assert "☑" not in said and "Полякова" not in said
    names = [name for _id, name in preparation(ctx, procedure).schools]
    assert all(name in said for name in names)
    assert len(page.sections) == len(names)
    one = words(make(ctx, "observation_act", procedure_id=procedure, organisation_id=schools[2], blank=True))
    questions = sum(len(asked) for asked in QUESTIONS.values())
    assert one.count("☐") == questions * len(ANSWERS) + 2
    assert dict(preparation(ctx, procedure).schools)[schools[2]] in one


def test_incidents_are_listed_and_a_name_is_noticed(ctx, procedure, schools):
    do.save_incident(ctx, IncidentRow(None, procedure, schools[0], START, "Погас свет", "Начали позже", "4А", "завуч", START))
    page = make(ctx, "incident_list", procedure_id=procedure)
    said = words(page)
    assert "Погас свет\nНачали позже\nзавуч\n12.10.2026" in said and ", 4А" in said and not page.notes
    do.save_incident(ctx, IncidentRow(None, procedure, None, START, "Вышел Иванов Пётр Сергеевич"))
    page = make(ctx, "incident_list", procedure_id=procedure)
    assert "весь район" in words(page)
    assert [note.text.partition(":")[0] for note in page.notes] == ["Строка 2"]


@pytest.mark.parametrize("code", ["preparation_checklist", "observation_act", "incident_list"])
@pytest.mark.parametrize("kind", ["pdf", "docx"])
def test_a_procedure_with_nothing_yet_prints_too(ctx, procedure, code, kind):
    assert len(render(make(ctx, code, procedure_id=procedure), kind)) > 2000


@pytest.mark.parametrize("code", ["preparation_checklist", "observation_act", "incident_list"])
def test_a_procedure_that_is_gone_says_so(ctx, code):
    with pytest.raises(UserError):
        make(ctx, code, procedure_id=5)


def test_an_act_that_is_gone_says_so(ctx, procedure):
    with pytest.raises(UserError):
        make(ctx, "observation_act", procedure_id=procedure, act_id=7)
