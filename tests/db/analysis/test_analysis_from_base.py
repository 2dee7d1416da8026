"""The analysis of a district and of a school from a real base."""

from __future__ import annotations

import json
from io import BytesIO

import pytest
from openpyxl import load_workbook
from sqlalchemy import delete, select, update

from app.models.organisations import Organisation
from app.models.results import GroupStat, ImportRun, Paper, Procedure, Task
from app.models.scales import ScoreScale
from app.services.analysis.commands import save_conclusions, save_thresholds
from app.services.analysis.queries import analyse, analyse_year, choices, get_thresholds, rows_behind_task
from app.services.analysis.rows import LITTLE, Thresholds
from app.services.analysis.workbook import tables_xlsx
from app.services.errors import UserError
from app.services.forms.blocks import TableBlock, plain_text
from app.services.forms.registry import make
from tests.sample_papers import add_procedure, school_id, set_workplace

BIG = [(4 + i % 17, 3 + i % 3) for i in range(34)]
PAPERS = {
    "Школа № 10": BIG,
    "Школа № 2": [(18, 5)] * 12 + [(3, 5), (3, 2), None],
    "Малая школа": [(5, 3), (19, 4), None],
}
TASKS = ((1, "Б", "Счёт"), (1, "Б", "Счёт"), (2, "П", "Задачи"))


@pytest.fixture
def procedure(ctx) -> int:
    made = _paper(ctx, 2026, PAPERS)
    set_workplace(ctx)
    return made


def _paper(ctx, year, papers) -> int:
    """Tasks 1 and 2 of one skill, task 3 harder: a work of score s has the first tasks from 7 and the last from 15."""
    made = add_procedure(ctx, papers, year=year, subject="Математика", max_score=20)
    with ctx.db.write() as session:
        if session.scalar(select(ScoreScale.id).where(ScoreScale.year == year)) is None:
            session.add(ScoreScale(year=year, grade=4, subject="Математика", max_score=20, min3=6, min4=10, min5=15))
        for place, (most, level, skill) in enumerate(TASKS):
            session.add(Task(procedure_id=made, position=place, code=str(place + 1), max_points=most, level=level, skill=skill))
        for paper in session.scalars(select(Paper).where(Paper.procedure_id == made, Paper.absent.is_(False))):
            easy, hard = (paper.raw_score or 0) >= 7, (paper.raw_score or 0) >= 15
            paper.task_scores = bytes([easy, 255 if not easy else 1, 2 if hard else 0])
    return made


def _cells(table, key):
    return next(line.cells for line in table.lines if line.key == key)


def test_the_district_by_schools_in_alphabetical_order(ctx, procedure):
    found = analyse(ctx, procedure)
    assert found.name == "Заречный район" and found.participants == 50 and "показательна" in found.sample
    individual = found.direction("individual").table("schools")
    assert [line.cells[0] for line in individual.lines] == ["Малая школа", "Школа № 2", "Школа № 10", "Всего"]
    two = school_id(ctx, "Школа № 2")
    assert _cells(individual, f"school-{two}")[1:5] == (14, 1, 2, 0)
    marks = found.direction("marks").table("schools")
    little = _cells(marks, f"school-{school_id(ctx, 'Малая школа')}")
    assert little[1] == 2 and little[2] == LITTLE and set(little[3:]) == {""}, "under five: no percents at all"


def test_a_school_has_its_codes_and_the_district_beside_it(ctx, procedure):
    two = school_id(ctx, "Школа № 2")
    found = analyse(ctx, procedure, two)
    low = found.direction("individual").table("low")
    assert [line.cells[0] for line in low.lines] == ["40012", "40013"] and low.lines[0].cells[6] == "1 и 2"
    gaps = found.direction("journal").table("gaps")
    assert [(line.cells[0], line.cells[5]) for line in gaps.lines] == [("40012", -3)]
    groups = found.direction("marks").table("groups")
    assert [line.key for line in groups.lines] == ["school", "municipality"]
    tasks = found.direction("tasks").table("tasks")
    assert [column.key for column in tasks.columns] == [
        "code", "level", "most", "own", "municipality", "gap", "state", "skill"
    ]  # fmt: skip
    assert tasks.lines[0].cells[3] == pytest.approx(100 * 12 / 14)


def test_every_number_of_a_sentence_leads_to_lines_that_are_there(ctx, procedure):
    for school in (None, school_id(ctx, "Школа № 10"), school_id(ctx, "Школа № 2")):
        found = analyse(ctx, procedure, school)
        for direction in found.directions:
            for sentence in direction.sentences:
                if sentence.table:
                    table = direction.table(sentence.table)
                    assert table is not None, sentence
                    assert set(sentence.lines) <= {line.key for line in table.lines}, sentence
        for sentence in found.conclusions:
            if sentence.table:
                direction, _, table = sentence.table.partition("/")
                assert not table or found.direction(direction).table(table) is not None


