"""One school's schedule: the grid, findings beside it, repairing at once or one by one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Literal

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QAction, QColor, QKeyEvent, QPainter, QPixmap, QPolygon, QResizeEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.services.changes import Changes
from app.services.school_schedule.checked import SchoolPage
from app.services.school_schedule.findings import SEVERITIES, Change, Finding, Proposal
from app.services.school_schedule.rows import LEVEL_LETTERS, LEVEL_TITLES, LEVELS, Entry, Form
from app.services.school_schedule.rules import counts, entry_words
from app.services.school_schedule.typed import Typed
from app.services.text_ru import counted, long_date, short_date
from app.ui import theme
from app.ui.context import UiContext
from app.ui.errors import describe
from app.ui.print_form import open_form
from app.ui.school_schedule.finding_cards import FindingCards
from app.ui.school_schedule.grid import LEVEL_TONES, ScheduleGrid
from app.ui.school_schedule.layout import Class, class_words, grid_of
from app.ui.widgets.empty_state import EmptyState
from app.ui.widgets.page_head import PageHead
from app.ui.widgets.page_switch import PageSwitch
from app.ui.widgets.side_panel import MasterDetail, SidePanel
from app.ui.widgets.toolbar import Toolbar

_VIEWS = (("weeks", "По неделям"), ("days", "По дням"))
_HOW = (
    "Выберите клетку и набирайте: «Математика 14.09; Русский язык Р 16.09». Буквы Ф, Р, М – уровень, без буквы – школьная "
    "работа. Delete очищает клетку, Ctrl+Z отменяет."
)
_LOW = 430
"""Height of the page under which the words below the grid go."""
_CORNERS: tuple[tuple[theme.Role, str], ...] = (("overdue", "не по ФОП"), ("due", "отступление или дата"))


class SchoolView(QWidget):
    """`open_school` reads and shows; `back` says that the person wants the list again."""

    back = Signal()
    shown = Signal()

    def __init__(self, ui: UiContext, *, way_back: str = "Графики школ") -> None:
        super().__init__()
        self.ui = ui
        self.page: SchoolPage | None = None
        self._school, self._year, self._name = 0, 0, ""
        self._added: tuple[Class, ...] = ()
        self._all = True
        """All findings in the panel; else those of the chosen cell."""
        self.head = PageHead(way_back, self.back.emit)
        if not way_back:
            self.head.back_button.hide()
        self.switch = PageSwitch(_VIEWS, "Как показать график")
        kept = ui.state.get("schedules/view")
        if kept in dict(_VIEWS):
            self.switch.choose(str(kept))
        self.switch.changed.connect(self._switched)
        self.toolbar = Toolbar()
        self.toolbar.add_left(self.switch)
        self.remarks = self.toolbar.add_action("Замечания", self.open_detail, icon="clipboard-check-outline")
        self.repair = self.toolbar.add_action("Исправить всё…", self.propose, icon="auto-fix")
        self.repair.setToolTip("Предложить график, в котором пределы соблюдены: сначала покажем, что изменится")
        self.toolbar.add_action("Добавить класс…", self.ask_class, icon="plus")
        self.hours = self.toolbar.add_action("Часы предметов…", self.edit_hours, icon="clock-outline")
        self.hours.setToolTip("Часы в год по учебному плану: от них считаются 10 %")
        self.printing = self.toolbar.add_menu(
            "Напечатать",
            [
                _action(self, "На листах A4…", self.print_schedule),
                _action(self, "На листах A3…", lambda: self.print_schedule("A3")),
            ],
            icon="printer-outline",
        )
        self.printing.setToolTip("Единый график (Ctrl+P)")
        self.files = self.toolbar.add_menu(
            "Excel",
            [
                _action(self, "Сохранить по дням…", lambda: self.choose_file("days", blank=False)),
                _action(self, "Сохранить по неделям…", lambda: self.choose_file("weeks", blank=False)),
                _action(self, "Пустой бланк по дням…", lambda: self.choose_file("days", blank=True)),
                _action(self, "Пустой бланк по неделям…", lambda: self.choose_file("weeks", blank=True)),
            ],
            icon="microsoft-excel",
        )
        self.ask = self._ask_row()
        self.grid = ScheduleGrid()
        self.grid.schedule.typed.connect(self._typed)
        self.grid.cell_changed.connect(lambda _cell: self._cell_chosen())
        self.grid.opened.connect(self.open_detail)
        self.empty = EmptyState(
            "calendar-blank-outline", "Графика пока нет",
            "Загрузите график школы из Excel или добавьте классы и наберите его здесь.",
            (("Загрузить график…", lambda: ui.load_files(())), ("Добавить класс…", self.ask_class)),
        )  # fmt: skip
        self.stack = QStackedWidget()
        self.stack.addWidget(self.grid)
        self.stack.addWidget(self.empty)
        self.side = SidePanel()
        self.cell_words = QLabel()
        self.cell_words.setWordWrap(True)
        self.cell_words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.which = PageSwitch((("all", "Все замечания"), ("cell", "Этой клетки")), "Какие замечания")
        self.which.changed.connect(lambda _key: self._fill_side())
        self.cards = FindingCards()
        self.cards.fixed.connect(lambda finding: self._apply(finding.fix.changes, f"Исправлено: {finding.fix.words}"))
        self.cards.shown.connect(self.show_finding)
        for widget in (self.cell_words, self.which, self.cards):
            self.side.body.addWidget(widget)
        self.side.body.addStretch(1)
        left = QWidget()
        box = QVBoxLayout(left)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.SPACE)
        box.addWidget(self.stack, 1)
        self.legend = _Legend()
        box.addWidget(self.legend)
        self.how = QLabel(_HOW)
        self.how.setWordWrap(True)
        theme.mark(self.how, "note")
        box.addWidget(self.how)
        left.setFocusProxy(self.grid)
        self.split = MasterDetail(left, self.side, state=ui.state, state_key="schedule", share=0.68)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(theme.SPACE)
        whole.addLayout(self.head)
        whole.addWidget(self.toolbar)
        whole.addWidget(self.ask)
        whole.addWidget(self.split, 1)

    def _ask_row(self) -> QWidget:
        """The line for a class to be added; hidden until asked for."""
        self.class_field = _ClassField()
        self.class_field.returnPressed.connect(self._class_asked)
        label = QLabel("Класс:")
        label.setBuddy(self.class_field)
        add = QPushButton("Добавить")
        add.clicked.connect(lambda _checked=False: self._class_asked())
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.SPACE)
        for widget in (label, self.class_field, add):
            row.addWidget(widget)
        row.addStretch(1)
        self.class_field.given_up.connect(line.hide)
        line.hide()
        return line

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A low window has room for the grid only; the help page says how to type."""
        super().resizeEvent(event)
        self._show_how()

    def _show_how(self) -> None:
        self.how.setVisible(bool(self.grid.schedule.grid.classes) and self.height() >= theme.px(_LOW))

    # -- reading

    def open_school(self, organisation_id: int, school_year: int, name: str) -> None:
        if (organisation_id, school_year) != (self._school, self._year):
            self._added = ()
            self.page = None
        self._school, self._year, self._name = organisation_id, school_year, name
        self.read_again()

    def read_again(self) -> None:
        ctx, school, year = self.ui.ctx, self._school, self._year
        if not school:
            return

        def read(_progress: object) -> SchoolPage:
            from app.services.school_schedule.checked import school_page

            return school_page(ctx, school, year)

        self.ui.worker.read(read, done=self._show, failed=self.failed, owner=self, key="school")

    def _show(self, page: SchoolPage) -> None:
        first = self.page is None
        self.page = page
        schedule = page.schedule
        self.head.title.setText(schedule.organisation_name or self._name)
        self.head.note.setText(" ".join(_about(page)))
        self._fill()
        if first and self.grid.schedule.grid.classes:
            self._go_to_now()
        self.shown.emit()

    def _fill(self) -> None:
        page = self.page
        if page is None:
            return
        cell = self.grid.cell()
        grid = grid_of(page, "days" if self.switch.current() == "days" else "weeks", self._added)
        self.grid.fill(grid)
        if cell is not None and self.grid.cell() is None and cell[0] < len(grid.classes) and cell[1] < len(grid.columns):
            self.grid.go(*cell)
        self.stack.setCurrentWidget(self.grid if grid.classes else self.empty)
        self.legend.setVisible(bool(grid.classes))
        self.split.want_detail(bool(grid.classes))
        self._show_how()
        self.repair.setEnabled(any(one.severity != "unknown" for one in page.findings))
        self.hours.setEnabled(bool(page.schedule.id))
        self._fill_side()

    def _go_to_now(self) -> None:
        """Today's week, or the first with something in it where today is not of the year."""
        grid = self.grid.schedule.grid
        today = self.ui.ctx.clock().date()
        inside = date(self._year, 9, 1) <= today <= date(self._year + 1, 5, 31)
        column = grid.column_on(today) if inside else min((at for _row, at in grid.cells), default=0)
        self.grid.go(0, column)
        self.grid.bring_left(max(0, column - 1))

    def _fill_side(self) -> None:
        page = self.page
        if page is None:
            return
        found = page.findings
        numbers = counts(found)
        parts = [
            f"{SEVERITIES[key]}: {value}"  # type: ignore[index]
            for key, value in (("binding", numbers.binding), ("recommended", numbers.recommended), ("date", numbers.date))
            if value
        ]
        said = "; ".join(parts)
        kept = "10 % проверены не у всех предметов." if numbers.unknown else "Пределы соблюдены."
        self.side.set_heading("Замечания", f"{said[:1].upper()}{said[1:]}." if said else kept)
        entries = self._cell_entries()
        self._say_cell(entries)
        if self.which.current() == "cell":
            ids = {one.id for one in entries}
            found = tuple(one for one in found if ids & {entry.id for entry in one.entries})
        nothing = "В этой клетке замечаний нет." if self.which.current() == "cell" else "Замечаний нет."
        self.cards.set_findings(found, nothing)

    def _cell_entries(self) -> tuple[Entry, ...]:
        cell = self.grid.cell()
        return self.grid.schedule.grid.cells.get(cell, ()) if cell is not None else ()

    def _say_cell(self, entries: Sequence[Entry]) -> None:
        cell = self.grid.cell()
        if cell is None or cell[0] >= len(self.grid.schedule.grid.classes):
            self.cell_words.hide()
            return
        grid = self.grid.schedule.grid
        head = f"{class_words(grid.classes[cell[0]])}. {grid.columns[cell[1]].tip}"
        lines = [f"• {_entry_line(one)}" for one in entries] or ["Процедур нет."]
        self.cell_words.setText("\n".join((head, *lines)))
        self.cell_words.show()

    def _cell_chosen(self) -> None:
        if self.which.current() == "cell":
            self._fill_side()
        else:
            self._say_cell(self._cell_entries())

    def _switched(self, key: str) -> None:
        self.ui.state.put("schedules/view", key)
        cell, before = self.grid.cell(), self.grid.schedule.grid
        self._fill()
        if cell is not None and cell[1] < len(before.columns) and (day := before.columns[cell[1]].first) is not None:
            column = self.grid.schedule.grid.column_on(day)
            self.grid.go(cell[0], column)
            self.grid.bring_left(max(0, column - 1))

    def failed(self, error: BaseException) -> None:
        known = describe(error)
        if known is None:
            raise error
        self.ui.message(known.what, known.todo, kind="error")
        self.read_again()

    # -- acting

    def _typed(self, typed: Typed) -> None:
        if typed.refused:
            self.ui.message(
                f"Не понято: «{'», «'.join(typed.refused)}». Клетка не изменена.",
                "Напишите предмет и, если известно, день: «Математика 14.09».", kind="warning",
            )  # fmt: skip
            return
        whole = [one.before for one in typed.changes if one.before is not None and not one.before.class_label]
        several = [one for one in self.grid.schedule.grid.classes if whole and one[0] == whole[0].grade]
        message = f"Изменено у всей параллели: {class_words((whole[0].grade, ''))}." if len(several) > 1 else ""
        self._apply(typed.changes, message)

    def _apply(self, changes: Sequence[Change], message: str = "") -> None:
        ctx, school, year = self.ui.ctx, self._school, self._year

        def job(_progress: object) -> Changes:
            from app.services.school_schedule.check_commands import apply_changes

            return apply_changes(ctx, school, year, changes, message)

        self.ui.worker.write(job, failed=self.failed, owner=self)

    def propose(self) -> None:
        """Make the proposal on the reading lane, then show what it changes."""
        page = self.page
        if page is None or not self.repair.isEnabled():
            return

        def read(_progress: object) -> Proposal:
            from app.services.school_schedule.proposal import propose

            return propose(page.schedule, page.options)

        self.ui.worker.read(read, done=self._proposed, failed=self.failed, owner=self, key="proposal")

    def _proposed(self, proposal: Proposal) -> None:
        page = self.page
        if page is None:
            return
        if not proposal.changes:
            self.ui.message("Исправить нечего: остальное зависит не от школы.", "Смотрите замечания справа.")
            return
        from app.ui.school_schedule.proposal_dialog import ProposalDialog

        dialog = ProposalDialog(page.schedule.organisation_name or self._name, proposal, self)
        dialog.accepted_changes.connect(self._apply)
        dialog.open()

    def ask_class(self) -> None:
        self.ask.show()
        self.class_field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _class_asked(self) -> None:
        words = self.class_field.text()
        if words.strip() and self.add_class(words):
            self.class_field.clear()
            self.ask.hide()
            self.grid.setFocus(Qt.FocusReason.OtherFocusReason)

    def add_class(self, words: str) -> bool:
        """«5А» → an empty row, kept once something is typed into it; False where it is no class."""
        from app.services.school_schedule.spelling import classes_of

        found = classes_of(words.strip())
        if not found:
            self.ui.message(f"«{words}» – не класс.", "Напишите, например, 5А.", kind="warning")
            return False
        self._added = (*self._added, *found)
        self._fill()
        grid = self.grid.schedule.grid
        row = next((n for n, one in enumerate(grid.classes) if one == found[0]), None)
        if row is not None:
            self.grid.go(row, grid.column_on(self.ui.ctx.clock().date()))
        return True

    def edit_hours(self) -> None:
        if self.page is not None:
            from app.ui.school_schedule.hours_dialog import HoursDialog

            dialog = HoursDialog(self.page.schedule, self)
            dialog.given.connect(self._save_hours)
            dialog.open()

    def _save_hours(self, hours: object) -> None:
        ctx, school, year = self.ui.ctx, self._school, self._year

        def job(_progress: object) -> Changes:
            from app.services.school_schedule.commands import set_hours

            return set_hours(ctx, school, year, hours)  # type: ignore[arg-type]

        self.ui.worker.write(job, failed=self.failed, owner=self)

    def show_finding(self, finding: Finding) -> None:
        """Put the cursor on the first cell of it."""
        grid = self.grid.schedule.grid
        ids = {one.id for one in finding.entries}
        for (row, column), there in sorted(grid.cells.items(), key=lambda one: (one[0][1], one[0][0])):
            if ids & {one.id for one in there}:
                self.split.close_detail()
                self.grid.go(row, column)
                self.grid.setFocus(Qt.FocusReason.OtherFocusReason)
                return

    def open_detail(self) -> None:
        self.split.open_detail()

    def choose_file(self, form: Form, *, blank: bool) -> None:
        if self.page is None:
            return
        from app.services.school_schedule.export import file_name

        folder = Path(str(self.ui.state.get("folders/save") or Path.home()))
        name = f"{'Бланк. ' if blank else ''}{file_name(self.page.schedule, form)}"
        chosen, _kind = QFileDialog.getSaveFileName(self, "Сохранить график", str(folder / name), "Книга Excel (*.xlsx)")
        if chosen:
            self.ui.state.put("folders/save", str(Path(chosen).parent))
            self.write_file(Path(chosen), form, blank=blank)

    def write_file(self, path: Path, form: Form, *, blank: bool) -> None:
        page, classes = self.page, self.grid.schedule.grid.classes
        if page is None:
            return

        def job(_progress: object) -> None:
            from app.services.school_schedule.export import write_blank, write_schedule

            (write_blank if blank else write_schedule)(path, page.schedule, form, classes)

        self.ui.worker.read(
            job, done=lambda _none: self.ui.message(f"Файл сохранён: {path.name}."), failed=self.failed, owner=self, key="file"
        )

    def print_schedule(self, size: Literal["A4", "A3"] = "A4") -> None:
        if self.page is not None and self.page.schedule.id:
            open_form(self.ui, self, "school_schedule", organisation_id=self._school, school_year=self._year, size=size)
        else:
            self.ui.message("Печатать пока нечего.", "Загрузите или наберите график.")

    def close_inner(self) -> bool:
        if self.ask.isVisibleTo(self):
            self.ask.hide()
            return True
        if not (self.split.is_drawer and self.split.detail_shown()):
            return False
        self.split.close_detail()
        return True

    def take_focus(self) -> None:
        (self.grid if self.grid.schedule.grid.classes else self.empty.buttons[0]).setFocus(Qt.FocusReason.OtherFocusReason)


