"""A table with one pupil a row: the part all layouts with pupils share.

A region's file has 26,000 rows and 36 columns, so columns are converted at once (`map` over a self-filling dict) and
only rows that are out of the ordinary — absent, wrong total, junk — are looked at one by one.
"""

from __future__ import annotations

import struct
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import islice, repeat
from typing import Any

from app.services.imports import score_cells as cells
from app.services.imports.layouts.remarks import Remarks
from app.services.imports.rows import BLANK, NOT_ATTEMPTED, ImportOptions, PaperRecord, SchoolInFile
from app.services.imports.score_cells import Codes, Marks, Points, Totals, Variants, text, why_wrong
from app.services.problems import Problem, Severity
from app.services.table_files.cells import CellError
from app.services.table_files.columns import column_letter
from app.services.table_files.workbook import Sheet
from app.services.text_ru import counted

CHUNK = 256
_FAR = 250
"""What a blank or junk task cell adds to the sum: so much that the row never looks ordinary."""
_record: Callable[[Iterable[Any]], PaperRecord] = partial(tuple.__new__, PaperRecord)
_TOTAL_WORDS = ("итого", "всего", "средн", "сумма")


@dataclass(frozen=True)
class PaperColumns:
    """Where the fields stand, 0-based. `maxima` goes with `tasks`; None = the layout does not say."""

    school: int | None
    code: int
    total: int
    tasks: tuple[int, ...]
    maxima: tuple[int | None, ...]
    variant: int | None = None
    class_label: int | None = None
    journal: int | None = None
    mark: int | None = None
    test_score: int | None = None

    @property
    def width(self) -> int:
        return 1 + max(self.used())

    def used(self) -> frozenset[int]:
        """Every column that is read."""
        single = (
            self.school, self.code, self.total, self.variant, self.class_label, self.journal, self.mark, self.test_score
        )  # fmt: skip
        return frozenset((*self.tasks, *(column for column in single if column is not None)))

    def letters(self) -> dict[str, str]:
        """Field → column letter, for `ReadFile.columns`."""
        single = {
            "school": self.school,
            "code": self.code,
            "total": self.total,
            "variant": self.variant,
            "class_label": self.class_label,
            "journal": self.journal,
            "mark": self.mark,
            "test_score": self.test_score,
        }
        return {name: column_letter(column) for name, column in single.items() if column is not None}


