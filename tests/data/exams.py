"""Protocols of state exams with invented schools, people and scores, in the layouts of the exam centre."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

HEADS = {
    "sparse": {0: "№", 1: "Код ОО", 2: "Класс", 4: "Код ППЭ", 6: "Аудитория", 8: "Код МСУ", 10: "Фамилия", 11: "Имя",
               12: "Отчество", 14: "Задания с кратким ответом", 17: "Задания с развёрнутым ответом",
               18: "Первичный балл", 20: "Оценка"},
    "dense": {0: "№", 1: "Код ОО", 2: "Класс", 3: "Код ППЭ", 4: "Аудитория", 5: "Код МСУ", 6: "Фамилия", 7: "Имя", 8: "Отчество",
              9: "Серия документа", 10: "Номер документа", 11: "Задания с кратким ответом", 12: "Задания с развёрнутым ответом",
              13: "Первичный балл", 14: "Оценка"},
    "appeal": {0: "№", 1: "Код ОО", 2: "Класс", 3: "Экзамен", 4: "Фамилия", 5: "Имя", 6: "Отчество",
               7: "Задания с кратким ответом", 8: "Задания с развёрнутым ответом", 9: "Первичный балл", 10: "Оценка"},
    "ege_dense": {0: "№", 1: "Код МСУ", 2: "Код ОО", 3: "Класс", 4: "Код ППЭ", 5: "Аудитория", 6: "Фамилия", 7: "Имя",
                  8: "Отчество", 9: "Документ", 10: "Код участника", 12: "Задания с кратким ответом",
                  13: "Задания с развёрнутым ответом", 14: "Первичный балл", 15: "Тестовый балл"},
    "ege_sparse": {0: "№", 2: "Код МСУ", 4: "Код ОО", 6: "Класс", 12: "Фамилия", 13: "Имя", 14: "Отчество",
                   16: "Задания с кратким ответом", 18: "Задания с развёрнутым ответом", 20: "Первичный балл",
                   22: "Тестовый балл"},
}  # fmt: skip
NAMES = (
    ("Ковалёва", "Мария", "Петровна"), ("Зимин", "Артём", "Олегович"), ("Лугова", "Анна", "Сергеевна"),
    ("Тимофеев", "Илья", "Романович"), ("Ясенева", "Дарья", "Игоревна"), ("Рудаков", "Павел", "Андреевич"),
)  # fmt: skip


@dataclass(frozen=True)
class Pupil:
    school: Any
    short: str
    long: str
    mark: Any = 4
    test: Any = None
    label: str = "9А"
    area: Any = 12
    code: Any = ""
    total: Any = None
    exam: str = ""

    @property
    def score(self) -> Any:
        if self.total is not None:
            return self.total
        signs = sum(1 if s == "+" else int(s) if s.isdigit() else 0 for s in self.short)
        return signs + sum(int(part.split("(")[0]) for part in self.long.split(")") if part)


def pupils() -> list[Pupil]:
    """Five pupils of two schools."""
    return [
        Pupil(114, "+-+2", "1(2)2(3)", 4),
        Pupil(114, "++-0", "0(2)1(3)", 3),
        Pupil(114, "----", "0(2)0(3)", 2, label="9Б"),
        Pupil(207, "+++2", "2(2)3(3)", 5),
        Pupil(207, "+-+1", "1(2)1(3)", 4),
    ]


def block(head: str, title: str, rows: Sequence[Pupil], region: str = "99 - Регион 99") -> list[list[Any]]:
    """«Протокол проверки результатов» of one exam: title lines, header, pupils, «Средние»."""
    columns = HEADS[head]
    width = max(columns) + 1
    lines: list[list[Any]] = [["Протокол проверки результатов"], [region]]
    if title:
        lines.append([title])
    lines += [[], _line(columns, width, dict(zip(columns.values(), columns.values(), strict=True)))]
    for number, pupil in enumerate(rows, 1):
        last, first, middle = NAMES[(number - 1) % len(NAMES)]
        lines.append(
            _line(
                columns,
                width,
                {
                    "№": number, "Код ОО": pupil.school, "Класс": pupil.label, "Код МСУ": pupil.area, "Код ППЭ": 31,
                    "Аудитория": 7, "Фамилия": last, "Имя": first, "Отчество": middle, "Серия документа": 1234,
                    "Номер документа": 567890 + number, "Документ": f"1234 {567890 + number}",
                    "Задания с кратким ответом": pupil.short, "Задания с развёрнутым ответом": pupil.long,
                    "Первичный балл": pupil.score, "Оценка": pupil.mark, "Тестовый балл": pupil.test,
                    "Код участника": pupil.code, "Экзамен": pupil.exam,
                },
            )
        )  # fmt: skip
    scores = [pupil.score for pupil in rows if isinstance(pupil.score, int)]
    lines.append(_line(columns, width, {"№": "Средние", "Первичный балл": round(sum(scores) / max(1, len(scores)), 2)}))
    return lines


def _line(columns: dict[int, str], width: int, values: dict[str, Any]) -> list[Any]:
    line: list[Any] = [""] * width
    for column, name in columns.items():
        value = values.get(name)
        line[column] = "" if value is None else value
    return line


def csv_text(rows: Sequence[Pupil]) -> str:
    """The export of ОГЭ as CSV."""
    lines = [
        "SchoolCode;ClassCode;SurnameCell;NameCell;SecondNameCell;DocumentSeriesCode;DocumentNumberCode;"
        "TestResultBCell;TestResultCCell;PrimaryMark;Mark5"
    ]
    for number, pupil in enumerate(rows):
        last, first, middle = NAMES[number % len(NAMES)]
        lines.append(
            f"{pupil.school};{pupil.label};{last};{first};{middle};1234;{567890 + number};"
            f"{pupil.short};{pupil.long};{pupil.score};{pupil.mark}"
        )
    return "\n".join(lines) + "\n"
