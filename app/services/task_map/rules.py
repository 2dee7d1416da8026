"""What a line of a task map may hold. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from app.services.problems import Problem
from app.services.results.rows import TaskRow
from app.services.task_map.rows import TaskMap
from app.services.text_ru import counted

LEVELS = {"": "—", "Б": "Б — базовый", "П": "П — повышенный", "В": "В — высокий"}
_CODE = re.compile(r"\d{1,2}(\.\d{1,2})?(\(\d+\))?(К\d+)?")
MOST_POINTS = 100


def tidied(task: TaskRow) -> TaskRow:
    """Letters and spaces as stored: «4k1» → «4К1», codes joined by «; »."""
    code = "".join(task.code.split()).upper().replace("K", "К").replace(",", ".")
    return replace(
        task,
        code=code,
        skill=_line(task.skill),
        planned_result=_line(task.planned_result),
        content_codes=_codes(task.content_codes),
        requirement_codes=_codes(task.requirement_codes),
        edited=True,
    )


def _line(text: str) -> str:
    return " ".join(text.split())


def _codes(text: str) -> str:
    return "; ".join(dict.fromkeys(part for part in re.split(r"[;,\s]+", text) if part))


def problems_of(task: TaskRow, others: Iterable[str] = ()) -> list[Problem]:
    """Errors of one line; `others` are the codes of the other lines."""
    found = []
    if not _CODE.fullmatch(task.code):
        found.append(_error("code", "Номер задания — как в работе: 1, 3К1, 9.1, 5(1)."))
    elif task.code in set(others):
        found.append(_error("code", f"Задание {task.code} уже есть."))
    if task.max_points is not None and not 0 < task.max_points <= MOST_POINTS:
        found.append(_error("max_points", f"Максимальный балл — от 1 до {MOST_POINTS}."))
    if task.level not in LEVELS:
        found.append(_error("level", "Уровень — Б, П или В."))
    return found


def _error(field: str, text: str) -> Problem:
    return Problem("error", "task_map", text, field=field)


def next_code(codes: Iterable[str]) -> str:
    """The number after the largest: what a new task is called until the person says otherwise."""
    return str(1 + max((int(found[0]) for code in codes if (found := re.match(r"\d+", code))), default=0))


def summary(found: TaskMap) -> str:
    """What is there and what is missing, in a line: «15 заданий, умения названы у 12. Баллов вместе 20 — …»."""
    if not found.lines:
        return "Заданий пока нет: загрузите описание работы или добавьте их сами."
    said = counted(len(found.lines), "задание", "задания", "заданий")
    skills = (
        "умения названы у всех" if found.described == len(found.lines)
        else f"умения названы у {found.described}" if found.described else "умения не названы"
    )  # fmt: skip
    words = f"{said}, {skills}."
    top = found.procedure.max_score
    if found.total is None:
        return f"{words} Не у всех заданий указан максимальный балл: без него процент выполнения не считается."
    if top is not None and found.total != top:
        return f"{words} Баллов вместе {found.total}, а максимальный первичный балл работы — {top}. Проверьте."
    return f"{words} Баллов вместе {found.total}."
