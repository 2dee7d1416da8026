"""Workbooks in the layouts the program reads, with invented schools and figures.

`*_rows` make the rows of a sheet, so that a test can spoil them; `write_book` writes sheets of rows. Special cells:
`Formula`, `ErrorCell`, a `date`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

TASKS = (("1", 2, "Б"), ("2", 1, "Б"), ("3К1", 3, "Б"), ("3К2", 2, "П"), ("4.1", 1, "П"))
MAX_SCORE = 9
"""Of TASKS."""


@dataclass(frozen=True)
class School:
    login: str
    name: str
    municipality: str = "Заречный муниципальный район"
    code: str = "reg99_m012"

    @property
    def old_login(self) -> str:
        return "sch" + self.login[3:]


BEREZKI = School("edu990101", "МБОУ «Берёзкинская СОШ»")
SOSNOVKA = School("edu990102", "МКОУ «Сосновская ООШ № 2»")
CITY = School("edu990201", "МБОУ «Гимназия № 5 (с кадетскими классами)»", "город Озёрный", "reg99_m031")


@dataclass(frozen=True)
class Pupil:
    """One row. `total` None = the sum of the tasks; `variant` 0 = absent; −1 in `tasks` = not attempted."""

    school: School
    code: int
    tasks: tuple[int, ...] = (1, 1, 2, 1, 0)
    variant: int = 1
    label: Any = "А"
    number: int = 1
    """Ordinal number of the class."""
    journal: Any = 4
    mark: Any = 4
    total: Any = None

    @property
    def score(self) -> Any:
        return sum(task for task in self.tasks if task > 0) if self.total is None else self.total


def pupils(first: int = 40001) -> list[Pupil]:
    """Eight pupils of three schools in two municipalities, one absent, with everything in order."""
    return [
        Pupil(BEREZKI, first, (2, 1, 3, 2, 1), journal=5, mark=5),
        Pupil(BEREZKI, first + 1, (1, 0, 2, 1, 0), variant=2, journal=4, mark=3),
        Pupil(BEREZKI, first + 2, (0, 1, 1, -1, -1), journal=3, mark=2),
        Pupil(BEREZKI, first + 3, variant=0),
        Pupil(SOSNOVKA, first, (2, 1, 1, 1, 1), label="нет", journal="нет отметки", mark=4),
        Pupil(SOSNOVKA, first + 1, (1, 1, 1, 0, 0), label="нет", journal=3, mark=3),
        Pupil(CITY, first, (2, 1, 2, 2, 1), label='"Б"', number=2, journal=4, mark=5),
        Pupil(CITY, first + 1, (2, 0, 2, 1, 1), label="б", number=2, journal=4, mark=4),
    ]


@dataclass(frozen=True)
class Formula:
    """A formula cell; `value` None = no saved result, as programs write it."""

    text: str
    value: Any = None


@dataclass(frozen=True)
class ErrorCell:
    """A cell with an Excel error, «#DIV/0!»."""

    text: str


@dataclass(frozen=True)
class Looks:
    """How a sheet looks beside its values; rows 1-based, columns 0-based."""

    hidden_rows: Sequence[int] = ()
    hidden_columns: Sequence[int] = ()
    hidden: bool = False
    merged: Sequence[str] = field(default=())
    """Ranges such as «A2:A4»."""


PLAIN = Looks()


def write_book(path: Path, sheets: Mapping[str, Sequence[Sequence[Any]]], looks: Mapping[str, Looks] | None = None) -> Path:
    """An .xlsx with these sheets."""
    import openpyxl

    book = openpyxl.Workbook()
    book.remove(book.active)
    values: dict[str, dict[str, Any]] = {}
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for number, row in enumerate(rows, 1):
            for column, value in enumerate(row, 1):
                if value == "" or value is None:
                    continue
                cell = sheet.cell(number, column)
                if isinstance(value, Formula):
                    cell.value = value.text
                    if value.value is not None:
                        values.setdefault(name, {})[cell.coordinate] = value.value
                elif isinstance(value, ErrorCell):
                    cell.value, cell.data_type = value.text, "e"
                else:
                    cell.value = value
                    if isinstance(value, date) and not isinstance(value, datetime):
                        cell.number_format = "dd.mm.yyyy"
                    elif isinstance(value, str):
                        cell.data_type = "s"
        look = (looks or {}).get(name, PLAIN)
        for row_number in look.hidden_rows:
            sheet.row_dimensions[row_number].hidden = True
        for column in look.hidden_columns:
            sheet.column_dimensions[openpyxl.utils.get_column_letter(column + 1)].hidden = True
        for block in look.merged:
            sheet.merge_cells(block)
        if look.hidden:
            sheet.sheet_state = "hidden"
    book.save(path)
    if values:
        _save_results(path, list(sheets), values)
    return path


