"""«Название и район…»: whose base this is. Takes a row and choices, returns a draft, calls no service."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from app.services.organisations.rows import MunicipalityRow
from app.services.workplace.rows import WorkplaceRow
from app.ui import theme
from app.ui.widgets.fields import ChoiceField, FormGrid, TextField


class WorkplaceDialog(QDialog):
    """`draft` is the changed row after the dialog was accepted."""

    def __init__(self, row: WorkplaceRow, municipalities: Sequence[MunicipalityRow], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Название и район")
        self._row = row
        self.draft: WorkplaceRow | None = None
        self.name = TextField("Полное название", required=True)
        self.name.set_value(row.name)
        self.district = TextField("Район, как он пишется в заголовке", placeholder="Заречный район")
        self.district.set_value(row.district_name)
        self.place = ChoiceField(
            "Свой муниципалитет: его школы входят в итоги района",
            [("Не указан", None), *((m.name, m.id) for m in municipalities)],
        )
        self.place.set_value(row.municipality_id)
        self.place.setVisible(row.kind == "department" and bool(municipalities))
        save = QPushButton("Сохранить")
        theme.mark(save, "primary")
        save.setDefault(True)
        save.clicked.connect(self._save)
        cancel = QPushButton("Отмена")
        cancel.setAutoDefault(False)
        cancel.clicked.connect(self.reject)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(cancel)
        buttons.addWidget(save)
        box = QVBoxLayout(self)
        box.setContentsMargins(theme.AROUND, theme.AROUND, theme.AROUND, theme.AROUND)
        box.setSpacing(theme.AROUND)
        box.addWidget(FormGrid([self.name, self.district, self.place]))
        box.addStretch(1)
        box.addLayout(buttons)
        self.resize(theme.px(520), theme.px(260))

    def _save(self) -> None:
        if not self.name.value():
            self.name.set_problem("Впишите название.")
            return
        self.draft = replace(
            self._row, name=self.name.value(), district_name=self.district.value(), municipality_id=self.place.value()
        )
        self.accept()
