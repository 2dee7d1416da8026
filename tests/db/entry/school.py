"""A school that types by hand, for the tests of entry."""

from __future__ import annotations

from collections.abc import Sequence

from app.services.context import Context
from app.services.entry import commands, queries, rules
from app.services.entry.rows import EntryTask, NewSheet, Paper, Sheet, Work
from app.services.organisations.commands import save_organisation
from app.services.organisations.rows import OrganisationRow
from app.services.workplace.commands import edit_workplace, init_workplace

TASKS = (EntryTask("1", 5), EntryTask("2", 12), EntryTask("3К1", 3), EntryTask("3К2", 2))
VPR = Paper("vpr", 2026, 4, "Математика", TASKS)
TEST = Paper("municipal_test", 2026, 4, "Математика", TASKS)


def make_school(ctx: Context) -> int:
    init_workplace(ctx, "school", "МБОУ «Берёзкинская СОШ»", "Заречный район")
    school: int = save_organisation(ctx, OrganisationRow(None, "school", "МБОУ «Берёзкинская СОШ»", login="edu990101")).value
    edit_workplace(ctx, organisation_id=school)
    return school


def begin(ctx: Context, school: int, paper: Paper = TEST, *, pupils: int = 6, label: str = "А", first: int = 40001) -> int:
    number = "АБВГД".index(label) + 1 if label else 1
    new = NewSheet(school, paper, rules.numbered(first, pupils), label, number)
    sheet_id: int = commands.create_sheet(ctx, new).value
    return sheet_id


def filled(work: Work, paper: Paper, values: Sequence[str], *, variant: str = "1", journal: str = "4") -> Work:
    """The work with these texts in its tasks."""
    columns = {column.key: column for column in rules.columns_of(paper)}
    for task, value in zip(paper.tasks, values, strict=True):
        work, why = rules.with_text(work, columns[task.code], value, paper)
        assert not why
    for key, value in (("variant", variant), ("journal", journal)):
        if key in columns:
            work, why = rules.with_text(work, columns[key], value, paper)
            assert not why
    return work


def type_all(ctx: Context, sheet_id: int) -> Sheet:
    """Every work typed; the third pupil was absent, the last one attempted little."""
    sheet = queries.get_sheet(ctx, sheet_id)
    paper = sheet.info.paper
    works = [
        filled(work, paper, [str((work.position + at) % (task.max_points + 1)) for at, task in enumerate(paper.tasks)])
        for work in sheet.works
    ]
    works[2] = rules.as_absent(works[2])
    works[-1] = filled(works[-1], paper, ["1", *["X"] * (len(paper.tasks) - 1)], variant="2", journal="нет отметки")
    commands.save_works(ctx, sheet_id, works)
    return queries.get_sheet(ctx, sheet_id)
