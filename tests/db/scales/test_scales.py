"""The directory of scales in a base."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from app.services.context import Context
from app.services.errors import UserError
from app.services.scales.commands import delete_scale, import_scales, load_shipped_scales, save_scale
from app.services.scales.queries import list_scales, scale_for
from app.services.scales.rows import ScaleRow

OWN = ScaleRow(None, "vpr", 2024, 7, "математика", 19, 7, 12, 16, "Приказ  района")


@pytest.fixture
def shipped(ctx: Context) -> Context:
    load_shipped_scales(ctx)
    return ctx


def write(path: Path, *lines: str) -> Path:
    path.write_text("\n".join(["year,grade,subject,max_score,min3,min4,min5", *lines]) + "\n", encoding="utf-8")
    return path


def test_shipped_rows_come_once_and_leave_edited_rows_alone(ctx: Context) -> None:
    first = load_shipped_scales(ctx)
    assert first.value == len(list_scales(ctx)) > 100
    assert load_shipped_scales(ctx).value == 0
    row = next(row for row in list_scales(ctx, "vpr", 2021) if (row.grade, row.subject) == (4, "Математика"))
    save_scale(ctx, replace(row, min3=7))
    assert load_shipped_scales(ctx).value == 0
    found = scale_for(ctx, "vpr", 2021, 4, "Математика", 20)
    assert found is not None
    assert (found.min3, found.edited) == (7, True)


def test_scale_is_for_its_paper_only(shipped: Context) -> None:
    assert scale_for(shipped, "vpr", 2021, 4, "Русский язык", 38) is not None
    assert scale_for(shipped, "vpr", 2021, 4, "Русский язык") is not None
    assert scale_for(shipped, "vpr", 2021, 4, "Русский язык", 40) is None
    assert scale_for(shipped, "vpr", 2019, 4, "Русский язык", 38) is None
    with shipped.db.read() as session:
        assert scale_for(session, "oge", 2022, 9, "Физика", 45) is not None


def test_own_scale_is_saved_changed_and_taken_back(ctx: Context) -> None:
    made = save_scale(ctx, OWN)
    (row,) = list_scales(ctx)
    assert (row.id, row.subject, row.source, row.edited) == (made.value, "Математика", "Приказ района", True)
    changed = save_scale(ctx, replace(row, min5=17))
    assert changed.undo is not None
    changed.undo(ctx)
    assert list_scales(ctx) == (row,)
    gone = delete_scale(ctx, made.value)
    assert list_scales(ctx) == ()
    assert gone.undo is not None
    gone.undo(ctx)
    assert list_scales(ctx) == (row,)
    assert made.undo is not None
    made.undo(ctx)
    assert list_scales(ctx) == ()


def test_what_cannot_be_saved(ctx: Context) -> None:
    saved = save_scale(ctx, OWN).value
    with pytest.raises(UserError, match="уже есть"):
        save_scale(ctx, OWN)
    with pytest.raises(UserError, match="расти"):
        save_scale(ctx, replace(OWN, year=2025, min3=13))
    delete_scale(ctx, saved)
    with pytest.raises(UserError, match="уже нет"):
        save_scale(ctx, replace(OWN, id=saved))
    with pytest.raises(UserError, match="уже нет"):
        delete_scale(ctx, saved)


def test_file_of_scales(shipped: Context, tmp_path: Path) -> None:
    before = list_scales(shipped)
    path = write(
        tmp_path / "scales.csv",
        "2021,4,Русский язык,38,14,24,33",
        "2021,4,Математика,20,7,10,15",
        "2024,6,Математика,20,7,11,15",
        "2024,6,Математика,20,7,11,15",
        "2024,5,Математика,20,15,11,15",
        "2024,двенадцать,Математика,20,7,11,15",
    )
    done = import_scales(shipped, path)
    report = done.value
    assert (report.new, report.changed, report.same, report.refused) == (1, 1, 1, 3)
    assert [(p.code, p.cell) for p in report.problems] == [
        ("repeated_scale", "C5"),
        ("cuts_not_rising", "E6"),
        ("not_a_number", "B7"),
    ]
    again = import_scales(shipped, path)
    assert (again.value.new, again.value.changed, again.value.same) == (0, 0, 3)
    assert not again.topics
    assert load_shipped_scales(shipped).value == 0
    assert done.undo is not None
    done.undo(shipped)
    assert list_scales(shipped) == before


def test_file_without_the_columns_is_refused(ctx: Context, tmp_path: Path) -> None:
    path = tmp_path / "scales.csv"
    path.write_text("year,grade,subject\n2021,4,Математика\n", encoding="utf-8")
    with pytest.raises(UserError) as caught:
        import_scales(ctx, path)
    assert "«Максимальный балл»" in caught.value.what
    assert "max_score" in caught.value.todo
