"""The questionnaire as an .xlsx: written for a school, read back by the department."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.services.errors import UserError
from app.services.support.risk import ANSWERS, factors, questions
from app.services.text_ru import counted, search_key

if TYPE_CHECKING:
    from app.services.changes import Changes
    from app.services.context import Context
    from app.services.support.rows import RiskProfile

PASSPORT = "oko-risk-1"
"""What the workbook is, in a hidden sheet: the layout and its version."""
_SHEET, _HIDDEN = "Анкета", "Служебный"
_FIRST = 6


@dataclass(frozen=True, slots=True)
class ReadAnswers:
    """What a filled workbook says. `wrong`: («C9», what is wrong) of cells that hold no answer."""

    login: str
    school: str
    organisation_id: int | None
    year: int
    answers: dict[str, int]
    wrong: tuple[tuple[str, str], ...] = ()


def write_workbook(path: Path, profile: RiskProfile, login: str = "") -> None:
    """Prefilled with the answers there are; only the answers can be changed."""
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font, PatternFill, Protection
    from openpyxl.worksheet.datavalidation import DataValidation

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = _SHEET
    sheet["A1"] = "Самодиагностика школы: что мешает учить"
    sheet["A1"].font = Font(bold=True, size=14)
    sheet["A2"] = f"{profile.school}, {profile.year}/{profile.year + 1} учебный год"
    sheet["A3"] = (
        "В столбце «Ответ» выберите из списка, верно ли это для вашей школы. Ответы видят только школа и отдел образования."
    )
    for column, words in enumerate(("№", "Утверждение", "Ответ"), 1):
        cell = sheet.cell(_FIRST - 1, column, words)
        cell.font = Font(bold=True)
    row, number = _FIRST, 0
    keys: dict[str, str] = {}
    answer_list = DataValidation(type="list", formula1='"{}"'.format(",".join(ANSWERS)), allow_blank=True)
    answer_list.error, answer_list.errorTitle = "Выберите ответ из списка.", "Нет такого ответа"
    sheet.add_data_validation(answer_list)
    for factor in factors():
        sheet.cell(row, 2, factor.title).font = Font(bold=True)
        row += 1
        for question in factor.questions:
            number += 1
            sheet.cell(row, 1, number)
            sheet.cell(row, 2, question.text).alignment = Alignment(wrap_text=True, vertical="top")
            cell = sheet.cell(row, 3)
            given = profile.answers.get(question.key)
            if given is not None:
                cell.value = ANSWERS[given]
            cell.protection = Protection(locked=False)
            cell.fill = PatternFill("solid", fgColor="EAF2FB")
            answer_list.add(cell)
            keys[str(row)] = question.key
            row += 1
    for letter, width in (("A", 5), ("B", 90), ("C", 16)):
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = f"A{_FIRST}"
    sheet.protection.sheet = True
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    hidden = book.create_sheet(_HIDDEN)
    hidden.sheet_state = "hidden"
    passport: dict[str, Any] = {"layout": PASSPORT, "login": login, "school": profile.school, "year": profile.year, "rows": keys}
    hidden["A1"] = json.dumps(passport, ensure_ascii=False)
    book.save(path)


def read_workbook(ctx: Context, path: Path) -> ReadAnswers:
    """Raises UserError for a file that is no questionnaire of this program."""
    import zipfile

    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = load_workbook(path, data_only=True)
        passport = json.loads(str(book[_HIDDEN]["A1"].value))
        if passport["layout"] != PASSPORT:
            raise ValueError(passport["layout"])
        rows, year = {int(row): str(key) for row, key in passport["rows"].items()}, int(passport["year"])
        sheet = book[_SHEET]
    except OSError as error:
        raise UserError(f"Файл «{path.name}» не открылся.", "Закройте его в Excel и попробуйте ещё раз.") from error
    except (KeyError, ValueError, TypeError, AttributeError, zipfile.BadZipFile, InvalidFileException) as error:
        raise UserError(
            f"«{path.name}» — не анкета самодиагностики.", "Выберите файл, который программа сделала для школы."
        ) from error
    known = questions()
    places = {search_key(words): place for place, words in enumerate(ANSWERS)}
    answers, wrong = {}, []
    for row, key in rows.items():
        cell = sheet.cell(row, 3)
        said = search_key("" if cell.value is None else str(cell.value))
        if not said or key not in known:
            continue
        if said in places:
            answers[key] = places[said]
        else:
            wrong.append((cell.coordinate, f"«{cell.value}» — нет такого ответа"))
    login = str(passport.get("login", ""))
    name = str(passport.get("school", ""))
    return ReadAnswers(login, name, _organisation(ctx, login, name), year, answers, tuple(wrong))


def _organisation(ctx: Context, login: str, name: str) -> int | None:
    """By login, else by the very same name; never guessed."""
    from app.services.organisations.queries import find_by_login, list_organisations

    if login and (found := find_by_login(ctx, login)) is not None:
        return found.id
    same = [one.id for one in list_organisations(ctx, include_closed=True) if search_key(one.short_name) == search_key(name)]
    return same[0] if len(same) == 1 else None


def take_answers(ctx: Context, path: Path) -> tuple[ReadAnswers, Changes]:
    """Read a filled workbook and store its answers; (what was read, the change). Raises UserError where nothing fits."""
    from app.services.support.profile import save_answers

    read = read_workbook(ctx, path)
    if read.organisation_id is None:
        raise UserError(
            f"Школы «{read.school}» в базе нет.", "Проверьте логин и название в карточке школы и загрузите анкету ещё раз."
        )
    if read.wrong:
        place, words = read.wrong[0]
        raise UserError(f"{path.name}, ячейка {place}: {words}.", "Верните файл школе: ответы выбирают из списка.")
    if not read.answers:
        raise UserError(f"В файле «{path.name}» нет ни одного ответа.", "Попросите школу заполнить столбец «Ответ».")
    return read, save_answers(ctx, read.organisation_id, read.year, read.answers)


def write_workbooks(ctx: Context, folder: Path, organisation_ids: Sequence[int]) -> tuple[Path, ...]:
    """A questionnaire for each of the schools, named after it. Raises UserError where the folder cannot be written to."""
    from app.services.organisations.queries import get_organisation
    from app.services.support.profile import risk_profile

    made: list[Path] = []
    for one in organisation_ids:
        profile, school = risk_profile(ctx, one), get_organisation(ctx, one)
        path = folder / book_name(profile.school)
        if path in made:  # two schools of one name
            path = folder / book_name(f"{profile.school} {one}")
        try:
            write_workbook(path, profile, school.login if school else "")
        except OSError as error:
            raise UserError(f"Не удалось записать «{path.name}».", "Закройте файл в Excel или выберите другую папку.") from error
        made.append(path)
    return tuple(made)


def take_workbooks(ctx: Context, paths: Sequence[Path]) -> tuple[Changes, tuple[str, ...]]:
    """Read many filled questionnaires: (one change taken back at once, what is wrong with those not taken, in words).

    Raises UserError where none of them could be taken.
    """
    from app.services.changes import joined

    taken: Changes | None = None
    wrong: list[str] = []
    schools = 0
    for path in paths:
        try:
            _read, changes = take_answers(ctx, path)
        except UserError as error:
            wrong.append(f"{error.what} {error.todo}".strip())
            continue
        schools += 1
        words = f"Загружено: {counted(schools, 'анкета', 'анкеты', 'анкет')}."
        taken = changes if taken is None else joined(taken, changes, words)
    if taken is None:
        raise UserError(wrong[0] if wrong else "Не выбрано ни одного файла.", "Ни одна анкета не загружена.")
    return taken, tuple(wrong)


def book_name(school: str) -> str:
    """A file name that every system takes."""
    plain = "".join(" " if sign in '«»"/\\:*?<>|' else sign for sign in school)
    return f"Самодиагностика {' '.join(plain.split())}.xlsx"
