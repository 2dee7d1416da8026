"""The panel beside the tree: a line, a section, or the roadmap as a whole."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.services.roadmaps.rows import RoadmapLine, RoadmapSectionRow, RoadmapTree
from app.ui import theme
from app.ui.widgets.fields import CheckField, DateField, Field, FormGrid, MemoField, TextField


class _RowForm(QWidget):
    """Fields named like the attributes of a frozen row; `edited(row)` gives the row with one change."""

    edited = Signal(object)

    def __init__(self, fields: dict[str, Field], lines: list[Field | tuple[Field, ...]]) -> None:
        super().__init__()
        self.fields = fields
        self._row: Any = None
        self.box = QVBoxLayout(self)
        self.box.setContentsMargins(0, 0, 0, 0)
        self.box.setSpacing(theme.SPACE)
        self.box.addWidget(FormGrid(lines))
        for name, field in fields.items():
            field.committed.connect(lambda value, name=name: self._commit(name, value))

    def show_row(self, row: Any) -> None:
        """Show another row, or the same one as it is now stored."""
        other = self._row is None or row is None or self._row.id != row.id
        self._row = row
        for name, field in self.fields.items():
            if other:
                field.commit_stopped()
            field.set_value(getattr(row, name) if row is not None else None)

    def save_typed(self) -> None:
        for field in self.fields.values():
            field.commit()

    def _commit(self, name: str, value: Any) -> None:
        if self._row is not None:
            self._row = replace(self._row, **{name: value})
            self.edited.emit(self._row)


class GrowingMemo(MemoField):
    """As tall as its text, from `least` lines up to `most`: an item with a list of ten points is read without scrolling."""

    def __init__(self, label: str, *, least: int, most: int, required: bool = False) -> None:
        self._least, self._most = least, most
        super().__init__(label, lines=least, required=required)
        layout = self.memo.document().documentLayout()
        layout.documentSizeChanged.connect(lambda _size: self._grow())

    def _grow(self) -> None:
        lines = round(self.memo.document().size().height())  # a plain text edit counts in lines
        lines = max(self._least, min(self._most, lines))
        if lines != self._lines:  # another height lays the whole panel out anew
            self._lines = lines
            self._measure()


class LineForm(_RowForm):
    """An item: its texts as they are printed. `after_deadline` and `after_responsible` take what belongs under them."""

    def __init__(self) -> None:
        self.number = TextField("Номер", width=120)
        self.text = GrowingMemo("Мероприятие", least=3, most=14)
        self.deadline = MemoField("Срок, как в документе", lines=2, placeholder="до 15 октября 2026 года")
        self.responsible = GrowingMemo("Ответственные", least=2, most=6)
        self.result = GrowingMemo("Результат", least=2, most=8)
        super().__init__(
            {
                "number": self.number,
                "text": self.text,
                "deadline": self.deadline,
                "responsible": self.responsible,
                "result": self.result,
            },
            [self.number, self.text, self.deadline],
        )
        self.after_deadline = QVBoxLayout()
        self.after_deadline.setContentsMargins(0, 0, 0, 0)
        self.box.addLayout(self.after_deadline)
        self.after_responsible = QVBoxLayout()
        self.after_responsible.setContentsMargins(0, 0, 0, 0)
        self.box.addWidget(FormGrid([self.responsible]))
        self.box.addLayout(self.after_responsible)
        self.box.addWidget(FormGrid([self.result]))

    def show_line(self, line: RoadmapLine | None, with_result: bool) -> None:
        self.show_row(line)
        subhead = line is not None and line.is_subhead
        self.text.label.setText("Подзаголовок" if subhead else "Мероприятие")
        for field in (self.deadline, self.responsible):
            field.setVisible(not subhead)
        self.result.setVisible(with_result and not subhead)


class SectionForm(_RowForm):
    def __init__(self) -> None:
        number, title = TextField("Номер раздела", width=120), MemoField("Название раздела", lines=3)
        super().__init__({"number": number, "title": title}, [number, title])

    def row(self) -> RoadmapSectionRow | None:
        row: RoadmapSectionRow | None = self._row
        return row


class HeadForm(_RowForm):
    """Title, preamble, period and columns of the whole roadmap."""

    def __init__(self) -> None:
        title = MemoField("Название", lines=4, required=True)
        start, end = DateField("Действует с"), DateField("по")
        preamble = MemoField("Основание, цель, задачи, показатели", lines=9)
        result = CheckField("Графа «Результат»", hint="Снимите, если в вашей карте четыре графы: тексты не пропадут")
        super().__init__(
            {"title": title, "period_start": start, "period_end": end, "preamble": preamble, "has_result_column": result},
            [title, (start, end), preamble, result],
        )

    def row(self) -> RoadmapTree | None:
        row: RoadmapTree | None = self._row
        return row
