"""Real files of one region: the counts every version must give."""

from __future__ import annotations

import pytest

from app.services.imports.folder import import_files
from app.services.imports.rows import ImportOptions
from app.services.workplace.commands import load_directories
from tests.shared_data import shared

EXPECTED = {
    "data/vpr2021/ru4_region.xlsx": (2021, "Русский язык", 26595, 24967, 1626, 2, 628, 62),
    "data/vpr2021/ma4_region.xlsx": (2021, "Математика", 26666, 24917, 1733, 16, 631, 29),
    "data/vpr2020/ma4_region.xlsx": (2020, "Математика", 26626, 23329, 3292, 5, 629, 19),
}


@pytest.mark.parametrize("relative", EXPECTED)
def test_a_region_loads_and_loads_again_to_no_change(ctx, relative):
    path = shared(relative)
    year, subject, *counts = EXPECTED[relative]
    load_directories(ctx)
    options = ImportOptions(year, 4, subject, create_schools=True)
    (first,) = import_files(ctx, [path], options).files
    assert [first.rows, first.participants, first.absent, first.refused, first.schools, first.warnings] == counts
    assert (first.new, first.changed, first.same, first.committed) == (first.rows - first.refused, 0, 0, True)
    (again,) = import_files(ctx, [path], options).files
    assert (again.new, again.changed, again.same, again.run_id) == (0, 0, first.new, None)


def test_the_files_of_2022_tell_everything_themselves(ctx):
    load_directories(ctx)
    report = import_files(ctx, shared("data/vpr2022"), ImportOptions(create_schools=True))
    assert [(file.year, file.grade, file.subject, file.rows, file.participants, file.schools) for file in report.files] == [
        (2022, 11, "История", 3279, 2960, 265),
        (2022, 5, "Математика", 7, 7, 1),
        (2022, 7, "Математика", 10, 10, 2),
    ]
    assert all(file.committed for file in report.files)
