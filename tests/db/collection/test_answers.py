"""From a request to answers in the base and back: every way a workbook may return."""

from __future__ import annotations

import os
import shutil
from dataclasses import replace

import openpyxl
import pytest
from sqlalchemy import func, select

from app.models.collection import CollectionAnswer
from app.models.contexts import ContextValue
from app.models.organisations import Organisation
from app.models.results import Paper
from app.services.collection.accepting import accept_answers, preview_answers
from app.services.collection.commands import (
    change_request,
    close_request,
    create_request,
    delete_request,
    new_version,
    set_waiting,
)
from app.services.collection.queries import board, get_request, history, owing, quarantine
from app.services.collection.rows import RETURNED, RequestDraft
from app.services.collection.workbooks import issue_workbooks
from app.services.contexts.directory import by_key
from app.services.errors import Cancelled, UserError
from app.services.imports.folder import import_files
from app.services.school_workbook import passport as passports
from app.services.school_workbook.definition import context_form, parse_columns, table_form, with_columns
from app.services.school_workbook.reading import SHEET_MARKED
from app.services.school_workbook.writing import MAIN
from tests.db.collection.office import CLUBS, DUE, LOGINS, NAMES, RESULTS, ask, fill, settle, workbook_of

RIGHT = {"B6": "Хор", "C6": 24, "D6": "да", "B7": "Шахматы", "C7": 12}


@pytest.fixture
def schools(ctx):
    return settle(ctx)


def states(ctx, request_id):
    return [line.cells[request_id].state for line in board(ctx).lines]


def test_workbooks_of_all_schools_at_once(ctx, schools, tmp_path):
    request = ask(ctx, title="Кружки и секции: осень 2026")
    issued = issue_workbooks(ctx, request, tmp_path / "Книги")
    assert {path.name for path in issued.files} == {f"{name} – Кружки и секции осень 2026.xlsx" for name in NAMES}
    assert {openpyxl.load_workbook(path)[MAIN]["A2"].value for path in issued.files} == set(NAMES)
    assert states(ctx, request) == ["expected"] * 3


def test_a_right_answer_is_taken_and_taken_back(ctx, schools, tmp_path):
    request = ask(ctx)
    path = fill(workbook_of(ctx, request, schools[0], tmp_path), RIGHT)
    path = path.rename(tmp_path / "без названия (1).xlsx")
    (seen,) = preview_answers(ctx, [path])
    assert (seen.verdict, seen.organisation_id, seen.request_id) == ("new", schools[0], request)
    assert states(ctx, request) == ["expected"] * 3  # a look changes nothing
    changes = accept_answers(ctx, [seen])
    assert changes.value.accepted == 1
    cell = board(ctx).lines[0].cells[request]
    assert cell.state == "done"
    assert cell.rows == ({"c1": "Хор", "c2": 24, "c3": "да"}, {"c1": "Шахматы", "c2": 12})
    back = changes.undo(ctx)
    assert states(ctx, request) == ["expected"] * 3
    back.undo(ctx)
    assert states(ctx, request)[0] == "done"


def test_the_same_again_and_a_corrected_one(ctx, schools, tmp_path):
    request = ask(ctx)
    path = fill(workbook_of(ctx, request, schools[0], tmp_path), RIGHT)
    accept_answers(ctx, preview_answers(ctx, [path]))
    (again,) = preview_answers(ctx, [path])
    assert again.verdict == "same" and "14.09.2026" in again.words
    assert accept_answers(ctx, [again]).value.same == 1
    fill(path, {"C6": 25, "B8": "Лыжи", "C8": 8})
    (corrected,) = preview_answers(ctx, [path])
    assert corrected.verdict == "changed"
    assert [(d.row, d.column, d.before, d.after) for d in corrected.diff] == [
        ("Хор", "Учеников", "24", "25"),
        ("Лыжи", "", "", "добавлено"),
    ]
    changes = accept_answers(ctx, [corrected])
    assert [row["c2"] for row in board(ctx).lines[0].cells[request].rows] == [25, 12, 8]
    assert [what for _when, _file, what in history(ctx, request, schools[0])] == ["принята", "принята"]
    changes.undo(ctx)
    assert [row["c2"] for row in board(ctx).lines[0].cells[request].rows] == [24, 12]


