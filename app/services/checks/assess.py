"""From papers as arrays to markers and cells: who is compared with whom. No base, no words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from app.services.checks.rows import CellRow, MarkerRow
from app.services.checks.rules import MARKER_ORDER, people
from app.services.objectivity import official_markers as om
from app.services.objectivity.official_markers import Floats, Ints, Moments, Reference, SharpChange
from app.services.results.procedure import ProcedureRow
from app.services.text_ru import counted, search_key, sort_key


@dataclass(frozen=True, slots=True)
class School:
    id: int
    name: str
    login: str
    municipality_id: int | None
    municipality: str


@dataclass(frozen=True, slots=True, eq=False)
class Group:
    """Schools that are compared with one reference: all of the base, or one municipality.

    `members` are places in the procedure's list of schools.
    """

    members: Ints
    kind: Literal["region", "municipality"]
    name: str
    reference: Reference | None
    shares: tuple[float, ...]
    """Distribution of the reference by score, fractions; empty without a reference."""
    reported: bool = False
    """A report printed the distribution; else it is that of papers."""

    @property
    def words(self) -> str:
        """«регион, 24 967 участников», «регион (по отчёту), 24 967 участников»."""
        return f"{self.name}, {people(self.reference.n)}" if self.reference else ""


@dataclass(frozen=True, slots=True, eq=False)
class Results:
    """Papers of one procedure as arrays: place of the school, raw score, journal mark (NaN = none) a pupil."""

    row: ProcedureRow
    schools: tuple[int, ...]
    """Organisation ids by place."""
    place: Ints
    score: Floats
    journal: Floats
    moments: Moments
    region_known: bool
    """The base holds the region's distribution of scores."""
    whole_region: bool
    """The papers are those of the region, not of the own schools only."""
    groups: tuple[Group, ...]
    """Empty: a comparison with the region was asked for and the base has none (or nobody wrote)."""

    def group_of(self, place: int) -> Group | None:
        return next((group for group in self.groups if place in group.members), None)


@dataclass(frozen=True, slots=True, eq=False)
class Change:
    """Schools that wrote in grade 4 and, a year later, in grade 5; `places` are (in before, in after) a school."""

    before: Results
    after: Results
    places: tuple[tuple[int, int], ...]
    result: SharpChange
    whole_region: bool


def shares_of(score: Floats) -> tuple[float, ...]:
    """Fraction of pupils with score 0, 1, 2 …"""
    counts = np.bincount(score.astype(np.int64))
    return tuple((counts / max(1, score.size)).tolist())


BY_REPORT = " (по отчёту)"
Distribution = tuple[int, Mapping[int, float], bool]
"""Participants, percent by score, whether a report printed it."""


def region_group(schools: int, percents: Mapping[int, float], participants: int | None, reported: bool = False) -> Group | None:
    """All schools against the region's distribution of scores (percent by score); None when it says nothing.

    A regional file leaves the same row as the report: its percents are not rounded, so mean and SD are those of its
    papers, and the papers of other districts need not be in the base.
    """
    known = _known(participants or 0, percents)
    if known is None:
        return None
    return Group(np.arange(schools), "region", f"регион{BY_REPORT if reported else ''}", *known, reported)


def _known(participants: int, percents: Mapping[int, float]) -> tuple[Reference, tuple[float, ...]] | None:
    shares = [percents.get(score, 0.0) for score in range(max(percents, default=0) + 1)]
    reference = om.reference_from_distribution(shares, participants)
    total = sum(shares)
    return (reference, tuple(share / total for share in shares)) if reference is not None else None


def municipal_groups(
    schools: Sequence[School], place: Ints, score: Floats, stored: Mapping[int, Distribution] | None = None
) -> Iterator[Group]:
    """Every school against the papers of its own municipality; schools without one are a group of their own.

    `stored`: {municipality id: distribution} that the base has of whole municipalities. It is the reference where it
    speaks of more participants than the papers do: a base may hold one school of the district, or a few.
    """
    owner = np.array([school.municipality_id or 0 for school in schools], dtype=np.int64)
    for municipality in np.unique(owner):
        members = np.flatnonzero(owner == municipality)
        own = score[owner[place] == municipality]
        name = schools[int(members[0])].municipality or "район"
        participants, percents, reported = (stored or {}).get(int(municipality), (0, {}, False))
        known = _known(participants, percents) if participants > own.size else None
        if known is not None:
            yield Group(members, "municipality", f"{name}{BY_REPORT if reported else ''}", *known, reported)
            continue
        yield Group(members, "municipality", name, om.reference_from_scores(own), shares_of(own))


def follows(before: ProcedureRow, after: ProcedureRow) -> bool:
    """Grade 4 of the year before and the same subject: the pair that the rule of sharp change compares."""
    return (
        after.grade == 5
        and before.grade == 4
        and before.year == after.year - 1
        and before.kind == after.kind == "vpr"
        and search_key(before.subject) == search_key(after.subject)
        and bool(before.max_score and after.max_score)
    )