def test_a_low_skill_of_two_tasks_is_a_deficit(ctx):
    weak = {"Школа № 1": [(5, 3)] * 12 + [(16, 4)] * 3}
    procedure = _paper(ctx, 2026, weak)
    found = analyse(ctx, procedure)
    skills = found.direction("skills").table("skills")
    assert [(line.cells[0], line.state) for line in skills.lines] == [("Счёт", "low"), ("Задачи", "edge")]
    assert any("Системный дефицит: «Счёт»" in one.text for one in found.direction("skills").sentences)
    assert any("рабочую программу" in one.text for one in found.conclusions)


def test_without_a_task_map_the_page_says_what_to_load(ctx, procedure):
    with ctx.db.write() as session:
        session.execute(update(Task).values(level="", skill=""))
    found = analyse(ctx, procedure)
    assert "Описание работы" in found.direction("skills").missing
    assert found.direction("tasks").table("tasks").lines[0].state == ""


def test_growth_of_two_over_years(ctx, procedure):
    _paper(ctx, 2025, {"Школа № 2": [(18, 5)] * 12, "Школа № 10": [(12, 4)] * 20})
    _paper(ctx, 2024, {"Школа № 2": [(18, 5)] * 12})
    found = analyse(ctx, procedure)
    years = found.direction("marks").table("years")
    assert [line.cells[0] for line in years.lines] == ["2024", "2025", "2026"]
    assert years.lines[-1].state == "low" and years.lines[-1].cells[3] > 10
    assert years.lines[0].target is not None and years.lines[-1].target is None
    assert any("отрицательная динамика" in one.text for one in found.direction("marks").sentences)


def test_groups_of_marks_under_ten_are_named_and_not_judged(ctx, procedure):
    found = analyse(ctx, procedure, school_id(ctx, "Школа № 2")).direction("mark_groups")
    assert "«2» — 2" in found.warnings[0].replace("\u00a0", " ")
    assert found.table("groups").lines[0].cells[2] == LITTLE
    assert not any("«2»" in one.text for one in found.sentences)


def test_a_school_workplace_sees_itself_and_reports_of_its_district(ctx):
    procedure = _paper(ctx, 2026, {"Школа № 2": PAPERS["Школа № 2"]})
    school = school_id(ctx, "Школа № 2")
    set_workplace(ctx, "school", school=school)
    with ctx.db.write() as session:
        run = session.scalars(select(ImportRun)).first()
        for name, two in (("Заречный муниципальный район", 11.0), ("Луговской муниципальный район", 44.0)):
            session.add(
                GroupStat(
                    procedure_id=procedure, content="marks", level="municipality", name=name, participants=300,
                    data=json.dumps({"2": two, "3": 30.0, "4": 30.0, "5": 59.0 - two}), import_run_id=run.id,
                )
            )  # fmt: skip
        session.add(
            GroupStat(
                procedure_id=procedure, content="tasks", level="region", name="Регион 99", participants=9000,
                data=json.dumps({"1": 70.0, "2": 60.0, "3": 40.0}), import_run_id=run.id,
            )
        )  # fmt: skip
    offered = choices(ctx)
    assert offered.own_school == school and [one.id for one in offered.schools] == [school]
    found = analyse(ctx, procedure)
    assert found.school_id == school and found.name == "Школа № 2"
    groups = found.direction("marks").table("groups")
    assert [(line.cells[0], line.cells[2]) for line in groups.lines][1:] == [("Заречный муниципальный район", 11.0)]
    assert found.direction("tasks").table("tasks").columns[4].title == "Регион, %"
    assert analyse_year(ctx, 2026)[0].lines[0].cells[1] == 14


def test_behind_the_percent_of_a_task(ctx, procedure):
    two = school_id(ctx, "Школа № 2")
    found = rows_behind_task(ctx, procedure, two, 1)
    points = {line.key: line.cells[1] for line in found.table("points").lines}
    assert points == {"x": 2, "p1": 12, "none": 2}
    assert found.table("works").lines[-1].cells[:3] == ("40013", "", "не приступил")
    assert "2 работы из 14" in found.sentences[0].text.replace("\u00a0", " ")
    schools = rows_behind_task(ctx, procedure, None, 2).table("schools")
    assert [line.cells[0] for line in schools.lines] == ["Малая школа", "Школа № 2", "Школа № 10"]
    assert schools.lines[0].cells[2] == LITTLE and schools.lines[1].cells[2] == pytest.approx(100 * 12 / 14)


def test_exams_stand_beside_the_rest_of_the_year(ctx, procedure):
    exam = add_procedure(ctx, {"Школа № 2": [(60, None)] * 7}, year=2026, grade=11, subject="Физика", max_score=None)
    with ctx.db.write() as session:
        session.execute(update(Procedure).where(Procedure.id == exam).values(kind="ege"))
    papers = analyse_year(ctx, 2026)[0]
    assert papers.lines[0].cells[:2] == ("ЕГЭ: физика, 11 класс", 7)
    assert analyse(ctx, exam).direction("marks").missing