def _save_results(path: Path, names: Sequence[str], values: Mapping[str, Mapping[str, Any]]) -> None:
    """Put results of formulas into the file as Excel saves them: openpyxl itself cannot."""
    import re
    import zipfile

    with zipfile.ZipFile(path) as archive:
        parts = {info.filename: archive.read(info) for info in archive.infolist()}
    for index, name in enumerate(names, 1):
        part = f"xl/worksheets/sheet{index}.xml"
        text = parts[part].decode()
        for cell, value in values.get(name, {}).items():
            pattern = rf'(<c r="{cell}"[^>]*><f>[^<]*</f>)<v\s*(?:/>|></v>)'
            text, count = re.subn(pattern, rf"\g<1><v>{value}</v>", text)
            assert count == 1, cell
        parts[part] = text.encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for filename, data in parts.items():
            archive.writestr(filename, data)


# --- pupils -----------------------------------------------------------------------------------------------------------


def regional_2020_rows(papers: Iterable[Pupil], width: int = 8) -> list[list[Any]]:
    """40 task columns in real files; here `width`, «Учебник» in place of the one after the last task."""
    count = len(TASKS)
    head = ["groups", "user", "id", "code", "otc", "gender", "klass", "var-1", "var-2", "sum"]
    head += ["Учебник" if number == count + 1 else f"a-{number}-grade" for number in range(1, width + 1)]
    rows: list[list[Any]] = [head]
    for number, pupil in enumerate(papers, 1):
        groups = f"99-RU-REG,VPR_99,tcs_schools,{pupil.school.code.replace('_', '_vpr_')},vpr2020.ru4,active_reg99"
        rest = [""] * (width - count)
        if not pupil.variant:
            rows.append(
                [groups, pupil.school.old_login, number, pupil.code, "", "", "", "отсутствовал", "", "", *[""] * count, *rest]
            )
            continue
        who = [groups, pupil.school.old_login, number, pupil.code, _text(pupil.journal), "м", pupil.label, str(pupil.variant), ""]
        rows.append([*who, pupil.score, *[_points(task, str) for task in pupil.tasks], *rest])
    return rows


def regional_2021_rows(papers: Iterable[Pupil]) -> list[list[Any]]:
    """Everything is text, as in the real files; the column «регион» holds the municipality."""
    head = ["логин школы", "регион", "номер обучающегося", "код обучающегося", "отметка за предыдущую четверть/триместр"]
    head += ["пол", "класс", "вариант", "всего баллов", *[f"балл за {number + 1}" for number in range(len(TASKS))]]
    rows: list[list[Any]] = [[*head, "Учебник", "Др.уч. автор", "Др.уч. название", ""]]
    for number, pupil in enumerate(papers, 1):
        who = [pupil.school.old_login, pupil.school.municipality, str(number), str(pupil.code)]
        if pupil.variant:
            result = [_text(pupil.journal), "ж", pupil.label, str(pupil.variant), _text(pupil.score)]
            rows.append([*who, *result, *[_points(task, str) for task in pupil.tasks], "Учебник, 4 класс", "", "", ""])
        else:
            rows.append([*who, "", "", "", "отсутствовал", "", *[""] * len(TASKS), "", "", "", ""])
    return rows


def regional_2022_sheets(
    papers: Iterable[Pupil], textbook: str = "ru4.1", uploaded: str = "17.03.2022"
) -> dict[str, list[list[Any]]]:
    """Sheets «Классы» and «Протокол»; an absent pupil has a total of 0."""
    common = ["Пользователь", "Код региона", "Регион", "Муниципалитет", "Школа", "Дата загрузки"]
    classes: list[list[Any]] = [
        [
            *common,
            'Буква (цифра) класса. Введите "нет" - если отсутствует',
            "Основной учебник по предмету",
            "Другое (автор учебника)",
        ]
    ]
    head = [*common, "Код", "Вариант", *[f"{code} ({points}б)" for code, points, _level in TASKS]]
    protocol: list[list[Any]] = [
        [*head, "Наименование класса", "Пол", "Отметка за предыдущий триместр/ четверть/полугодие", "Итого баллов"]
    ]
    for pupil in papers:
        school = pupil.school
        who = [
            school.login,
            99,
            "reg990000 | Регион 99",
            f"{school.code} | {school.municipality}",
            f"{school.login} | {school.name}",
        ]
        who.append(f"{uploaded} 05:03:50")
        classes.append([*who, "нет", f"{textbook} | 1.1.1 | Пособие" if textbook else "", ""])
        if pupil.variant:
            tasks = [_points(task, float) for task in pupil.tasks]
            protocol.append([*who, pupil.code, pupil.variant, *tasks, pupil.label, "м", pupil.journal, pupil.score])
        else:
            protocol.append([*who, pupil.code, "отсутствовал", *[""] * len(TASKS), "", "", "", 0])
    return {"Классы": classes, "Протокол": protocol}