def test_a_wrong_one_goes_back_marked_and_comes_again(ctx, schools, tmp_path):
    request = ask(ctx)
    path = fill(workbook_of(ctx, request, schools[1], tmp_path), {**RIGHT, "C7": "двенадцать"})
    (seen,) = preview_answers(ctx, [path])
    assert seen.verdict == "wrong" and seen.problems[0].cell == "C7"
    changes = accept_answers(ctx, [seen], tmp_path / "Вернуть")
    (returned,) = changes.value.returned
    assert states(ctx, request) == ["expected", "wrong", "expected"]
    assert board(ctx).lines[1].cells[request].rows == ()
    assert SHEET_MARKED in openpyxl.load_workbook(returned).sheetnames
    fill(returned, {"C7": 12})
    (right,) = preview_answers(ctx, [returned])
    assert right.verdict == "new"
    accept_answers(ctx, [right])
    assert states(ctx, request)[1] == "done"


def test_a_folder_with_everything(ctx, schools, tmp_path):
    request = ask(ctx)
    folder = tmp_path / "Ответы"
    first = fill(workbook_of(ctx, request, schools[0], folder), RIGHT)
    older = folder / "старая.xlsx"
    shutil.copy(first, older)
    fill(first, {"C6": 30})
    os.utime(older, (1_000_000_000, 1_000_000_000))
    fill(workbook_of(ctx, request, schools[2], folder / "почта"), RIGHT)
    (folder / RETURNED).mkdir()
    shutil.copy(older, folder / RETURNED / "возвращённая.xlsx")
    (folder / "~$замок.xlsx").write_bytes(b"x")
    (folder / "пустая.xlsx").write_bytes(b"")
    openpyxl.Workbook().save(folder / "чужая.xlsx")
    seen = {one.path.name: one.verdict for one in preview_answers(ctx, [folder])}
    assert seen.pop("старая.xlsx") == "superseded"
    assert seen.pop("пустая.xlsx") == "refused" and seen.pop("чужая.xlsx") == "refused"
    assert sorted(seen.values()) == ["new", "new"]
    told = accept_answers(ctx, preview_answers(ctx, [folder]))
    assert (told.value.accepted, told.value.refused, told.value.same) == (2, 2, 1)
    assert states(ctx, request) == ["done", "expected", "done"]
    told.undo(ctx)
    assert states(ctx, request) == ["expected"] * 3


def test_a_workbook_nobody_filled_is_not_returned(ctx, schools, tmp_path):
    request = ask(ctx)
    (seen,) = preview_answers(ctx, [workbook_of(ctx, request, schools[0], tmp_path)])
    assert seen.verdict == "empty"
    changes = accept_answers(ctx, [seen], tmp_path / "Вернуть")
    assert changes.value.refused == 1 and changes.value.returned == () and states(ctx, request)[0] == "expected"


def test_an_empty_folder_says_so(ctx, schools, tmp_path):
    with pytest.raises(UserError, match="нет"):
        preview_answers(ctx, [tmp_path])


def test_the_workbook_of_another_school_is_named(ctx, schools, tmp_path):
    request = ask(ctx)
    path = fill(workbook_of(ctx, request, schools[0], tmp_path), RIGHT)
    (seen,) = preview_answers(ctx, [path], organisation_id=schools[1])
    assert seen.verdict == "refused" and NAMES[0] in seen.words and NAMES[1] in seen.words
    renamed = path.rename(tmp_path / f"{LOGINS[1]} кружки.xlsx")
    (seen,) = preview_answers(ctx, [renamed])
    assert seen.verdict == "new" and seen.problems[0].code == "other_school_name" and NAMES[1] in seen.problems[0].text


def test_the_workbook_of_another_district_is_refused(ctx, schools, tmp_path):
    from app.models.settings import Workplace

    path = fill(workbook_of(ctx, ask(ctx), schools[0], tmp_path), RIGHT)
    with ctx.db.write() as session:
        session.get(Workplace, 1).uid = "другая база"
    (seen,) = preview_answers(ctx, [path])
    assert seen.verdict == "refused" and "другого района" in seen.words