def test_reports_alone_are_enough_for_what_they_tell(ctx, procedure):
    """A district that loads only the reports by groups: no papers, no codes."""
    two = school_id(ctx, "Школа № 2")
    with ctx.db.write() as session:
        session.execute(delete(Paper))
        run = session.scalars(select(ImportRun)).first()
        login = session.get(Organisation, two).login
        told = (("municipality", "", "Заречный муниципальный район", 300), ("school", login, "ШКОЛА 2", 40))
        for level, code, name, n in told:
            for content, data in (
                ("marks", {"2": 20.0, "3": 30.0, "4": 30.0, "5": 20.0}),
                ("scores", {"5": 20.0, "10": 60.0, "18": 20.0}),
                ("tasks", {"1": 50.0, "2": 58.0, "3": 40.0}),
                ("tasks_2", {"1": 10.0, "2": 20.0, "3": 0.0}),
            ):
                session.add(
                    GroupStat(
                        procedure_id=procedure, content=content, level=level, code=code, name=name, participants=n,
                        data=json.dumps(data), import_run_id=run.id,
                    )
                )  # fmt: skip
    assert [row.id for row in choices(ctx).procedures] == [procedure]
    for school, n in ((None, 300), (two, 40)):
        found = analyse(ctx, procedure, school)
        assert found.participants == n
        assert found.direction("marks").table("groups").lines[0].cells[2] == 20.0
        assert found.direction("scores").table("means").lines[0].cells[2] == pytest.approx(10.6)
        assert [line.state for line in found.direction("tasks").table("tasks").lines] == ["low", "edge", "good"]
        assert found.direction("mark_groups").table("groups").lines[0].cells[2] == 10.0
        assert "Ф1" in found.direction("individual").missing
        assert analyse_year(ctx, 2026, school)[0].lines[0].cells[-1] == "1 из 3"
    assert "отчёт" in rows_behind_task(ctx, procedure, None, 0).missing


def test_a_school_that_did_not_write_is_refused_in_words(ctx, procedure):
    other = add_procedure(ctx, {"Гимназия": [(5, 3)] * 6}, year=2026, subject="Русский язык", max_score=20)
    with pytest.raises(UserError, match="не писала"):
        analyse(ctx, procedure, school_id(ctx, "Гимназия"))
    assert analyse(ctx, other, school_id(ctx, "Гимназия")).participants == 6


def test_the_year_together(ctx, procedure):
    add_procedure(ctx, {"Школа № 2": [(30, 5)] * 6, "Гимназия": [(5, 3)] * 3}, year=2026, max_score=38)
    papers, schools = analyse_year(ctx, 2026)
    assert [line.cells[0] for line in papers.lines] == ["ВПР: русский язык, 4 класс", "ВПР: математика, 4 класс"]
    assert [line.cells[0] for line in schools.lines] == ["Гимназия", "Малая школа", "Школа № 2", "Школа № 10", "Район"]
    assert schools.lines[0].cells[1:] == (LITTLE, None)
    assert analyse_year(ctx, 1999) == ()


def test_thresholds_and_conclusions_are_kept_and_taken_back(ctx, procedure):
    changes = save_thresholds(ctx, Thresholds(basic_enough=95))
    assert analyse(ctx, procedure).direction("tasks").table("tasks").lines[0].state == "low"
    changes.undo(ctx)
    assert get_thresholds(ctx) == Thresholds()
    with pytest.raises(UserError, match="вне пределов"):
        save_thresholds(ctx, Thresholds(basic_enough=0))
    save_conclusions(ctx, procedure, None, "Свой текст.")
    assert analyse(ctx, procedure).edited == "Свой текст."
    assert analyse(ctx, procedure, school_id(ctx, "Школа № 2")).edited == ""
    assert "Свой текст." in _words(make(ctx, "analysis", procedure_id=procedure))


def test_tables_become_a_workbook_with_numbers_as_numbers(ctx, procedure):
    found = analyse(ctx, procedure)
    tables = [table for one in found.directions for table in one.tables]
    book = load_workbook(BytesIO(tables_xlsx("=Анализ", tables)))
    assert len(book.worksheets) == len(tables)
    sheet = book.worksheets[0]
    assert sheet["A1"].value == "=Анализ" and sheet["A1"].data_type == "s"
    assert [cell.value for cell in sheet[4]][:2] == ["Школа", "Писали"] and sheet["B7"].value == 34


def test_the_plan_has_codes_and_skills_and_no_names(ctx, procedure):
    page = make(ctx, "analysis_low", procedure_id=procedure, organisation_id=school_id(ctx, "Школа № 2"))
    plan, practise = [block for section in page.sections for block in section.blocks if isinstance(block, TableBlock)]
    assert [row[1] for row in _texts(plan)] == ["40012", "40013"] and _texts(plan)[0][5] == "1 и 2"
    assert _texts(practise) == [["Счёт", "1, 2", "2 из 2"]]


def _texts(table):
    return [["".join(run.text for line in cell.lines for run in line.runs) for cell in row.cells] for row in table.rows]


def _words(page) -> str:
    return " ".join(part for section in page.sections for block in section.blocks for part in plain_text(block))
