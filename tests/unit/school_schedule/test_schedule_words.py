"""How schools write classes, subjects, kinds and levels; none of the spellings is copied from a file."""

from __future__ import annotations

import pytest

from app.services.school_schedule.readers.cell import read_cell
from app.services.school_schedule.spelling import Legend, Subject, classes_of, kind_of, level_of, subject_of

LEGEND = Legend()
Row = tuple[str, str, str, str, str | None, int | None]
"""(written, subject, kind, title, level, lesson)."""


@pytest.mark.parametrize(
    ("written", "classes"),
    [
        ("5А", [(5, "5А")]), ("5 «а»", [(5, "5А")]), ("5-Б класс", [(5, "5Б")]), ("5 классы", [(5, "")]), ("11", [(11, "")]),
        ("5А, 5Б", [(5, "5А"), (5, "5Б")]), ("5А,Б", [(5, "5А"), (5, "5Б")]), ("5-7 классы", [(5, ""), (6, ""), (7, "")]),
        ("10А (соц.-эк.)", [(10, "10А")]), ("5A", [(5, "5А")]), ("Класс 9В", [(9, "9В")]), ("13", []), ("1 полугодие", []),
        ("2 четверть", []), ("Итого", []), ("", []),
    ],
)  # fmt: skip
def test_classes(written: str, classes: list[tuple[int, str]]) -> None:
    assert list(classes_of(written)) == classes


@pytest.mark.parametrize(
    "row",
    [
        ("Р.яз.", "Русский язык", "", "", None, None),
        ("матиматика", "Математика", "", "", None, None),
        ("Математика (ВПР)", "Математика", "vpr", "", None, None),
        ("ОМ/Ф", "Окружающий мир", "", "", "federal", None),
        ("ИЗО пр.р.", "Изобразительное искусство", "", "Пр.р", None, None),
        ("Физика 3 урок 45 мин", "Физика", "", "", None, 3),
        ("Вер. и стат., КР, Ш", "Вероятность и статистика", "", "", "school", None),
        ("входная контрольная работа по русскому языку", "Русский язык", "diagnostic_start", "", None, None),
        ("Контр. дикт. по русскому языку", "Русский язык", "", "Контр. дикт", None, None),
        ("пробный ОГЭ математика", "Математика", "", "Пробный ОГЭ", None, None),
        ("Админ. к/р Математика", "Математика", "", "Админ. к/р", None, None),
        ("техника чтения", "Литературное чтение", "", "", None, None),
        ("Родной (татарский) язык", "Родной язык", "", "", None, None),
        ("МПР математика", "Математика", "municipal_test", "", None, None),
        ("Химия КР №2 Ш 4 ур.", "Химия", "", "КР №2", "school", 4),
        ("Р.яз (Р)", "Русский язык", "", "", "regional", None),
        ("Итоговое собеседование", "Русский язык", "final_interview", "", None, None),
    ],
)
def test_a_cell_that_names_its_subject(row: Row) -> None:
    written, subject, kind, title, level, lesson = row
    (piece,) = read_cell(written, LEGEND, None, False).pieces
    words = piece.words
    assert words.subject is not None
    assert (words.subject.name, words.kind, words.level, words.lesson) == (subject, kind, level, lesson)
    assert kind or words.kind_text == title


@pytest.mark.parametrize(
    ("written", "subjects", "kind"),
    [
        ("МА, РУ, ОМ", ["Математика", "Русский язык", "Окружающий мир"], ""),
        ("ВПР: русский язык, математика", ["Русский язык", "Математика"], "vpr"),
        ("Биол. ВПР\nгеогр. ВПР", ["Биология", "География"], "vpr"),
        ("Ист/Общ", ["История", "Обществознание"], ""),
    ],
)
def test_several_in_a_cell(written: str, subjects: list[str], kind: str) -> None:
    pieces = read_cell(written, LEGEND, None, False).pieces
    assert [piece.words.subject.name for piece in pieces if piece.words.subject] == subjects
    assert {piece.words.kind for piece in pieces} == {kind}


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("КР №2", [("", "КР №2", None, None)]), ("вх. к/р", [("diagnostic_start", "", None, None)]),
        ("1", [("", "", None, None)]), ("ВПР Ф", [("vpr", "", "federal", None)]),
        ("СД 12.09", [("diagnostic_start", "", None, 12)]),
        ("с.р.", [("", "С.р", None, None)]),
        ("2", [("", "", None, None), ("", "", None, None)]), ("14, 28", [("", "", None, 14), ("", "", None, 28)]),
        ("КР 14.09, КР 28.09", [("", "", None, 14), ("", "", None, 28)]), ("Ш/К", [("", "", "school", None)]),
        ("+", [("", "", None, None)]), ("С", [("final_interview", "", None, None)]),
    ],
)  # fmt: skip
def test_a_cell_under_a_week(written: str, found: list[tuple[str, str, str | None, int | None]]) -> None:
    pieces = read_cell(written, LEGEND, Subject("Математика"), True).pieces
    said = [(p.words.kind, "" if p.words.kind else p.words.kind_text, p.words.level, p.day[0] if p.day else None) for p in pieces]
    assert said == found


def test_words_that_are_nothing() -> None:
    assert (subject_of("смотр"), kind_of("экскурсия"), level_of("четверть")) == (None, None, None)
    assert read_cell("к а н и к у л ы", LEGEND, None, False).is_nothing
    assert read_cell(True, LEGEND, None, False).code == "unknown_cell"
    assert read_cell(77, LEGEND, Subject("Математика"), True).code == "strange_number"
