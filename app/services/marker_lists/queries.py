"""Reading the yearly list beside the markers that the program computes, and writing it out in the same layout."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.exams import ListedMarker
from app.models.organisations import Municipality, Organisation
from app.models.results import Paper, Procedure
from app.services.calendar.queries import own_organisations
from app.services.checks.queries import run_check
from app.services.checks.rows import CheckReport
from app.services.context import Context
from app.services.errors import UserError
from app.services.marker_lists.rows import PAPERS, ListedRow, ListSummary
from app.services.organisations.identify import Directory, NameInFile
from app.services.results.subjects import BY_SHORT
from app.services.table_files.export import ExportColumn, Exported, Heading, write_table
from app.services.text_ru import sort_key

_CODES = {(int(paper.split()[0]), BY_SHORT[paper.split()[1].casefold()]): paper for paper in PAPERS}


def listed_markers(ctx: Context, year: int | None = None, report: CheckReport | None = None) -> tuple[ListedRow, ...]:
    """Own schools that the list names or that have a marker of their own; newest year first, schools alphabetically.

    `report`: the checks of the same year, where they are at hand.
    """
    report = report if report is not None else run_check(ctx, year)
    with ctx.db.read() as session:
        own_ids = set(session.scalars(select(Organisation.id).where(Organisation.id.in_(own_organisations(session)))))
        schools = {
            i: (name, login or "", town or "")
            for i, name, login, town in session.execute(
                select(Organisation.id, Organisation.short_name, Organisation.login, Municipality.name).outerjoin(
                    Municipality, Municipality.id == Organisation.municipality_id
                )
            )
            if i in own_ids
        }
        lines = _lines(session, year)
    listed = {(line.year, line.school): line.papers for line in lines if line.school in schools}
    wrote = {
        (cell.year, cell.organisation_id)
        for cell in report.cells
        if (cell.grade, cell.subject) in _CODES and cell.organisation_id in schools
    }
    own: defaultdict[tuple[int, int], set[str]] = defaultdict(set)
    for marker in report.markers:
        paper = _CODES.get((marker.grade, marker.subject))
        if paper and marker.organisation_id in schools:
            own[marker.year, marker.organisation_id].add(paper)
    years_listed = {line.year for line in lines}
    rows = []
    for when, school in {*listed, *own}:
        name, login, town = schools[school]
        said = listed.get((when, school), () if when in years_listed else None)
        computed = tuple(paper for paper in PAPERS if paper in own[when, school]) if (when, school) in wrote else None
        rows.append(ListedRow(when, school, login, name, town, said, computed))
    return tuple(sorted(rows, key=lambda row: (-row.year, sort_key(row.school), row.login)))


@dataclass(frozen=True, slots=True)
class _Line:
    """A stored line of the list; `school`: the organisation it means, 0 where the base does not have it."""

    year: int
    school: int
    papers: tuple[str, ...]
    markers: int


def _lines(session: Session, year: int | None) -> list[_Line]:
    """By login; where the list has none, by the very name inside the municipality, however it spells it."""
    directory = Directory(session)
    query = select(ListedMarker)
    found = []
    for one in session.scalars(query if year is None else query.where(ListedMarker.year == year)):
        named = NameInFile(one.login, one.organisation_name, municipality=one.municipality_name)
        papers = tuple(paper for paper, value in json.loads(one.papers).items() if value)
        found.append(_Line(one.year, directory.find_sure(named) or 0, papers, one.markers))
    return found


def list_summaries(ctx: Context, year: int | None = None) -> tuple[ListSummary, ...]:
    """Own schools of the loaded list by year, newest first, against those that wrote Russian of grade 4."""
    with ctx.db.read() as session:
        own = set(session.scalars(own_organisations(session)))
        lines = _lines(session, year)
        query = select(Procedure.year, Paper.organisation_id).join(Paper, Paper.procedure_id == Procedure.id).distinct()
        query = query.where(
            Procedure.kind == "vpr", Procedure.grade == 4, Procedure.subject == "Русский язык",
            Paper.absent.is_(False), Paper.raw_score.is_not(None), Procedure.year.in_({line.year for line in lines}),
        )  # fmt: skip
        wrote = [when for when, school in session.execute(query) if school in own]
    summaries = []
    for when in sorted({line.year for line in lines}, reverse=True):
        these = [line for line in lines if line.year == when]
        markers = [line.markers for line in these if line.school in own]
        by_count = tuple(markers.count(n) for n in range(1, max(markers, default=0) + 1))
        unknown = sum(1 for line in these if not line.school)
        summaries.append(ListSummary(when, len(these), unknown, len(markers), by_count, wrote.count(when)))
    return tuple(summaries)


def listed_years(ctx: Context) -> tuple[int, ...]:
    """Years whose list is in the base, newest first."""
    with ctx.db.read() as session:
        return tuple(sorted(session.scalars(select(ListedMarker.year).distinct()), reverse=True))


def export_marker_list(ctx: Context, path: Path, year: int | None = None, source: str = "listed") -> Exported:
    """The list as it is published («Год | Логин | Муниципалитет | ОО | 4 РУ | … | Количество маркеров»).

    `source`: `listed` = what was loaded, every school of it; `own` = the markers the program computes for the own schools.
    Raises UserError where there is nothing to write.
    """
    lines: list[tuple[int, str, str, str, dict[str, int], int]] = []
    if source == "own":
        for row in listed_markers(ctx, year):
            if row.own:
                lines.append((row.year, row.login, row.municipality, row.school, dict.fromkeys(row.own, 1), len(row.own)))
    else:
        with ctx.db.read() as session:
            query = select(ListedMarker)
            for one in session.scalars(query if year is None else query.where(ListedMarker.year == year)):
                lines.append(
                    (one.year, one.login, one.municipality_name, one.organisation_name, json.loads(one.papers), one.markers)
                )
    if not lines:
        raise UserError("Выгружать нечего: в списке нет ни одной школы.", "Загрузите список или результаты процедур.")
    lines.sort(key=lambda line: (line[0], sort_key(line[2]), sort_key(line[3])))
    papers = [*PAPERS, *sorted({paper for line in lines for paper in line[4]} - set(PAPERS))]
    columns = (
        ExportColumn("Год", 8), ExportColumn("Логин", 14), ExportColumn("Муниципалитет", 34, names=True),
        ExportColumn("ОО", 60, names=True), *(ExportColumn(paper, 8) for paper in papers),
        ExportColumn("Количество маркеров", 14),
    )  # fmt: skip
    rows = [
        (when, login, town, name, *(marks.get(paper) or None for paper in papers), total)
        for when, login, town, name, marks, total in lines
    ]
    return write_table(path, columns, rows, Heading(sheet="Признаки"))
