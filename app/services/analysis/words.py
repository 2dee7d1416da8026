"""How the directions speak of groups, counts and differences. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from app.services.analysis.rows import FEW, LITTLE
from app.services.results.rows import GroupResult
from app.services.text_ru import NBSP, counted, number

_NAMES = {"municipality": "район", "region": "регион", "sample": "вся выборка"}


def short_name(group: GroupResult) -> str:
    """«район», «регион», «вся выборка»; a school by its name."""
    return _NAMES.get(group.level, group.name)


def people(n: int) -> str:
    return counted(n, "участник", "участника", "участников")


def percent(value: float | None, digits: int = 1) -> str:
    """«12,5 %»."""
    return "нет данных" if value is None else f"{number(value, digits)}{NBSP}%"


def points(value: float) -> str:
    """«+3,2 п. п.», «−1,0 п. п.», «0,0 п. п.»."""
    sign = "+" if round(value, 1) > 0 else ""
    return f"{sign}{number(value, 1)}{NBSP}п.{NBSP}п."


def of_tasks(codes: Sequence[str], most: int = 8) -> str:
    """«заданий 3, 5.1 и 7»; what is over `most` becomes a number."""
    shown = list(codes[:most])
    if len(codes) > most:
        return f"{', '.join(shown)} и ещё {len(codes) - most}"
    return " и ".join([", ".join(shown[:-1]), shown[-1]]) if len(shown) > 1 else "".join(shown)


def cells(values: Sequence[float | None], n: int) -> tuple[float | str | None, ...]:
    """Percents of one row; of fewer than five pupils «мало данных» stands for all of them."""
    return (LITTLE, *("" for _ in values[1:])) if n < FEW else tuple(values)


def cell(value: float | None, n: int) -> float | str | None:
    """A percent of a table; of fewer than five pupils none is given."""
    return LITTLE if n < FEW else value


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]