def test_a_renamed_school_is_still_the_same_and_a_replaced_one_is_not(ctx, schools, tmp_path):
    path = fill(workbook_of(ctx, ask(ctx), schools[0], tmp_path), RIGHT)

    def become(name, login):
        with ctx.db.write() as session:
            school = session.get(Organisation, schools[0])
            school.short_name, school.login = name, login
        return preview_answers(ctx, [path])[0]

    assert become("Лицей с. Ключи", LOGINS[0]).verdict == "new"
    assert become(NAMES[0], "edu990299").verdict == "new"
    other = become("Гимназия", "edu990298")
    assert other.verdict == "quarantine" and NAMES[0] in other.words


# --- versions of a form (T18, T19) -----------------------------------------------------------------------------------


def newer(form=CLUBS):
    columns = parse_columns(
        "Кружок; обязательно\nУчеников; целое число; 1–20; обязательно\nРуководителей; целое число; обязательно"
    )
    return with_columns(form, columns)


def test_an_old_version_is_mapped_and_the_difference_told(ctx, schools, tmp_path):
    request = ask(ctx)
    path = fill(workbook_of(ctx, request, schools[0], tmp_path), RIGHT)
    assert new_version(ctx, request, newer()).value == 2
    (seen,) = preview_answers(ctx, [path])
    assert seen.verdict == "new" and "форма 1, сейчас 2" in seen.words
    assert [problem.code for problem in seen.problems] == ["column_dropped", "column_new", "not_in_new_form"]
    assert seen.rows == ({"c1": "Хор"}, {"c1": "Шахматы", "c2": 12})
    accept_answers(ctx, [seen])
    cell = board(ctx).lines[0].cells[request]
    assert (cell.state, cell.version) == ("done", 1) and len(cell.remarks) == 3
    fresh = openpyxl.load_workbook(workbook_of(ctx, request, schools[0], tmp_path / "2"))[MAIN]
    assert [fresh.cell(5, column).value for column in (2, 3, 4)] == ["Кружок *", "Учеников *", "Руководителей *"]
    assert fresh["B7"].value == "Шахматы" and fresh["C7"].value == 12


def test_forms_with_one_number_are_told_apart_by_content(ctx, schools, tmp_path):
    request = ask(ctx)
    changes = new_version(ctx, request, newer())
    path = fill(workbook_of(ctx, request, schools[0], tmp_path), {"B6": "Хор", "C6": 3, "D6": 1})
    changes.undo(ctx)
    (unknown,) = preview_answers(ctx, [path])
    assert unknown.verdict == "quarantine" and "неизвестна" in unknown.words
    new_version(ctx, request, with_columns(CLUBS, parse_columns("Кружок\nУчеников; целое число")))
    (other,) = preview_answers(ctx, [path])
    assert other.verdict == "quarantine" and "тем же номером" in other.words
    changes = accept_answers(ctx, [other])
    assert [row.file_name for row in quarantine(ctx)] == [path.name] and board(ctx).quarantine == 1
    assert accept_answers(ctx, preview_answers(ctx, [path])).undo is None  # kept once
    assert states(ctx, request)[0] == "expected"
    changes.undo(ctx)
    assert quarantine(ctx) == ()


def test_a_passport_changed_by_hand_is_put_aside(ctx, schools, tmp_path):
    path = fill(workbook_of(ctx, ask(ctx), schools[0], tmp_path), RIGHT)
    book = openpyxl.load_workbook(path)
    cell = book[passports.SHEET]["A2"]
    cell.value = cell.value.replace(LOGINS[0], LOGINS[1]).replace(
        f'"organisation_id": {schools[0]}', f'"organisation_id": {schools[1]}'
    )
    book.save(path)
    (seen,) = preview_answers(ctx, [path])
    assert seen.verdict == "quarantine" and "подпись" in seen.words
    cell.value = cell.value.replace('"format": 1', '"format": 9')
    book.save(path)
    assert preview_answers(ctx, [path])[0].words == "Книга сделана другой версией программы."


def test_a_workbook_of_a_deleted_request_is_put_aside(ctx, schools, tmp_path):
    request = ask(ctx)
    path = fill(workbook_of(ctx, request, schools[0], tmp_path), RIGHT)
    changes = delete_request(ctx, request)
    assert preview_answers(ctx, [path])[0].verdict == "quarantine"
    changes.undo(ctx)
    assert preview_answers(ctx, [path])[0].verdict == "new"


