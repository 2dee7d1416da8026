"""Real results of a region: papers whose tasks do not add up are counted as the reference counts them."""

from __future__ import annotations

import pytest

from app.services.data_quality.queries import check_data
from app.services.imports.folder import import_files
from app.services.imports.rows import ImportOptions
from app.services.workplace.commands import init_workplace
from tests.shared_data import shared


@pytest.mark.parametrize(("name", "papers"), [("ru4_region.xlsx", 62), ("ma4_region.xlsx", 29)])
def test_totals_that_differ_from_the_tasks(ctx, name, papers):
    path = shared(f"data/vpr2021/{name}")
    init_workplace(ctx, "department", "Отдел образования")
    (file,) = import_files(ctx, [path], ImportOptions(create_schools=True, year=2021)).files
    assert file.committed
    page = check_data(ctx)
    assert sum(int(one.figures) for one in page.issues if one.kind == "sum_total") == papers
    assert not [one for one in page.issues if one.kind in ("over_max", "no_scale", "no_max")]
