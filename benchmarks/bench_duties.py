"""The list of dates over many roadmaps: how long a view takes to read, and how that grows with their number."""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from datetime import date, datetime
from pathlib import Path
from statistics import median

from app.services.context import Context
from app.services.duties.duty_list import duty_list
from app.services.duties.rows import DutyWish
from app.services.opening import open_context
from app.services.organisations.commands import save_organisation
from app.services.organisations.rows import OrganisationRow
from app.services.roadmaps.commands import create_roadmap
from app.services.roadmaps.rows import RoadmapLine, RoadmapSectionRow, RoadmapTree
from app.services.workplace.commands import init_workplace
from benchmarks import Result

NOW = datetime(2026, 9, 14, 9, 30)
SIZES = (100, 300)
ITEMS = 100
WHO = ("Отдел образования", "ОО", "Методический кабинет", "Отдел образования, ОО", "Куратор", "Петрова А. А.")
MONTHS = ("января", "марта", "мая", "сентября", "октября", "декабря")
WISHES = (
    ("the week by days", DutyWish("week")),
    ("overdue by parties", DutyWish("overdue", "party")),
    ("overdue by schools", DutyWish("overdue", "school")),
    ("all, filtered by a word", DutyWish("all", text="журналы")),
)


def run(args: argparse.Namespace) -> list[Result]:
    results: list[Result] = []
    spent: dict[str, float] = {}
    for size in SIZES:
        with tempfile.TemporaryDirectory() as folder:
            ctx = open_context(Path(folder), clock=lambda: NOW)
            try:
                _fill(ctx, size)
                for name, wish in WISHES:
                    duty_list(ctx, wish)  # warm, as in a running program
                    taken = median(_milliseconds(ctx, wish) for _ in range(args.repeat))
                    grown = f"× {taken / spent[name]:.1f} of {SIZES[0]}" if name in spent else ""
                    spent.setdefault(name, taken)
                    results.append(Result(f"{name}, {size} × {ITEMS} items", taken, "ms", grown))
            finally:
                ctx.db.close()
    return results


def _fill(ctx: Context, size: int) -> None:
    chance = random.Random(5)
    init_workplace(ctx, "department", "Отдел образования Заречного района", "Заречный район")
    for n in range(20):
        save_organisation(ctx, OrganisationRow(None, "school", f"СОШ № {n + 1}"))
    for n in range(size):
        year = 2022 + n % 5
        lines = tuple(
            RoadmapLine(
                f"1.{i + 1}.",
                f"Проверить журналы и протоколы {n}-{i}" if i % 4 == 0 else f"Провести совещание {n}-{i}",
                f"до {chance.randint(1, 28)} {chance.choice(MONTHS)} {year} г." if i % 10 else "ежеквартально",
                chance.choice(WHO),
            )
            for i in range(ITEMS)
        )
        section = RoadmapSectionRow("1.", "", lines)
        period = {"period_start": date(year, 1, 1), "period_end": date(year, 12, 31)}
        create_roadmap(ctx, RoadmapTree(f"Дорожная карта № {n + 1}", (section,), **period))  # type: ignore[arg-type]


def _milliseconds(ctx: Context, wish: DutyWish) -> float:
    """The processor's time: a slow minute of the machine is not ours."""
    start = time.process_time()
    duty_list(ctx, wish)
    return 1000 * (time.process_time() - start)