class _ClassField(QLineEdit):
    """Enter takes it, Esc gives up."""

    given_up = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setPlaceholderText("5А или вся параллель: 5 классы")
        self.setAccessibleName("Класс, который надо добавить")
        self.setFixedWidth(theme.px(240))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.clear()
            self.given_up.emit()
        else:
            super().keyPressEvent(event)


class _Legend(QFrame):
    """Letters and tints of the levels, and the corner."""

    def __init__(self) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.SPACE + theme.INSIDE)
        self._chips: list[tuple[QLabel, theme.Role]] = []
        for level in LEVELS:
            chip = QLabel(LEVEL_LETTERS[level])
            chip.setAlignment(Qt.AlignmentFlag.AlignCenter)
            words = QLabel(LEVEL_TITLES[level].lower())
            theme.mark(words, "note")
            pair = QHBoxLayout()
            pair.setSpacing(theme.INSIDE)
            pair.addWidget(chip)
            pair.addWidget(words)
            row.addLayout(pair)
            self._chips.append((chip, LEVEL_TONES[level]))
        self._corners: list[tuple[QLabel, theme.Role]] = []
        for role, said in _CORNERS:
            picture, words = QLabel(), QLabel(said)
            theme.mark(words, "note")
            pair = QHBoxLayout()
            pair.setSpacing(theme.INSIDE)
            pair.addWidget(picture)
            pair.addWidget(words)
            row.addLayout(pair)
            self._corners.append((picture, role))
        row.addStretch(1)
        theme.notifier().changed.connect(self._dress)
        self._dress()

    def _dress(self) -> None:
        for picture, role in self._corners:
            picture.setPixmap(_corner(theme.color(role), theme.px(9)))
        for chip, role in self._chips:
            tone = theme.color(role)
            chip.setFont(theme.font(delta=-1, bold=True))
            chip.setFixedWidth(theme.px(20))
            chip.setStyleSheet(  # a tint of the level, as on the chips of the grid
                f"color: {tone.name()}; background: rgba({tone.red()}, {tone.green()}, {tone.blue()}, 41); border-radius: 3px;"
            )


