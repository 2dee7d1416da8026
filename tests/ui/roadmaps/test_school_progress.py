"""What the schools have done: alphabetically, without an order of merit, beside their own roadmaps."""

from __future__ import annotations

from dataclasses import replace

from app.services.duties.rows import DutyKey
from app.services.execution import commands as do
from app.services.roadmaps.rows import RoadmapLine, RoadmapSectionRow, RoadmapTree
from app.ui.roadmaps.school_progress import SchoolProgressBox
from tests.db.execution.district import SCHOOLS, add_roadmap


def _box(place) -> SchoolProgressBox:
    box = SchoolProgressBox(place.ui)
    place.kept = place.show(box, 900)
    box.show_roadmap(place.tree.id)
    return box


def _cells(box, key: str) -> list[str]:
    column = next(c for c in box.table.row_model.columns if c.key == key)
    return [column.text(row) for row in box.table.row_model.shown()]


def test_schools_by_the_alphabet_and_what_each_has_done(place):
    box = _box(place)
    assert _cells(box, "school") == list(SCHOOLS)
    assert _cells(box, "owed") == ["0 из 6", "0 из 5", "0 из 5"]
    assert _cells(box, "late") == ["2", "2", "2"]
    assert box.table.isColumnHidden(3) and not box.table.horizontalHeader().sectionsClickable()
    (report,) = place.of("1.2.")
    place.desk.workspace.worker.write(
        lambda _p: do.mark(place.ctx, [DutyKey(report.key.occurrence_id, place.schools[1])], "done")
    )
    assert _cells(box, "owed") == ["0 из 6", "1 из 5", "0 из 5"]
    assert box.summary.text() == "3\u00a0школы, по алфавиту; всё выполнили – 0."


def test_its_own_roadmap_stands_beside_and_enter_opens_it(place):
    own = RoadmapTree(
        "План школы", (RoadmapSectionRow("1.", "", (RoadmapLine("1.", "Провести педсовет", "до 1 декабря 2026 г."),)),),
        organisation_id=place.schools[1], parent_id=place.tree.id,
    )  # fmt: skip
    stored = add_roadmap(place.ctx, own)
    box = _box(place)
    assert _cells(box, "own") == ["нет", "0 из 1", "нет"]
    opened = []
    box._ui = replace(box._ui, open_target=opened.append)
    box.table.selectRow(1)
    box.table.opened.emit(box.table.current_row())
    assert opened == [("roadmap", stored.id)]
    box.table.selectRow(0)
    box.table.opened.emit(box.table.current_row())
    assert SCHOOLS[0] in place.message and "ещё нет" in place.message


def test_a_roadmap_that_asks_nothing_of_schools_says_what_to_do(place):
    lonely = RoadmapTree("План", (RoadmapSectionRow("1.", "", (RoadmapLine("1.", "Издать приказ", "май", "Отдел"),)),))
    box = _box(place)
    box.show_roadmap(add_roadmap(place.ctx, lonely).id)
    assert box.stack.currentWidget() is box.nothing and not box.summary.isVisible()
    box.show_roadmap(None)
    assert box.stack.currentIndex() == 0
