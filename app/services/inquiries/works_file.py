"""Works of an olympiad out of a simple table: a file, or a block from the clipboard. «Код | Класс | Баллы» in any order."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from app.services.errors import UserError
from app.services.table_files.cells import text as cell_text
from app.services.table_files.workbook import open_workbook

_CAPTIONS = (
    ("code", re.compile(r"(код|шифр|номер|логин|id)\b.*", re.I)),
    ("class", re.compile(r"(класс|литера)\b.*", re.I)),
    ("score", re.compile(r"(балл|результат|итог|сумма|набрано)\w*.*", re.I)),
)
_LOOKED_AT = 15
"""Lines in which the captions are looked for."""
Works = dict[str, tuple[str, int | None]]
"""{code: (class, points)}."""


def read_works(path: Path) -> Works:
    """Raises UserError naming the cell that is wrong, or saying that the table was not understood."""
    book = open_workbook(path)
    for sheet in book.sheets:
        rows = [[cell_text(cell) for cell in line] for line in sheet.rows()]
        if _header(rows) is not None:
            return works_of(rows, path.name)
    raise UserError(
        f"В файле «{path.name}» не нашлось столбцов с кодом и баллами.",
        "Назовите столбцы «Код» и «Баллы» (и, если есть, «Класс»).",
    )


def works_of_text(text: str) -> Works:
    """A block from the clipboard, with captions or without: then code and points, or code, class, points."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return works_of([re.split(r"[\t;]", line) for line in lines], "вставленное")


def works_of_rows(rows: Sequence[Sequence[str]]) -> Works | None:
    """Rows «code, class, points» as they are typed; None while a row has no code yet."""
    if any(not row[0].strip() for row in rows):
        return None
    works: Works = {}
    for number, (code, label, score) in enumerate(rows, 1):
        if code in works:
            raise UserError(f"Строка {number}: код {code} повторяется.", "У каждой работы свой код.")
        _refuse_names(code, "Список", number)
        works[code] = (label, _points(score, "Список", number))
    return works


def works_of(rows: Sequence[Sequence[str]], where: str) -> Works:
    found = _header(rows)
    first, places = found if found is not None else (0, _guessed(rows))
    works: Works = {}
    for number, row in enumerate(rows[first:], first + 1):
        values = {key: row[at].strip() if at < len(row) else "" for key, at in places.items()}
        code = values.get("code", "")
        if not code:
            continue
        if code in works:
            raise UserError(f"{where}, строка {number}: код {code} повторяется.", "У каждой работы свой код.")
        _refuse_names(code, where, number)
        works[code] = (values.get("class", ""), _points(values.get("score", ""), where, number))
    if not works:
        raise UserError("Ни одной работы не прочитано.", "Нужны два столбца: код работы и баллы.")
    return works


def _header(rows: Sequence[Sequence[str]]) -> tuple[int, dict[str, int]] | None:
    """(first line of data, {what: column})."""
    for number, row in enumerate(rows[:_LOOKED_AT]):
        places: dict[str, int] = {}
        for at, cell in enumerate(row):
            for key, pattern in _CAPTIONS:
                if key not in places and pattern.fullmatch(" ".join(cell.split())):
                    places[key] = at
                    break
        if "code" in places and "score" in places:
            return number + 1, places
    return None


def _guessed(rows: Sequence[Sequence[str]]) -> dict[str, int]:
    widths = [len([cell for cell in row if cell.strip()]) for row in rows if any(cell.strip() for cell in row)]
    if not widths or max(widths) < 2:
        raise UserError("Нужны хотя бы два столбца: код работы и баллы.", "Скопируйте их вместе.")
    return {"code": 0, "class": 1, "score": 2} if max(widths) >= 3 else {"code": 0, "score": 1}


def _refuse_names(code: str, where: str, number: int) -> None:
    if re.fullmatch(r"[А-ЯЁ][а-яё]+(\s+[А-ЯЁ](\.|[а-яё]+)){1,2}\s*[А-ЯЁ]?\.?", code.strip()):
        raise UserError(f"{where}, строка {number}: «{code}» похоже на фамилию и имя.", "Оставьте в списке только коды работ.")


def _points(said: str, where: str, number: int) -> int | None:
    said = said.replace(",", ".").strip()
    if not said or said in ("-", "–", "—") or said.casefold() in ("неявка", "не явился", "отсутствовал"):
        return None
    try:
        value = float(said)
    except ValueError as error:
        raise UserError(f"{where}, строка {number}: «{said}» — не балл.", "Исправьте ячейку и повторите.") from error
    if value < 0 or value != int(value):
        raise UserError(f"{where}, строка {number}: «{said}» — не целый балл.", "Округлите по правилам жюри и повторите.")
    return int(value)
