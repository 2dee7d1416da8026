"""A block from the clipboard against the grid: what would go where, and what would be left out. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html.parser import HTMLParser

from app.services.entry.rows import Paper, PastePlan, Work
from app.services.entry.rules import Column, columns_of, empty_work, shown, total_of, with_text
from app.services.imports.layouts.header import TASK_CAPTION
from app.services.imports.score_cells import caption
from app.services.text_ru import counted

MAX_CELLS = 200_000
NOTES = 6
_NAMED = (
    ("code", re.compile(r"(код|номер)( участника| обучающегося)?")),
    ("variant", re.compile(r"вариант.*")),
    ("gender", re.compile(r"пол")),
    ("journal", re.compile(r"отметка (за предыдущ.*|по журналу)|журнал")),
)
_COMPUTED = re.compile(r"итого.*|сумма.*|первичный балл|отметка|всего.*")


def rows_of_text(text: str) -> list[list[str]]:
    """Cells of a tab-separated text as spreadsheets put it on the clipboard; quoted cells may hold line breaks."""
    rows: list[list[str]] = [[]]
    at, size = 0, len(text)
    while at < size:
        if text[at] == '"' and (found := re.compile(r'"((?:[^"]|"")*)"(?=[\t\r\n]|\Z)').match(text, at)):
            cell, at = found[1].replace('""', '"'), found.end()
        else:
            end = at
            while end < size and text[end] not in "\t\r\n":
                end += 1
            cell, at = text[at:end], end
        rows[-1].append(cell)
        if at < size:
            if text[at] == "\t":
                at += 1
                if at == size or text[at] in "\r\n":
                    rows[-1].append("")
            if at < size and text[at] in "\r\n":
                at += 2 if text.startswith("\r\n", at) else 1
                rows.append([])
    while rows and not any(cell.strip() for cell in rows[-1]):
        rows.pop()
    return rows


class _Spans(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("td", "th"):
            for name, value in attrs:
                if name in ("rowspan", "colspan") and (value or "").strip().isdigit() and int(value or "1") > 1:
                    self.found = True


def has_merged(html: str) -> bool:
    """Does the clipboard's HTML have cells joined over rows or columns?"""
    if "span" not in html:
        return False
    look = _Spans()
    look.feed(html)
    return look.found


def plan_paste(works: Sequence[Work], paper: Paper, text: str, html: str = "", *, row: int = 0, column: int = 0) -> PastePlan:
    """What pasting at (row, column) would do: by captions and codes where the block has them, else by place."""
    if not text.strip():
        return PastePlan("В буфере обмена нет таблицы.", "Выделите ячейки в Excel, скопируйте их (Ctrl+C) и вставьте снова.")
    if has_merged(html):
        return PastePlan(
            "В скопированном есть объединённые ячейки: нельзя понять, к каким работам относятся баллы.",
            "Снимите объединение в Excel («Объединить и поместить в центре») и скопируйте снова.",
        )
    block = rows_of_text(text)
    if sum(map(len, block)) > MAX_CELLS:
        return PastePlan(
            f"Скопировано слишком много: {counted(len(block), 'строка', 'строки', 'строк')}.", "Скопируйте только эту таблицу."
        )
    columns = columns_of(paper)
    heads = _captions(block[0], columns)
    notes: list[str] = []
    if heads is None:
        places = [(at, columns[column + at]) for at in range(min(_width(block), len(columns) - column))]
        extra = _width(block) - (len(columns) - column)
        if extra > 0 and not _own_totals(block, paper, columns, column):
            notes.append(f"Скопированное шире таблицы: столбцов не войдёт — {extra}.")
        data, codes = block, None
    else:
        data, codes = block[1:], heads.get("code")
        by_key = {one.key: one for one in columns}
        places = [(at, by_key[key]) for key, at in heads.items() if key in by_key]
        notes.append("Первая строка — заголовок: столбцы найдены по названиям.")
        left = [
            name
            for at, name in enumerate(block[0])
            if name.strip() and at not in heads.values() and not _COMPUTED.fullmatch(caption(name))
        ]
        if left:
            notes.append(f"Не взяты столбцы: {_listed(left)}.")
        if not places:
            return PastePlan("В скопированном нет ни одного столбца этой работы.", "Проверьте названия заданий в первой строке.")
    targets, unknown = _targets(works, data, codes, row)
    if unknown:
        notes.append(unknown)
    return _fill(works, paper, data, places, targets, notes, columns)