def changes(results: Sequence[Results], schools: dict[int, School]) -> Iterator[Change]:
    """Pairs of grade 4 and 5: over all schools where both papers are the region's, else inside each municipality."""
    for after in results:
        for before in results:
            if not follows(before.row, after.row) or not before.score.size or not after.score.size:
                continue
            whole = all(one.groups and one.groups[0].kind == "region" and one.whole_region for one in (before, after))
            if not whole and not (before.groups and after.groups):
                continue
            earlier = {school: place for place, school in enumerate(before.schools)}
            both = [(earlier[school], place) for place, school in enumerate(after.schools) if school in earlier]
            owners = sorted({None if whole else schools[after.schools[p]].municipality_id for _, p in both}, key=lambda m: m or 0)
            for owner in owners:
                pairs = tuple(pair for pair in both if whole or schools[after.schools[pair[1]]].municipality_id == owner)
                result = om.sharp_change(
                    before.moments.mean[[p for p, _ in pairs]] / (before.row.max_score or 1),
                    after.moments.mean[[p for _, p in pairs]] / (after.row.max_score or 1),
                )
                yield Change(before, after, pairs, result, whole)


def markers(one: Results, changes: Sequence[Change], schools: dict[int, School]) -> list[MarkerRow]:
    """Markers of one procedure, schools in alphabetical order."""
    found = [*_inflated(one, schools), *_mismatched(one, schools), *_sharp(changes, schools)]
    return sorted(found, key=lambda m: (sort_key(m.school), m.login, m.organisation_id, MARKER_ORDER.index(m.code)))


def _marker(one: Results, place: int, schools: dict[int, School], **facts: Any) -> MarkerRow:
    school = schools[one.schools[place]]
    return MarkerRow(
        year=one.row.year,
        grade=one.row.grade,
        subject=one.row.subject,
        procedure_id=one.row.id,
        organisation_id=school.id,
        school=school.name,
        login=school.login,
        municipality_id=school.municipality_id,
        **facts,
    )


def _inflated(one: Results, schools: dict[int, School]) -> Iterator[MarkerRow]:
    for group in one.groups:
        if group.reference is None:
            continue
        result = om.inflated_mean(one.moments, group.reference)
        for place in group.members[result.flags[group.members]].tolist():
            yield _marker(
                one,
                place,
                schools,
                code="inflated_mean",
                n=int(one.moments.n[place]),
                value=float(result.lower[place]),
                bound=group.reference.upper,
                reference=group.words,
            )


def _mismatched(one: Results, schools: dict[int, School]) -> Iterator[MarkerRow]:
    coefficients, pairs = spearman(one)
    for place in np.flatnonzero(coefficients < 0).tolist():
        yield _marker(
            one,
            place,
            schools,
            code="mark_mismatch",
            n=int(pairs[place]),
            value=float(coefficients[place]),
            bound=0.0,
            reference="отметки в журнале той же школы",
        )


def spearman(one: Results) -> tuple[Floats, Ints]:
    """r_s and the number of pupils with a journal mark, a school."""
    known = ~np.isnan(one.journal)
    place = one.place[known]
    coefficients = om.spearman_by_group(place, one.journal[known], one.score[known], len(one.schools))
    return coefficients, np.bincount(place, minlength=len(one.schools))


def _sharp(changes: Sequence[Change], schools: dict[int, School]) -> Iterator[MarkerRow]:
    for change in changes:
        result = change.result
        known = counted(int(np.isfinite(result.ratio).sum()), "школе", "школам", "школам")
        for i, (before, after) in enumerate(change.places):
            for code, fired, bound in (("sharp_rise", result.rises[i], result.low), ("sharp_fall", result.falls[i], result.high)):
                if fired:
                    yield _marker(
                        change.after,
                        after,
                        schools,
                        code=code,
                        n=min(int(change.before.moments.n[before]), int(change.after.moments.n[after])),
                        value=float(result.ratio[i]),
                        bound=bound,
                        reference=f"изменение от 4 к 5 классу по {known} {'региона' if change.whole_region else 'района'}",
                    )


def cells(one: Results, markers: Sequence[MarkerRow], schools: dict[int, School]) -> list[CellRow]:
    """Every school with a paper, alphabetically."""
    fired: dict[int, list[str]] = {}
    for marker in markers:
        fired.setdefault(marker.organisation_id, []).append(marker.code)
    cells = [
        CellRow(
            year=one.row.year,
            grade=one.row.grade,
            subject=one.row.subject,
            procedure_id=one.row.id,
            organisation_id=school,
            school=schools[school].name,
            login=schools[school].login,
            n=int(one.moments.n[place]),
            markers=tuple(fired.get(school, ())),
        )
        for place, school in enumerate(one.schools)
    ]
    return sorted(cells, key=lambda cell: (sort_key(cell.school), cell.login, cell.organisation_id))