@dataclass
class PaperRows:
    """What the table held."""

    papers: list[PaperRecord] = field(default_factory=list)
    schools: dict[str, SchoolInFile] = field(default_factory=dict)
    refused: int = 0
    row_warnings: dict[int, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    @property
    def rows(self) -> int:
        return len(self.papers) + self.refused


def read_papers(
    sheet: Sheet,
    first_row: int,
    columns: PaperColumns,
    school_key: dict[Any, str | None],
    describe: Callable[[str, Sequence[Any]], SchoolInFile],
    options: ImportOptions,
    *,
    is_section: Callable[[Sequence[Any]], bool] = lambda row: False,
    see: Callable[[list[tuple[Any, ...]]], None] | None = None,
) -> PaperRows:
    """Read the rows of `sheet` from the 1-based `first_row` on.

    `school_key` maps a raw cell to the normalised key (None = no school) and fills itself; with `columns.school` None
    it is asked for the key of None. `describe` tells about a school by the first row that names it. `is_section` marks
    rows to pass over. `see` gets the transposed columns of every chunk, for what only one layout wants to know.
    """
    reader = _Reader(sheet, columns, school_key, describe, options, is_section)
    rows = islice(sheet.rows(), first_row - 1, None)
    number = first_row
    while chunk := list(islice(rows, CHUNK)):
        reader.chunk(chunk, number, see)
        number += len(chunk)
    return reader.result()


def _has_spaces_around(raw: str) -> bool:
    bare = text(raw)
    return bool(bare) and bare != raw and (raw != raw.strip() or raw[:1].isspace() or raw[-1:].isspace())


class _Reader:
    def __init__(
        self,
        sheet: Sheet,
        columns: PaperColumns,
        school_key: dict[Any, str | None],
        describe: Callable[[str, Sequence[Any]], SchoolInFile],
        options: ImportOptions,
        is_section: Callable[[Sequence[Any]], bool],
    ) -> None:
        import numpy as np

        self.sheet, self.at, self.options = sheet, columns, options
        self.school_key, self.describe, self.is_section = school_key, describe, is_section
        self.codes, self.variants, self.totals, self.points = Codes(), Variants(), Totals(), Points()
        self.marks, self.journals, self.classes = Marks(), Marks(), cells.ClassLabels()
        self.tests = cells.TestScores()
        self.remarks = Remarks(sheet.name)
        self.out = PaperRows()
        self.blank_rows = 0
        self.hidden = frozenset(sheet.hidden_rows)
        self.hidden_found = 0
        self.merged = self._merged_values()
        self.merged_found: list[int] = []
        self._tops: dict[tuple[int, int], Any] = {}
        self.summands = np.array([*range(cells.JUNK), _FAR, _FAR, 0], np.uint16)
        self.plain = np.array([*range(cells.JUNK), 0, 0, 0], np.uint8)
        self.maxima = np.array([cells.MAX_POINTS if top is None else top for top in columns.maxima], np.uint8)

    # --- whole chunks -----------------------------------------------------------------------------------------------

    def chunk(self, chunk: list[list[Any]], number: int, see: Callable[[list[tuple[Any, ...]]], None] | None) -> None:
        """Convert rows `number` … of the sheet."""
        import numpy as np

        at = self.at
        if len(chunk[0]) < at.width or len(set(map(len, chunk))) > 1:
            chunk = [row if len(row) >= at.width else [*row, *[""] * (at.width - len(row))] for row in chunk]
        if self.merged and self.options.fill_merged:
            self._fill_merged(chunk, number)
        column = list(zip(*chunk, strict=False))
        if see:
            see(column)
        size, width = len(chunk), len(at.tasks)
        keys = self.school_key
        schools = list(map(keys.__getitem__, column[at.school])) if at.school is not None else [keys[None]] * size
        codes = list(map(self.codes.__getitem__, column[at.code]))
        totals = list(map(self.totals.__getitem__, column[at.total]))
        variants = list(map(self.variants.__getitem__, column[at.variant])) if at.variant is not None else [""] * size
        labels = list(map(self.classes.__getitem__, column[at.class_label])) if at.class_label is not None else [""] * size
        journals = self._marks(self.journals, column, at.journal, size)
        marks = self._marks(self.marks, column, at.mark, size)
        tests = self._tests(column, at.test_score, size)
        packed = bytearray(size * width)
        for position, task in enumerate(at.tasks):
            packed[position::width] = bytes(map(self.points.__getitem__, column[task]))
        grid = np.frombuffer(packed, np.uint8).reshape(size, width)
        sums = self.summands[grid].sum(axis=1).tolist()
        above = np.flatnonzero((self.plain[grid] > self.maxima).any(axis=1)).tolist()
        scores: tuple[bytes, ...] = struct.unpack(f"{width}s" * size, packed)

        papers: list[PaperRecord | None] = list(
            map(
                _record,
                zip(
                    schools,
                    codes,
                    labels,
                    variants,
                    repeat(False),
                    totals,
                    marks,
                    journals,
                    scores,
                    tests,
                    range(number, number + size),
                    strict=False,
                ),
            )
        )
        unusual = {
            index
            for index, (school, code, variant, total, added) in enumerate(
                zip(schools, codes, variants, totals, sums, strict=True)
            )
            if total != added or not total or code is None or school is None or variant is None
        }
        unusual.update(above)
        if -1 in tests:
            unusual.update(index for index, value in enumerate(tests) if value == -1)
        for values in (journals, marks):
            if 0 in values:
                unusual.update(index for index, value in enumerate(values) if value == 0)
        if self.hidden and not self.options.include_hidden:
            unusual.update(row - number for row in self.hidden if number <= row < number + size)
        nothing_asked = not self.hidden and not self.merged
        for index in sorted(unusual):
            paper = papers[index]
            assert paper is not None
            if paper.variant is None and paper.code is not None and paper.school is not None and nothing_asked:
                papers[index] = self._absent(paper)  # by far the most common of the unusual
            else:
                papers[index] = self._judge(chunk[index], paper, number + index)
        kept = [paper for paper in papers if paper is not None] if unusual else papers
        first = dict(zip(reversed(schools), range(size - 1, -1, -1), strict=True))
        for school in reversed(first):
            if school is not None and school not in self.out.schools:
                self.out.schools[school] = self.describe(school, chunk[first[school]])
        self.out.papers += kept  # type: ignore[arg-type]

    def _marks(self, cache: Marks, column: list[tuple[Any, ...]], at: int | None, size: int) -> list[int | None]:
        return [None] * size if at is None else list(map(cache.__getitem__, column[at]))

    def _tests(self, column: list[tuple[Any, ...]], at: int | None, size: int) -> list[int | None]:
        return [None] * size if at is None else list(map(self.tests.__getitem__, column[at]))

    # --- single rows ------------------------------------------------------------------------------------------------

    def _judge(self, row: Sequence[Any], paper: PaperRecord, number: int) -> PaperRecord | None:
        """The row as it is to be stored, or None when it is refused or is no pupil at all."""
        at = self.at
        if self._is_empty(row):
            self.blank_rows += 1
            return None
        if number in self.hidden and not self.options.include_hidden:
            self.hidden_found += 1
            return None
        if paper.code is None and not self._is_pupil(row, paper):
            self._pass_over(row, number)
            return None
        if number in self.merged and not self.options.fill_merged:
            self.merged_found.append(number)
            return None
        if paper.code is None:
            self._refuse_code(row, number)
            return None
        if paper.school is None:
            cell = row[at.school] if at.school is not None else ""
            said = f"«{text(cell)}» — не логин школы" if text(cell) else "Не указан логин школы"
            self._refuse("no_school", f"{said}.", number, at.school or 0)
            return None
        if paper.variant is None or paper.raw_score == cells.ABSENT_WORD:
            return self._absent(paper)
        total = paper.raw_score
        assert total is not None
        if total < 0:
            return self._without_total(row, paper, number, total)
        scores = paper.task_scores or b""
        if cells.JUNK in scores:
            self._refuse_task(row, number, scores)
            return None
        if total == 0 and scores and scores.count(BLANK) == len(scores):
            return self._absent(paper)
        return self._remark(row, paper, number, total, scores)

    def _is_empty(self, row: Sequence[Any]) -> bool:
        """Nothing typed: a formula in the total column of a form counts as nothing."""
        at = self.at
        typed = (at.code, at.variant, at.journal, at.mark, *at.tasks)
        if any(text(row[column]) for column in typed if column is not None):
            return False
        total = row[at.total]
        if total not in ("", 0) and not isinstance(total, CellError):
            return False
        return not any(isinstance(cell, str) and cell.strip() for i, cell in enumerate(row[: at.width]) if i != at.total)

    def _is_pupil(self, row: Sequence[Any], paper: PaperRecord) -> bool:
        """A row without a code speaks of a pupil when it has a school (or a variant) and something of a result."""
        scored = any(value < cells.JUNK or value == NOT_ATTEMPTED for value in paper.task_scores or b"")
        first = next((text(cell) for cell in row if text(cell)), "").casefold()
        if first.startswith(_TOTAL_WORDS):
            return False
        if self.at.school is None:
            return scored or paper.variant is None or bool(paper.variant)
        return paper.school is not None and (scored or paper.variant is None)

    def _pass_over(self, row: Sequence[Any], number: int) -> None:
        if self.is_section(row):
            return
        column, said = next((i, text(cell)) for i, cell in enumerate(row) if text(cell))
        shown = said if len(said) <= 60 else said[:57] + "…"
        if any(text(cell).casefold().startswith(_TOTAL_WORDS) for cell in row):
            self.remarks.add("info", "total_row", f"Строка итогов «{shown}» пропущена.", number, column)
        else:
            self.remarks.add("info", "note_row", f"Строка «{shown}» не похожа на работу участника и пропущена.", number, column)

    def _refuse(self, code: str, said: str, row: int, column: int) -> None:
        self.out.refused += 1
        self.remarks.add("error", code, f"{said} Строка {row} не загружена.", row, column)

    def _refuse_code(self, row: Sequence[Any], number: int) -> None:
        cell = row[self.at.code]
        if text(cell):
            code, said = why_wrong(cell, "код участника из цифр", "код")
            if code == "bad_score":  # not quoted: where a code is not a code, it is a name more often than not
                code, said = "no_code", "В столбце кода участника стоит не код из цифр."
            self._refuse(code, said, number, self.at.code)
        else:
            self._refuse("no_code", "Нет кода участника.", number, self.at.code)

    def _refuse_task(self, row: Sequence[Any], number: int, scores: bytes) -> None:
        position = scores.index(cells.JUNK)
        column = self.at.tasks[position]
        maximum = self.at.maxima[position]
        allowed = f"от 0 до {maximum}" if maximum is not None else "целое число от 0"
        self._refuse(*why_wrong(row[column], f"балл за задание ({allowed} или X)"), number, column)

    def _without_total(self, row: Sequence[Any], paper: PaperRecord, number: int, total: int) -> PaperRecord | None:
        column = self.at.total
        if total != cells.NO_TOTAL:
            self._refuse(*why_wrong(row[column], "первичный балл, целое число от 0"), number, column)
            return None
        filled = any(value < cells.JUNK for value in paper.task_scores or b"")
        reason = "Нет первичного балла, хотя баллы за задания есть" if filled else "Нет первичного балла"
        self.remarks.add("info", "absent_no_total", f"{reason}: участник {paper.code} учтён как отсутствовавший.", number, column)
        return self._absent(paper)

    def _absent(self, paper: PaperRecord) -> PaperRecord:
        school, code, label, variant, _absent, _score, mark, journal, _tasks, _test, row = paper
        return _record((school, code, label, variant or "", True, None, mark or None, journal or None, None, None, row))

    def _remark(self, row: Sequence[Any], paper: PaperRecord, number: int, total: int, scores: bytes) -> PaperRecord:
        at = self.at
        added = sum(value for value in scores if value < cells.JUNK)
        if scores and added != total:
            self.remarks.add(
                "warning", "sum_mismatch", f"Первичный балл {total}, а сумма баллов за задания {added}.", number, at.total
            )
        for position, (value, maximum) in enumerate(zip(scores, at.maxima, strict=True)):
            if maximum is not None and maximum < value < cells.JUNK:
                said = f"Балл {value} за задание больше возможного: от 0 до {maximum}."
                self.remarks.add("warning", "task_above_max", said, number, at.tasks[position])
        changed: dict[str, Any] = {}
        if paper.journal_mark == 0 and at.journal is not None:
            said = f"Отметка по журналу «{text(row[at.journal])}» непонятна (возможны 2–5) и не загружена."
            self.remarks.add("info", "journal_mark_junk", said, number, at.journal)
            changed["journal_mark"] = None
        if paper.mark == 0 and at.mark is not None:
            said = f"Отметка «{text(row[at.mark])}» непонятна (возможны 2–5) и не загружена."
            self.remarks.add("warning", "mark_junk", said, number, at.mark)
            changed["mark"] = None
        if paper.test_score == -1 and at.test_score is not None:
            said = f"Тестовый балл «{text(row[at.test_score])}» непонятен (возможны 0–100) и не загружен."
            self.remarks.add("warning", "test_score_junk", said, number, at.test_score)
            changed["test_score"] = None
        return paper._replace(**changed) if changed else paper

    # --- merged cells -----------------------------------------------------------------------------------------------

    def _merged_values(self) -> dict[int, tuple[int, int]]:
        """Row → (column, top row) of cells with the school merged over several rows (X7)."""
        found: dict[int, tuple[int, int]] = {}
        for (top, left), (bottom, _right) in self.sheet.merged_ranges:
            if bottom > top and left == self.at.school:
                found.update({row: (left, top) for row in range(top + 1, bottom + 1)})
        return found

    def _fill_merged(self, chunk: list[list[Any]], number: int) -> None:
        for index, row in enumerate(chunk):
            place = self.merged.get(number + index)
            if place:
                column, top = place
                if top >= number:
                    self._tops[top, column] = chunk[top - number][column]
                row[column] = self._tops[top, column]
                self.merged_found.append(number + index)

    # --- the end ----------------------------------------------------------------------------------------------------

    def result(self) -> PaperRows:
        self._drop_repeated()
        if self.hidden_found:
            rows = counted(self.hidden_found, "скрытая строка", "скрытые строки", "скрытых строк")
            if self.options.include_hidden is None:
                self.remarks.add("warning", "hidden_rows", f"В файле {rows} с данными, пока не загружено. Загрузить?")
            else:
                self.remarks.add("info", "hidden_rows", f"В файле {rows} с данными, по вашему выбору не загружено.")
        if self.merged_found:
            count, first = len(self.merged_found), self.merged_found[0]
            if self.options.fill_merged:
                said = f"Объединённые ячейки со школой: значение повторено, строк — {count}."
                self.remarks.add("info", "merged_cells", said, first, self.at.school or 0)
            else:
                said = (
                    f"Школа указана в объединённой ячейке, поэтому не загружено строк: {count}. Повторить школу в каждой строке?"
                )
                self.remarks.add("warning", "merged_cells", said, first, self.at.school or 0)
        if self.sheet.hidden_columns & self.at.used():
            letters = ", ".join(column_letter(column) for column in sorted(self.sheet.hidden_columns & self.at.used()))
            severity: Severity = "info" if self.options.include_hidden is not None else "warning"
            self.remarks.add(severity, "hidden_columns", f"Скрытые столбцы {letters} тоже прочитаны.")
        trimmed = {raw for raw in (*self.codes, *self.school_key) if isinstance(raw, str) and _has_spaces_around(raw)}
        if trimmed:
            said = f"Лишние пробелы вокруг кодов и логинов убраны, таких записей: {len(trimmed)}."
            self.remarks.add("info", "trimmed_codes", said)
        if self.blank_rows:
            self.remarks.add("info", "blank_rows", f"Пустых строк пропущено: {self.blank_rows}.")
        self.out.problems = self.remarks.problems()
        self.out.row_warnings = self.remarks.row_warnings
        return self.out

    def _drop_repeated(self) -> None:
        """Two pupils with one code: neither is loaded. The same row twice: it is loaded once. (X21)"""
        papers = self.out.papers
        if len({(paper.school, paper.code) for paper in papers}) == len(papers):
            return
        counts = Counter((paper.school, paper.code) for paper in papers)
        repeated: dict[tuple[str, str], list[PaperRecord]] = {}
        for paper in papers:
            if counts[paper.school, paper.code] > 1:
                repeated.setdefault((paper.school, paper.code), []).append(paper)
        dropped: set[int] = set()
        for (school, code), rows in repeated.items():
            numbers = ", ".join(str(paper.row) for paper in rows)
            same = len({paper[:-1] for paper in rows}) == 1
            for paper in rows[1:] if same else rows:
                said = f"Код {code} школы {school or 'формы'} повторяется в строках {numbers}"
                said += (
                    ": строки одинаковы, загружена первая." if same else " с разными данными: исправьте код и загрузите снова."
                )
                self.remarks.add("error", "repeated_code", said, paper.row, self.at.code)
                self.out.refused += 1
                dropped.add(paper.row)
        self.out.papers = [paper for paper in papers if paper.row not in dropped]
