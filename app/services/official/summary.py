"""From papers as arrays to the lines of the official view. Pure: no base."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from app.services.analysis.rows import Thresholds
from app.services.checks.assess import Change, Group, Results, School
from app.services.checks.rows import FEW, MarkerRow
from app.services.objectivity import by_chance
from app.services.objectivity.by_chance import Spread
from app.services.objectivity.official_constants import PEAK_LEAST
from app.services.objectivity.official_markers import Floats, Ints
from app.services.official import rules
from app.services.official.rows import LIST, JournalLine, OfficialLine, OfficialYear, Part
from app.services.results.rows import Scale


@dataclass(frozen=True, slots=True, eq=False)
class Paper:
    """One procedure with what the advice of 2026 needs beside its results."""

    results: Results
    markers: tuple[MarkerRow, ...]
    """Official ones of 2019, all schools."""
    mark: Ints
    """Of every paper in the order of `results.place`; 0 = none."""
    cuts: Scale | None
    before: Paper | None
    """The same paper a year earlier."""
    change: tuple[Change, ...]
    """From grade 4 to this grade 5."""


@dataclass(frozen=True, slots=True, eq=False)
class Chances:
    """One rule on one paper: by place in `results.schools`. `common`: (schools, nodes) for the union of rules."""

    looked: Ints
    """Places the rule can speak of."""
    chance: Floats | None
    """NaN never; None = cannot be told."""
    common: Floats | None = None


def _ids(one: Results) -> Ints:
    return np.array(one.schools, dtype=np.int64)


def _spread(one: Results, group: Group) -> Spread | None:
    inside = group.members
    return by_chance.spread_of_means(one.moments.n[inside], one.moments.mean[inside], one.moments.sd[inside])


def shared_part(papers: Sequence[Paper]) -> float:
    """How alike true means of one school are over the papers of the list."""
    columns, schools = [], sorted({school for paper in papers for school in paper.results.schools})
    place = {school: at for at, school in enumerate(schools)}
    for paper in papers:
        one = paper.results
        column = np.full(len(schools), np.nan)
        for group in one.groups:
            spread = _spread(one, group)
            if spread is not None and spread.between > 0:
                inside = group.members[one.moments.n[group.members] > 1]
                to = [place[one.schools[at]] for at in inside.tolist()]
                column[to] = (one.moments.mean[inside] - spread.centre) / spread.between
        if np.isfinite(column).any():
            columns.append(column)
    if len(columns) < 2:
        return 0.0
    return by_chance.shared_part(np.stack(columns, axis=1), np.ones(len(columns)))


def mean_chances(one: Results, shared: float) -> Chances:
    size = one.moments.n
    chance = np.zeros(size.size)
    nodes = by_chance.NODES if shared > 0 else 1
    common = np.zeros((size.size, nodes))
    looked, known = [np.zeros(0, dtype=np.int64)], False
    for group in one.groups:
        if group.reference is None:
            continue
        looked.append(group.members[size[group.members] > 1])
        spread = _spread(one, group)
        if spread is None:
            continue
        known = True
        upper = np.full(group.members.size, group.reference.upper)
        chance[group.members] = by_chance.mean_rule(size[group.members], upper, spread)[:, 0]
        common[group.members] = by_chance.mean_rule(size[group.members], upper, spread, shared)
    return Chances(np.concatenate(looked), chance if known else None, common if known else None)


def mismatch_chances(one: Results) -> Chances:
    known = ~np.isnan(one.journal)
    pairs = np.bincount(one.place[known], minlength=len(one.schools))
    chance = by_chance.mismatch_rule(pairs, one.journal[known], one.score[known])
    return Chances(np.flatnonzero(pairs > 1), chance, chance[:, None])


def sharp_chances(one: Results, changes: Sequence[Change]) -> tuple[Chances, Chances]:
    """(rise, fall) by place in `one.schools`."""
    rise, fall = np.zeros(len(one.schools)), np.zeros(len(one.schools))
    looked, known = [np.zeros(0, dtype=np.int64)], False
    for change in changes:
        if not np.isfinite(change.result.low):
            continue
        before, after = (np.array([pair[at] for pair in change.places], dtype=np.int64) for at in (0, 1))
        sides = ((change.before, before), (change.after, after))
        spreads = [by_chance.spread_of_means(r.moments.n[at], r.moments.mean[at], r.moments.sd[at]) for r, at in sides]
        first, second = spreads
        looked.append(after[np.isfinite(change.result.ratio)])
        if first is None or second is None:
            continue
        known = True
        tops = [float(r.row.max_score or 1) for r, _at in sides]
        # A low mean of a small school is mostly chance and would make its ratio look wilder than it is.
        means = [
            by_chance.shrunken_means(r.moments.n[at], r.moments.mean[at], spread)
            for (r, at), spread in zip(sides, spreads, strict=True)
        ]
        error = by_chance.ratio_error(
            (change.before.moments.n[before].astype(float), change.after.moments.n[after].astype(float)),
            (means[0] / tops[0], means[1] / tops[1]),
            (first.within / tops[0], second.within / tops[1]),
        )
        rise[after], fall[after] = by_chance.sharp_rule(change.result.ratio, error, change.result.low, change.result.high)
    places = np.concatenate(looked)
    return tuple(Chances(places, one if known else None, one[:, None] if known else None) for one in (rise, fall))  # type: ignore[return-value]


# -- advice of 2026


def peaks(paper: Paper, p: float) -> tuple[Chances, dict[int, tuple[int, float, float]]]:
    """The chances, and {place: (works in the window, their share at the cut and above %, usual share %)} that fired."""
    from scipy.stats import binom

    one, scale = paper.results, paper.cuts
    none = np.ones(len(one.schools))
    fired: dict[int, tuple[int, float, float]] = {}
    looked: set[int] = set()
    least = 1.0 + np.zeros(len(one.schools))
    for group in one.groups if scale is not None else ():
        means = by_chance.shrunken_means(one.moments.n, one.moments.mean, _spread(one, group))
        for cut in (scale.min3, scale.min4, scale.min5) if scale is not None else ():
            if cut is None or cut < 2 or cut + 1 >= len(group.shares):
                continue
            around = group.shares[cut - 2 : cut + 2]
            if not sum(around) > 0 or not 0 < sum(around[2:]) < sum(around):
                continue
            usual = sum(around[2:]) / sum(around)
            near = (one.score >= cut - 2) & (one.score <= cut + 1)
            total = np.bincount(one.place[near], minlength=len(one.schools))[group.members]
            above = np.bincount(one.place[near & (one.score >= cut)], minlength=len(one.schools))[group.members]
            enough = total >= PEAK_LEAST
            at, n, k = group.members[enough], total[enough], above[enough]
            looked.update(at.tolist())
            share = by_chance.centred_shares(n, k, by_chance.tilted_shares(group.shares, means[at], cut))
            none[at] *= 1 - by_chance.peak_rule(n, usual, p, share)
            chance = binom.sf(k - 1, n, usual)
            for place, works, count, tail in zip(at.tolist(), n.tolist(), k.tolist(), chance.tolist(), strict=True):
                if tail < p and tail < least[place]:
                    least[place] = tail
                    fired[place] = (works, 100 * count / works, 100 * usual)
    return Chances(np.array(sorted(looked), dtype=np.int64), 1 - none), fired


def journal_far(paper: Paper, gap: float) -> tuple[Chances, dict[int, tuple[int, int]]]:
    """The chances, and {place: (pupils with both marks, of them `gap` marks apart or more)} where there are such."""
    one = paper.results
    known = ~np.isnan(one.journal) & (paper.mark > 0)
    far = known & (np.abs(paper.mark - np.nan_to_num(one.journal)) >= gap)
    pairs = np.bincount(one.place[known], minlength=len(one.schools))
    count = np.bincount(one.place[far], minlength=len(one.schools))
    chance = by_chance.far_rule(pairs, int(count.sum()))
    fired = {at: (int(pairs[at]), int(count[at])) for at in np.flatnonzero(count).tolist()}
    return Chances(np.flatnonzero(pairs > 0), chance), fired


def twos_growth(paper: Paper, t: Thresholds) -> tuple[Chances, dict[int, tuple[int, float]]]:
    """The chances, and {place: (pupils of the smaller year, growth in percentage points)} that fired."""
    one = paper.results
    if paper.before is None:
        return Chances(np.zeros(0, dtype=np.int64), None), {}
    earlier = {school: at for at, school in enumerate(paper.before.results.schools)}
    both = [(at, earlier[school]) for at, school in enumerate(one.schools) if school in earlier]
    places, former = (np.array([pair[side] for pair in both], dtype=np.int64) for side in (0, 1))
    n2, k2 = (counts[places] for counts in _twos(paper))
    n1, k1 = (counts[former] for counts in _twos(paper.before))
    enough = np.minimum(n1, n2) >= t.group_least
    places, n1, k1, n2, k2 = (values[enough] for values in (places, n1, k1, n2, k2))
    chance = np.zeros(len(one.schools))
    if not places.size:
        return Chances(places, None), {}
    chance[places] = by_chance.twos_rule((n1, k1), (n2, k2), t.two_growth)
    growth = 100 * (k2 / n2 - k1 / n1)
    fires = growth >= t.two_growth - 1e-9
    fired = {
        int(at): (int(min(a, b)), float(g))
        for at, a, b, g in zip(places[fires], n1[fires], n2[fires], growth[fires], strict=True)
    }
    return Chances(places, chance), fired


def _twos(paper: Paper) -> tuple[Ints, Ints]:
    one, known = paper.results, paper.mark > 0
    schools = len(one.schools)
    return np.bincount(one.place[known], minlength=schools), np.bincount(one.place[paper.mark == 2], minlength=schools)


def journal_line(paper: Paper, own: Collection[int]) -> JournalLine | None:
    """Own pupils with both marks; None where there are none."""
    one = paper.results
    mine = np.isin(_ids(one)[one.place], list(own)) & ~np.isnan(one.journal) & (paper.mark > 0)
    if not mine.any():
        return None
    gap = paper.mark[mine] - one.journal[mine]
    row = one.row
    return JournalLine(
        row.year, row.grade, row.subject,
        int((gap < 0).sum()), int((gap == 0).sum()), int((gap > 0).sum()), int((np.abs(gap) >= 2).sum()),
    )  # fmt: skip


# -- lines


def lines_of_year(
    papers: Sequence[Paper], own: Collection[int], schools: Mapping[int, School], t: Thresholds
) -> tuple[list[OfficialLine], list[MarkerRow], OfficialYear]:
    """Papers of one year → lines, markers of own schools (2019 and 2026), the index."""
    year = papers[0].results.row.year
    in_list = {(kind, grade, subject) for _code, kind, grade, subject in LIST}
    shared = shared_part([p for p in papers if _key(p) in in_list])
    lines: list[OfficialLine] = []
    markers: list[MarkerRow] = []
    union: list[tuple[Ints, Floats]] = []
    for paper in papers:
        markers += [m for m in paper.markers if m.organisation_id in own]
        for code, chances in _chances(paper, shared):
            official = (code, *_key(paper)) in LIST
            lines.append(_line(paper, "list" if official else "other", code, chances, own))
            if official and chances.common is not None:
                union.append((_ids(paper.results), chances.common))
        if paper.results.row.kind == "vpr":
            for line, found in _advice(paper, own, schools, t):
                lines.append(line)
                markers += found
    lines += _absent(year, lines)
    return lines, markers, _index(year, papers, own, union, shared)


def _key(paper: Paper) -> tuple[str, int, str]:
    return paper.results.row.kind, paper.results.row.grade, paper.results.row.subject


def _chances(paper: Paper, shared: float) -> Iterator[tuple[str, Chances]]:
    one = paper.results
    yield "inflated_mean", mean_chances(one, shared)
    if one.row.kind == "vpr":
        yield "mark_mismatch", mismatch_chances(one)
        if one.row.grade == 5:
            rise, fall = sharp_chances(one, paper.change)
            yield "sharp_rise", rise
            yield "sharp_fall", fall


def _line(paper: Paper, part: Part, code: str, chances: Chances, own: Collection[int]) -> OfficialLine:
    one = paper.results
    looked = [at for at in chances.looked.tolist() if one.schools[at] in own]
    fired = [m for m in paper.markers if m.code == code and m.organisation_id in own]
    why = ""
    if not looked:
        why = {
            "inflated_mean": rules.WHY_NO_REFERENCE,
            "mark_mismatch": rules.WHY_NO_JOURNAL,
        }.get(code, rules.WHY_NO_BEFORE)
    return _made(paper, part, code, looked, fired, chances, why)


def _made(
    paper: Paper, part: Part, code: str, looked: list[int], fired: Sequence[MarkerRow], chances: Chances, why: str
) -> OfficialLine:
    row = paper.results.row
    expected = float(chances.chance[looked].sum()) if chances.chance is not None and looked else None
    how = rules.HOW[code] if expected is not None else rules.FEW_SCHOOLS
    return OfficialLine(
        part, code, row.year, row.kind, row.grade, row.subject, len(looked), len(fired), sum(m.n < FEW for m in fired),
        expected, how, why, row.id,
    )  # fmt: skip


def _advice(
    paper: Paper, own: Collection[int], schools: Mapping[int, School], t: Thresholds
) -> Iterator[tuple[OfficialLine, list[MarkerRow]]]:
    one = paper.results
    peak, peaked = peaks(paper, t.peak_p)
    far, distant = journal_far(paper, t.journal_gap)
    twos, grown = twos_growth(paper, t)
    facts: dict[str, tuple[Chances, dict[int, tuple[int, float, float, str]], str]] = {
        "boundary_peak": (
            peak, {at: (n, share, usual, "доля работ в группе сравнения, %") for at, (n, share, usual) in peaked.items()},
            rules.WHY_NO_SCALE if paper.cuts is None else f"в окне у границы меньше {PEAK_LEAST} работ",
        ),
        "journal_far": (
            far, {at: (n, float(count), 1.0, f"из {n} учеников с отметкой") for at, (n, count) in distant.items()},
            rules.WHY_NO_JOURNAL if np.isnan(one.journal).all() else rules.WHY_NO_MARKS,
        ),
        "twos_growth": (
            twos, {at: (n, grew, t.two_growth, "прошлый год той же работы, п. п.") for at, (n, grew) in grown.items()},
            "нет результатов той же работы за прошлый год" if paper.before is None else "меньше 10 учеников в одном из лет",
        ),
    }  # fmt: skip
    for code, (chances, found, why) in facts.items():
        looked = [at for at in chances.looked.tolist() if one.schools[at] in own]
        rows = [
            _marker(one, at, code, n, value, bound, words, schools)
            for at, (n, value, bound, words) in sorted(found.items())
            if one.schools[at] in own
        ]
        yield _made(paper, "advice", code, looked, rows, chances, "" if looked else why), rows


def _marker(
    one: Results, at: int, code: str, n: int, value: float, bound: float, words: str, schools: Mapping[int, School]
) -> MarkerRow:
    school, row = schools[one.schools[at]], one.row
    return MarkerRow(
        code, row.year, row.grade, row.subject, row.id, school.id, school.name, school.login, school.municipality_id,
        n, value, bound, words,
    )  # fmt: skip


def _absent(year: int, lines: Sequence[OfficialLine]) -> Iterator[OfficialLine]:
    """Markers of the list whose paper the base does not have."""
    known = {(line.code, line.kind, line.grade, line.subject) for line in lines}
    for code, kind, grade, subject in LIST:
        if (code, kind, grade, subject) not in known:
            yield OfficialLine("list", code, year, kind, grade, subject, 0, 0, 0, None, "", rules.WHY_NO_RESULTS)


def _index(
    year: int, papers: Sequence[Paper], own: Collection[int], union: Sequence[tuple[Ints, Floats]], shared: float
) -> OfficialYear:
    wanted = {(kind, grade, subject) for _code, kind, grade, subject in LIST}
    schools = sorted({s for p in papers if _key(p) in wanted for s in p.results.schools if s in own})
    official = {m.organisation_id for p in papers for m in p.markers if (m.code, *_key(p)) in LIST and m.organisation_id in own}
    place = {school: at for at, school in enumerate(schools)}
    chances = []
    for ids, common in union:
        spread_out = np.zeros((len(schools), common.shape[1]))
        mine = [at for at, school in enumerate(ids.tolist()) if school in place]
        spread_out[[place[int(ids[at])] for at in mine]] = common[mine]
        chances.append(spread_out)
    expected = float(by_chance.at_least_one(chances, shared).sum()) if chances and schools else None
    return OfficialYear(year, len(schools), len(official), expected)


def with_before(papers: Sequence[Paper]) -> list[Paper]:
    """Every paper beside the same one of the year before."""
    by_key = {(p.results.row.year, *_key(p)): p for p in papers}
    return [replace(p, before=by_key.get((p.results.row.year - 1, *_key(p)))) for p in papers]
