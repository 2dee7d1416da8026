"""A form as JSON and back, its fingerprint, and forms for what is asked most often. Pure."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, replace
from typing import Any

from app.services.contexts.rows import Indicator
from app.services.errors import UserError
from app.services.school_workbook.personal import asks_personal
from app.services.school_workbook.rows import (
    ABSENT,
    COLUMN_KINDS,
    ColumnKind,
    FormColumn,
    FormDefinition,
    PaperAsked,
)
from app.services.text_ru import search_key

MAX_COLUMNS, MAX_ROWS = 80, 1000
_KINDS = {search_key(words): kind for kind, words in COLUMN_KINDS.items()} | {kind: kind for kind in COLUMN_KINDS}


def to_json(definition: FormDefinition) -> str:
    """Always the same text for the same form: it is what the fingerprint is taken of."""
    return json.dumps(asdict(definition), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def from_json(text: str) -> FormDefinition:
    """Raises ValueError, KeyError, TypeError for a text that is no form."""
    found: dict[str, Any] = json.loads(text)
    columns = tuple(FormColumn(**{**column, "choices": tuple(column["choices"])}) for column in found.pop("columns"))
    paper = found.pop("paper")
    return FormDefinition(columns=columns, paper=PaperAsked(**paper) if paper else None, **found)


def fingerprint(definition: FormDefinition) -> str:
    return hashlib.sha256(to_json(definition).encode("utf-8")).hexdigest()


def results_form(
    paper: PaperAsked, tasks: Sequence[tuple[str, int]], *, variants: Sequence[str] = ("1", "2"), rows: int = 150
) -> FormDefinition:
    """Works by code; `tasks`: (number of the task, most points). Raises UserError where there is nothing to fill in."""
    if not tasks:
        raise UserError("У работы нет заданий.", "Перечислите задания с наибольшими баллами: 1:1, 2:2, 3К1:3.")
    codes = [code for code, _points in tasks]
    twice = sorted({code for code in codes if codes.count(code) > 1})
    if twice:
        raise UserError(f"Задание указано дважды: {', '.join(twice)}.", "Оставьте каждое задание один раз.")
    columns = (
        FormColumn("code", "Код участника", "code", required=True, hint="Код с отрывного листа, без фамилий"),
        FormColumn("class_label", "Класс", "text", hint="Например: 5А"),
        FormColumn("variant", "Вариант", "choice", (*variants, ABSENT), required=True),
        *(FormColumn(f"task:{code}", f"{code} ({points}б)", "points", (), 0, points) for code, points in tasks),
        FormColumn("journal", "Отметка за прошлую четверть", "choice", ("2", "3", "4", "5", "нет отметки")),
    )
    return checked(FormDefinition("results", columns, max_rows=rows, paper=paper))


def context_form(year: int, indicators: Iterable[Indicator]) -> FormDefinition:
    """Questions of the directory, one answer a school."""
    columns = tuple(
        FormColumn(
            one.key, one.title, _kind_of(one), one.choices, 0 if one.kind in ("number", "percent") else None,
            100 if one.kind == "percent" else None, unit=one.unit, hint=one.group,
        )
        for one in indicators
    )  # fmt: skip
    return checked(FormDefinition("context", columns, single=True, max_rows=1, year=year))


def _kind_of(one: Indicator) -> ColumnKind:
    kinds: dict[str, ColumnKind] = {"number": "number", "percent": "percent", "yes_no": "yes_no", "choice": "choice"}
    return kinds.get(one.kind, "text")


def table_form(columns: Sequence[FormColumn], *, single: bool = False, rows: int = 100) -> FormDefinition:
    """Any table. Columns without a key get one from their number."""
    named = tuple(replace(column, key=column.key or f"c{place}") for place, column in enumerate(columns, 1))
    return checked(FormDefinition("table", named, single=single, max_rows=1 if single else rows))


def with_columns(old: FormDefinition, columns: Sequence[FormColumn]) -> FormDefinition:
    """A new version of a table: a column whose title is known keeps its key, so that old workbooks stay readable."""
    keys = {search_key(column.title): column.key for column in old.columns}
    taken = set(keys.values())
    named = []
    for column in columns:
        key = column.key or keys.get(search_key(column.title), "")
        if not key:
            key = next(f"c{n}" for n in range(1, 10 * MAX_COLUMNS) if f"c{n}" not in taken)
        taken.add(key)
        named.append(replace(column, key=key))
    return checked(replace(old, columns=tuple(named)))


def checked(definition: FormDefinition) -> FormDefinition:
    """The same form. Raises UserError where it cannot be asked so."""
    if not definition.columns:
        raise UserError("В форме нет ни одного столбца.", "Добавьте хотя бы один.")
    if len(definition.columns) > MAX_COLUMNS:
        raise UserError(f"Столбцов больше {MAX_COLUMNS}.", "Разделите запрос на два.")
    if not 1 <= definition.max_rows <= MAX_ROWS:
        raise UserError(f"Строк в книге может быть от 1 до {MAX_ROWS}.", "Исправьте число строк.")
    titles = [search_key(column.title) for column in definition.columns]
    for column, title in zip(definition.columns, titles, strict=True):
        if not title:
            raise UserError("У столбца нет названия.", "Назовите столбец.")
        if titles.count(title) > 1:
            raise UserError(f"Два столбца называются «{column.title}».", "Назовите их по-разному.")
        if asked := asks_personal(column.title):
            raise UserError(
                f"Столбец «{column.title}» запрашивает персональные данные ({asked}).",
                "Программа их со школ не собирает: спросите количество или код участника.",
            )
        if column.kind == "choice" and len(column.choices) < 2:
            raise UserError(f"У столбца «{column.title}» нет списка.", "Перечислите ответы, хотя бы два.")
        if column.minimum is not None and column.maximum is not None and column.minimum > column.maximum:
            raise UserError(f"У столбца «{column.title}» наименьшее больше наибольшего.", "Поменяйте границы местами.")
    if len({column.key for column in definition.columns}) < len(definition.columns):
        raise UserError("У двух столбцов один ключ.", "Создайте столбцы заново.")
    return definition


def parse_tasks(text: str) -> tuple[tuple[str, int], ...]:
    """«1:1, 2:2; 3К1:3» or «1 (1б) 2 (2б)» → (("1", 1), …). Raises UserError that names what was not understood."""
    found: list[tuple[str, int]] = []
    for part in re.split(r"[,;\n]+|(?<=\))\s+", text):
        if not part.strip():
            continue
        match = re.fullmatch(r"\s*([\d.()]*\d[\d.()]*(?:[КK]\d+)?)\s*(?::|=|\()\s*(\d{1,2})\s*б?\.?\)?\s*", part)
        if match is None or not 1 <= int(match[2]) <= 50:
            raise UserError(f"Задание «{part.strip()}» не понято.", "Пишите номер и наибольший балл: 1:1, 2:2, 3К1:3.")
        found.append((match[1].replace("K", "К"), int(match[2])))
    return tuple(found)


def parse_columns(text: str) -> tuple[FormColumn, ...]:
    """A line a column: «Название; вид; границы или список; обязательно».

    «Число педагогов; целое число; 0–200; обязательно», «Форма; выбор из списка; очная, заочная». Raises UserError that
    names the line.
    """
    return tuple(_column(line) for line in text.splitlines() if line.strip())


def _column(line: str) -> FormColumn:
    parts = [part.strip() for part in line.split(";")]
    title, kind = parts[0], "text"
    choices: tuple[str, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    required = False
    for part in parts[1:]:
        words = search_key(part)
        if not words:
            continue
        limits = re.fullmatch(r"(-?\d+(?:[.,]\d+)?)\s*(?:-|–|—|\.\.|…)\s*(\d+(?:[.,]\d+)?)", words)
        if words in _KINDS:
            kind = _KINDS[words]
        elif words in ("обязательно", "обязательный"):
            required = True
        elif limits and kind != "choice":
            minimum, maximum = (float(one.replace(",", ".")) for one in limits.groups())
            kind = "whole" if kind == "text" else kind
        elif "," in part:
            kind, choices = "choice", tuple(dict.fromkeys(one.strip() for one in part.split(",") if one.strip()))
        else:
            known = ", ".join(COLUMN_KINDS.values())
            raise UserError(f"В строке «{line.strip()}» не понято «{part}».", f"Вид столбца – один из: {known}.")
    if kind == "percent" and minimum is None:
        minimum, maximum = 0.0, 100.0
    return FormColumn("", title, kind, choices, minimum, maximum, required)  # type: ignore[arg-type]


def column_line(column: FormColumn) -> str:
    """What `parse_columns` reads: for editing a form as text."""
    parts = [column.title]
    if column.kind != "text":
        parts.append(COLUMN_KINDS.get(column.kind, column.kind))
    if column.choices:
        parts.append(", ".join(column.choices))
    elif column.minimum is not None and column.maximum is not None:
        parts.append(f"{column.minimum:g}–{column.maximum:g}")
    if column.required:
        parts.append("обязательно")
    return "; ".join(parts)