def individual_results_rows(
    papers: Iterable[Pupil], title: str = "ВПР 2026 Русский язык 4 класс", day: Any = "20.04.2026", max_score: int = MAX_SCORE
) -> list[list[Any]]:
    """Ф1: frame, levels above the tasks, a section line before each school."""
    rows = frame("Индивидуальные результаты", title, day, max_score)
    rows[6] = ["", "", "Уровень сложности задания", "", "", "", *[level for _code, _points_, level in TASKS]]
    head = ["ОО", "Муниципалитет", "Название ОО", "Код участника", "Класс", "Вариант"]
    rows.append(
        [*head, *[f"{code} ({points}б)" for code, points, _level in TASKS], "Первичный балл", "Отметка", "Отметка по журналу"]
    )
    papers = [pupil for pupil in papers if pupil.variant]
    for school in dict.fromkeys(pupil.school for pupil in papers):
        named = f"{school.name}({school.login})"
        own = [pupil for pupil in papers if pupil.school == school]
        rows.append([f"{named} | Кол-во участников: {len(own)}"])
        for pupil in own:
            who = [school.login, school.municipality, named, pupil.code, pupil.number, pupil.variant]
            rows.append([*who, *[_points(task, int) for task in pupil.tasks], pupil.score, pupil.mark, pupil.journal])
    return rows


def school_form_sheets(papers: Iterable[Pupil], rows_of_form: int = 20, totals: str = "saved") -> dict[str, list[list[Any]]]:
    """The form of 2026: totals are formulas down to the last row (`totals` «uncached»: without saved results), helper tables
    to the right of an empty caption."""
    head = ["Код участника", "Вариант", *[f"{code} ({points}б)" for code, points, _level in TASKS], "Порядковый номер класса"]
    head += ["Отметка за предыдущий триместр/ четверть/полугодие", "Итого баллов"]
    protocol: list[list[Any]] = [head]
    last = chr(ord("C") + len(TASKS) - 1)
    filled = list(papers)
    for number in range(2, rows_of_form + 2):
        pupil = filled[number - 2] if number - 2 < len(filled) else None
        result = pupil.score if pupil and pupil.variant else 0
        total = Formula(f"=SUM(C{number}:{last}{number})", None if totals == "uncached" else result)
        helper = ["", "", 0 if number % 2 else "X", 1]
        if pupil is None:
            protocol.append([""] * (len(TASKS) + 4) + [total, *helper])
        elif pupil.variant:
            tasks = [_points(task, int) for task in pupil.tasks]
            protocol.append([pupil.code, pupil.variant, *tasks, pupil.number, pupil.journal, total, *helper])
        else:
            protocol.append([pupil.code, "отсутствовал", *[""] * len(TASKS), "", "", total, *helper])
    service: list[list[Any]] = [[1, 2, 5], [2, 1, 4], ["отсутствовал", 0, 3], ["", "X", "нет отметки"]]
    return {"Протокол": protocol, "Служебный": service, "Порядковый номер класса": [[number] for number in range(1, 51)]}


def older_form_rows(
    papers: Iterable[Pupil], codes: Sequence[str] = ("1 (2б)", "2 (1б)", "3К1 (3б)", "3K2 (2б)", "4.1 (1б) ")
) -> list[list[Any]]:
    """The form of 2020–2022: the class by its name, the gender, totals as numbers."""
    head = ["Код", "Вариант", *codes, "Наименование класса", "Пол", "Отметка за предыдущую четверть/триместр", "Всего баллов"]
    rows: list[list[Any]] = [head]
    for number, pupil in enumerate(papers):
        if pupil.variant:
            tasks = [_points(task, str) for task in pupil.tasks]
            rows.append([pupil.code, pupil.variant, *tasks, pupil.label, "мж"[number % 2], pupil.journal, pupil.score])
        else:
            rows.append([pupil.code, "отсутствовал", *[""] * len(codes), "", "", "", 0])
    return rows


