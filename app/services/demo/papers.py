"""Papers of the demonstration district: years, subjects, tasks, cuts. Task plans are our own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class DemoPaper:
    year: int
    grade: int
    subject: str
    code: str
    """Subject code of ФИС ОКО sheet names: «РУ», «МА»."""
    tasks: tuple[tuple[str, int, str, float], ...]
    """(code, maximum, level «Б»/«П», difficulty in standard deviations)."""
    cuts: tuple[int, int, int]
    """Lowest score of «3», «4», «5»."""
    held_on: date

    @property
    def max_score(self) -> int:
        return sum(points for _code, points, _level, _difficulty in self.tasks)


def _plan(text: str) -> tuple[tuple[str, int, str, float], ...]:
    """«1:2б 2:1б 3:3п+0.4» → tasks; the sign shifts the difficulty of a task from the usual one of its level."""
    tasks = []
    for word in text.split():
        code, rest = word.split(":")
        points, level = int(rest[0]), rest[1].upper()
        shift = float(rest[2:]) if len(rest) > 2 else 0.0
        tasks.append((code, points, level, (-1.0 if level == "Б" else 0.0) + shift))
    return tuple(tasks)


_RU4_OLD = _plan(
    """1К1:4б 1К2:3б-0.4 2:3б 3.1:1б 3.2:3б+0.2 4:2б 5:1б-0.2 6:2п 7:3п 8:2б 9:1б 10:1б-0.5
    11:2п 12.1:1б 12.2:2п 13.1:1б 13.2:2п 14:2б 15:2п+0.6"""
)
_MA4_OLD = _plan(
    "1:1б-0.9 2:1б-0.3 3:2б 4:1б 5.1:1б-0.2 5.2:1п 6.1:1б-0.8 6.2:1б-0.5 7:1б 8:2п 9.1:1п 9.2:1п+0.2 10:2б 11:2б 12:2п+0.8"
)
_RU5_OLD = _plan(
    """1К1:4б 1К2:3б 1К3:2б-0.6 2К1:3б 2К2:3б+0.3 2К3:3п 2К4:3п 3.1:1б 3.2:1б 4.1:3б 4.2:2п
    5.1:2б 5.2:2п 6.1:2б 6.2:2п 7.1:2б 7.2:2п 8:2б 9:1б 10:1б 11:1п"""
)
_MA5_OLD = _plan("1:1б 2:1б 3:1б 4:1б 5:1б-0.3 6:2п 7:1б 8:1п 9:2п 10:2п 11.1:1б-0.8 11.2:1б 12.1:1б 12.2:1п 13:1п+0.5 14:2п+1.0")
_RU4_NEW = _plan("1:2б 2:1б 3:2б 4:3п 5:2б-0.3 6:1б 7:1б-0.4 8:2б 9.1:1п 9.2:2п 10.1:1б 10.2:2п+0.3 11:1б 12.1:2б 12.2:1п")
_MA4_NEW = _plan("1:1б-0.9 2:1б-0.4 3:2б 4:1б 5.1:1б 5.2:1п 6.1:1б-0.6 6.2:1б 7:1п 8:2п 9:2б 10:2п+0.4 11:2п+0.8")
_RU5_NEW = _plan("1:3б 2К1:3б 2К2:2п 3:1б 4.1:2б 4.2:2п 5:2б 6:2п 7.1:1б 7.2:2п 8:2б-0.2 9:1б 10:3п+0.3 11:2б 12:2п")
_MA5_NEW = _plan("1:1б-0.5 2:1б 3:1б 4:1б 5:1б 6.1:1б-0.8 6.2:1б 7:1б 8:2п 9:2б 10:2п 11:2б 12:2п+0.5 13:2п+0.9")

_SUBJECTS = {"РУ": "Русский язык", "МА": "Математика"}
_Plans = tuple[tuple[str, int, tuple[tuple[str, int, str, float], ...], tuple[float, float, float]], ...]
_OLD: _Plans = (
    ("РУ", 4, _RU4_OLD, (0.36, 0.62, 0.86)),
    ("МА", 4, _MA4_OLD, (0.30, 0.50, 0.75)),
    ("РУ", 5, _RU5_OLD, (0.40, 0.64, 0.86)),
    ("МА", 5, _MA5_OLD, (0.33, 0.53, 0.73)),
)
_NEW: _Plans = (
    ("РУ", 4, _RU4_NEW, (0.41, 0.66, 0.87)),
    ("МА", 4, _MA4_NEW, (0.33, 0.55, 0.78)),
    ("РУ", 5, _RU5_NEW, (0.40, 0.62, 0.85)),
    ("МА", 5, _MA5_NEW, (0.34, 0.55, 0.78)),
)
_PLANS: dict[int, _Plans] = {2024: _OLD, 2025: _NEW, 2026: _NEW}
WINDOWS = {
    2024: (date(2024, 3, 19), date(2024, 5, 17)),
    2025: (date(2025, 4, 11), date(2025, 5, 16)),
    2026: (date(2026, 4, 20), date(2026, 5, 20)),
}
"""First and last day by year, as Рособрнадзор set them (orders 21.12.2023 № 2160, 13.05.2024 № 1008, 07.05.2025 № 991)."""


def demo_papers() -> tuple[DemoPaper, ...]:
    """Twelve papers: Russian and mathematics, classes 4 and 5, 2024–2026."""
    papers = []
    for year, plans in _PLANS.items():
        for code, grade, tasks, shares in plans:
            maximum = sum(points for _c, points, _l, _d in tasks)
            third, fourth, fifth = (round(share * maximum) for share in shares)
            papers.append(DemoPaper(year, grade, _SUBJECTS[code], code, tasks, (third, fourth, fifth), WINDOWS[year][0]))
    return tuple(papers)
