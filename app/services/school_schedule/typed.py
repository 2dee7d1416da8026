"""A cell of the schedule as a person types it: «Математика 14.09; Русский язык Ф 16.09 3 урок». Pure.

What is written stays the same when it is read again, so only what the person altered is changed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from app.services.school_schedule.findings import Change
from app.services.school_schedule.rows import LEVEL_LETTERS, Entry
from app.services.school_schedule.spelling import Legend, words_of

_DATE = re.compile(r"(?<!\d)(\d{1,2})[.](\d{1,2})(?:[.](\d{4}|\d{2}))?(?!\d)")
_KIND_WORDS = {
    "vpr": "ВПР", "niko": "НИКО", "regional_test": "РПР", "diagnostic_test": "ДКР", "municipal_test": "МПР",
    "diagnostic_start": "стартовая", "final_interview": "собеседование", "final_essay": "итоговое сочинение",
}  # fmt: skip
_USUAL = {
    "vpr": "federal",
    "niko": "federal",
    "regional_test": "regional",
    "diagnostic_test": "regional",
    "municipal_test": "municipal",
}
_SHORT = {
    "Русский язык": "Рус", "Математика": "Мат", "Алгебра": "Алг", "Геометрия": "Геом", "Окружающий мир": "Окр",
    "Литературное чтение": "ЛитЧт", "Литература": "Лит", "Иностранный язык": "ИнЯз", "Английский язык": "Англ",
    "История": "Ист", "Обществознание": "Общ", "География": "Гео", "Биология": "Био", "Химия": "Хим", "Физика": "Физ",
    "Информатика": "Инф", "Физическая культура": "Физк", "Труд (технология)": "Труд", "Музыка": "Муз",
    "Изобразительное искусство": "ИЗО", "Основы безопасности и защиты Родины": "ОБЗР", "Вероятность и статистика": "ВиС",
    "Метапредметная работа": "Мета", "Основы религиозных культур и светской этики": "ОРКСЭ",
}  # fmt: skip


def short_subject(name: str) -> str:
    """Up to five letters: «Рус», «Мат»; initials of a long name."""
    if name in _SHORT:
        return _SHORT[name]
    words = re.findall(r"[А-Яа-яЁёA-Za-z]+", name)
    if len(words) >= 3:
        return "".join(word[0].upper() for word in words)[:5]
    return words[0][:4] if words else name[:4]


@dataclass(frozen=True, slots=True)
class Where:
    """A cell of the grid: a class and a stretch of days. `week` = its school week, `day` where the column is one day."""

    grade: int
    class_label: str
    school_year: int
    week: int | None = None
    day: date | None = None


def entry_text(entry: Entry, where: Where | None = None) -> str:
    """As it is typed; the day of a day's own column is left out."""
    parts = [entry.subject]
    if entry.kind in _KIND_WORDS:
        parts.append(_KIND_WORDS[entry.kind])
    if entry.level != _USUAL.get(entry.kind, "school"):
        parts.append(LEVEL_LETTERS[entry.level])
    if entry.held_on is not None and (where is None or where.day != entry.held_on):
        parts.append(f"{entry.held_on:%d.%m}")
    if entry.lesson is not None:
        parts.append(f"{entry.lesson} урок")
    if entry.minutes is not None:
        parts.append(f"{entry.minutes} мин")
    return " ".join(parts)


def cell_text(entries: Sequence[Entry], where: Where | None = None) -> str:
    return "; ".join(entry_text(one, where) for one in entries)


@dataclass(frozen=True, slots=True)
class Typed:
    """What typing a cell changes; `refused` = pieces nobody understands: then nothing is changed."""

    changes: tuple[Change, ...] = ()
    refused: tuple[str, ...] = ()


def read_cell(text: str, where: Where, old: Sequence[Entry]) -> Typed:
    """The cell's entries become what was typed. A piece with the same subject keeps all else of the entry."""
    pieces = [" ".join(piece.split()) for piece in re.split(r"[;\n]", text) if piece.strip()]
    left = list(old)
    new: list[Entry] = []
    refused: list[str] = []
    for piece in pieces:
        same = next((one for one in left if entry_text(one, where) == piece), None)
        if same is not None:
            left.remove(same)
            continue
        made = _read(piece, where)
        if made is None:
            refused.append(piece)
        else:
            new.append(made)
    if refused:
        return Typed(refused=tuple(refused))
    changes: list[Change] = []
    for made in new:
        was = next((one for one in left if one.subject == made.subject and one.kind == made.kind), None)
        was = was or next((one for one in left if one.subject == made.subject), None)
        if was is None:
            changes.append(Change(None, made))
            continue
        left.remove(was)
        # What the text does not say stays: the parallel, the procedure, the number of lessons.
        after = replace(
            was, subject=made.subject, level=made.level, kind=made.kind, held_on=made.held_on, week=made.week,
            until=was.until if was.held_on == made.held_on else None, lesson=made.lesson, minutes=made.minutes,
            is_edge_lesson=was.is_edge_lesson if was.lesson == made.lesson else None,
        )  # fmt: skip
        changes.append(Change(was, after))
    changes += [Change(one, None) for one in left]
    return Typed(tuple(changes))


def _read(piece: str, where: Where) -> Entry | None:
    held_on, rest = where.day, piece
    if found := _DATE.search(piece):
        day = _day(found, where.school_year)
        if day is None:
            return None
        held_on, rest = day, f"{piece[: found.start()]} {piece[found.end() :]}"
    words = words_of(rest, Legend())
    if words.left or words.subject is None:
        return None
    level = words.level or words.kind_level or "school"
    return Entry(
        where.grade, where.class_label, words.subject.name, level, words.kind,
        held_on=held_on, week=None if held_on is not None else where.week,
        lesson=words.lesson, minutes=words.minutes, lessons_taken=words.lessons_taken,
    )  # fmt: skip


def _day(found: re.Match[str], school_year: int) -> date | None:
    day, month = int(found[1]), int(found[2])
    year = school_year if month >= 9 else school_year + 1
    if found[3]:
        year = int(found[3]) + (2000 if len(found[3]) == 2 else 0)
    try:
        return date(year, month, day)
    except ValueError:
        return None
