"""Real files of one region: the counts every version must give."""

from __future__ import annotations

import pytest

from app.services.imports.folder import import_files
from app.services.imports.preview import build_preview
from app.services.imports.rows import ImportOptions
from app.services.results.queries import list_procedures, results_summary
from app.services.results.tasks import task_results
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


CLASSES = {
    "data/vpr2020/ma4_region.xlsx": (2020, 4, "Математика", 4, 5),
    "data/vpr2021/ru4_region.xlsx": (2021, 4, "Русский язык", 4, 4),
    "data/vpr2022/ma5_region.xlsx": (None, None, None, 5, 5),
    "data/vpr2022/ma7_region.xlsx": (None, None, None, 7, 7),
    "data/vpr2022/hist11_region.xlsx": (None, None, None, 11, None),
}
"""Year, grade, subject as told; class of the programme, class of the participants (codes of 11th grade do not tell)."""


@pytest.mark.parametrize("relative", CLASSES)
def test_the_class_of_the_programme_and_of_the_participants(ctx, relative):
    path = shared(relative)
    *told, programme, participants = CLASSES[relative]
    preview = build_preview(ctx, path, ImportOptions(*told, create_schools=True))
    assert (preview.grade, preview.participant_grade) == (programme, participants)
    autumn = [problem for problem in preview.problems if problem.code == "autumn_codes"]
    assert len(autumn) == (participants == programme + 1 if participants else 0)


@pytest.mark.parametrize(("subject", "short", "tasks", "top"), [("Русский язык", "ru4", 20, 38), ("Математика", "ma4", 15, 20)])
def test_a_description_of_the_paper_fits_the_union_of_its_region(ctx, subject, short, tasks, top):
    path, description = shared(f"data/vpr2021/{short}_region.xlsx"), shared(f"data/kim/{short}_2021_tasks.xlsx")
    load_directories(ctx)
    import_files(ctx, [path], ImportOptions(2021, 4, subject, create_schools=True))
    assert task_results(ctx, 1).district.percents == {}  # the union does not tell the maxima
    (file,) = import_files(ctx, [description], ImportOptions()).files
    assert (file.layout, file.procedure, file.changed, file.committed) == ("task_map", list_procedures(ctx)[0].title, tasks, True)
    found = task_results(ctx, 1)
    assert len(found.tasks) == tasks and sum(task.max_points for task in found.tasks) == top
    assert all(task.skill and task.level for task in found.tasks)
    assert all(0 < percent < 100 for percent in found.district.percents.values())
    mean = results_summary(ctx)[0].mean_score  # totals that are not the sum of their tasks make the difference
    points = sum(
        percent * task.max_points / 100 for task, percent in zip(found.tasks, found.district.percents.values(), strict=True)
    )
    assert points == pytest.approx(mean, abs=0.05)


def test_the_files_of_2022_tell_everything_themselves(ctx):
    load_directories(ctx)
    report = import_files(ctx, shared("data/vpr2022"), ImportOptions(create_schools=True))
    assert [(file.year, file.grade, file.subject, file.rows, file.participants, file.schools) for file in report.files] == [
        (2022, 11, "История", 3279, 2960, 265),
        (2022, 5, "Математика", 7, 7, 1),
        (2022, 7, "Математика", 10, 10, 2),
    ]
    assert all(file.committed for file in report.files)
