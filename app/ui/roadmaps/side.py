"""The panel on the right: what was done of the chosen row, its texts, the remarks about it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.services.roadmaps.rows import RoadmapLine, RoadmapTree
from app.services.text_ru import counted
from app.ui import theme
from app.ui.context import UiContext
from app.ui.roadmaps.duties_panel import DutiesPanel
from app.ui.roadmaps.forms import HeadForm, LineForm, SectionForm
from app.ui.roadmaps.owners_box import OwnersBox
from app.ui.roadmaps.readings import ReadingsBox
from app.ui.roadmaps.remarks import RemarksPanel
from app.ui.roadmaps.tree_model import Chosen
from app.ui.widgets.page_switch import PageSwitch
from app.ui.widgets.side_panel import SidePanel

if TYPE_CHECKING:
    from app.ui.roadmaps.flags_panel import FlagsPanel

PAGES = (("doing", "Исполнение"), ("text", "Текст"), ("remarks", "Замечания"), ("flags", "Перенос"))
SHOWN_TEXT = 260
"""Letters of an item said above its dates; the whole text is one page away."""


class RoadmapSide(SidePanel):
    """`show_rows` fills it; the page is the one that was chosen last where the row has it."""

    flag_asked = Signal(object)
    """A place of a rolled-over roadmap: its `RolloverFlagRow`."""

    def __init__(self, ui: UiContext) -> None:
        super().__init__()
        self._ui = ui
        self.switch = PageSwitch(PAGES, "Что показать о строке")
        kept = ui.state.get("roadmaps/side")
        self._wanted = kept if isinstance(kept, str) and kept in self.switch.buttons else "doing"
        self.switch.changed.connect(self._switched)
        self.line_form, self.section_form, self.head_form = LineForm(), SectionForm(), HeadForm()
        self.pages = {key: QWidget() for key, _ in PAGES}
        self.boxes: dict[str, QVBoxLayout] = {}
        self.body.addWidget(self.switch, 0, Qt.AlignmentFlag.AlignLeft)
        for key, page in self.pages.items():
            box = QVBoxLayout(page)
            box.setContentsMargins(0, 0, 0, 0)
            box.setSpacing(theme.SPACE)
            self.boxes[key] = box
            self.body.addWidget(page)
            page.hide()
        for form in (self.line_form, self.section_form, self.head_form):
            self.boxes["text"].addWidget(form)
            form.hide()
        self.body.addStretch(1)
        self.duties = DutiesPanel(ui)
        self.boxes["doing"].addWidget(self.duties)
        self.readings = ReadingsBox(ui)
        self.line_form.after_deadline.addWidget(self.readings)
        self.owners = OwnersBox(ui)
        self.line_form.after_responsible.addWidget(self.owners)
        self.remarks = RemarksPanel(ui)
        self.boxes["remarks"].addWidget(self.remarks)
        self._flags: FlagsPanel | None = None
        self.switch.buttons["flags"].hide()
        self.switch.buttons["flags"].setToolTip("Что просмотреть после переноса на новый год")
        self._shows_head = False
        self._dated: tuple[int | None, tuple[RoadmapLine, ...]] = (None, ())

    # -- what the owner says

    def show_rows(self, tree: RoadmapTree | None, chosen: Sequence[Chosen], *, head: bool = False) -> None:
        """One line, several of them, one section; nothing chosen or `head` = the roadmap as a whole."""
        lines = [one.line for one in chosen if one.line is not None and not one.line.is_subhead]
        single = chosen[0] if len(chosen) == 1 and not head else None
        several = len(chosen) > 1 and not head
        self._shows_head = single is None and not several
        self._show_duties(tree, () if self._shows_head else tuple(lines))
        line = single.line if single is not None else None
        if tree is None:
            self.remarks.clear()
        elif line is not None:
            self.remarks.show(tree.id, line_uid=line.uid)
        elif single is not None:
            self.remarks.show(tree.id, section_id=single.section.id)
        else:
            self.remarks.show(tree.id, head=True)
        self.head_form.setVisible(self._shows_head and tree is not None)
        self.line_form.setVisible(line is not None)
        self.section_form.setVisible(single is not None and line is None)
        if self._shows_head:
            self.set_heading("Дорожная карта" if tree is not None else "Выберите карту")
        if tree is not None and self._shows_head:
            self.head_form.show_row(tree)
        if line is not None and tree is not None:
            self.line_form.show_line(line, tree.has_result_column)
            self._name_line(line)
        elif single is not None:
            self.section_form.show_row(single.section)
            self.set_heading("Раздел", counted(len(single.section.lines), "строка", "строки", "строк"))
        elif several:
            self.set_heading(f"Выбрано: {counted(len(lines), 'пункт', 'пункта', 'пунктов')}")
        offered = {"doing": bool(lines) and not self._shows_head, "text": not several, "remarks": not several}
        self._offer(*(key for key, wanted in offered.items() if wanted), "flags")

    def show_flags(self, roadmap_id: int, number: int) -> None:
        """What nobody has looked at since the roadmap was rolled over; the page is there only while something is left."""
        self.switch.buttons["flags"].setVisible(number > 0)
        if number and self._flags is None:
            from app.ui.roadmaps.flags_panel import FlagsPanel

            self._flags = FlagsPanel(self._ui)
            self._flags.go_to.connect(self.flag_asked)
            self.boxes["flags"].addWidget(self._flags)
        if self._flags is not None:
            self._flags.show_roadmap(roadmap_id)
        if not number and self.page() == "flags":
            self.switch.choose("text")

    def minimumSizeHint(self) -> QSize:
        """All pages can be chosen, whatever the size of the font."""
        hint: QSize = super().minimumSizeHint()
        return QSize(max(hint.width(), self.switch.sizeHint().width() + 2 * theme.AROUND + 2), hint.height())

    def _show_duties(self, tree: RoadmapTree | None, lines: tuple[RoadmapLine, ...]) -> None:
        """Read only for other lines: after a mark the panel reads by itself."""
        wanted = (tree.id if tree is not None else None, lines)
        if wanted != self._dated:
            self._dated = wanted
            self.duties.show_lines(*wanted)
            single = lines[0] if len(lines) == 1 else None
            for part in (self.readings, self.owners):
                part.setVisible(single is not None)
                part.show_line(wanted[0], single)

    def _name_line(self, line: RoadmapLine) -> None:
        if line.is_subhead:
            self.set_heading("Подзаголовок", line.number)
            return
        text = " ".join(line.text.split())
        self.set_heading(
            f"Пункт {line.number}".strip(), text if len(text) <= SHOWN_TEXT else f"{text[:SHOWN_TEXT].rsplit(' ', 1)[0]}…"
        )

    def show_page(self, key: str) -> None:
        """This page, if the row has it."""
        if self.switch.buttons[key].isEnabled() and not self.switch.buttons[key].isHidden():
            self.switch.choose(key)

    def page(self) -> str:
        return self.switch.current()

    def focus_page(self, part: QWidget | None = None) -> None:
        """The cursor to the first thing on the page (or in this part of it) that takes keys."""
        for widget in (part or self.pages[self.page()]).findChildren(QWidget):
            if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isEnabled() and widget.isVisibleTo(self):
                widget.setFocus(Qt.FocusReason.OtherFocusReason)
                self._scroll.ensureWidgetVisible(widget)
                return
        self.switch.buttons[self.page()].setFocus(Qt.FocusReason.OtherFocusReason)

    def save_typed(self) -> None:
        for form in (self.line_form, self.section_form, self.head_form):
            form.save_typed()

    # -- inside

    def _offer(self, *keys: str) -> None:
        """Only these pages make sense now; the others are grey, so that the switch stays where it is."""
        offered = []
        for key, button in self.switch.buttons.items():
            button.setEnabled(key in keys)
            if key in keys and not button.isHidden():
                offered.append(key)
        wanted = self._wanted if self._wanted in offered else next(iter(offered), "")
        if wanted and wanted != self.switch.current():
            self.switch.blockSignals(True)
            self.switch.choose(wanted)
            self.switch.blockSignals(False)
        for key, page in self.pages.items():
            page.setVisible(key == wanted)

    def _switched(self, key: str) -> None:
        self._wanted = key
        self._ui.state.put("roadmaps/side", key)
        for name, page in self.pages.items():
            page.setVisible(name == key)
