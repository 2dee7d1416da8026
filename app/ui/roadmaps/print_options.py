"""Print of a roadmap: the pages at right, at left the few choices that change how they look."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from app.services.forms.roadmap_layout import PRESETS, RoadmapLayout, is_changed, preset_layout
from app.ui import theme
from app.ui.context import UiContext
from app.ui.widgets.fields import CheckField, ChoiceField, Field, FormGrid
from app.ui.widgets.print_preview import PrintPreview

if TYPE_CHECKING:
    from app.services.forms.blocks import FormPage

_OWN = "own"
_CHOICES: dict[str, tuple[str, tuple[tuple[str, str], ...]]] = {
    "columns": ("Графы", (("Как в карте", "auto"), ("Четыре", "4"), ("Пять, с результатом", "5"))),
    "orientation": ("Лист", (("По содержанию", "auto"), ("Книжный", "portrait"), ("Альбомный", "landscape"))),
    "sections": (
        "Названия разделов",
        (
            ("Строкой посередине", "centred"),
            ("Строкой слева", "left"),
            ("Строкой, обычным шрифтом", "plain"),
            ("Номер в своей графе", "number_cell"),
            ("Как обычный пункт", "row"),
            ("Заголовком, таблицы отдельно", "headings"),
            ("Не печатать", "none"),
        ),
    ),
    "section_numbers": (
        "Номера разделов",
        (("Как в карте", "stored"), ("1. 2. 3.", "arabic"), ("I. II. III.", "roman"), ("Без номеров", "none")),
    ),
    "numbering": (
        "Номера пунктов",
        (
            ("Как в карте", "stored"),
            ("1. 2. в каждом разделе", "restart"),
            ("1. 2. 3. насквозь", "continuous"),
            ("1.1. 1.2. по разделам", "hierarchical"),
            ("Без номеров", "none"),
        ),
    ),
    "title": (
        "Название карты",
        (("Одной строкой", "plain"), ("Вид плана отдельно", "split"), ("Вид плана прописными", "capitals")),
    ),
    "approval": (
        "Над названием",
        (("Ничего", "none"), ("Гриф приложения к приказу", "order"), ("«УТВЕРЖДАЮ»", "head")),
    ),
}  # fmt: skip
_CHECKS = {
    "merge_equal": "Одинаковые ячейки объединять",
    "column_numbers": "Строка с номерами граф",
    "preamble": "Цель и задачи над таблицей",
}
_HINTS = {
    "merge_equal": "Соседние сроки и ответственные с одними и теми же словами печатаются одной ячейкой",
    "column_numbers": "Строка 1, 2, 3 … под названиями граф",
    "preamble": "Основание, цель, задачи и показатели печатаются над таблицей",
}


class LayoutChoices(QFrame):
    """The fields; `chosen(layout)` after each choice."""

    chosen = Signal(object)

    def __init__(self, layout: RoadmapLayout, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme.mark(self, "panel")
        self.layout_chosen = layout
        self.preset = ChoiceField("Вид", [(preset.name, code) for code, preset in PRESETS.items()])
        self.about = QLabel()
        self.about.setWordWrap(True)
        theme.mark(self.about, "note")
        self.fields: dict[str, Field] = {name: ChoiceField(label, choices) for name, (label, choices) in _CHOICES.items()}
        self.fields |= {name: CheckField(words, hint=_HINTS[name]) for name, words in _CHECKS.items()}
        inner = QWidget()
        theme.mark(inner, "panel")
        box = QVBoxLayout(inner)
        box.setContentsMargins(theme.AROUND, theme.AROUND, theme.AROUND, theme.AROUND)
        box.setSpacing(theme.SPACE)
        box.addWidget(self.preset)
        box.addWidget(self.about)
        box.addWidget(FormGrid(list(self.fields.values())))
        box.addStretch(1)
        scroll = QScrollArea()
        theme.mark(scroll, "panel")
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(inner)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scroll)
        self.setFixedWidth(theme.px(312))
        self.preset.committed.connect(self._take_preset)
        for name, field in self.fields.items():
            field.committed.connect(lambda value, name=name: self._take(replace(self.layout_chosen, **{name: value})))
        self._show()

    def _take_preset(self, code: Any) -> None:
        if code != _OWN:
            self._take(preset_layout(str(code)))

    def _take(self, layout: RoadmapLayout) -> None:
        self.layout_chosen = layout
        self._show()
        self.chosen.emit(layout)

    def _show(self) -> None:
        layout, changed = self.layout_chosen, is_changed(self.layout_chosen)
        own = [("Свой вид", _OWN)] if changed else []
        self.preset.set_choices([*((preset.name, code) for code, preset in PRESETS.items()), *own])
        self.preset.set_value(_OWN if changed else layout.preset)
        preset = PRESETS[layout.preset]
        self.about.setText(f"На основе вида «{preset.name}»" if changed else preset.about)
        for name, field in self.fields.items():
            field.set_value(getattr(layout, name))


class _Paper:
    """The pages of the roadmap with the layout of the moment. Its functions run on the worker."""

    def __init__(self, ui: UiContext, roadmap_id: int, layout: RoadmapLayout) -> None:
        self._ui, self._roadmap_id, self.layout = ui, roadmap_id, layout
        self.page: FormPage | None = None

    def pdf(self) -> bytes:
        from app.services.forms.printing import render

        return render(self._made(), "pdf")

    def docx(self) -> bytes:
        from app.services.forms.printing import render

        return render(self._made(), "docx")

    def xlsx(self) -> bytes:
        from app.services.forms.printing import roadmap_xlsx

        return roadmap_xlsx(self._ui.ctx, self._roadmap_id, self.layout)[0]

    def file_name(self) -> str:
        return self.page.file_stem if self.page is not None else "Дорожная карта"

    def notes(self) -> list[str]:
        return [note.text for note in self.page.notes] if self.page is not None else []

    def _made(self) -> FormPage:
        from app.services.forms.registry import make

        self.page = make(self._ui.ctx, "roadmap", roadmap_id=self._roadmap_id, layout=self.layout)
        return self.page


def open_print(ui: UiContext, parent: QWidget, roadmap_id: int) -> None:
    """Show the roadmap as it will be printed; choices are remembered for this roadmap as they are made."""
    from app.services.forms.queries import get_roadmap_layout

    ui.worker.read(
        lambda progress: get_roadmap_layout(ui.ctx, roadmap_id),
        done=lambda layout: _open(ui, parent, roadmap_id, layout),
        owner=parent,
        key="print",
    )


def _open(ui: UiContext, parent: QWidget, roadmap_id: int, layout: RoadmapLayout) -> None:
    paper, choices = _Paper(ui, roadmap_id, layout), LayoutChoices(layout)
    preview = PrintPreview(
        ui.worker,
        "Печать дорожной карты",
        paper.file_name,
        paper.pdf,
        paper.docx,
        render_xlsx=paper.xlsx,
        side=choices,
        notes=paper.notes,
        state=ui.state,
        parent=parent.window(),
    )

    def take(chosen: RoadmapLayout) -> None:
        from app.services.forms.commands import set_roadmap_layout

        paper.layout = chosen
        preview.again()
        if not ui.ctx.db.read_only:
            ui.worker.write(lambda progress: set_roadmap_layout(ui.ctx, roadmap_id, chosen))

    choices.chosen.connect(take)
    preview.open()
