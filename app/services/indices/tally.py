"""How many official rules could be used of a school and how many fired; medal candidates by exam results. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from app.services.checks.assess import Change, Results, spearman
from app.services.checks.rows import MarkerRow
from app.services.indices.rows import FEW, IndexRules


@dataclass(slots=True)
class Tally:
    """Of one school in one year: rules that could be used, and those that fired."""

    checks: int = 0
    markers: int = 0

    def counts(self, prefix: str) -> dict[str, int]:
        return {
            f"{prefix}_schools": 1,
            f"{prefix}_marked": int(self.markers > 0),
            f"{prefix}_checks": self.checks,
            f"{prefix}_markers": self.markers,
        }


def add_markers(
    tallies: defaultdict[int, Tally], one: Results, changes: Sequence[Change], markers: Iterable[MarkerRow], least_n: float
) -> None:
    """Rules of 2019 on one paper. `least_n`: fewer writers, and the rule of the mean is not used."""
    for place in np.flatnonzero(one.moments.n).tolist():
        tallies[one.schools[place]]  # it wrote: a school with results, whether or not a rule can be used
    for group in one.groups:
        if group.reference is not None:
            for place in group.members[one.moments.n[group.members] >= max(2, least_n)].tolist():
                tallies[one.schools[place]].checks += 1
    coefficients, _pairs = spearman(one)
    for place in np.flatnonzero(np.isfinite(coefficients)).tolist():
        tallies[one.schools[place]].checks += 1
    for change in changes:
        if np.isfinite(change.result.low):
            for (_before, after), ratio in zip(change.places, change.result.ratio.tolist(), strict=True):
                if np.isfinite(ratio):
                    tallies[one.schools[after]].checks += 2
    for marker in markers:
        if marker.code != "inflated_mean" or marker.n >= max(2, least_n):
            tallies[marker.organisation_id].markers += 1


def add_gap(tallies: defaultdict[int, Tally], test: Results, vpr: Results, gap: float) -> None:
    """|ВПР − ДКР|: did the school do the ВПР better than the test by `gap` points of completion more than all together?

    Schools with at least 5 writers of both; completions are percents of the maximum.
    """
    tops = (test.row.max_score, vpr.row.max_score)
    if not tops[0] or not tops[1] or not test.score.size or not vpr.score.size:
        return
    usual = 100 * (float(vpr.score.mean()) / tops[1] - float(test.score.mean()) / tops[0])
    there = {school: place for place, school in enumerate(vpr.schools)}
    for place, school in enumerate(test.schools):
        other = there.get(school)
        if other is None or min(int(test.moments.n[place]), int(vpr.moments.n[other])) < FEW:
            continue
        mine = 100 * (float(vpr.moments.mean[other]) / tops[1] - float(test.moments.mean[place]) / tops[0])
        tallies[school].checks += 1
        tallies[school].markers += int(mine - usual >= gap)


BASIC = "Математика базовая"
RUSSIAN = "Русский язык"


@dataclass(frozen=True, slots=True)
class ExamLine:
    """One exam of one pupil. `pupil`: the code, the same in all exams of the pupil."""

    school: int
    pupil: str
    subject: str
    test_score: int | None
    mark: int | None


def reached(lines: Iterable[ExamLine], rules: IndexRules) -> dict[int, tuple[int, int]]:
    """{school: pupils who reach the threshold of the first degree, of the second}; schools with exam results only."""
    pupils: defaultdict[tuple[int, str], list[ExamLine]] = defaultdict(list)
    for line in lines:
        pupils[line.school, line.pupil].append(line)
    found: defaultdict[int, list[int]] = defaultdict(lambda: [0, 0])
    for (school, _pupil), exams in pupils.items():
        tally = found[school]
        for place, degree in enumerate(("medal1", "medal2")):
            tally[place] += _reaches(exams, rules[f"{degree}_rus"], rules[f"{degree}_other"], rules[f"{degree}_basic"])
    return {school: (tally[0], tally[1]) for school, tally in found.items()}


def _reaches(exams: Sequence[ExamLine], russian: float, other: float, basic: float) -> bool:
    if not any(one.subject == RUSSIAN and (one.test_score or 0) >= russian for one in exams):
        return False
    others = [one for one in exams if one.subject not in (RUSSIAN, BASIC)]
    if any((one.test_score or 0) >= other for one in others):
        return True
    return not others and any(one.subject == BASIC and (one.mark or 0) >= basic for one in exams)