# --- reports by groups ------------------------------------------------------------------------------------------------


def frame(title: str, procedure: str, day: Any = "20.04.2026", max_score: int = MAX_SCORE) -> list[list[Any]]:
    """Rows 1–7 of an analytic report."""
    subject = procedure.split(" ", 2)[2].rsplit(" ", 2)[0]
    return [[title], [], [procedure], ["Предмет:", subject], ["Максимальный первичный балл:", max_score], ["Дата:", day], []]


def mark_statistics_rows(title: str = "ВПР 2026 Русский язык 4 класс", **of_frame: Any) -> list[list[Any]]:
    return [
        *frame("Статистика по отметкам", title, **of_frame),
        ["Группы участников", "Кол-во ОО", "Кол-во участников", 2, 3, 4, 5],
        ["Вся выборка", 30500, 1500000, 6.11, 31.02, 45.37, 17.5],
        ["Регион 99", 412, 21040, 11.25, 41.5, 37.75, 9.5],
        ["Заречный муниципальный район(reg99_m012)", 18, 640, 12.5, 43.75, 35.94, 7.81],
        ["МБОУ «Берёзкинская СОШ»(edu990101)", "", 48, 10.42, 45.83, 33.33, 10.42],
        ["МКОУ «Сосновская ООШ № 2»(edu990102)", "", 3, 0, 66.67, 33.33, 0],
    ]


JOURNAL_HEAD = (
    "Группы участников",
    "Кол-во участников(всего)",
    "Понизили (Отметка < Отметка по журналу) %",
    "Понизили (Отметка < Отметка по журналу) Кол-во участников",
    "Подтвердили (Отметка = Отметке по журналу) %",
    "Подтвердили (Отметка = Отметке по журналу) Кол-во участников",
    "Повысили (Отметка > Отметка по журналу) %",
    "Повысили (Отметка > Отметка по журналу) Кол-во участников",
)


def journal_rows(title: str = "ВПР 2024 Математика 4 класс") -> list[list[Any]]:
    return [
        *frame("Сравнение отметок с отметками по журналу", title, "19.03.2024", 20),
        list(JOURNAL_HEAD),
        ["Регион 99", 20500, 34.63, 7100, 61.46, 12600, 3.9, 798],
        ["Заречный муниципальный район(reg99_m012)", 610, 40.16, 245, 57.38, 350, 2.46, 15],
        ["МБОУ «Берёзкинская СОШ»(edu990101)", 46, 50, 23, 45.65, 21, 4.35, 2],
    ]


def journal_vertical_rows() -> list[list[Any]]:
    """The older shape: four rows a group."""
    rows = [
        *frame("Сравнение отметок с отметками по журналу", "ВПР 2021 Математика 4 класс", "15.03.2021", 20),
        ["Группы участников", "Кол-во участников", "%"],
    ]
    for name, counts in (("Регион 99", (900, 2000, 100)), ("Заречный муниципальный район", (30, 60, 10))):
        rows.append([name])
        words = (
            "Понизили (Отметка < Отметка по журналу)",
            "Подтвердили (Отметка = Отметка по журналу)",
            "Повысили (Отметка > Отметка по журналу)",
        )
        rows += [[word, count, round(100 * count / sum(counts), 2)] for word, count in zip(words, counts, strict=True)]
        rows.append(["Всего", sum(counts), 100])
    return rows


def distribution_rows(with_organisations: bool = True) -> list[list[Any]]:
    """«Распределение первичных баллов», as it is remembered: 0 … 9 in percent."""
    shares = (1.5, 2.5, 6, 10, 15, 20, 18, 14, 8, 5)
    extra: list[Any] = ["Кол-во ОО"] if with_organisations else []
    rows = [
        *frame("Распределение первичных баллов", "ВПР 2026 Русский язык 4 класс"),
        ["Группы участников", *extra, "Кол-во участников", *range(MAX_SCORE + 1)],
    ]
    groups = (("Вся выборка", 30500, 1500000), ("Регион 99", 412, 21040), ("Заречный муниципальный район(reg99_m012)", 18, 640))
    for name, organisations, participants in groups:
        rows.append([name, *([organisations] if with_organisations else []), participants, *shares])
    return rows


PERCENTS = (81.5, 64.2, 48.75, 33.1, 57)
"""Completion of TASKS by the whole sample; each next group is 1.5 lower."""
GROUPS = (
    ("Вся выборка", 30500, 1500000),
    ("Регион 99", 412, 21040),
    ("Заречный муниципальный район(reg99_m012)", 18, 640),
    ("МБОУ «Берёзкинская СОШ»(edu990101)", "", 48),
)


