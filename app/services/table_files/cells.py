"""From a cell to a value, or to a refusal that says why. Pure: knows no file and no base.

Every function takes a cell as `Sheet.rows()` gives it and returns the value, None for an empty cell, or a `Refusal`.
Nothing is guessed: a score that Excel turned into a date is refused, an ambiguous date is asked about.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from app.services.problems import Problem
from app.services.text_ru import short_date

_SPACES = re.compile(r"[\s\u00a0\u2007\u202f\u200b\ufeff]+")
_DASHES = frozenset({"-", "–", "—", "−"})
ABSENT_WORDS = frozenset({
    "н", "нб", "н/б", "не был", "не была", "отсутствовал", "отсутствовала", "отс", "отсутств", "не участвовал", "не участвовала",
    "болен", "больна", "болел", "болела", "б",
})  # fmt: skip
"""What schools write instead of a score of a pupil who was not there."""
_NUMBER = re.compile(r"[-−+]?\d+(?:[.,]\d+)?")
_TYPED_ERROR = re.compile(
    r"#(?:ДЕЛ/0!|Н/Д|ССЫЛКА!|ИМЯ\?|ЗНАЧ!|ЧИСЛО!|ПУСТО!|DIV/0!|N/A|REF!|NAME\?|VALUE!|NUM!|NULL!)|Err:\d+|Ошибка:\d+",
    re.IGNORECASE,
)
"""How an error looks in text tables."""
_DATE_EPOCH = date(1899, 12, 30)
_DATE_EPOCH_1904 = date(1904, 1, 1)
_SERIALS = range(20_000, 80_000)
"""1954 … 2119: a number outside is no date of our documents."""


class CellError(str):
    """What stands in a cell that holds no usable value; `kind` is `error_value` or `uncached_formula`."""

    kind: str

    def __new__(cls, shown: str, kind: str) -> CellError:
        self = super().__new__(cls, shown)
        self.kind = kind
        return self


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a cell was not understood: a stable code and words for the person."""

    code: str
    text: str

    def problem(self, sheet: str = "", cell: str = "", severity: str = "error") -> Problem:
        return Problem("warning" if severity == "warning" else "error", self.code, self.text, sheet, cell)


def error_of(cell: Any) -> Refusal | None:
    """The refusal of an error cell, of «#Н/Д» kept as text, of a formula without a result; None for every other cell."""
    if not isinstance(cell, str) or not (isinstance(cell, CellError) or _TYPED_ERROR.fullmatch(cell.strip())):
        return None
    if isinstance(cell, CellError) and cell.kind == "uncached_formula":
        return Refusal("uncached_formula", "В ячейке формула без значения: откройте и сохраните файл в Excel или LibreOffice.")
    return Refusal("error_value", f"В ячейке ошибка Excel {cell}: исправьте формулу или впишите значение.")


def text(cell: Any) -> str:
    """What a person sees in the cell: spaces of every kind folded and trimmed, 12.0 → «12», a date → «03.04.2026»."""
    if isinstance(cell, str):
        return _SPACES.sub(" ", cell).strip()
    if isinstance(cell, bool):
        return "ИСТИНА" if cell else "ЛОЖЬ"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else f"{cell:.10g}".replace(".", ",")
    if isinstance(cell, datetime):
        return short_date(cell.date()) if cell.time() == time() else f"{short_date(cell.date())} {cell:%H:%M}"
    if isinstance(cell, date):
        return short_date(cell)
    return "" if cell is None else str(cell)


def is_blank(cell: Any) -> bool:
    """Empty, spaces, or a lone dash."""
    return cell is None or (isinstance(cell, str) and not isinstance(cell, CellError) and text(cell) in _DASHES | {""})


def is_absent(cell: Any) -> bool:
    """«н», «отсутствовал» and the like."""
    return isinstance(cell, str) and text(cell).casefold().rstrip(".") in ABSENT_WORDS


def is_date_accident(cell: Any) -> bool:
    """True where a number was expected and Excel has made a date or a time of day out of it («2.3» → 2 March)."""
    return isinstance(cell, date | time | timedelta)


