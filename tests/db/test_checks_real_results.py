"""The official markers on a real region give the figures that were worked out independently."""

from __future__ import annotations

from collections import Counter

import pytest

from app.services.checks.queries import run_check
from app.services.imports.rows import ImportOptions
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