def test_an_answer_in_between_asks_to_look_again(ctx, schools, tmp_path):
    request = ask(ctx)
    path = fill(workbook_of(ctx, request, schools[0], tmp_path), RIGHT)
    (seen,) = preview_answers(ctx, [path])
    accept_answers(ctx, preview_answers(ctx, [path]))
    with pytest.raises(UserError, match="изменился"):
        accept_answers(ctx, [seen])


def test_one_that_cannot_be_taken_does_not_stop_the_others(ctx, schools, tmp_path):
    request = ask(ctx)
    paths = [fill(workbook_of(ctx, request, school, tmp_path), RIGHT) for school in schools]
    seen = preview_answers(ctx, paths)
    accept_answers(ctx, preview_answers(ctx, paths[1:2]))
    told = accept_answers(ctx, seen)
    assert told.value.accepted == 2 and [name for name, _why in told.value.failed] == [paths[1].name]
    assert "не принято 1" in told.message and states(ctx, request) == ["done"] * 3
    told.undo(ctx)
    assert states(ctx, request) == ["expected", "done", "expected"]


def test_stopping_keeps_what_was_taken_and_can_be_taken_back(ctx, schools, tmp_path):
    class StopsAtTheSecond:
        def report(self, done, total, text=""):
            if done == 1:
                raise Cancelled

    request = ask(ctx)
    paths = [fill(workbook_of(ctx, request, school, tmp_path), RIGHT) for school in schools]
    told = accept_answers(ctx, preview_answers(ctx, paths), progress=StopsAtTheSecond())
    assert "Остановлено" in told.message and sorted(states(ctx, request)) == ["done", "expected", "expected"]
    told.undo(ctx)
    assert states(ctx, request) == ["expected"] * 3


# --- results and context data ----------------------------------------------------------------------------------------

WORKS = {"B6": "50001", "C6": "5А", "D6": 1, "E6": 1, "F6": "X", "G6": 4, "B7": "50002", "D7": "отсутствовал",
         "B8": "50003", "D8": 2, "E8": 0, "F8": 2}  # fmt: skip


def papers(ctx):
    with ctx.db.read() as session:
        rows = session.execute(
            select(Paper.code, Paper.absent, Paper.raw_score, Paper.journal_mark, Paper.task_scores).order_by(Paper.code)
        )
        return [tuple(row) for row in rows]


def test_results_travel_through_the_import(ctx, schools, tmp_path):
    request = ask(ctx, RESULTS, "МПР по математике")
    path = fill(workbook_of(ctx, request, schools[0], tmp_path), WORKS)
    changes = accept_answers(ctx, preview_answers(ctx, [path]))
    assert papers(ctx) == [
        ("50001", False, 1, 4, b"\x01\xff"), ("50002", True, None, None, None), ("50003", False, 2, None, b"\x00\x02"),
    ]  # fmt: skip
    fill(path, {"B8": "50004", "E6": 0})
    (seen,) = preview_answers(ctx, [path])
    assert [(d.row, d.before, d.after) for d in seen.diff] == [
        ("50001", "1", "0"),
        ("50004", "", "добавлено"),
        ("50003", "есть", "убрано"),
    ]
    corrected = accept_answers(ctx, [seen])
    assert [(code, score) for code, _a, score, *_ in papers(ctx)] == [("50001", 0), ("50002", None), ("50004", 2)]
    corrected.undo(ctx)
    assert [(code, score) for code, _a, score, *_ in papers(ctx)] == [("50001", 1), ("50002", None), ("50003", 2)]
    changes.undo(ctx)
    assert papers(ctx) == [] and states(ctx, request)[0] == "expected"


def test_the_ordinary_import_knows_the_workbook_too(ctx, schools, tmp_path):
    path = fill(workbook_of(ctx, ask(ctx, RESULTS, "МПР по математике"), schools[0], tmp_path), {**WORKS, "E8": 9})
    (file,) = import_files(ctx, [path]).files
    assert (file.layout, file.year, file.grade, file.subject) == ("school_workbook", 2026, 5, "Математика")
    assert (file.participants, file.absent, file.refused, file.committed) == (1, 1, 1, True)
    assert [code for code, *_ in papers(ctx)] == ["50001", "50002"]
    assert {"out_of_range", "collection_workbook"} <= {problem.code for problem in file.problems}


