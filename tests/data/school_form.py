"""A form to collect results as ФИС ОКО hands it out: formats, lists, formulas, helper columns, further sheets."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

TASKS = (("1", 5), ("2", 12), ("3К1", 3), ("3К2", 2))
ROWS = 60


def write_form(
    path: Path,
    tasks: Sequence[tuple[str, int]] = TASKS,
    *,
    codes: Sequence[int] = (),
    old: bool = False,
    cyrillic_x: bool = False,
) -> Path:
    """`old` = as until 2022: a letter of the class, gender, a sheet of classes. `codes` stand in the form already."""
    import xlsxwriter

    book = xlsxwriter.Workbook(str(path))
    head = book.add_format({"bold": True, "text_wrap": True, "bg_color": "#DDEBF7", "border": 1})
    cell = book.add_format({"border": 1, "locked": False})
    summed = book.add_format({"border": 1, "bg_color": "#EEEEEE", "num_format": "0"})
    protocol = book.add_worksheet("Протокол")
    service = book.add_worksheet("Служебный")
    last = book.add_worksheet("Классы" if old else "Порядковый номер класса")
    titles = ["Код" if old else "Код участника", "Вариант", *[f"{code} ({points}б)" for code, points in tasks]]
    titles += ["Наименование класса", "Пол"] if old else ["Порядковый номер класса"]
    titles += ["Отметка за предыдущий триместр/ четверть/полугодие", "Итого баллов"]
    for column, title in enumerate(titles):
        protocol.write_string(0, column, title, head)
    first, final = 2, 1 + len(tasks)
    total = len(titles) - 1
    for row in range(1, ROWS + 1):
        for column in range(total):
            protocol.write_blank(row, column, None, cell)
        letters = f"{chr(65 + first)}{row + 1}:{chr(65 + final)}{row + 1}"
        protocol.write_formula(row, total, f"=SUM({letters})", summed, 0)
        protocol.write(row, total + 3, 0 if row % 2 else "X")
    for row, code in enumerate(codes, start=1):
        protocol.write_number(row, 0, code, cell)
    protocol.data_validation(1, 1, ROWS, 1, {"validate": "list", "source": "=Служебный!$A$1:$A$3"})
    not_attempted = "Х" if cyrillic_x else "X"
    for number, (_code, points) in enumerate(tasks):
        column = first + number
        source = f"=Служебный!${chr(66 + number)}$1:${chr(66 + number)}${points + 2}"
        protocol.data_validation(1, column, ROWS, column, {"validate": "list", "source": source})
        for step in range(points + 1):
            service.write_number(step, 1 + number, points - step)
        service.write_string(points + 1, 1 + number, not_attempted)
    service.write_column(0, 0, [1, 2, "отсутствовал"])
    service.write_column(0, 1 + len(tasks), [5, 4, 3, 2, "нет отметки"])
    service.hide()
    last.write_column(0, 0, ["Буква (цифра) класса", "А", "Б"] if old else list(range(1, 51)))
    protocol.freeze_panes(1, 1)
    protocol.set_column(0, 0, 14)
    protocol.set_column(total + 3, total + 3, 10, None, {"hidden": True})
    protocol.conditional_format(1, total, ROWS, total, {"type": "cell", "criteria": ">", "value": 20, "format": head})
    protocol.protect("", {"select_locked_cells": True})
    book.define_name("Оценки", "=Служебный!$A$1:$A$3")
    book.set_properties({"title": "Форма сбора результатов", "comments": "версия 7"})
    book.close()
    return path
