"""What one cell of a grid holds: one procedure, several, or words that nothing explains."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from app.services.school_schedule.spelling import NOTHING_WORDS, Legend, Subject, Words, is_mark, words_of
from app.services.table_files.cells import CellError, error_of, text
from app.services.text_ru import search_key

_DAY = re.compile(r"(\d{1,2})\.(\d{1,2})(?:\.(\d{4}|\d{2}))?(?:\s*г\.?)?(?!\d)")
_STRETCH = re.compile(
    r"(?:(\d{1,2}\.\d{1,2}(?:\.(?:\d{4}|\d{2}))?)\s*(?:-|–|—|по)|\bпо)\s*(\d{1,2}\.\d{1,2}(?:\.(?:\d{4}|\d{2}))?)"
)
_SPLITS = (r"[\n;]", r"[\n;]|,(?!\d)", r"[\n;/+]|,(?!\d)|\s+и\s+")
_MOST = 3
"""A larger number in a cell of a week is no count of procedures: it would be a day or a slip."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One procedure in a cell. `day` = (day, month or None, year or None) where the cell names it; `number` where it is a
    bare number that is no count."""

    words: Words
    said: str = ""
    day: tuple[int, int | None, int | None] | None = None
    until: tuple[int, int, int | None] | None = None
    """Last day of a stretch named in the cell."""


@dataclass(frozen=True, slots=True)
class CellContent:
    """Pieces of a cell, or why there are none: a stable code and words for the person."""

    pieces: tuple[Piece, ...] = ()
    code: str = ""
    why: str = ""
    is_nothing: bool = False
    """«каникулы», «праздник»: not a procedure and no mistake."""


def read_cell(cell: Any, legend: Legend, subject: Subject | None, by_weeks: bool) -> CellContent:
    """`subject` = of the row, None where the cells name the subjects."""
    if refused := error_of(cell):
        return CellContent(code=refused.code, why=refused.text)
    if isinstance(cell, datetime):
        cell = cell.date()
    if isinstance(cell, date):
        if subject is None:
            return CellContent(code="no_subject", why=f"В ячейке дата {text(cell)}, а предмет не назван: впишите предмет.")
        return CellContent((Piece(Words(subject=subject), "", (cell.day, cell.month, cell.year)),))
    if isinstance(cell, bool):
        return CellContent(code="unknown_cell", why=f"«{text(cell)}» — не процедура.")
    said = text(cell)
    key = search_key(said)
    if NOTHING_WORDS.fullmatch(key) and not (key == "в" and key in legend.levels):
        return CellContent(code="break_cell", why=f"«{said}» — не процедура, пропущено.", is_nothing=True)
    raw = str(cell) if isinstance(cell, str) and not isinstance(cell, CellError) else said
    if subject is None:
        return _without_subject(raw, said, legend)
    return _of_subject(raw, said, legend, subject, by_weeks)


def _without_subject(raw: str, said: str, legend: Legend) -> CellContent:
    if (m := re.match(r"([^:]{2,40}):\s*(\S.*)", said)) and (head := words_of(m[1], legend)).named_kind:
        rest = _without_subject(m[2], m[2], legend) if not (head.subject or head.left) else CellContent()
        if rest.pieces:  # «ВПР: русский язык, математика»
            return CellContent(tuple(_of_kind(piece, head) for piece in rest.pieces), rest.code, rest.why)
    best: CellContent | None = None
    for pieces in _ways(raw, said):
        read = [_piece(piece, legend) for piece in pieces]
        found = _together(read)
        wrong = next((piece for piece in found if piece.words.left or piece.words.subject is None), None)
        if wrong is None:
            return CellContent(tuple(found))
        kept = _titled(read)
        if kept is not None:
            return CellContent(tuple(_together(kept)), "kept_words", f"«{wrong.said}» не понято и сохранено как название работы.")
        if best is None or len(pieces) > 1:
            best = _wrong(wrong, said)
    return best or CellContent(code="unknown_cell", why=f"«{said}» не понято.")


def _of_kind(piece: Piece, head: Words) -> Piece:
    words = piece.words
    if words.named_kind:
        return piece
    said = replace(words, kind=head.kind, kind_level=head.kind_level, named_kind=True, kind_text=head.kind_text)
    return replace(piece, words=replace(said, level=words.level or head.level))


def _piece(said: str, legend: Legend) -> Piece:
    """Words and days of a piece."""
    until = day = None
    rest = said
    if m := _STRETCH.search(rest):
        last = _DAY.search(m[2])
        until = (int(last[1]), int(last[2]), _year(last[3])) if last else None
        rest = f"{rest[: m.start()]} {m[1] or ''} {rest[m.end() :]}"
    if m := _DAY.search(rest):
        day = (int(m[1]), int(m[2]), _year(m[3]))
        rest = f"{rest[: m.start()]} {rest[m.end() :]}"
    if day is None and until is None:
        if said.isdigit() and 1 <= int(said) <= 31:
            return Piece(Words(), said, (int(said), None, None))
        return Piece(words_of(said, legend), said)
    rest = " ".join(rest.split()).strip(" ()-–—,")
    return Piece(words_of(rest, legend) if rest else Words(), said, day, until)


def _titled(pieces: list[Piece]) -> list[Piece] | None:
    """«математика, мониторинг качества»: words after a subject that nothing explains are its title."""
    joined: list[Piece] = []
    for piece in pieces:
        if not piece.words.left and (joined or piece.words.subject is not None):
            joined.append(piece)
        elif joined and piece.words.left == search_key(piece.said) and len(piece.said) <= 60:
            joined[-1] = replace(joined[-1], words=replace(joined[-1].words, left=piece.said))
        else:
            return None
    return joined or None


def _wrong(piece: Piece, said: str) -> CellContent:
    if not piece.words.left and (piece.words.named_kind or piece.words.level):
        if piece.words.kind == "final_interview":
            return CellContent((replace(piece, words=replace(piece.words, subject=Subject("Русский язык"))),))
        return CellContent(code="no_subject", why=f"В ячейке «{said}» не назван предмет: впишите его.")
    return CellContent(code="unknown_cell", why=f"«{said}» не понято: впишите предмет и вид работы, например «Математика, КР».")


def _ways(raw: str, said: str) -> Iterator[list[str]]:
    """The cell as one piece, then cut more and more finely."""
    yield [said]
    for pattern in _SPLITS:
        pieces = [" ".join(part.split()) for part in re.split(pattern, raw) if part and part.strip(" -–—.")]
        if len(pieces) > 1:
            yield pieces


def _together(pieces: list[Piece]) -> list[Piece]:
    """«математика, ВПР, 3 урок» is one procedure: what names no subject belongs to the piece before it."""
    joined: list[Piece] = []
    for piece in pieces:
        words = piece.words
        if joined and words.subject is None and not words.left:
            before = joined[-1].words
            together = replace(
                before,
                level=before.level or words.level,
                kind=before.kind or words.kind,
                kind_level=words.kind_level if words.kind or before.kind_level is None else before.kind_level,
                named_kind=before.named_kind or words.named_kind,
                kind_text=before.kind_text or words.kind_text,
                lesson=before.lesson or words.lesson,
                minutes=before.minutes or words.minutes,
                lessons_taken=max(before.lessons_taken, words.lessons_taken),
            )
            joined[-1] = _longer(joined[-1], piece, together)
        else:
            joined.append(piece)
    return joined


def _longer(piece: Piece, more: Piece, words: Words) -> Piece:
    return Piece(words, f"{piece.said}, {more.said}", piece.day or more.day, piece.until or more.until)


def _of_subject(raw: str, said: str, legend: Legend, subject: Subject, by_weeks: bool) -> CellContent:
    here = Words(subject=subject)
    if is_mark(said):
        return CellContent((Piece(here),))
    if said.isdigit():
        number = int(said)
        if by_weeks and number > _MOST:
            return CellContent((Piece(here, said, (number, None, None)),)) if number <= 31 else _number(said)
        if by_weeks:
            return CellContent((Piece(here),) * number) if number else _number(said)
        return CellContent((Piece(here, said),)) if 1 <= number <= 31 else _number(said)
    kept: list[Piece] = []
    for pieces in _ways(raw, said):
        found = [_piece(one, legend) for one in pieces]
        found = [replace(one, words=replace(one.words, subject=one.words.subject or subject)) for one in found]
        if not any(piece.words.left for piece in found):
            return CellContent(tuple(_qualified(found)))
        if not kept or any(not piece.words.left for piece in found):
            kept = [replace(one, words=replace(one.words, left=one.words.left and _as_written(one))) for one in found]
    why = f"«{said}» не понято и сохранено как название работы."
    return CellContent(tuple(_qualified(kept)), code="kept_words", why=why)


def _as_written(piece: Piece) -> str:
    """Words that nothing explains, with their capitals, the day taken out."""
    return " ".join(_DAY.sub(" ", _STRETCH.sub(" ", piece.said)).split()).strip(" ()-–—,")


def _qualified(pieces: list[Piece]) -> list[Piece]:
    """«КР, Ш»: a level or a lesson alone says more of the piece before it; a second kind is a second procedure."""
    joined: list[Piece] = []
    for piece in pieces:
        words = piece.words
        before_day = joined[-1].day if joined else None
        more = not words.named_kind or (joined and not joined[-1].words.named_kind)
        if joined and more and (piece.day is None or before_day is None) and words.subject == joined[-1].words.subject:
            before = joined[-1].words
            together = replace(
                before,
                level=before.level or words.level,
                kind=before.kind or words.kind,
                kind_level=before.kind_level if before.named_kind else words.kind_level,
                named_kind=before.named_kind or words.named_kind,
                kind_text=before.kind_text or words.kind_text,
                lesson=before.lesson or words.lesson,
                minutes=before.minutes or words.minutes,
                lessons_taken=max(before.lessons_taken, words.lessons_taken),
                left=before.left or words.left,
            )
            joined[-1] = _longer(joined[-1], piece, together)
        else:
            joined.append(piece)
    return joined


def _number(said: str) -> CellContent:
    return CellContent(code="strange_number", why=f"Число {said} — не количество работ и не день: впишите вид работы.")


def _year(digits: str | None) -> int | None:
    return None if not digits else int(digits) if len(digits) == 4 else 2000 + int(digits)
