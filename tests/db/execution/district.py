"""A small district with one roadmap: what the tests of execution stand on."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from app.models.organisations import Organisation
from app.models.parties import Party
from app.models.results import Procedure
from app.services.context import Context
from app.services.duties.queries import duties
from app.services.duties.rows import DutyKey
from app.services.execution.queries import line_occurrences
from app.services.execution.rows import OccurrenceRow
from app.services.roadmaps import commands as do
from app.services.roadmaps.queries import get_roadmap
from app.services.roadmaps.rows import RoadmapLine, RoadmapSectionRow, RoadmapTree
from app.services.text_ru import search_key

TODAY = date(2026, 9, 14)
SCHOOLS = ("МБОУ «Берёзовская СОШ»", "МБОУ «Заречная СОШ № 2»", "МБОУ «Луговская ООШ»")

TREE = RoadmapTree(
    "Дорожная карта на 2026 год",
    (
        RoadmapSectionRow(
            "1.",
            "Подготовка",
            (
                RoadmapLine("", "Документы", is_subhead=True),
                RoadmapLine("1.1.", "Издать приказ о координаторах", "до 1 сентября 2026 г.", "Отдел образования", "Приказ"),
                RoadmapLine("1.2.", "Сдать отчёт о готовности", "до 18 сентября 2026 г.", "ОО", "Отчёт"),
                RoadmapLine("1.3.", "Провести совещание", "ежеквартально", "Отдел образования, ОО", "Протокол"),
            ),
        ),
        RoadmapSectionRow(
            "2.",
            "Проведение",
            (
                RoadmapLine(
                    "2.1.", "Проинструктировать наблюдателей", "не позднее чем за 2 рабочих дня до проведения ВПР", "Куратор ШНОР"
                ),
                RoadmapLine("2.2.", "Консультировать школы", "постоянно", "Районный методический кабинет"),
                RoadmapLine("2.3.", "Обсудить итоги", "по графику", SCHOOLS[0]),
            ),
        ),
    ),
    period_start=date(2026, 1, 1),
    period_end=date(2026, 12, 31),
)


def add_schools(ctx: Context) -> list[int]:
    with ctx.db.write() as session:
        rows = [Organisation(short_name=name, search_name=search_key(name)) for name in SCHOOLS]
        session.add_all(rows)
        session.flush()
        return [row.id for row in rows]


def add_procedure(ctx: Context, starts: date | None, ends: date | None = None, subject: str = "Математика") -> int:
    with ctx.db.write() as session:
        row = Procedure(kind="vpr", year=2026, grade=4, subject=subject, held_on=starts, held_until=ends)
        session.add(row)
        session.flush()
        return row.id


def add_roadmap(ctx: Context, tree: RoadmapTree = TREE) -> RoadmapTree:
    return get_roadmap(ctx, do.create_roadmap(ctx, tree).value)


def line(tree: RoadmapTree, number: str) -> RoadmapLine:
    return next(one for section in tree.sections for one in section.lines if one.number == number)


def occurrences(ctx: Context, tree: RoadmapTree, number: str) -> list[OccurrenceRow]:
    return line_occurrences(ctx, line(tree, number).uid, TODAY)


def keys(ctx: Context, tree: RoadmapTree, number: str) -> list[DutyKey]:
    return [row.key for row in occurrences(ctx, tree, number)]


def numbers(ctx: Context, view: str, **filters) -> list[str]:
    return [row.number for row in duties(ctx, view, today=TODAY, **filters).rows]  # type: ignore[arg-type]


def party(ctx: Context, name: str) -> int:
    with ctx.db.read() as session:
        found = session.scalar(select(Party.id).where(Party.name == name))
    assert found is not None, name
    return found