def _fill(
    works: Sequence[Work],
    paper: Paper,
    data: list[list[str]],
    places: list[tuple[int, Column]],
    targets: list[tuple[int, int]],
    notes: list[str],
    columns: Sequence[Column],
) -> PastePlan:
    """`targets`: (row of the block, row of the grid)."""
    after: dict[int, Work] = {}
    cells: set[tuple[int, int]] = set()
    wrong: list[str] = []
    values = 0
    number_of = {one.key: at for at, one in enumerate(columns)}
    for line, position in targets:
        before = work = after.get(position, works[position])
        told_absent = False
        for at, column in places:
            raw = data[line][at] if at < len(data[line]) else ""
            if told_absent and not raw.strip():
                continue  # blanks behind «отсутствовал» say nothing more
            work, why = with_text(work, column, raw, paper)
            told_absent = told_absent or (work.absent and bool(raw.strip()))
            if why:
                wrong.append(f"работа {work.code}, {column.words}: {why}")
            elif raw.strip():
                values += 1
        if work != before:
            after[position] = work
            cells |= {(position, number_of[c.key]) for c in columns if shown(work, c) != shown(works[position], c)}
    if wrong:
        listed = "; ".join(wrong[:NOTES]) + (f"; и ещё {len(wrong) - NOTES}" if len(wrong) > NOTES else "")
        notes.append(f"Не вставится, останется как было ({len(wrong)}): {listed}.")
    if not after and (wrong or not values):
        return PastePlan(notes[-1] if notes else "Вставлять нечего.", "Проверьте, что скопировано и с какой ячейки вставляете.")
    return PastePlan(works=after, cells=frozenset(cells), values=values, notes=tuple(notes))


def _own_totals(block: list[list[str]], paper: Paper, columns: Sequence[Column], column: int) -> bool:
    """Whole rows copied from this grid carry its total and mark behind the typed columns: nothing to speak of."""
    if column or _width(block) > len(columns) + 2:
        return False
    for cells in block:
        work = empty_work(0, "", paper)
        for one, raw in zip(columns, cells, strict=False):
            work, _why = with_text(work, one, raw, paper)
        total = total_of(work)
        if cells[len(columns) : len(columns) + 1] != ["" if total is None else str(total)]:
            return False
    return True


def _targets(works: Sequence[Work], data: list[list[str]], codes: int | None, row: int) -> tuple[list[tuple[int, int]], str]:
    if codes is None:
        room = len(works) - row
        over = len(data) - room
        said = f"Строк скопировано {len(data)}, до конца таблицы {room}: последние {over} не войдут." if over > 0 else ""
        return [(line, row + line) for line in range(min(len(data), room))], said
    known = {work.code: at for at, work in enumerate(works)}
    found, missing = [], []
    for line, cells in enumerate(data):
        code = "".join(cells[codes].split()).removesuffix(".0") if codes < len(cells) else ""
        if code in known:
            found.append((line, known[code]))
        elif code:
            missing.append(code)
    said = f"Нет в таблице участников с кодами: {_listed(missing)}." if missing else ""
    return found, said


def _captions(first: Sequence[str], columns: Sequence[Column]) -> dict[str, int] | None:
    """Key of a column → place in the block, when the first row is a header; else None."""
    tasks = {column.key: column for column in columns if column.task >= 0}
    found: dict[str, int] = {}
    sure = False
    for at, cell in enumerate(first):
        name = caption(cell)
        match = TASK_CAPTION.match(cell)
        code = match[1].replace(",", ".").upper().replace("K", "К") if match else cell.strip().upper().replace("K", "К")
        key = next((key for key, pattern in _NAMED if pattern.fullmatch(name)), code if code in tasks else "")
        sure = sure or bool(match) or key in ("code", "variant", "gender", "journal")
        if key:
            found.setdefault(key, at)
    # A bare row «1 2 3 …» is a header when it counts the tasks and cannot be points.
    counting = [tasks[key] for key in found if key in tasks]
    if not sure and len(counting) >= 3 and len(found) == sum(bool(cell.strip()) for cell in first):
        sure = any(column.key.isdigit() and int(column.key) > column.max_points for column in counting)
    return found if sure else None


def _width(block: Sequence[Sequence[str]]) -> int:
    return max(map(len, block), default=0)


def _listed(names: Sequence[str]) -> str:
    shown_ = ", ".join(f"«{' '.join(name.split())}»" for name in names[:NOTES])
    return shown_ + (f" и ещё {len(names) - NOTES}" if len(names) > NOTES else "")
