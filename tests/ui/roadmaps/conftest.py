"""A page of its own for a widget of the roadmaps, over a small district with one roadmap."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QWidget

from app.services.roadmaps.rows import RoadmapLine, RoadmapTree
from app.ui.widgets.side_panel import SidePanel
from tests.db.execution.district import add_roadmap, add_schools, line, occurrences


@dataclass
class Place:
    """The roadmap of the small district and a window with its services."""

    desk: Any
    tree: RoadmapTree
    schools: list[int]
    qtbot: Any

    @property
    def ui(self) -> Any:
        return self.desk.workspace.ui

    @property
    def ctx(self) -> Any:
        return self.desk.ctx

    def line(self, number: str) -> RoadmapLine:
        """As it is stored now."""
        from app.services.roadmaps.queries import get_roadmap

        assert self.tree.id is not None
        return line(get_roadmap(self.ctx, self.tree.id), number)

    def of(self, number: str) -> Any:
        return occurrences(self.ctx, self.tree, number)

    def show(self, widget: QWidget, width: int = 340) -> SidePanel:
        """The widget in a side panel of this width."""
        side = SidePanel()
        side.body.addWidget(widget)
        side.body.addStretch(1)
        self.qtbot.addWidget(side)
        side.resize(width, 760)
        side.show()
        side.activateWindow()
        QApplication.processEvents()
        return side

    def take_back(self) -> None:
        self.desk.workspace.take_back()

    @property
    def message(self) -> str:
        return self.desk.window.message_bar.text.text()


@pytest.fixture
def place(empty_desk, qtbot) -> Place:
    schools = add_schools(empty_desk.ctx)
    return Place(empty_desk, add_roadmap(empty_desk.ctx), schools, qtbot)