def test_results_of_several_schools_at_once(ctx, schools, tmp_path):
    request = ask(ctx, RESULTS, "МПР по математике")
    for school in schools:
        fill(workbook_of(ctx, request, school, tmp_path / "ответы"), WORKS)
    told = accept_answers(ctx, preview_answers(ctx, [tmp_path / "ответы"]))
    assert told.value.accepted == 3 and len(papers(ctx)) == 9
    assert {"results", "collection"} <= told.topics
    told.undo(ctx)
    assert papers(ctx) == []


def test_context_data_respect_what_was_typed_by_hand(ctx, schools, tmp_path):
    chosen = [by_key()[key] for key in ("pupils", "boarding", "place")]
    with ctx.db.write() as session:
        session.add(ContextValue(organisation_id=schools[0], year=2026, key="pupils", value="200", by_hand=True))
        session.add(ContextValue(organisation_id=schools[0], year=2025, key="boarding", value="true"))
    request = ask(ctx, context_form(2026, chosen), "Сведения о школе")
    path = workbook_of(ctx, request, schools[0], tmp_path)
    main = openpyxl.load_workbook(path)[MAIN]
    assert (main["D6"].value, main["E7"].value) == (200, "да")
    fill(path, {"D6": 210, "D7": "нет", "D8": chosen[2].choices[1]})
    (seen,) = preview_answers(ctx, [path])
    assert [problem.code for problem in seen.problems] == ["kept"]
    changes = accept_answers(ctx, [seen])

    def stored():
        with ctx.db.read() as session:
            query = select(ContextValue.key, ContextValue.value).where(ContextValue.year == 2026)
            return dict(session.execute(query).all())

    assert stored() == {"pupils": "200", "boarding": "false", "place": "2"}
    changes.undo(ctx)
    assert stored() == {"pupils": "200"}


# --- the board -------------------------------------------------------------------------------------------------------


def test_states_of_the_board(ctx, schools, tmp_path):
    request = ask(ctx)
    set_waiting(ctx, request, [schools[1]], True, "нет формы региона")
    assert states(ctx, request) == ["expected", "waiting_region", "expected"]
    assert board(ctx).lines[1].cells[request].reason == "нет формы региона"
    late = replace(ctx, clock=lambda: ctx.clock().replace(month=12))
    assert [line.cells[request].state for line in board(late).lines] == ["overdue", "waiting_region", "overdue"]
    assert [line.school for line, _requests in owing(late)] == [NAMES[0], NAMES[2]]
    assert get_request(ctx, request).owing == 2 and get_request(ctx, request).due_on == DUE
    close_request(ctx, request)
    assert board(ctx).requests == () and owing(ctx) == ()
    assert board(ctx, with_closed=True).requests[0].closed_on is not None


def test_nothing_to_ask_and_nobody_to_ask(ctx, schools):
    with pytest.raises(UserError, match="названия"):
        create_request(ctx, RequestDraft("table", "  ", CLUBS))
    with pytest.raises(UserError, match="ни одного"):
        table_form([])
    made = create_request(ctx, RequestDraft("table", "Одна школа", CLUBS, schools=(schools[1],)))
    assert get_request(ctx, made.value).asked == 1
    made.undo(ctx)
    assert board(ctx).requests == ()
    with ctx.db.read() as session:
        assert session.scalar(select(func.count()).select_from(CollectionAnswer)) == 0


def test_a_changed_request_is_taken_back_whole(ctx, schools, tmp_path):
    request = ask(ctx)
    accept_answers(ctx, preview_answers(ctx, [fill(workbook_of(ctx, request, schools[0], tmp_path), RIGHT)]))
    draft = RequestDraft("table", "Секции", newer(), None, "срочно", (schools[2],))
    changes = change_request(ctx, request, draft)
    row = get_request(ctx, request)
    assert (row.title, row.version, row.due_on, row.asked) == ("Секции", 2, None, 2)  # the one that answered stays
    changes.undo(ctx)
    row = get_request(ctx, request)
    assert (row.title, row.version, row.due_on, row.asked) == ("Кружки", 1, DUE, 3)
    same = RequestDraft("table", "Кружки", CLUBS, DUE)
    assert change_request(ctx, request, same).undo is None