def _corner(tone: QColor, side: int) -> QPixmap:
    pixmap = QPixmap(side, side)
    pixmap.fill(QColor(0, 0, 0, 0))
    painter = QPainter(pixmap)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(tone)
    painter.drawPolygon(QPolygon([QPoint(0, 0), QPoint(side, 0), QPoint(side, side)]))
    painter.end()
    return pixmap


def _action(parent: QWidget, words: str, act: Callable[[], None]) -> QAction:
    action = QAction(words, parent)
    action.triggered.connect(lambda _checked=False: act())
    return action


def _entry_line(entry: Entry) -> str:
    parts = [entry_words(entry), f"{LEVEL_TITLES[entry.level].lower()} уровень"]
    if entry.lesson is not None:
        parts.append(f"{entry.lesson}-й урок")
    if entry.minutes is not None:
        parts.append(counted(entry.minutes, "минута", "минуты", "минут"))
    if entry.title:
        parts.append(f"«{entry.title}»")
    return ", ".join(parts)


def _about(page: SchoolPage) -> list[str]:
    schedule = page.schedule
    parts = [f"{schedule.school_year}/{schedule.school_year + 1} учебный год."]
    if schedule.order_number:
        on = f" от {short_date(schedule.ordered_on)}" if schedule.ordered_on else ""
        parts.append(f"Утверждён приказом № {schedule.order_number.lstrip('№ ')}{on}.")
    if schedule.file_name:
        received = f", получен {long_date(schedule.received_on)}" if schedule.received_on else ""
        parts.append(f"Файл: {schedule.file_name}{received}.")
    return parts
