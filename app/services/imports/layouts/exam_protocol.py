"""Protocols of state exams from the exam centre: ОГЭ and ЕГЭ, .xls, .xlsx and CSV, several blocks a sheet.

A block begins with «12 - Обществознание 2026.07.03» and a header and ends with «Средние». Columns are found by their
captions, so sparse and dense layouts are one to this reader. Names and documents stand in these files: their columns
are never looked at. Where the file has no participant code, the code is the ordinal of the pupil in the school on the
day of the exam («0703-0001»): the same file again means the same pupils.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from app.services.errors import UserError
from app.services.imports.layouts.exam_masks import TASK_UNKNOWN, Mask, read_masks
from app.services.imports.layouts.remarks import Remarks
from app.services.imports.rows import BLANK, ImportOptions, PaperRecord, ReadFile, SchoolInFile, TaskColumn
from app.services.imports.score_cells import (
    ABSENT_WORDS,
    DASHES,
    ClassLabels,
    Marks,
    TestScores,
    Totals,
    caption,
    text,
    whole,
    why_wrong,
)
from app.services.results.subjects import normalise_subject
from app.services.table_files.cells import code_text
from app.services.table_files.columns import column_letter
from app.services.table_files.workbook import Sheet, Workbook
from app.services.text_ru import counted

NAME = "exam_protocol"
APPEAL = "exam_appeal"
_COLUMNS = {
    "school": r"код\s*(?:оо|оу|образовательн\w+ организации)|schoolcode",
    "area": r"код\s*(?:мсу|ате)|мсу",
    "class_label": r"класс|classcode",
    "code": r"код участника|participantcode|уникальный код участника",
    "short": r"(?:задания|ответы).*кратк.*|краткие ответы|testresultb(?:cell)?",
    "long": r"(?:задания|ответы).*разв[её]рнут.*|разв[её]рнутые ответы|testresultc(?:cell)?",
    "oral": r"(?:задания|ответы|часть).*устн.*|устная часть|testresultd(?:cell)?",
    "total": r"перв\w*\.?\s*балл|primarymark",
    "test_score": r"балл|итоговый балл|тест\w*\.?\s*балл.*|балл\s*\(?100.*|(?:test|total)mark|mark100",
    "mark": r"оценка|отметка|mark5",
    "exam": r"экзамен|наименование экзамена",
}
_PATTERNS = {name: re.compile(pattern) for name, pattern in _COLUMNS.items()}
_BLOCK = re.compile(r"(\d{1,2})\s*[-–—]\s*(.+?)\s+(\d{4})\.(\d{2})\.(\d{2})")
_BLOCK_DAY = re.compile(r"(\d{1,2})\s*[-–—]\s*(.+?)\s+(\d{2})\.(\d{2})\.(\d{4})")
"""The same with the day first, as people retype it."""
_EXAM = re.compile(r"(.+?)\s*\(\s*(\d{4})\.(\d{2})\.(\d{2})\s*\)")
_ENDS = ("средн", "итого", "всего")
_KINDS = (
    ("gve", re.compile(r"\bгвэ\b|государственн\w+ выпускн\w+ экзамен", re.IGNORECASE)),
    ("oge", re.compile(r"\bогэ\b|\bгиа[-\s]?9\b|основн\w+ государственн\w+ экзамен", re.IGNORECASE)),
    ("ege", re.compile(r"\bегэ\b|\bгиа[-\s]?11\b|един\w+ государственн\w+ экзамен", re.IGNORECASE)),
)
_GRADES = {"oge": 9, "ege": 11}
_HEADER_SEARCH = 40


def header_of(row: Sequence[Any]) -> dict[str, int] | None:
    """{field: 0-based column} where the row is the header of a protocol; the first of several equal captions counts."""
    found: dict[str, int] = {}
    for column, cell in enumerate(row):
        said = caption(cell)
        if not said:
            continue
        for name, pattern in _PATTERNS.items():
            if name not in found and pattern.fullmatch(said):
                found[name] = column
                break
    return found if "school" in found and "total" in found and ({"mark", "test_score", "short"} & found.keys()) else None


def matches(head: Sequence[Sequence[Any]]) -> bool:
    return any(header_of(row) is not None for row in head[:_HEADER_SEARCH])


def read(workbook: Workbook, sheet: Sheet, options: ImportOptions) -> ReadFile:
    """The procedure of the file, or the one of several that `options.part` names. UserError when it must be named."""
    parts = read_parts(workbook, sheet, options)
    if options.part:
        parts = [part for part in parts if part.part == options.part]
    if len(parts) != 1:
        said = ", ".join(f"{part.subject} {part.year or ''}".strip() for part in parts[:6])
        raise UserError(f"В файле «{workbook.path.name}» несколько экзаменов: {said}.", "Загрузите их по одному.")
    return parts[0]


def read_parts(workbook: Workbook, sheet: Sheet, options: ImportOptions) -> list[ReadFile]:
    """Every procedure of the file, blocks of one exam together. Raises UserError when the file has no pupil at all."""
    sheets = [
        sheet,
        *(one for one in workbook.sheets if one is not sheet and not one.hidden and matches(one.head(_HEADER_SEARCH))),
    ]
    exams: dict[tuple[str, str], _Exam] = {}
    for one in sheets:
        _SheetReader(workbook, one, options, exams).read()
    found = [exam.result() for exam in exams.values() if exam.rows]
    if not found:
        raise UserError(
            f"В протоколе «{workbook.path.name}» нет ни одной работы.",
            "Проверьте, не пустой ли файл, и выгрузите протокол заново.",
        )
    return found if len(found) > 1 else [replace(found[0], part="")]


@dataclass
class _Block:
    """What the lines above a header say, and where its columns stand."""

    columns: dict[str, int]
    subject: str = ""
    day: date | None = None
    kind: str = ""


@dataclass
class _Exam:
    """All blocks of one subject (and, of an appeal, one day)."""

    kind: str
    subject: str
    sheet: str
    layout: str
    days: set[date] = field(default_factory=set)
    papers: list[tuple[PaperRecord, Mask | None]] = field(default_factory=list)
    schools: dict[str, SchoolInFile] = field(default_factory=dict)
    refused: int = 0
    remarks: Remarks | None = None
    columns: dict[str, str] = field(default_factory=dict)
    grades: Counter[int] = field(default_factory=Counter)
    numbers: defaultdict[tuple[str, str], int] = field(default_factory=lambda: defaultdict(int))
    """(school, day) → last ordinal given."""

    @property
    def rows(self) -> int:
        return len(self.papers) + self.refused

    def result(self) -> ReadFile:
        remarks = self.remarks
        assert remarks is not None
        papers = self._without_repeated(remarks)
        tasks, packed = _tasks(papers)
        other_sum = 0
        records = []
        for (paper, mask), scores in zip(papers, packed, strict=True):
            if mask is not None and paper.raw_score is not None and mask.points != paper.raw_score:
                other_sum += 1
            records.append(paper._replace(task_scores=scores))
        if other_sum:
            said = counted(other_sum, "работы", "работ", "работ")
            remarks.add(
                "info", "sum_mismatch",
                f"У {said} первичный балл не равен сумме баллов за задания: так бывает, когда задание весит больше одного балла "
                "или устная часть стоит отдельно. Загружен первичный балл.",
            )  # fmt: skip
        problems = remarks.problems()
        day = min(self.days, default=None)
        grade = _GRADES.get(self.kind) or (self.grades.most_common(1)[0][0] if self.grades else None)
        return ReadFile(
            self.layout,
            day.year if day else None,
            grade,
            self.subject,
            held_on=day,
            tasks=tasks,
            schools=self.schools,
            papers=records,
            rows=len(records) + self.refused,
            refused=self.refused,
            problems=problems,
            row_warnings=remarks.row_warnings,
            sheet=self.sheet,
            columns=self.columns,
            kind=self.kind,
            part=f"{self.kind} {self.subject}",
            short_answers=max((len(mask.parts[0]) for _paper, mask in papers if mask), default=0),
        )

    def _without_repeated(self, remarks: Remarks) -> list[tuple[PaperRecord, Mask | None]]:
        """Two pupils with one participant code: neither is loaded. The same row twice: once. (X21)"""
        by_code: dict[tuple[str, str], list[PaperRecord]] = {}
        for paper, _mask in self.papers:
            by_code.setdefault((paper.school, paper.code), []).append(paper)
        dropped: set[int] = set()
        for (_school, code), rows in by_code.items():
            if len(rows) > 1:
                same = len({paper[:-1] for paper in rows}) == 1
                numbers = ", ".join(str(paper.row) for paper in rows)
                for paper in rows[1:] if same else rows:
                    said = f"Код участника {code} повторяется в строках {numbers}"
                    said += ": строки одинаковы, загружена первая." if same else " с разными данными: ни одна не загружена."
                    remarks.add("error", "repeated_code", said, paper.row)
                    self.refused += 1
                    dropped.add(paper.row)
        return [one for one in self.papers if one[0].row not in dropped] if dropped else self.papers


def _tasks(papers: Sequence[tuple[PaperRecord, Mask | None]]) -> tuple[tuple[TaskColumn, ...], list[bytes | None]]:
    """Task columns of all papers together and the packed scores of each; papers without answers have none."""
    masks = [mask for _paper, mask in papers if mask is not None]
    if not masks:
        return (), [None] * len(papers)
    widths = [max(len(mask.parts[part]) for mask in masks) for part in range(3)]
    columns: list[TaskColumn] = []
    for part, width in enumerate(widths):
        for place in range(width):
            tops = [mask.maxima[part][place] for mask in masks if place < len(mask.maxima[part])]
            known = [top for top in tops if top != TASK_UNKNOWN]
            columns.append(TaskColumn(str(len(columns) + 1), max(known) if known and len(known) == len(tops) else None))
    packed: list[bytes | None] = []
    for _paper, mask in papers:
        if mask is None:
            packed.append(None)
            continue
        scores = b"".join(bytes(points).ljust(width, bytes((BLANK,))) for points, width in zip(mask.parts, widths, strict=True))
        packed.append(scores)
    return tuple(columns), packed


class _SheetReader:
    def __init__(self, workbook: Workbook, sheet: Sheet, options: ImportOptions, exams: dict[tuple[str, str], _Exam]) -> None:
        self.workbook, self.sheet, self.options, self.exams = workbook, sheet, options, exams
        self.totals, self.marks, self.tests, self.labels = Totals(), Marks(), TestScores(), ClassLabels()
        self.padding: dict[int, dict[int, int]] = {}
        self.block: _Block | None = None
        self.subject, self.day, self.kind = "", None, ""  # type: str, date | None, str
        self.hidden_found: Counter[tuple[str, str]] = Counter()
        self.trimmed = 0

    def read(self) -> None:
        hidden = frozenset(self.sheet.hidden_rows) if not self.options.include_hidden else frozenset()
        for number, row in enumerate(self.sheet.rows(), 1):
            columns = header_of(row)
            if columns is not None:
                self.block = _Block(columns, self.subject, self.day, self.kind)
                continue
            if self._is_title(row):
                continue
            if self.block is not None:
                self._row(row, number, number in hidden)
        first = next(iter(self.exams.values()), None)
        if self.trimmed and first is not None and first.remarks is not None:
            said = f"Лишние пробелы вокруг кодов школ убраны, таких ячеек: {self.trimmed}."
            first.remarks.add("info", "trimmed_codes", said)
        for key, count in self.hidden_found.items():
            remarks = self.exams[key].remarks
            assert remarks is not None
            rows = counted(count, "скрытая строка", "скрытые строки", "скрытых строк")
            asked = self.options.include_hidden is None
            said = "пока не загружено. Загрузить?" if asked else "по вашему выбору не загружено."
            remarks.add("warning" if asked else "info", "hidden_rows", f"В файле {rows} с данными, {said}")

    # --- what stands between the tables -----------------------------------------------------------------------------

    def _is_title(self, row: Sequence[Any]) -> bool:
        """Lines above a header, and the line that ends a block."""
        filled = [text(cell) for cell in row if text(cell)]
        if not filled:
            return True
        if len(filled) > 3 and not filled[0].casefold().startswith(_ENDS):
            return False
        for said in filled:
            found = _BLOCK.fullmatch(said)
            if found:
                self.subject, self.day = exam_subject(found[2]), _day(found, 3)
                self.block = None
                return True
            if found := _BLOCK_DAY.fullmatch(said):
                day = _date(int(found[5]), int(found[4]), int(found[3]))
                self.subject, self.day, self.block = exam_subject(found[2]), day, None
                return True
            kind = next((name for name, pattern in _KINDS if pattern.search(said)), "")
            if kind:
                self.kind = kind
        if filled[0].casefold().startswith(_ENDS):
            self.block = None
            return True
        return filled[0].casefold().startswith("протокол")

    # --- pupils -----------------------------------------------------------------------------------------------------

    def _cell(self, row: Sequence[Any], name: str) -> Any:
        assert self.block is not None
        column = self.block.columns.get(name)
        return row[column] if column is not None and column < len(row) else ""

    def _school(self, row: Sequence[Any], number: int) -> str:
        """«0012» also where the cell holds 12 shown by the format 0000 (X1)."""
        assert self.block is not None
        column = self.block.columns["school"]
        if column not in self.padding:
            self.padding[column] = self.sheet.zero_padding(column)
        cell = self._cell(row, "school")
        code = code_text(cell, self.padding[column].get(number, 0)).replace(" ", "")
        self.trimmed += isinstance(cell, str) and bool(code) and cell != code
        return code if re.fullmatch(r"\d{1,10}", code) else ""

    def _row(self, row: Sequence[Any], number: int, hidden: bool) -> None:
        block = self.block
        assert block is not None
        total = self._cell(row, "total")
        school = self._school(row, number)
        if not school and not text(total):
            return
        exam, day = self._exam(row, block)
        remarks = exam.remarks
        assert remarks is not None
        if hidden:
            self.hidden_found[exam.kind, exam.subject] += 1
            return

        def refuse(code: str, said: str, name: str) -> None:
            exam.refused += 1
            remarks.add("error", code, f"{said} Строка {number} не загружена.", number, block.columns.get(name, 0))

        if not school:
            refuse("no_school", "Нет кода ОО.", "school")
            return
        raw = self.totals[total]
        absent = text(total).casefold() in ABSENT_WORDS
        if raw < 0 and not absent and text(total).casefold() not in DASHES:
            code, said = why_wrong(total, "первичный балл, целое число от 0")
            # the cell itself is not quoted: a name may stand in a shifted row
            refuse(code, said if code != "bad_score" else "Первичный балл — не целое число от 0.", "total")
            return
        label = self._label(row)
        mask, wrong = read_masks(self._cell(row, "short"), self._cell(row, "long"), self._cell(row, "oral"))
        if wrong:
            refuse("bad_mask", "Ответы непонятны: ждём знаки + и −, цифры и записи вида 1(2).", wrong)
            return
        if raw < 0 and not absent:
            if mask is not None and mask.points:
                refuse("no_total", "Нет первичного балла, хотя ответы есть.", "total")
                return
            absent = True
        test = self._score(row, "test_score", self.tests, -1, "Тестовый балл", "0–100", remarks, number)
        mark = self._score(row, "mark", self.marks, 0, "Оценка", "2–5", remarks, number)
        if mark is None and test is None and exam.kind == "ege":
            found = whole(self._cell(row, "mark"))
            test = found if found is not None and 5 < found <= 100 else None
        key = f"code:{school}"
        if key not in exam.schools:
            exam.schools[key] = SchoolInFile("", f"код ОО {school}", code=school, area=text(self._cell(row, "area")))
        stamp = f"{day:%m%d}-" if day else ""
        exam.numbers[school, stamp] += 1
        code = text(self._cell(row, "code")).replace(" ", "")
        if not re.fullmatch(r"\d{3,10}", code):
            code = f"{stamp}{exam.numbers[school, stamp]:04d}"
        paper = PaperRecord(
            key, code, label, "", absent, None if absent else raw, None if absent else mark, None, None,
            None if absent else test, number,
        )  # fmt: skip
        exam.papers.append((paper, None if absent else mask))
        grade = re.match(r"\d{1,2}", label)
        if grade:
            exam.grades[int(grade[0])] += 1

    def _label(self, row: Sequence[Any]) -> str:
        """«9А»; what is no class is left out: a name may stand in a shifted row."""
        label = self.labels[self._cell(row, "class_label")]
        return label if re.fullmatch(r"\d{0,2}[-–\s]?[А-ЯA-ZЁ]{0,3}\d{0,2}", label) else ""

    def _score(
        self, row: Sequence[Any], name: str, cache: Any, junk: int, title: str, allowed: str, remarks: Remarks, number: int
    ) -> int | None:
        assert self.block is not None
        cell = self._cell(row, name)
        value: int | None = cache[cell]
        if value != junk:
            return value
        found = whole(cell)
        if name == "mark" and found is not None and 5 < found <= 100:
            return None  # «тестовый балл» under the caption «оценка»
        said = f"{title}: в ячейке не то, что возможно ({allowed}), не загружено."
        remarks.add("warning", f"{name}_junk", said, number, self.block.columns.get(name, 0))
        return None

    def _exam(self, row: Sequence[Any], block: _Block) -> tuple[_Exam, date | None]:
        """The exam a row belongs to: its own «Экзамен» cell, else the lines above the block, else the name of the file."""
        named = _EXAM.fullmatch(text(self._cell(row, "exam"))) if "exam" in block.columns else None
        subject = exam_subject(named[1]) if named else block.subject
        day = _day(named, 2) if named else block.day
        kind = block.kind or self._kind_by_columns(block, row)
        layout = APPEAL if "exam" in block.columns else NAME
        key = (kind, subject)
        if key not in self.exams:
            letters = {name: column_letter(column) for name, column in block.columns.items()}
            renamed = {"mark": "mark", "test_score": "test_score", "total": "total", "school": "school", "code": "code"}
            self.exams[key] = _Exam(
                kind, subject, self.sheet.name, layout, remarks=Remarks(self.sheet.name),
                columns={renamed[name]: letter for name, letter in letters.items() if name in renamed},
            )  # fmt: skip
            if kind == "ege":
                self.exams[key].columns.setdefault("test_score", letters.get("mark", ""))
        if day:
            self.exams[key].days.add(day)
        return self.exams[key], day

    def _kind_by_columns(self, block: _Block, row: Sequence[Any]) -> str:
        if "test_score" in block.columns:
            return "ege"
        stem = self.workbook.path.stem.replace("_", " ")
        kind = next((name for name, pattern in _KINDS if pattern.search(stem)), "")
        grade = re.match(r"\d{1,2}", text(self._cell(row, "class_label")))
        return kind or ("ege" if grade and grade[0] in ("11", "12") else "oge")


def exam_subject(words: str) -> str:
    """«Математика базовая» and «Математика профильная» are two papers; everything else as everywhere."""
    folded = " ".join(words.replace("(", " ").replace(")", " ").split())
    key = folded.casefold()
    if key.startswith("математика") and "баз" in key:
        return "Математика базовая"
    if key.startswith("математика") and "проф" in key:
        return "Математика профильная"
    return normalise_subject(folded)


def _day(found: re.Match[str], first: int) -> date | None:
    return _date(int(found[first]), int(found[first + 1]), int(found[first + 2]))


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
