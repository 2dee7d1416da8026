"""The fields of an organisation, edited in place: in the side panel and on the card."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.services.organisations.rows import KINDS, LOCALITY_TYPES, MunicipalityRow, OrganisationRow
from app.services.organisations.rules import problems_of
from app.ui.widgets.fields import ChoiceField, DateField, Field, FormGrid, MemoField, NumberField, TextField


def _choices(names: dict[str, str]) -> list[tuple[str, Any]]:
    return [(name[:1].upper() + name[1:], key) for key, name in names.items()]


class OrganisationForm(QWidget):
    """Shows a row; `edited(row)` gives the whole row with one field changed, once it has no errors.

    `full`: every field, for the card; else those that a list is kept for. People are edited among the people of a card.
    """

    edited = Signal(object)

    def __init__(self, parent: QWidget | None = None, *, full: bool = False) -> None:
        super().__init__(parent)
        self._row: OrganisationRow | None = None
        self.fields: dict[str, Field] = {
            "short_name": TextField("Краткое название", required=True),
            "full_name": MemoField("Полное название", lines=2),
            "kind": ChoiceField("Вид", _choices(KINDS)),
            "login": TextField("Логин ФИС ОКО", placeholder="edu000000"),
            "pupils": NumberField("Учеников", high=10_000),
            "municipality_id": ChoiceField("Муниципалитет", [("Не указан", None)]),
            "locality_type": ChoiceField("Местность", _choices(LOCALITY_TYPES)),
            "locality": TextField("Населённый пункт", placeholder="с. Заречное"),
            "address": TextField("Адрес"),
            "director": TextField("Руководитель"),
            "coordinator": TextField("Школьный координатор"),
            "phone": TextField("Телефон"),
            "email": TextField("Электронная почта"),
            "oge_code": TextField("Код ОГЭ"),
            "ege_code": TextField("Код ЕГЭ"),
            "closed_on": DateField("Закрыта с"),
            "note": MemoField("Заметка", lines=3),
            "inn": TextField("ИНН"),
            "legal_form": TextField("Организационно-правовая форма", placeholder="муниципальное бюджетное учреждение"),
            "founder": TextField("Учредитель"),
            "site": TextField("Сайт"),
            "opened_on": DateField("Открыта с"),
        }
        away = ("director", "coordinator") if full else ("inn", "legal_form", "founder", "site", "opened_on")
        for name in away:
            del self.fields[name]
        f = self.fields
        rows: list[Field | tuple[Field, ...]] = [
            f["short_name"],
            f["full_name"],
            (f["kind"], f["login"]),
            (f["locality"], f["locality_type"]),
            f["municipality_id"],
        ]
        if full:
            rows += [
                (f["address"], f["site"]),
                (f["phone"], f["email"]),
                (f["pupils"], f["oge_code"], f["ege_code"]),
                (f["founder"], f["legal_form"]),
                (f["inn"], f["opened_on"], f["closed_on"]),
                f["note"],
            ]
        else:
            rows += [
                f["director"],
                f["coordinator"],
                (f["phone"], f["email"]),
                f["address"],
                (f["pupils"], f["oge_code"], f["ege_code"]),
                f["closed_on"],
                f["note"],
            ]
        grid = FormGrid(rows)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(grid)
        for name, field in self.fields.items():
            field.committed.connect(lambda value, name=name: self._commit(name, value))

    def set_municipalities(self, rows: Sequence[MunicipalityRow]) -> None:
        field = self.fields["municipality_id"]
        assert isinstance(field, ChoiceField)
        field.set_choices([("Не указан", None), *((m.name, m.id) for m in rows)])

    def show_row(self, row: OrganisationRow | None) -> None:
        """Show another row, or the same one as it is now stored."""
        if self._row is not None and (row is None or self._row.id != row.id):
            self.save_typed()  # of the row that is left
        self._row = row
        self.setEnabled(row is not None)
        for name, field in self.fields.items():
            field.set_value(getattr(row, name) if row is not None else None)
        if row is not None and row.id is not None:
            self._show_problems(row)

    def row(self) -> OrganisationRow | None:
        return self._row

    def save_typed(self) -> None:
        """Save what is being typed: the page is left."""
        for field in self.fields.values():
            field.commit()

    def _commit(self, name: str, value: Any) -> None:
        if self._row is None:
            return
        self._row = replace(self._row, **{name: value})
        if self._show_problems(self._row):
            self.edited.emit(self._row)

    def _show_problems(self, row: OrganisationRow) -> bool:
        """Problems under their fields; True when nothing hinders saving."""
        found = {p.field: p for p in reversed(problems_of(row))}
        for name, field in self.fields.items():
            field.set_problem(found.get(name))
        return not any(p.severity == "error" for p in found.values())
