"""Measures go into the school's roadmap; works of an olympiad come out of tables."""

from __future__ import annotations

from datetime import date

import pytest
from openpyxl import Workbook

from app.services.errors import UserError
from app.services.inquiries import commands
from app.services.inquiries.measures import SECTION, MeasureDraft, add_measure, school_roadmaps
from app.services.inquiries.proposals import MEASURES, measures_for
from app.services.inquiries.queries import get_inquiry
from app.services.inquiries.rows import Grounds
from app.services.inquiries.works_file import read_works, works_of_text
from app.services.roadmaps.commands import create_roadmap
from app.services.roadmaps.editing import with_line_under
from app.services.roadmaps.queries import get_roadmap, list_roadmaps
from app.services.roadmaps.rows import RoadmapLine, RoadmapSectionRow, RoadmapTree
from tests.sample_papers import add_procedure, school_id, set_workplace

SCHOOL = "МБОУ «Берёзовская СОШ»"


@pytest.fixture
def inquiry(ctx):
    set_workplace(ctx)
    procedure = add_procedure(ctx, {SCHOOL: [14, 14, 20, 25, 30, 9]}, year=2026)
    return commands.open_inquiry(ctx, procedure, school_id(ctx, SCHOOL)).value


DRAFT = MeasureDraft("Проверять работы по кодам", date(2026, 12, 1), "Директор", "Приказ школы")


def test_the_first_measure_begins_a_roadmap_of_the_school_and_the_next_joins_it(ctx, inquiry):
    made = add_measure(ctx, inquiry, DRAFT)
    tree = get_roadmap(ctx, made.value)
    assert tree.organisation_id == school_id(ctx, SCHOOL)
    (section,) = tree.sections
    (line,) = section.lines
    assert (section.title, line.number, line.responsible, line.result) == (SECTION, "1.", "Директор", "Приказ школы")
    assert line.deadline.replace("\u00a0", " ") == "до 1 декабря 2026 года"
    second = add_measure(ctx, inquiry, MeasureDraft("Вторая проверка", date(2026, 11, 1), "Завуч"), made.value)
    assert second.value == made.value
    found = get_inquiry(ctx, inquiry)
    assert [(one.text, one.roadmap_id) for one in found.measures] == [
        ("Проверять работы по кодам", made.value),
        ("Вторая проверка", made.value),
    ]
    assert [one.number for one in get_roadmap(ctx, made.value).sections[0].lines] == ["1.", "2."]
    with pytest.raises(UserError):
        made.undo(ctx)
    back = second.undo(ctx)
    assert len(get_inquiry(ctx, inquiry).measures) == 1
    back.undo(ctx)
    assert len(get_inquiry(ctx, inquiry).measures) == 2


def test_a_roadmap_begun_for_a_measure_goes_with_it(ctx, inquiry):
    made = add_measure(ctx, inquiry, DRAFT)
    steps = len(get_inquiry(ctx, inquiry).steps)
    made.undo(ctx)
    assert list_roadmaps(ctx) == []
    found = get_inquiry(ctx, inquiry)
    assert found.measures == () and len(found.steps) == steps - 1


def test_the_school_has_its_own_roadmaps_to_choose_from(ctx, inquiry):
    school = school_id(ctx, SCHOOL)
    lines = (RoadmapLine(number="1.1.", text="Что-то"),)
    old = RoadmapTree(
        "Старый план", (RoadmapSectionRow("1.", "Раздел", lines),), period_end=date(2020, 1, 1), organisation_id=school
    )
    new = RoadmapTree("План", (RoadmapSectionRow("1.", "Раздел", lines),), organisation_id=school)
    others = [
        create_roadmap(ctx, tree).value for tree in (old, new, RoadmapTree("Района", (RoadmapSectionRow("1.", "Р", lines),)))
    ]
    assert [i for _title, i in school_roadmaps(ctx, school)] == [others[1], others[0]]
    with pytest.raises(UserError, match="не карта школы"):
        add_measure(ctx, inquiry, DRAFT, others[2])
    add_measure(ctx, inquiry, DRAFT, others[1])
    added = get_roadmap(ctx, others[1]).sections[1]
    assert (added.number, added.title, added.lines[0].number) == ("2.", SECTION, "2.1.")


def test_uneven_numbers_are_left_alone():
    tree = RoadmapTree("П", (RoadmapSectionRow("", SECTION, (RoadmapLine(number="7"), RoadmapLine(number="3а"))),))
    made = with_line_under(tree, SECTION, RoadmapLine(text="новое"))
    assert [line.number for line in made.sections[0].lines] == ["7", "3а", ""]


def test_measures_that_answer_the_signal_stand_first():
    first = measures_for(Grounds(20, 0.01, "strong", True, (("participation", 0.01),)), "procedure")
    assert first[0].key == "reserve" and len(first) == len(MEASURES)
    assert measures_for(None, "olympiad")[0].key == "jury"
    with_days = {one.key: one.days for one in MEASURES}
    assert all(days > 0 for days in with_days.values())


def test_without_text_or_day_nothing_is_added(ctx, inquiry):
    for wrong in (MeasureDraft(" ", date(2026, 12, 1)), MeasureDraft("Сделать", None)):
        with pytest.raises(UserError):
            add_measure(ctx, inquiry, wrong)
    assert list_roadmaps(ctx) == []


def test_works_are_read_from_a_table_with_captions_in_any_order(tmp_path):
    book = Workbook()
    sheet = book.active
    sheet.append(["Школьный этап, математика"])
    sheet.append([])
    sheet.append(["№", "Класс", "Код работы", "Баллы"])
    sheet.append([1, "8А", "М8-01", 21])
    sheet.append([2, "8Б", "М8-02", "неявка"])
    path = tmp_path / "работы.xlsx"
    book.save(path)
    assert read_works(path) == {"М8-01": ("8А", 21), "М8-02": ("8Б", None)}
    sheet.append([3, "8Б", "М8-01", 4])
    book.save(path)
    with pytest.raises(UserError, match="строка 6: код М8-01 повторяется"):
        read_works(path)


def test_works_are_read_from_the_clipboard():
    assert works_of_text("М8-01\t21\nМ8-02\t–\n\n") == {"М8-01": ("", 21), "М8-02": ("", None)}
    assert works_of_text("Код;Балл;Класс\nМ8-01;21;8А") == {"М8-01": ("8А", 21)}
    assert works_of_text("М8-01\t8А\t21") == {"М8-01": ("8А", 21)}
    for wrong in ("", "21\n22", "М8-01\tмного", "М8-01\t2,5", "Иванов Иван Иванович\t21"):
        with pytest.raises(UserError):
            works_of_text(wrong)
