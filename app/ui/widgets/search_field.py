"""A labelled field to choose one of many by typing a part of its name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app.ui.widgets.fields import Field
from app.ui.widgets.search_choice import SearchChoice


class SearchField(Field):
    """`nothing`: what the empty field means. The value is that of the choice, or None."""

    def __init__(self, label: str, nothing: str, *, hint: str = "") -> None:
        self.choice = SearchChoice(nothing)
        super().__init__(label, self.choice, hint=hint or "Начните печатать название")
        self.choice.chosen.connect(lambda _value: self._picked())

    def set_choices(self, choices: Sequence[tuple[str, Any]]) -> None:
        self._filling = True
        self.choice.set_choices(choices)
        self._filling = False

    def value(self) -> Any:
        return self.choice.value()

    def _show(self, value: Any) -> None:
        self.choice.set_value(value)
