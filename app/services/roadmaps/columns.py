"""What each column of a roadmap table is, found by the words of its header (or, without one, by its content)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.services.roadmaps.cells import Cell, TableRow, loose, one_line
from app.services.roadmaps.rows import Role

# The word that stands first in a caption decides: «Результаты исполнения» is a result, «Сроки исполнения» a deadline.
_WORDS: tuple[tuple[Role, str], ...] = (
    ("number", r"№|\bn\b|\bп/п|\bп\.\s?п\.|\bномер"),
    ("text", r"\bмероприят|\bсодержани|\bнаименовани|\bназвани|\bнаправлени|\bдействи|\bвид\w* (?:деятельн|работ)|\bзадач"
             r"|\bмеры\b|\bмера\b|\bработ[аы]\b|\bраздел|\bповестк|\bтем[аы]\b"),
    ("deadline", r"\bсрок|\bдат[аы]\b|\bпериод|\bвремя|\bкогда|\bмесяц|\bкалендарн|\bгод[аы]?\b"),
    ("responsible", r"\bответств|\bотв\.|\bотвеств|\bисполнител|\bсоисполнител|\bкто\b|\bкуратор"),
    ("result", r"\bрезультат|\bитог|\bпоказател|\bиндикатор|\bдокумент|\bпродукт|\bожидаем|\bвыход"
               r"|\bформ[аы]\b(?! (?:проведен|участи|работ))|\bпланируем\w+ эффект|\bэффект"),
    ("other", r"\bпримечани|\bотметк|\bстатус|\bфинансир|\bобъ[её]м\w* средств|\bссылк|\bфакт"),
)  # fmt: skip
_SPLIT_CAPTION = re.compile(
    r"^(?:начал|окончан|конец|завершен|с$|по$|до$|план$|факт$|[ivх]{1,4}\b.*(?:кв|полугод)|[1-4]\s*-?\s*[йи]?\s*(?:кв|полугод)"
    r"|кв|i{1,3}$|iv$|(?:январ|феврал|март|апрел|ма[йя]|июн|июл|август|сентябр|октябр|ноябр|декабр)\w*(?: \d{4})?$"
    r"|(?:19|20)\d\d(?:\s*[-/]\s*(?:19|20)?\d\d)?(?:\s*(?:г\.?|год\w*|уч\w*\.?\s*г\w*\.?))?$)"
)
_SECTION_WORDS = re.compile(r"\bнаправлени|\bраздел|\bзадач|\bблок|\bэтап|\bцел[ьи]")
_MARK = re.compile(r"^(?:[+xх*v✓✔√•●■▪]|да)$", re.I)
# Longer texts are sentences, not captions.
_CAPTION_LIMIT = 90


@dataclass(frozen=True, slots=True)
class Column:
    """Columns `start` … `end`-1 of the grid under one caption."""

    start: int
    end: int
    caption: str
    role: Role


@dataclass(frozen=True, slots=True)
class Header:
    """The columns as found; `guessed` when the table had no header and the content decided."""

    columns: tuple[Column, ...]
    guessed: bool = False

    def has(self, role: Role) -> bool:
        return any(column.role == role for column in self.columns)

    def with_roles(self, roles: Sequence[Role]) -> Header:
        """The same columns with the roles a person gave them."""
        if len(roles) != len(self.columns):
            return self
        return Header(tuple(replace(c, role=r) for c, r in zip(self.columns, roles, strict=True)), guessed=False)

    @property
    def width(self) -> int:
        return self.columns[-1].end if self.columns else 0


def caption_role(caption: str) -> Role | None:
    """The role a caption names, None when it says nothing known."""
    text = one_line(caption).casefold()
    if not text or len(text) > _CAPTION_LIMIT:
        return None
    found: list[tuple[int, int, Role]] = []
    for order, (role, pattern) in enumerate(_WORDS):
        match = re.search(pattern, text)
        if match:
            found.append((match.start(), order, role))
    return min(found)[2] if found else None


def find_header(row: TableRow) -> Header | None:
    """The header this row is, or None. A header names what is to be done and at least one of when, who, what result."""
    if row.outside:
        return None
    filled = [cell for cell in row.cells if cell.text]
    if len(filled) < 2 or any(len(one_line(cell.text)) > _CAPTION_LIMIT for cell in filled):
        return None
    roles = [caption_role(cell.text) for cell in filled]
    named = {role for role in roles if role is not None}
    if "text" not in named or not named & {"deadline", "responsible"} or len(named) < len(filled) / 2:
        return None
    captions = [one_line(cell.text).casefold() for cell in filled]
    if "responsible" not in named and (
        any(re.search(r"показател|индикатор", caption) for caption in captions)
        or not any(re.search(r"срок|дат[аы]|период|время|когда", caption) for caption in captions)
    ):
        return None  # a table of indicators by years
    if any(re.match(r"\s*\d+(?:\.\d+)+", cell.text) for cell in filled) or re.fullmatch(r"\d+[.)]?", filled[0].text):
        return None  # an item whose texts happen to hold the words of a header
    return Header(
        _settle([Column(cell.start, cell.end, one_line(cell.text), caption_role(cell.text) or "other") for cell in row.cells])
    )


def _settle(columns: list[Column]) -> tuple[Column, ...]:
    """One column of texts only: the others of two are sections («Направление»), or something else."""
    texts = [column for column in columns if column.role == "text"]
    if len(texts) > 1:
        best = next((c for c in texts if re.search(r"мероприят", c.caption.casefold())), texts[-1])
        columns = [_retold(column, best) for column in columns]
    results = [column for column in columns if column.role == "result"]
    if len(results) > 1:
        best = next((c for c in results if "результат" in c.caption.casefold()), results[0])
        columns = [Column(c.start, c.end, c.caption, "other") if c.role == "result" and c != best else c for c in columns]
    if not any(column.role == "number" for column in columns) and columns and not columns[0].caption:
        first = columns[0]
        columns[0] = Column(first.start, first.end, "", "number")
    return tuple(columns)


def _retold(column: Column, best: Column) -> Column:
    if column.role != "text" or column == best:
        return column
    role: Role = "section" if column.start < best.start and _SECTION_WORDS.search(column.caption.casefold()) else "other"
    return Column(column.start, column.end, column.caption, role)


def with_second_line(header: Header, row: TableRow) -> Header | None:
    """A second line of the header («начало | окончание», quarters, years) taken into account, or None if it is not one."""
    filled = [cell for cell in row.cells if cell.text]
    if row.outside or len(filled) < 2 or not all(_SPLIT_CAPTION.match(one_line(cell.text).casefold()) for cell in filled):
        return None
    parents = [_parent(header, cell) for cell in filled]
    if any(parent is None or parent.role not in ("deadline", "other") for parent in parents):
        return None
    columns: list[Column] = []
    taken = {cell.start for cell in filled}
    for column in header.columns:
        below = [cell for cell, parent in zip(filled, parents, strict=True) if parent == column]
        if not below and not column.caption and column.start in taken:
            continue  # it belongs to the caption left of it
        if below:
            columns += [
                Column(cell.start, cell.end, f"{column.caption} {one_line(cell.text)}".strip(), column.role) for cell in below
            ]
        else:
            columns.append(column)
    return Header(tuple(columns), header.guessed)


def _parent(header: Header, cell: Cell) -> Column | None:
    """The column above a cell of the second line; text tables know no merges: an empty caption belongs to the one before."""
    own = next((i for i, c in enumerate(header.columns) if c.start <= cell.start < c.end), None)
    while own and not header.columns[own].caption:
        own -= 1
    return header.columns[own] if own is not None else None


def is_number_line(row: TableRow) -> bool:
    """«1 | 2 | 3 | 4 | 5» under a header."""
    texts = [cell.text.strip(" .") for cell in row.cells if cell.text]
    return not row.outside and len(texts) >= 3 and texts == [str(i) for i in range(1, len(texts) + 1)]


def repeats(header: Header, row: TableRow) -> bool:
    """True when the row says the same words as the header (a repeat after a page break)."""
    filled = [loose(cell.text) for cell in row.cells if cell.text]
    if row.outside or len(filled) < 2:
        return False
    captions = {loose(column.caption) for column in header.columns if column.caption}
    return sum(text in captions for text in filled) * 3 >= len(filled) * 2


_MONTH = r"(?:январ|феврал|март|апрел|ма[йяею]\b|июн|июл|август|сентябр|октябр|ноябр|декабр)"
_DEADLINE_LIKE = re.compile(
    rf"{_MONTH}|\b(?:19|20)\d\d\b|\b\d{{1,2}}\.\d{{1,2}}\b|ежегодн|ежемесячн|ежекварт|еженедел|постоянн|в течени"
    r"|весь (?:период|год)"
    r"|по (?:отдельному |утвержд\w+ |единому )?(?:график|план|мере|запрос|заявк|потребност|необходимост|окончани|итогам)"
    r"|в соответствии с|согласно|\bкварт|\bполугод|\bне позднее|\bдо \d|\bраз в\b|систематич|регулярн|\bв срок|\bпосле |\bперед "
    r"|учебн\w+ год|\bвесн|\bосен|\bлет[оа]м?\b|\bзим",
    re.I,
)


def looks_like_deadline(text: str) -> bool:
    """Short and with a word of time in it."""
    line = one_line(text)
    return 0 < len(line) <= 120 and bool(_DEADLINE_LIKE.search(line))


def guess_header(rows: Sequence[TableRow]) -> Header | None:
    """Roles from content, for a table with no header row: numbers first, the longest texts, the words of time."""
    full = [row for row in rows if not row.outside and len(row.cells) >= 3 and sum(bool(c.text) for c in row.cells) >= 3]
    if len(full) < 2:
        return None
    width = max(set(len(row.cells) for row in full), key=[len(row.cells) for row in full].count)
    if not 3 <= width <= 6:
        return None
    sample = [row for row in full if len(row.cells) == width]

    def share(index: int, test: object) -> float:
        return sum(bool(test(row.cells[index].text)) for row in sample) / len(sample)  # type: ignore[operator]

    numbers = [share(i, lambda text: re.fullmatch(r"\s*\d+(?:\.\d+)*[.)]*\s*", text)) for i in range(width)]
    times = [share(i, looks_like_deadline) for i in range(width)]
    lengths = [sum(len(row.cells[i].text) for row in sample) for i in range(width)]
    roles: list[Role | None] = [None] * width
    if numbers[0] >= 0.6:
        roles[0] = "number"
    free = [i for i in range(width) if roles[i] is None]
    when = max(free, key=lambda i: times[i])
    if times[when] < 0.5:
        return None
    roles[when] = "deadline"
    before = [i for i in free if i < when]
    what = before[-1] if len(before) == 1 else max((i for i in free if i != when), key=lambda i: lengths[i])
    roles[what] = "text"
    for role in ("responsible", "result"):
        rest = [i for i in range(width) if roles[i] is None]
        if rest:
            roles[rest[0]] = role
    cells = sample[0].cells
    return Header(tuple(Column(cells[i].start, cells[i].end, "", roles[i] or "other") for i in range(width)), guessed=True)


def bare_header(rows: Sequence[TableRow]) -> Header | None:
    """The columns of a table nobody could name, for a person to name them: none has a role."""
    widths = [len(row.cells) for row in rows if not row.outside and sum(bool(cell.text) for cell in row.cells) >= 2]
    if not widths:
        return None
    width = max(set(widths), key=widths.count)
    cells = next(row.cells for row in rows if not row.outside and len(row.cells) == width)
    return Header(tuple(Column(cell.start, cell.end, one_line(cell.text)[:40], "other") for cell in cells), guessed=True)


def assign(header: Header, row: TableRow) -> list[list[Cell]]:
    """The row's cells under each column of the header.

    A row with as many cells as the header maps one to one: pages of a converted document draw each table on a grid of
    its own. Otherwise a cell goes to the column it overlaps most; a merged cell goes to the first column it covers, one
    that spares the number but covers the texts («2. | title over the rest») to the texts.
    """
    result: list[list[Cell]] = [[] for _ in header.columns]
    if len(row.cells) == len(header.columns):
        for index, cell in enumerate(row.cells):
            result[index].append(cell)
        return result
    for cell in row.cells:
        overlaps = [max(0, min(cell.end, column.end) - max(cell.start, column.start)) for column in header.columns]
        covered = [i for i, column in enumerate(header.columns) if overlaps[i] == column.end - column.start]
        index = covered[0] if covered else max(range(len(overlaps)), key=lambda i: overlaps[i])
        if len(covered) > 1 and not any(header.columns[i].role in ("number", "section") for i in covered):
            index = next((i for i in covered if header.columns[i].role == "text"), index)
        result[index].append(cell)
    return result


def _marked_caption(caption: str) -> str:
    """What a mark under a caption of two lines says: «Сроки (кварталы) III» → «III квартал», «Срок Март» → «Март»."""
    quarter = re.search(r"кварт.*?\b([IVХX]{1,3}|[1-4])(?:\s*-?[йи])?$", caption)
    if quarter:
        return f"{quarter[1]} квартал"
    words = caption.split()
    return " ".join(words[1:]) if len(words) > 1 and caption_role(words[0]) == "deadline" else caption


def joined_deadline(columns: Sequence[Column], texts: Sequence[str]) -> str:
    """One printed deadline from several columns: «начало – окончание», or the captions of a matrix that are marked."""
    if len(columns) == 1:
        return texts[0]
    parts = []
    for column, text in zip(columns, texts, strict=True):
        if not text:
            continue
        if _MARK.match(text):
            parts.append(_marked_caption(column.caption))
        else:
            parts.append(text)
    if any(_MARK.match(text) for text in texts if text):
        return ", ".join(parts)
    captions = " ".join(column.caption.casefold() for column in columns)
    same = len(set(parts)) == 1
    return parts[0] if same else (" – " if re.search("начал|оконч|конец|заверш", captions) else "; ").join(parts)