def _lower(step: float) -> list[float]:
    return [round(percent - 1.5 * step, 2) for percent in PERCENTS]


def completion_rows(title: str = "ВПР 2026 Русский язык 4 класс", maxima: bool = True) -> list[list[Any]]:
    """«Выполнение заданий», as it is remembered: a row with the maxima under the header."""
    rows = [
        *frame("Выполнение заданий", title),
        ["Группы участников", "Кол-во ОО", "Кол-во участников", *[code for code, _points_, _level in TASKS]],
    ]
    if maxima:
        rows.append(["", "", "Макс. балл", *[points for _code, points, _level in TASKS]])
    return [*rows, *[[*group, *_lower(step)] for step, group in enumerate(GROUPS)]]


def task_group_rows(shape: str = "words") -> list[list[Any]]:
    """«Выполнение заданий группами участников»: the mark in the words of the row, in a column, or in rows of its own."""
    extra = ["Отметка"] if shape == "column" else []
    rows = [
        *frame("Выполнение заданий группами участников", "ВПР 2026 Русский язык 4 класс"),
        ["Группы участников", *extra, "Кол-во участников", *[code for code, _points_, _level in TASKS]],
    ]
    for step, (name, _schools, _writers) in enumerate(GROUPS[1:]):
        if shape == "rows":
            rows.append([name, 100, *_lower(step)])
        for mark in (2, 3, 4, 5):
            values = [mark * 10 + step, *[round(percent * mark / 6, 2) for percent in _lower(step)]]
            if shape == "words":
                rows.append([f"{name}, отметка «{mark}»", *values])
            elif shape == "column":
                rows.append([name if mark == 2 else "", mark, *values])
            else:
                rows.append([f"Ср. % вып. уч. гр. баллов {mark}", *values])
    return rows


SKILLS = ("Писать под диктовку", "Видеть опечатки", "Находить сказуемое", "Объяснять выбор слова", "Составлять план текста")


def planned_result_rows(own: str = "МБОУ «Берёзкинская СОШ»(edu990101)") -> list[list[Any]]:
    """«Достижение планируемых результатов»: rows are tasks, columns are groups, «N уч.» under their names."""
    rows = [
        *frame("Достижение планируемых результатов", "ВПР 2026 Русский язык 4 класс"),
        ["№", "Блоки ПООП/проверяемые требования (умения)", "Макс. балл", "Регион 99", GROUPS[2][0], own, "РФ"],
        ["", "", "", "21040 уч.", "640 уч.", "48 уч.", "1500000 уч."],
    ]
    for place, (code, points, _level) in enumerate(TASKS):
        words = f"{code}. {SKILLS[place]}. Выпускник научится"
        rows.append([place + 1, words, points, *[_lower(step)[place] for step in (1, 2, 3, 0)]])
    return rows


def task_map_rows() -> list[list[Any]]:
    """Описание работы: a row a pair of codes КЭС and КТ, task numbers as text and as numbers."""
    head = ["№ КИМ", "№", "Умения, виды деятельности (в соответствии с ФГОС)", "Блоки ПООП НОО: выпускник научится"]
    rows: list[list[Any]] = [[*head, "Уровень сложности", "Код КЭС", "Код КТ", "Максимальный балл за выполнение задания"]]
    for place, (code, points, level) in enumerate(TASKS):
        named: Any = int(code) if code.isdigit() else code.replace("К", "K")
        for content in ("2.1", "2.4")[: 1 + place % 2]:
            rows.append([named, str(place + 1), SKILLS[place], f"Научится {place + 1}", level, content, "1.4", str(points)])
    return rows


def flat_rows(columns: Sequence[int], shares: Sequence[float], procedures: Sequence[tuple[int, int, str]]) -> list[list[Any]]:
    """«Год, Класс, Предмет, Муниципалитет, Логин, ОО, Кол-во участников, …» as dashboards publish them."""
    rows: list[list[Any]] = [["Год", "Класс", "Предмет", "Муниципалитет", "Логин", "ОО", "Кол-во участников", *map(str, columns)]]
    for year, grade, subject in procedures:
        for school, writers in ((BEREZKI, 48), (CITY, 90)):
            rows.append([year, grade, subject, school.municipality, school.login, school.name, writers, *shares])
    return rows


# --- small ------------------------------------------------------------------------------------------------------------


def _points(task: int, kind: type) -> Any:
    return "X" if task < 0 else kind(task)


def _text(value: Any) -> Any:
    return str(value) if isinstance(value, int) else value
