"""Marks: from the file where it has them, else from the scale. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from app.services.results.rows import MarkShares, Scale

LEAST_FOR_PERCENTS = 5
"""Fewer participants: no percents, «мало данных»."""


def mark_by_scale(score: int | None, scale: Scale | None) -> int | None:
    """Mark 2–5 of a raw score; None where the scale does not say (a cut is unknown)."""
    if score is None or scale is None or not 0 <= score <= scale.max_score:
        return None
    cuts = (scale.min3, scale.min4, scale.min5)
    if any(cut is None for cut in cuts):
        return None
    return 2 + sum(score >= cut for cut in cuts if cut is not None)


def mark_range(mark: int, scale: Scale) -> str:
    """«14–23»: raw scores of a mark."""
    cuts = [0, *(cut or 0 for cut in (scale.min3, scale.min4, scale.min5)), scale.max_score + 1]
    return f"{cuts[mark - 2]}–{cuts[mark - 1] - 1}"


def mark_shares(groups: Iterable[tuple[int | None, int | None, int]], scale: Scale | None) -> MarkShares:
    """Counts of marks of one group from (raw score, mark of the file, number of papers).

    `source` is `file` when every paper has a mark of its own, `scale` when any was computed, `none` when none has a mark.
    `n` counts the papers that have a mark; `differing` those whose mark is not the scale's.
    """
    counts = {2: 0, 3: 0, 4: 0, 5: 0}
    differing = computed = 0
    for score, mark, papers in groups:
        by_scale = mark_by_scale(score, scale)
        final = mark or by_scale
        if final is None:
            continue
        counts[final] += papers
        if mark is None:
            computed += papers
        elif by_scale is not None and by_scale != mark:
            differing += papers
    n = sum(counts.values())
    source = "none" if not n else "scale" if computed else "file"
    return MarkShares(n, counts[2], counts[3], counts[4], counts[5], source, differing)


def percents(counts: tuple[int, int, int, int], participants: int) -> tuple[float, float, float, float] | None:
    """Shares of «2» … «5», 0–100; None where fewer than 5 wrote."""
    total = sum(counts)
    if participants < LEAST_FOR_PERCENTS or not total:
        return None
    return (100 * counts[0] / total, 100 * counts[1] / total, 100 * counts[2] / total, 100 * counts[3] / total)


def mean_mark(counts: tuple[int, int, int, int]) -> float | None:
    total = sum(counts)
    return sum(mark * count for mark, count in zip((2, 3, 4, 5), counts, strict=True)) / total if total else None


def compare_with_journal(
    groups: Iterable[tuple[int | None, int | None, int | None, int]], scale: Scale | None
) -> tuple[int, int, int] | None:
    """Lowered, confirmed, raised of (raw score, mark of the file, journal mark, number of papers).

    Only papers with both marks count; None where there are none.
    """
    lowered = confirmed = raised = 0
    for score, mark, journal, papers in groups:
        final = mark or mark_by_scale(score, scale)
        if final is None or journal is None:
            continue
        if final < journal:
            lowered += papers
        elif final == journal:
            confirmed += papers
        else:
            raised += papers
    return (lowered, confirmed, raised) if lowered + confirmed + raised else None
