"""The official markers on a real region give the figures that were worked out independently."""

from __future__ import annotations

from collections import Counter

import pytest

from app.services.checks.queries import run_check
from app.services.imports.rows import ImportOptions
from app.services.official.queries import official_view
from app.services.scales.commands import load_shipped_scales
from tests.shared_data import shared


@pytest.mark.parametrize(
    ("file", "year", "subject", "flagged", "flagged_from_10", "mismatched"),
    [
        ("data/vpr2021/ru4_region.xlsx", 2021, "Русский язык", 94, 81, 1),
        ("data/vpr2021/ma4_region.xlsx", 2021, "Математика", 80, 69, 0),
        ("data/vpr2020/ma4_region.xlsx", 2020, "Математика", 81, 71, 3),
    ],
)
def test_inflated_means_of_a_region(ctx, file, year, subject, flagged, flagged_from_10, mismatched):
    from app.services.imports.folder import import_files

    import_files(ctx, [shared(file)], ImportOptions(year=year, grade=4, subject=subject, create_schools=True))
    report = run_check(ctx)
    high = [marker for marker in report.markers if marker.code == "inflated_mean"]
    assert (len(high), sum(marker.n >= 10 for marker in high)) == (flagged, flagged_from_10)
    assert Counter(marker.code for marker in report.markers)["mark_mismatch"] == mismatched
    assert all(marker.reference.startswith("регион, ") for marker in high)
    load_shipped_scales(ctx)
    view = official_view(ctx)
    line = next(one for one in view.lines if one.code == "inflated_mean" and one.subject == subject)
    assert line.flagged == flagged
    assert 0.55 * flagged < line.expected < flagged  # most of what the rule catches, honest schools would show too
    if year == 2021:
        (journal,) = view.journal
        shares = tuple(round(journal.percent(count), 1) for count in (journal.lowered, journal.confirmed, journal.raised))
        assert shares == ((19.3, 68.5, 12.2) if subject == "Русский язык" else (12.9, 65.3, 21.8))
