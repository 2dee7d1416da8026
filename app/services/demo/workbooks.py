"""Writers of the layouts a department receives, as they look when downloaded (facts: ФИС ОКО reports of 2022–2026)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from app.services.demo.district import (
    MUNICIPALITY_CODE,
    MUNICIPALITY_NAME,
    OTHER_ORGANISATIONS,
    REGION_CODE,
    REGION_NAME,
    SCHOOLS,
)
from app.services.demo.papers import DemoPaper
from app.services.demo.simulate import DemoCell, DemoPupil, DemoWorld

_LOCALITY_WORDS = {"village": "село", "settlement": "посёлок", "town": "город"}
_KIND_WORDS = {
    "kindergarten": "детский сад",
    "further_education": "дополнительное образование",
    "methodical_office": "методический кабинет",
}


def write_district(folder: Path, world: DemoWorld) -> list[Path]:
    """Every file of the demonstration district, as a folder of downloads; returns the result workbooks in order."""
    folder.mkdir(parents=True, exist_ok=True)
    write_register(folder / "Организации района.xlsx")
    papers = list(dict.fromkeys(cell.paper for cell in world.cells))
    write_scales(folder / "Шкалы.csv", papers)
    written = []
    for paper in papers:
        cells = world.of_paper(paper)
        stem = f"{paper.year} {paper.subject} {paper.grade} класс"
        if paper.year == 2024:
            path = folder / f"ВПР_{paper.year}_{paper.subject.replace(' ', '_')}_{paper.grade}_класс.xlsx"
            write_protocol(path, paper, cells)
            written.append(path)
        else:
            path = folder / f"Ф1_Индивидуальные результаты {stem}.xlsx"
            write_individual_results(path, paper, cells)
            written.append(path)
        for path, title, rows in (
            (folder / f"Ф3_Статистика по отметкам {stem}.xlsx", "Статистика по отметкам", mark_rows(paper, cells, world)),
            (
                folder / f"Сравнение отметок {stem}.xlsx",
                "Сравнение отметок с отметками по журналу",
                journal_rows(paper, cells, world),
            ),
            (folder / f"Распределение баллов {stem}.xlsx", "Распределение первичных баллов", score_rows(paper, cells, world)),
        ):
            write_report(path, title, paper, rows)
            written.append(path)
    return written


def write_register(path: Path) -> None:
    head = [
        "Логин", "Вид организации", "Краткое наименование", "Код муниципалитета", "Муниципалитет", "Населённый пункт",
        "Тип населённого пункта", "Код ОГЭ", "Директор", "Школьный координатор", "Число обучающихся",
    ]  # fmt: skip
    rows: list[Sequence[Any]] = [head]
    for school in SCHOOLS:
        pupils = round(school.class_size * (4 if "НОШ" in school.name else 9 if "ООШ" in school.name else 11))
        rows.append(
            [
                school.login, "школа", school.name, MUNICIPALITY_CODE, MUNICIPALITY_NAME, school.locality,
                _LOCALITY_WORDS[school.locality_type], f"07{school.number}", school.director, school.coordinator, pupils,
            ]
        )  # fmt: skip
    for kind, name, locality, head_name in OTHER_ORGANISATIONS:
        rows.append(["", _KIND_WORDS[kind], name, MUNICIPALITY_CODE, MUNICIPALITY_NAME, locality, "", "", head_name, "", ""])
    write_sheets(path, {"Организации": rows})


def write_scales(path: Path, papers: Iterable[DemoPaper]) -> None:
    lines = ["year,grade,subject,max_score,min3,min4,min5"]
    lines += [f"{p.year},{p.grade},{p.subject},{p.max_score},{p.cuts[0]},{p.cuts[1]},{p.cuts[2]}" for p in papers]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def write_protocol(path: Path, paper: DemoPaper, cells: Iterable[DemoCell]) -> None:
    """Regional union of 2022 and later: sheets «Классы» and «Протокол»; no mark, absent pupils are rows."""
    common = ["Пользователь", "Код региона", "Регион", "Муниципалитет", "Школа", "Дата загрузки"]
    textbook = ("Основной учебник по предмету", "Другое (автор учебника)", "Другое (название учебника)")
    classes: list[Sequence[Any]] = [[*common, 'Буква (цифра) класса. Введите "нет" - если отсутствует', *textbook]]
    head = [f"{code} ({points}б)" for code, points, _level, _difficulty in paper.tasks]
    protocol: list[Sequence[Any]] = [
        [
            *common,
            "Код",
            "Вариант",
            *head,
            "Наименование класса",
            "Пол",
            "Отметка за предыдущий триместр/ четверть/полугодие",
            "Итого баллов",
        ]
    ]
    for cell in cells:
        school = cell.school
        who = [
            school.login, int(REGION_CODE), f"reg{REGION_CODE}0000 | {REGION_NAME}", f"{MUNICIPALITY_CODE} | {MUNICIPALITY_NAME}",
            f"{school.login} | {school.name}", f"{paper.held_on:%d.%m.%Y} 12:00:00",
        ]  # fmt: skip
        for number in sorted({pupil.class_no for pupil in cell.pupils}):
            classes.append([*who, _letter(number), "", "", ""])
        for pupil in cell.pupils:
            if pupil.variant:
                tasks: list[Any] = [_points(value) for value in pupil.tasks]
                tail = [_letter(pupil.class_no), "", _journal(pupil), pupil.score]
                protocol.append([*who, pupil.code, str(pupil.variant), *tasks, *tail])
            else:
                protocol.append([*who, pupil.code, "отсутствовал", *[""] * len(head), "", "", "", 0])
    write_sheets(path, {"Классы": classes, "Протокол": protocol})


def write_individual_results(path: Path, paper: DemoPaper, cells: Iterable[DemoCell]) -> None:
    """Ф1 of 2024–2026: only those who wrote; a section line before each school."""
    rows = _frame("Индивидуальные результаты", paper)
    rows[6] = ["", "", "Уровень сложности задания", "", "", "", *[level for _c, _p, level, _d in paper.tasks]]
    rows.append(
        ["ОО", "Муниципалитет", "Название ОО", "Код участника", "Класс", "Вариант"]
        + [f"{code} ({points}б)" for code, points, _l, _d in paper.tasks]
        + ["Первичный балл", "Отметка", "Отметка по журналу"]
    )
    for cell in cells:
        named = f"{cell.school.name}({cell.school.login})"
        rows.append([f"{named} | Кол-во участников: {len(cell.writers)}"])
        for pupil in cell.writers:
            scores = [_points(value) for value in pupil.tasks]
            who = [cell.school.login, MUNICIPALITY_NAME, named, pupil.code, pupil.class_no, pupil.variant]
            rows.append([*who, *scores, pupil.score, pupil.mark, _journal(pupil)])
    write_sheets(path, {f"{paper.code} {paper.grade} Индивидуальные результаты"[:31]: rows})


def write_report(path: Path, title: str, paper: DemoPaper, table: Sequence[Sequence[Any]]) -> None:
    """A report by groups: common frame, one header row, group rows."""
    write_sheets(path, {f"{paper.code} {paper.grade} {title}"[:31]: [*_frame(title, paper), *table]})


def mark_rows(paper: DemoPaper, cells: Sequence[DemoCell], world: DemoWorld) -> list[list[Any]]:
    key = (paper.year, paper.grade, paper.code)
    rows: list[list[Any]] = [["Группы участников", "Кол-во ОО", "Кол-во участников", 2, 3, 4, 5]]

    def line(name: str, organisations: Any, scores: Sequence[int]) -> list[Any]:
        marks = [2 + sum(score >= cut for cut in paper.cuts) for score in scores]
        return [name, organisations, len(scores), *[round(100 * marks.count(mark) / len(scores), 2) for mark in (2, 3, 4, 5)]]

    rows.append(line("Вся выборка", 1180, _spread(world.sample[key])))
    rows.append(line(REGION_NAME, 384, _spread(world.region[key])))
    own = [pupil.score for cell in cells for pupil in cell.writers]
    rows.append(line(f"{MUNICIPALITY_NAME}({MUNICIPALITY_CODE})", sum(bool(cell.writers) for cell in cells), own))
    rows += [line(f"{c.school.name}({c.school.login})", "", [p.score for p in c.writers]) for c in cells if c.writers]
    return rows


def journal_rows(paper: DemoPaper, cells: Sequence[DemoCell], world: DemoWorld) -> list[list[Any]]:
    names = (
        "Понизили (Отметка < Отметка по журналу)",
        "Подтвердили (Отметка = Отметке по журналу)",
        "Повысили (Отметка > Отметка по журналу)",
    )
    head: list[Any] = ["Группы участников", "Кол-во участников(всего)"]
    for name in names:
        head += [f"{name} %", f"{name} Кол-во участников"]
    rows = [head]

    def line(name: str, total: int, counts: Sequence[int]) -> list[Any]:
        known = sum(counts)
        cells_: list[Any] = [name, total]
        for count in counts:
            cells_ += [round(100 * count / known, 2) if known else 0, count]
        return cells_

    def compare(pupils: Iterable[DemoPupil]) -> tuple[int, int, int]:
        known = [pupil for pupil in pupils if pupil.journal_mark]
        lower, equal = sum(p.mark < p.journal_mark for p in known), sum(p.mark == p.journal_mark for p in known)
        return lower, equal, len(known) - lower - equal

    counts = world.journal_region[(paper.year, paper.grade, paper.code)]
    rows.append(line(REGION_NAME, sum(counts), counts))
    everyone = [pupil for cell in cells for pupil in cell.writers]
    rows.append(line(f"{MUNICIPALITY_NAME}({MUNICIPALITY_CODE})", len(everyone), compare(everyone)))
    rows += [line(f"{c.school.name}({c.school.login})", len(c.writers), compare(c.writers)) for c in cells if c.writers]
    return rows


def score_rows(paper: DemoPaper, cells: Sequence[DemoCell], world: DemoWorld) -> list[list[Any]]:
    key = (paper.year, paper.grade, paper.code)
    rows: list[list[Any]] = [["Группы участников", "Кол-во участников", *range(paper.max_score + 1)]]

    def line(name: str, counts: Sequence[int]) -> list[Any]:
        total = sum(counts)
        return [name, total, *[round(100 * count / total, 2) for count in counts]]

    rows.append(line("Вся выборка", [int(v) for v in world.sample[key]]))
    rows.append(line(REGION_NAME, [int(v) for v in world.region[key]]))
    own = [pupil.score for cell in cells for pupil in cell.writers]
    rows.append(line(f"{MUNICIPALITY_NAME}({MUNICIPALITY_CODE})", [own.count(score) for score in range(paper.max_score + 1)]))
    return rows


def _frame(title: str, paper: DemoPaper) -> list[list[Any]]:
    return [
        [title],
        [],
        [f"ВПР {paper.year} {paper.subject} {paper.grade} класс"],
        ["Предмет:", paper.subject],
        ["Максимальный первичный балл:", paper.max_score],
        ["Дата:", f"{paper.held_on:%d.%m.%Y}"],
        [],
    ]


def _spread(counts: Any) -> list[int]:
    """Counts by score → one score a pupil."""
    return [score for score, count in enumerate(counts) for _ in range(int(count))]


def _letter(number: int) -> str:
    return "АБВГД"[number - 1]


def _points(value: int) -> int | str:
    return "X" if value < 0 else value


def _journal(pupil: DemoPupil) -> int | str:
    return pupil.journal_mark or "нет отметки"


def write_sheets(path: Path, sheets: dict[str, Sequence[Sequence[Any]]]) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False}) as workbook:
        for name, rows in sheets.items():
            sheet = workbook.add_worksheet(name)
            for index, row in enumerate(rows):
                for column, value in enumerate(row):
                    if value != "":
                        sheet.write(index, column, value)
