"""What a person does with the calendar: commands on the worker, and the pages that ask before they change something."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QStackedWidget, QWidget

from app.services.changes import Changes, joined
from app.services.errors import UserError
from app.services.plan.rows import BreakRow, MovePreview, PlanDraft, PlanRow, RolloverLine, SlotRow, WindowsPreview
from app.services.text_ru import counted
from app.ui.calendar.breaks_page import BreaksPage
from app.ui.calendar.inner_page import InnerPage
from app.ui.calendar.move_page import MovePage
from app.ui.calendar.plan_page import PlanPage
from app.ui.calendar.preview_pages import RolloverPage, WindowsPage
from app.ui.context import UiContext

if TYPE_CHECKING:
    from app.services.context import Context

P = TypeVar("P", bound=InnerPage)
FILES = "Сроки процедур (*.xlsx *.xlsm *.xls *.ods *.csv *.json)"
_FOLDER = "folders/calendar"


class CalendarActions(QObject):
    """Pages come over the calendar in `stack`; `left` says that the calendar is to be shown again."""

    left = Signal()
    planned = Signal(int)
    """A procedure that was made, to be shown."""
    year_wanted = Signal(int)

    def __init__(self, ui: UiContext, stack: QStackedWidget, owner: QWidget) -> None:
        super().__init__(owner)
        self._ui, self._stack, self._owner = ui, stack, owner
        self._pages: dict[type[InnerPage], InnerPage] = {}
        self._schools: Sequence[tuple[int, str]] = ()

    # -- pages

    def page(self) -> InnerPage | None:
        """The page in sight, if one is."""
        shown = self._stack.currentWidget()
        return shown if isinstance(shown, InnerPage) else None

    def close_page(self) -> bool:
        if self.page() is None:
            return False
        self.left.emit()
        return True

    def _page(self, kind: type[P], wire: Callable[[P], object]) -> P:
        found = self._pages.get(kind)
        if found is None:
            made: Callable[[UiContext], P] = kind
            found = self._pages[kind] = made(self._ui)
            found.closed.connect(self.left.emit)
            self._stack.addWidget(found)
            wire(found)
        return found  # type: ignore[return-value]

    def _show(self, page: InnerPage, focus: QWidget | None = None) -> None:
        self._stack.setCurrentWidget(page)
        (focus or page).setFocus()

    # -- small commands

    def write(self, job: Callable[[Context], Changes], done: Callable[[Any], None] | None = None) -> None:
        ctx = self._ui.ctx
        self._ui.worker.write(lambda _p: job(ctx), owner=self._owner, done=done)

    def edit(self, procedure_id: int, change: Callable[[PlanDraft], PlanDraft]) -> None:
        """Change what is stored now, not what the screen was drawn from: several fields may be saved one after another."""

        def job(ctx: Context) -> Changes:
            from app.services.plan.commands import draft_of, edit_plan
            from app.services.plan.queries import get_plan

            row = get_plan(ctx, procedure_id)
            if row is None:
                raise UserError("Этой процедуры в базе больше нет.", "Обновите календарь.")
            return edit_plan(ctx, procedure_id, change(draft_of(row)))

        self.write(job)

    def set_status(self, procedure_id: int, status: str) -> None:
        def job(ctx: Context) -> Changes:
            from app.services.plan.commands import set_status

            return set_status(ctx, procedure_id, status)

        self.write(job)

    def confirm(self, procedure_ids: Sequence[int] | None) -> None:
        def job(ctx: Context) -> Changes:
            from app.services.plan.commands import confirm_plans

            return confirm_plans(ctx, procedure_ids)

        self.write(job)

    def cancel(self, row: PlanRow) -> None:
        """Cancel, or take that back."""
        self.set_status(row.procedure_id, "planned" if row.is_cancelled else "cancelled")

    def delete(self, procedure_id: int) -> None:
        def job(ctx: Context) -> Changes:
            from app.services.plan.commands import delete_plan

            return delete_plan(ctx, procedure_id)

        self.write(job)

    def name_subject(self, procedure_id: int, subject: str) -> None:
        def job(ctx: Context) -> Changes:
            from app.services.plan.naming import name_subject

            return name_subject(ctx, procedure_id, subject)

        self.write(job, lambda changes: self.planned.emit(changes.value))

    def save_slots(self, slots: Sequence[SlotRow], gone: Sequence[int]) -> None:
        def job(ctx: Context) -> Changes:
            from app.services.plan.school_commands import delete_slots, save_slots

            if not gone:
                return save_slots(ctx, slots)
            removed = delete_slots(ctx, gone)
            return joined(removed, save_slots(ctx, slots), removed.message) if slots else removed

        self.write(job)

    def edit_school(self, procedure_id: int, school: int, name: str, value: object) -> None:
        def job(ctx: Context) -> Changes:
            from app.services.plan.school_commands import set_school

            return set_school(ctx, procedure_id, school, **{name: value})  # type: ignore[arg-type]

        self.write(job)

    def propose(self, procedure_id: int, school: int) -> None:
        def job(ctx: Context) -> Changes:
            from app.services.plan.school_commands import propose_slots, save_slots

            slots = propose_slots(ctx, procedure_id, school)
            if not slots:
                raise UserError(
                    "Предложить нечего.", "Проверьте сроки процедуры и каникулы школы или впишите классы и даты сами."
                )
            return save_slots(ctx, slots)

        self.write(job)

    # -- moving

    def move(self, row: PlanRow, starts: date | None, ends: date | None) -> None:
        """Open the page of what changes."""
        page = self._page(MovePage, self._wire_move)
        self._show(page, page.starts)
        page.open(row, starts, ends)

    def save_window(self, row: PlanRow, starts: date | None, ends: date | None) -> None:
        """Days typed in the panel: stored at once where nothing hangs on them, else the page of what changes opens."""
        ctx = self._ui.ctx

        def look(_progress: object) -> MovePreview:
            from app.services.plan.moving import preview_move

            return preview_move(ctx, row.procedure_id, starts, ends)

        def decide(preview: MovePreview) -> None:
            if not any(one.kind != "plan" for one in preview.hanging):
                self._move(preview)
                return
            self.move(row, starts, ends)
            if not self._owner.isVisible():
                self._ui.message(f"{row.title}: сроки ещё не изменены.", "Подтвердите перенос в календаре.", kind="warning")

        self._ui.worker.read(look, done=decide, owner=self._owner)

    def _wire_move(self, page: MovePage) -> None:
        page.preview_wanted.connect(self._preview)
        page.confirmed.connect(lambda preview: self._move(preview, self.left.emit))

    def _preview(self, procedure_id: int, starts: date | None, ends: date | None, shift: bool | None) -> None:
        ctx, page = self._ui.ctx, self._page(MovePage, self._wire_move)

        def look(_progress: object) -> MovePreview | str:
            from app.services.plan.moving import preview_move

            try:
                return preview_move(ctx, procedure_id, starts, ends, shift_slots=shift)
            except UserError as error:
                return f"{error.what} {error.todo}"

        def show(found: MovePreview | str) -> None:
            if isinstance(found, str):
                page.show_refusal(found)
            else:
                page.show_preview(found)

        self._ui.worker.read(look, done=show, owner=page, key="preview")

    def _move(self, preview: MovePreview, done: Callable[[], None] | None = None) -> None:
        def job(ctx: Context) -> Changes:
            from app.services.plan.moving import move_window

            return move_window(ctx, preview)

        self.write(job, lambda _changes: done() if done is not None else None)

    # -- planning

    def plan(self, day: date | None) -> None:
        from app.services.plan.catalogue import catalogue

        page = self._page(PlanPage, lambda made: made.planned.connect(self._plan))
        page.open(catalogue(), day)
        self._show(page, page.kind)

    def _plan(self, drafts: Sequence[PlanDraft]) -> None:
        def job(ctx: Context) -> Changes:
            from app.services.plan.commands import plan_procedure

            done = plan_procedure(ctx, drafts[0])
            for draft in drafts[1:]:
                try:
                    more = plan_procedure(ctx, draft)
                except UserError:
                    if done.undo is not None:  # all of them or none
                        done.undo(ctx)
                    raise
                done = joined(done, more, done.message)
            if len(drafts) > 1:
                words = counted(len(drafts), "процедура", "процедуры", "процедур")
                return Changes(done.topics, f"Запланировано: {words}.", done.undo, done.value)
            return done

        self.write(job, self._planned)

    def _planned(self, changes: Changes) -> None:
        self.left.emit()
        self.planned.emit(changes.value)

    # -- packages

    def shipped(self, year: int) -> None:
        def look(ctx: Context) -> WindowsPreview:
            from app.services.plan.packages import preview_shipped

            return preview_shipped(ctx, year)

        self._windows(look)

    def choose_file(self) -> None:
        start = str(self._ui.state.get(_FOLDER) or Path.home())
        found, _ = QFileDialog.getOpenFileName(self._owner.window(), "Сроки процедур", start, FILES)
        if found:
            self._ui.state.put(_FOLDER, str(Path(found).parent))
            self.load_windows(Path(found))

    def load_windows(self, path: Path) -> None:
        def look(ctx: Context) -> WindowsPreview:
            from app.services.plan.packages import preview_windows

            return preview_windows(ctx, path)

        self._windows(look)

    def _windows(self, look: Callable[[Context], WindowsPreview]) -> None:
        ctx = self._ui.ctx

        def show(preview: WindowsPreview) -> None:
            page = self._page(WindowsPage, lambda made: made.confirmed.connect(self._import))
            page.open(preview)
            self._show(page, page.table)

        self._ui.worker.read(lambda _p: look(ctx), done=show, owner=self._owner)

    def _import(self, preview: WindowsPreview) -> None:
        def job(ctx: Context) -> Changes:
            from app.services.plan.packages import import_windows

            return import_windows(ctx, preview)

        days = [line.draft.starts_on for line in preview.lines if line.draft.starts_on is not None]
        self.write(job, lambda _changes: self._arrived(min(days, default=None)))

    def _arrived(self, first: date | None) -> None:
        from app.ui.school_year import year_of

        self.left.emit()
        if first is not None and self._ui.years.current not in (None, year_of(first)):
            self.year_wanted.emit(year_of(first))

    # -- another year

    def roll_over(self, school_year: int) -> None:
        ctx = self._ui.ctx

        def look(_progress: object) -> tuple[RolloverLine, ...]:
            from app.services.plan.rollover import preview_rollover

            return tuple(preview_rollover(ctx, f"{school_year}/{school_year + 1}"))

        def show(lines: tuple[RolloverLine, ...]) -> None:
            page = self._page(RolloverPage, lambda made: made.confirmed.connect(self._roll))
            page.open(school_year, lines)
            self._show(page, page.table)

        self._ui.worker.read(look, done=show, owner=self._owner)

    def _roll(self, lines: Sequence[RolloverLine]) -> None:
        def job(ctx: Context) -> Changes:
            from app.services.plan.rollover import roll_over

            return roll_over(ctx, lines)

        days = [line.after[0] for line in lines if line.after[0] is not None]
        self.write(job, lambda _changes: self._arrived(min(days, default=None)))

    # -- breaks

    def breaks(self, year: int, schools: Sequence[tuple[int, str]], whose: int | None = None) -> None:
        self._schools = schools
        self._read_breaks(year, whose)

    def _read_breaks(self, year: int, whose: int | None) -> None:
        ctx = self._ui.ctx

        def look(_progress: object) -> tuple[list[BreakRow], bool]:
            from app.services.plan.queries import all_breaks, school_days

            return all_breaks(ctx, year), school_days(ctx, year).six_day

        def show(found: tuple[list[BreakRow], bool]) -> None:
            from app.services.plan.rules import proposed_breaks

            stored, six_day = found
            page = self._page(BreaksPage, self._wire_breaks)
            page.year = year
            district = [one for one in stored if one.organisation_id is None]
            rows = [one for one in stored if one.organisation_id == whose]
            own = frozenset(one.organisation_id for one in stored if one.organisation_id is not None)
            usual = proposed_breaks(year) if whose is None else district or proposed_breaks(year)
            page.open(year, whose, rows, usual, self._schools, own, six_day)
            self._show(page, page.editor)

        self._ui.worker.read(look, done=show, owner=self._owner, key="breaks")

    def _wire_breaks(self, page: BreaksPage) -> None:
        page.saved.connect(lambda rows, school: self._save_breaks(page.year, rows, school))
        page.whose_chosen.connect(lambda school: self._read_breaks(page.year, school))
        page.week_chosen.connect(self._set_week)

    def _save_breaks(self, year: int, rows: Sequence[BreakRow], school: int | None) -> None:
        def job(ctx: Context) -> Changes:
            from app.services.plan.school_commands import save_breaks

            return save_breaks(ctx, year, rows, school)

        self.write(job, lambda _changes: self._read_breaks(year, school))

    def _set_week(self, six_day: bool) -> None:
        def job(ctx: Context) -> Changes:
            from app.services.plan.school_commands import set_six_day

            return set_six_day(ctx, six_day)

        self.write(job)