def decimal(cell: Any) -> float | Refusal | None:
    """A number: 4.5, «4,5», «15 », «1 024»; None for an empty cell and a dash."""
    if isinstance(cell, bool):
        return _not_a_number(cell)
    if isinstance(cell, int | float):
        return float(cell)
    if is_date_accident(cell):
        return Refusal("date_instead_of_number", f"Excel превратил балл в дату ({text(cell)}): впишите число заново как текст.")
    if refused := error_of(cell):
        return refused
    if is_blank(cell):
        return None
    typed = text(cell).replace(" ", "")
    if not _NUMBER.fullmatch(typed):
        return _not_a_number(cell)
    return float(typed.replace(",", ".").replace("−", "-"))


def whole_number(cell: Any) -> int | Refusal | None:
    """As `decimal`, but a fraction is refused."""
    value = decimal(cell)
    if isinstance(value, float):
        return int(value) if value.is_integer() else Refusal("not_whole", f"«{text(cell)}» — не целое число.")
    return value


def _not_a_number(cell: Any) -> Refusal:
    return Refusal("not_a_number", f"«{text(cell)}» — не число.")


def code_text(cell: Any, digits: int = 0) -> str:
    """A code as text: 12 shown by the format 0000 (`digits` = 4) → «0012»; «0012 » → «0012»."""
    shown = text(cell)
    return shown.zfill(digits) if digits and shown.isdigit() else shown


def parse_date(cell: Any, *, date1904: bool = False) -> date | Refusal | None:
    """A date: a date cell, «03.04.2026», «2026-04-03», the serial number 45750 (of the 1904 base where the book says so).

    «03/04/26» may be 3 April or 4 March: refused with the code `ambiguous_date`, both readings named.
    """
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    if refused := error_of(cell):
        return refused
    if is_blank(cell):
        return None
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return _from_serial(float(cell), date1904, cell)
    typed = text(cell)
    typed = re.sub(r"[ T]\d{1,2}:\d{2}(:\d{2})?$| ?г(ода|\.)?$", "", typed)
    if re.fullmatch(r"\d{5}", typed):
        return _from_serial(float(typed), date1904, cell)
    if found := re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", typed):
        return _calendar_day(int(found[1]), int(found[2]), int(found[3]), typed)
    if found := re.fullmatch(r"(\d{1,2})\.(\d{1,2})\.(\d{4}|\d{2})", typed):
        return _calendar_day(_full_year(found[3]), int(found[2]), int(found[1]), typed)
    if found := re.fullmatch(r"(\d{1,2})[/-](\d{1,2})[/-](\d{4}|\d{2})", typed):
        one, two, year = int(found[1]), int(found[2]), _full_year(found[3])
        if one <= 12 and two <= 12 and one != two:
            return Refusal(
                "ambiguous_date",
                f"Дата «{typed}» читается двояко: {short_date(date(year, two, one))} или {short_date(date(year, one, two))}. "
                "Впишите её в виде ДД.ММ.ГГГГ.",
            )
        return _calendar_day(year, two, one, typed) if two <= 12 else _calendar_day(year, one, two, typed)
    return Refusal("not_a_date", f"«{typed}» — не дата. Впишите её в виде ДД.ММ.ГГГГ.")


def _full_year(digits: str) -> int:
    return int(digits) if len(digits) == 4 else 2000 + int(digits)


def _from_serial(serial: float, date1904: bool, cell: Any) -> date | Refusal:
    day = int(serial)
    if day + (1462 if date1904 else 0) not in _SERIALS:
        return Refusal("not_a_date", f"«{text(cell)}» — не дата. Впишите её в виде ДД.ММ.ГГГГ.")
    return (_DATE_EPOCH_1904 if date1904 else _DATE_EPOCH) + timedelta(days=day)


def _calendar_day(year: int, month: int, day: int, typed: str) -> date | Refusal:
    try:
        return date(year, month, day)
    except ValueError:
        return Refusal("impossible_date", f"Даты «{typed}» нет в календаре.")
