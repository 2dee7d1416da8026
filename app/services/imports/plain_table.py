"""A plain table of results: any columns, said by a person once and remembered by the captions of the header.

The rows go through the same reader as every layout. Two columns may be made up: the participant code where the table has
none (the ordinal of the row in its school, so that the same table again changes nothing and no name is needed), and the
total where the table has only tasks.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from app.services.errors import UserError
from app.services.imports import identity
from app.services.imports.layouts.header import TASK_CAPTION
from app.services.imports.layouts.logins import Logins
from app.services.imports.layouts.paper_table import PaperColumns, read_papers
from app.services.imports.layouts.school_form_2026 import OWN_SCHOOL
from app.services.imports.rows import MEANINGS, ImportOptions, ReadFile, SchoolInFile, TableMapping, TaskColumn
from app.services.imports.score_cells import ABSENT_WORDS, number, text
from app.services.organisations.rules import name_key
from app.services.privacy.rules import caption_kind, masked, seen_in
from app.services.problems import Problem
from app.services.table_files.cells import code_text, is_blank
from app.services.table_files.columns import column_letter
from app.services.table_files.sheets import Loaded
from app.services.table_files.table_header import Column, caption_key, find_header
from app.services.table_files.workbook import Sheet, Workbook

NAME = "plain_table"
_SCHOOL = (
    r"логин.*|школа.*|оо|оу|код (?:оо|оу|школы).*|(?:краткое |полное )?наименование.*|название.*"
    r"|образовательн.*|организация.*"
)
_JOURNAL = r"отметка (?:по журналу|за предыдущ).*|(?:четвертная|годовая|текущая) (?:отметка|оценка).*|журнал.*"
_GUESSES = (
    Column("school", "Школа", _SCHOOL),
    Column("code", "Код", r"код|код (?:участника|обучающегося|ученика|работы).*|номер (?:участника|работы).*|шифр.*"),
    Column("class_label", "Класс", r"класс.*|буква класса.*|литер.*"),
    Column("variant", "Вариант", r"вариант.*|вар"),
    Column("total", "Балл", r"(?:первичн\w* |общий |итоговый )?балл.{0,3}|сумма.*|итого.*|всего.*|набрано.*"),
    Column("test_score", "Тестовый балл", r"тестов\w* балл.*|100 балл.*"),
    Column("mark", "Отметка", r"отметка|оценка|отметка за (?:работу|мпр|дкр|рпр|впр).*"),
    Column("journal", "Отметка по журналу", _JOURNAL),
)  # fmt: skip
_TASK = re.compile(
    r"(?:задани[ея]|зад|балл за(?: задание)?|№|з|вопрос|q)?\s*(?:№\s*)?"
    r"(\d{1,2}(?:[ .]\d{1,2})?(?:\s*[кk]\s*\d)?)(?:\s*\(?\s*\d{1,2}\s*б.*)?"
)
_SAMPLES = 3
_LOOK = 60
FILLED_DOWN = 40


@dataclass(frozen=True, slots=True)
class ColumnView:
    """A column of the table as the mapping page shows it."""

    column: int
    caption: str
    """Of all header rows, joined."""
    samples: tuple[str, ...]
    """First values; personal data are not shown."""
    guess: str
    """Key of MEANINGS, or empty = not loaded."""
    alike: bool = False
    """Another column would do as well: the person has to choose."""
    personal: str = ""
    """Kind of personal data seen in it."""


@dataclass(frozen=True, slots=True)
class TableView:
    """One sheet seen as a plain table."""

    sheets: tuple[str, ...]
    sheet: str
    header_first: int
    header_last: int
    columns: tuple[ColumnView, ...]
    fingerprint: str
    rows: int
    kind: str = ""
    remembered: bool = False
    """The guesses are what a person said about such a header before."""

    @property
    def mapping(self) -> TableMapping:
        """The guesses as an answer; of alike columns the first."""
        return self.mapping_of({one.column: one.guess for one in self.columns}, self.kind or "municipal_test")

    def mapping_of(self, meanings: dict[int, str], kind: str) -> TableMapping:
        """{column: key of MEANINGS, or empty} as an answer that can be remembered."""
        chosen = [(meanings[one.column], one.column, key) for one, key in zip(self.columns, self.keys, strict=True)
                  if meanings.get(one.column)]  # fmt: skip
        columns = tuple((meaning, column) for meaning, column, _key in chosen)
        captions = tuple(key for _meaning, _column, key in chosen)
        return TableMapping(self.sheet, self.header_first, self.header_last, columns, kind, self.fingerprint, captions)

    @property
    def keys(self) -> list[tuple[str, int]]:
        """Folded caption of every column, and which of those with this caption it is."""
        seen: Counter[str] = Counter()
        found = []
        for one in self.columns:
            key = " ".join(one.caption.split()).casefold()
            found.append((key, seen[key]))
            seen[key] += 1
        return found


def fingerprint(captions: Sequence[str]) -> str:
    """Of the captions whatever their order; numbers of tasks count."""
    keys = sorted(" ".join(caption.split()).casefold() for caption in captions if caption.strip())
    return hashlib.blake2b("\n".join(keys).encode(), digest_size=16).hexdigest()


def look(workbook: Workbook, sheet_name: str = "", header: tuple[int, int] | None = None) -> TableView:
    """How the program understands a sheet; `header` = rows of the header the person chose. UserError for an empty book."""
    sheets = [sheet for sheet in workbook.visible_sheets if sheet.height]
    if not sheets:
        raise UserError(f"В файле «{workbook.path.name}» нет ни одной таблицы.", "Проверьте, тот ли это файл.")
    names = tuple(sheet.name for sheet in sheets)
    sheet = next((one for one in sheets if one.name == sheet_name), None) or max(sheets, key=lambda one: one.height)
    head = sheet.head(_LOOK)
    found = find_header(head, _GUESSES, sheet.merged_ranges, header)
    if found is None:
        at = _likely_header(head)
        found = find_header(head, _GUESSES, sheet.merged_ranges, (at, at))
    assert found is not None
    captions = list(found.captions)
    places = {column: key for key, column in found.places.items()}
    alike = {column for columns in found.alike.values() for column in columns}
    personal = {one.column: one.kind for one in reversed(seen_in(islice(sheet.rows(), 400)))}
    rows = list(islice(sheet.rows(), found.last_row, found.last_row + 200))
    taken: set[str] = set()
    columns = []
    for column in range(sheet.width):
        caption = captions[column] if column < len(captions) else ""
        values = [row[column] for row in rows if column < len(row) and not is_blank(row[column])]
        if not caption and not values:
            continue
        kind = caption_kind(caption) or personal.get(column, "")
        guess = places.get(column, "")
        if guess in taken or kind:
            guess = ""
        if not guess and not kind and is_task(caption) and column not in alike:
            guess = "task"
        if guess and guess != "task":
            taken.add(guess)
        shown = tuple("…" if kind else _short(masked(text(value))) for value in values[:_SAMPLES])
        columns.append(ColumnView(column, caption, shown, guess, column in alike, kind))
    return TableView(
        names,
        sheet.name,
        found.first_row,
        found.last_row,
        tuple(columns),
        fingerprint(captions),
        max(0, sheet.height - found.last_row),
    )


def _short(words: str) -> str:
    return words if len(words) <= 24 else f"{words[:23]}…"


def _likely_header(head: Sequence[Sequence[Any]]) -> int:
    """The row with the most captions: texts with something below them."""
    best, most = 1, 0
    for at, row in enumerate(head[:FILLED_DOWN], 1):
        captions = sum(1 for cell in row if isinstance(cell, str) and cell.strip() and len(cell) < 80)
        if captions > most:
            best, most = at, captions
    return best


def is_task(caption: str) -> bool:
    """«Задание 4», «4», «№ 4.1», «4К1 (3б)»."""
    return TASK_CAPTION.match(caption) is not None or _TASK.fullmatch(caption_key(caption)) is not None


def check_mapping(mapping: TableMapping) -> list[str]:
    """What a mapping lacks or says twice, in words; empty when it can be used."""
    said = []
    counts = Counter(meaning for meaning, _column in mapping.columns)
    for meaning, count in counts.items():
        if meaning not in MEANINGS:
            said.append(f"Непонятное назначение столбца: {meaning}.")
        elif count > 1 and meaning != "task":
            said.append(f"Назначение «{MEANINGS[meaning]}» выбрано для двух столбцов: оставьте одно.")
    if not {"total", "task", "test_score", "mark"} & counts.keys():
        said.append("Укажите столбец с баллом: первичный балл, баллы за задания или тестовый балл.")
    elif not {"total", "task"} & counts.keys():
        said.append("Укажите первичный балл или баллы за задания.")
    return said


def read(workbook: Workbook, sheet: Sheet, options: ImportOptions) -> ReadFile:
    """Read by `options.mapping`. Raises UserError for a mapping that does not fit the file."""
    mapping = options.mapping
    assert mapping is not None
    wrong = check_mapping(mapping)
    if wrong:
        raise UserError(wrong[0], "Укажите столбцы ещё раз.")
    if any(column >= sheet.width for _meaning, column in mapping.columns):
        raise UserError(f"На листе «{sheet.name}» нет столбцов, которые были указаны.", "Укажите столбцы ещё раз.")
    captions = _captions(sheet, mapping)
    tasks = mapping.tasks
    found = [TASK_CAPTION.match(captions[column]) for column in tasks]
    maxima = tuple(int(match[2]) if match else None for match in found)
    width = sheet.width
    columns = PaperColumns(
        mapping.column("school"),
        width,
        width + 1,
        tasks,
        maxima,
        mapping.column("variant"),
        mapping.column("class_label"),
        mapping.column("journal"),
        mapping.column("mark"),
        mapping.column("test_score"),
    )
    keys = _SchoolKeys()
    school = mapping.column("school")
    if school is None:
        keys[None] = OWN_SCHOOL
    whole = _augmented(sheet, mapping, keys)
    table = read_papers(whole, mapping.header_last + 1, columns, keys, lambda key, row: keys.describe(key), options)
    shown = {name: letter for name, letter in columns.letters().items() if name not in ("code", "total")}
    own = {name: column for name in ("code", "total") if (column := mapping.column(name)) is not None}
    codes = _task_codes([captions[column] for column in tasks])
    known = [top for top in maxima if top is not None]
    stem = identity.from_file_name(workbook.path.stem)
    return ReadFile(
        NAME,
        grade=stem[1] or identity.class_of_codes(paper.code for paper in table.papers),
        max_score=sum(known) if known and len(known) == len(maxima) else None,
        tasks=tuple(TaskColumn(code, top) for code, top in zip(codes, maxima, strict=True)),
        schools={OWN_SCHOOL: SchoolInFile("")} if school is None else table.schools,
        papers=table.papers,
        rows=table.rows,
        refused=table.refused,
        problems=[_told(mapping, sheet.name), *table.problems],
        row_warnings=table.row_warnings,
        sheet=sheet.name,
        columns=shown | {name: column_letter(column) for name, column in own.items()},
        kind=mapping.kind,
    )


def _told(mapping: TableMapping, sheet: str) -> Problem:
    """Which columns were read as what."""
    parts = [f"{MEANINGS[name]} — {column_letter(column)}" for name, column in mapping.columns if name != "task"]
    if mapping.tasks:
        first, last = column_letter(mapping.tasks[0]), column_letter(mapping.tasks[-1])
        parts.append(f"заданий — {len(mapping.tasks)} ({first if first == last else f'{first}–{last}'})")
    made = [] if mapping.column("code") is not None else ["Кодов участников в таблице нет: они даны по порядку строк в школе."]
    return Problem("info", "mapping_used", " ".join([f"Прочитаны столбцы: {'; '.join(parts)}.", *made]), sheet)


def _captions(sheet: Sheet, mapping: TableMapping) -> list[str]:
    header = find_header(sheet.head(_LOOK), _GUESSES, sheet.merged_ranges, (mapping.header_first, mapping.header_last))
    captions = list(header.captions) if header else []
    return captions + [""] * (sheet.width - len(captions))


def _task_codes(captions: Sequence[str]) -> list[str]:
    """«Задание 4.1» → «4.1»; ordinals where the captions are not numbers or repeat."""
    codes = []
    for caption in captions:
        own = TASK_CAPTION.match(caption)
        found = own or _TASK.fullmatch(caption_key(caption))
        codes.append(re.sub(r"\s+", ".", found[1].upper().replace("K", "К")) if found else "")
    good = all(codes) and len(set(codes)) == len(codes)
    return codes if good else [str(place) for place in range(1, len(captions) + 1)]


class _SchoolKeys(dict[Any, str | None]):
    """A cell → key of the school: a login, «code:114» or «name:сош 5»; None for an empty cell."""

    def __init__(self) -> None:
        super().__init__()
        self.logins = Logins()
        self.schools: dict[str, SchoolInFile] = {}

    def __missing__(self, raw: Any) -> str | None:
        said = text(raw)
        login = self.logins[raw] if said else None
        key: str | None = None
        if login:
            key, school = login, SchoolInFile(login)
        elif re.fullmatch(r"\d{1,10}", said):
            key, school = f"code:{said}", SchoolInFile("", f"код ОО {said}", code=said)
        elif name_key(said):
            key, school = f"name:{name_key(said)}", SchoolInFile("", said)
        if key is not None:
            self.schools.setdefault(key, school)
        self[raw] = key
        return key

    def describe(self, key: str) -> SchoolInFile:
        return self.schools.get(key, SchoolInFile(""))


def _augmented(sheet: Sheet, mapping: TableMapping, keys: _SchoolKeys) -> Sheet:
    """The sheet with two more columns at its right: the participant code and the total, own or made up."""
    school, code, total = mapping.column("school"), mapping.column("code"), mapping.column("total")
    scored = [
        column for column in (*mapping.tasks, total, mapping.column("mark"), mapping.column("test_score")) if column is not None
    ]
    padding = sheet.zero_padding(school) if school is not None else {}
    variant = mapping.column("variant")

    def rows() -> Iterator[list[Any]]:
        ordinals: defaultdict[str | None, int] = defaultdict(int)
        last: Any = ""
        tops = {top: bottom for (top, left), (bottom, _right) in sheet.merged_ranges if left == school and bottom > top}
        until = 0
        for at, row in enumerate(sheet.rows(), 1):
            line = list(row)
            if at <= mapping.header_last:
                yield [*line, "", ""]
                continue
            if school is not None and at in padding:
                line[school] = code_text(line[school], padding[at])
            if at in tops:
                last, until = line[school or 0], tops[at]
            of_school = (
                last
                if at <= until and school is not None and is_blank(line[school])
                else line[school]
                if school is not None
                else None
            )
            key = keys[of_school]
            written = [line[column] for column in scored]
            is_pupil = key is not None and (
                any(not is_blank(cell) for cell in written)
                or (variant is not None and text(line[variant]).casefold() in ABSENT_WORDS)
            )
            first = next((text(cell) for cell in line if text(cell)), "").casefold()
            if code is not None:
                own_code: Any = line[code]
            elif is_pupil and not first.startswith(("итого", "всего", "средн")):
                ordinals[key] += 1
                own_code = f"{ordinals[key]:04d}"
            else:
                own_code = ""
            yield [*line, own_code, line[total] if total is not None else _sum(written[: len(mapping.tasks)])]

    def load() -> Loaded:
        return Loaded(rows, sheet.width + 2, sheet.height, sheet.merged_ranges, sheet.marks)

    return Sheet(sheet.path, sheet.name, sheet.hidden, load)


def _sum(cells: Sequence[Any]) -> Any:
    """Points added up; empty where there are none; a word of absence stays what it is."""
    points = [found for cell in cells if (found := number(cell)) is not None]
    if points:
        return sum(points)
    return next((cell for cell in cells if text(cell).casefold() in ABSENT_WORDS), "")
