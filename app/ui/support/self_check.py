"""Самодиагностика: the page of a school about itself."""

from __future__ import annotations

from PySide6.QtWidgets import QStackedWidget

from app.ui.context import UiContext
from app.ui.support.risk_dialog import RiskPane
from app.ui.widgets.empty_state import EmptyState
from app.ui.widgets.tab_page import TabPage


class SelfCheckTab(TabPage):
    topics = frozenset({"settings"})
    help_page = "support"

    def __init__(self, ui: UiContext) -> None:
        super().__init__(ui)
        self.pane: RiskPane | None = None
        self.stack = QStackedWidget()
        self.empty = EmptyState(
            "school-outline",
            "Карточки вашей школы ещё нет",
            "Откройте страницу «Карточка школы» и заведите её: анкета появится здесь.",
        )
        self.stack.addWidget(self.empty)
        self.box.addWidget(self.stack)

    def reload(self) -> None:
        def read(_progress: object) -> int | None:
            from app.services.workplace.queries import get_workplace

            found = get_workplace(self.ui.ctx)
            return found.organisation_id if found is not None else None

        self.ui.worker.read(read, done=self._show, owner=self, key="own")

    def _show(self, organisation_id: int | None) -> None:
        if organisation_id is not None and self.pane is None:
            self.pane = RiskPane(self.ui, organisation_id)
            self.pane.save_button.setText("Сохранить для отдела…")
            self.pane.save_button.setAccessibleName("Сохранить для отдела…")
            self.stack.addWidget(self.pane)
            self.stack.setCurrentWidget(self.pane)
        self.loaded()

    def year_changed(self) -> None:
        """The latest self-diagnosis is shown in every year."""
