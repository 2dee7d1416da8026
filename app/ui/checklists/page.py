"""Подготовка: what is to be done for a procedure, what went otherwise on the day, acts of observation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLabel, QStackedWidget, QVBoxLayout, QWidget

from app.services.changes import Changes
from app.services.checklists.rows import ActRow, IncidentRow, LineDraft, LineRow, Preparation, PreparedRow
from app.services.text_ru import counted
from app.ui import theme
from app.ui.checklists import columns
from app.ui.checklists.act_panel import ActPanel
from app.ui.checklists.incident_panel import IncidentPanel
from app.ui.checklists.line_panel import LinePanel
from app.ui.context import Target, UiContext
from app.ui.errors import describe
from app.ui.print_form import open_form
from app.ui.widgets.empty_state import EmptyState
from app.ui.widgets.page_switch import PageSwitch
from app.ui.widgets.row_table import RowTable
from app.ui.widgets.search_choice import SearchChoice
from app.ui.widgets.side_panel import MasterDetail, SidePanel
from app.ui.widgets.tab_page import TabPage
from app.ui.widgets.table_panel import ChoiceFilter, TablePanel
from app.ui.widgets.toolbar import Toolbar

_VIEWS = (("lines", "Дела"), ("incidents", "Происшествия"), ("acts", "Акты наблюдения"))
_SHOW = (("Не сделано", "open"), ("Просрочено", "overdue"), ("Дела района", "district"), ("Дела школ", "schools"))


@dataclass(frozen=True, slots=True)
class _Read:
    choices: tuple[PreparedRow, ...]
    found: Preparation | None


class PreparationPage(TabPage):
    topics = frozenset({"calendar", "organisations"})
    help_page = "preparation"
    targets = frozenset({"preparation"})

    def __init__(self, ui: UiContext) -> None:
        super().__init__(ui)
        kept = ui.state.get("preparation/procedure")
        self._procedure: int | None = kept if isinstance(kept, int) else None
        self._wanted: tuple[str, int] | None = None
        """(view, id) of a row to show as soon as it has come."""
        self._adding = ""
        """View of the row that is being added."""
        self._found: Preparation | None = None
        self.stack = QStackedWidget()
        self.box.addWidget(self.stack)
        self.main = self._main()
        self.empty = EmptyState(
            "clipboard-check-outline", "Готовить пока нечего",
            "Запланируйте процедуру на странице «Календарь»: здесь появится список дел со сроками в рабочих днях.",
            (("Открыть календарь", lambda: ui.open_target(("tab:calendar:first", 0))),),
        )  # fmt: skip
        for page in (QWidget(), self.main, self.empty):
            self.stack.addWidget(page)

    # -- building

    def _main(self) -> QWidget:
        self.switch = PageSwitch(_VIEWS, "Что показать")
        self.switch.changed.connect(self._switched)
        bar = Toolbar()
        bar.add_left(self.switch)
        self.add_button = bar.add_action("Добавить", self.add, icon="plus", shortcut="Ctrl+N")
        self.delete_button = bar.add_action("Удалить", self.delete, icon="trash-can-outline")
        self.print_actions = {
            "lines": self._action("План подготовки…", lambda: self.print_form("preparation_checklist")),
            "incidents": self._action("Происшествия…", lambda: self.print_form("incident_list")),
            "acts": self._action("Акт наблюдения…", self.print_act),
            "blanks": self._action("Бланки актов для всех школ…", self.print_blanks),
        }
        bar.add_menu("Напечатать", list(self.print_actions.values()), icon="printer-outline")
        self.procedure = SearchChoice("Выберите процедуру")
        self.procedure.setMinimumWidth(theme.px(260))
        self.procedure.chosen.connect(self.choose)
        bar.add_right(self.procedure)
        self.note = QLabel()
        self.note.setWordWrap(True)
        theme.mark(self.note, "note")
        self._tables: list[tuple[RowTable[Any], TablePanel[Any], MasterDetail]] = []
        """Of the views, in their order."""
        self.views = QStackedWidget()
        for view in (self._lines(), self._incidents(), self._acts()):
            self.views.addWidget(view)
        page = QWidget()
        box = QVBoxLayout(page)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.SPACE)
        box.addWidget(bar)
        box.addWidget(self.views, 1)
        box.addWidget(self.note)
        return page

    def _action(self, words: str, act: Callable[[], object]) -> QAction:
        made = QAction(words, self)
        made.triggered.connect(lambda _checked=False: act())
        return made

    def _split(self, table: RowTable[Any], panel: SidePanel, empty: EmptyState, *filters: ChoiceFilter) -> MasterDetail:
        key = f"preparation-{len(self._tables)}"
        rows: TablePanel[Any] = TablePanel(
            table, placeholder="Отобрать по словам", filters=filters, state=self.ui.state, state_key=key, empty=empty
        )
        split = MasterDetail(rows, panel, state=self.ui.state, state_key=key, share=0.64)
        table.opened.connect(lambda _row: split.open_detail())
        self._tables.append((table, rows, split))
        return split

    def _lines(self) -> QWidget:
        self.lines: RowTable[LineRow] = RowTable(
            columns.LINES, key=lambda r: r.id, state=self.ui.state, state_key="preparation-lines"
        )
        self.lines.setAccessibleName("Дела подготовки")
        self.line_panel = LinePanel(self.ui, self.run)
        self.lines.current_changed.connect(lambda row: self._show_line(row))
        empty = EmptyState(
            "playlist-check", "Списка дел пока нет",
            "Возьмите готовый список для этой процедуры и поправьте его под свой район.",
            (("Взять готовый список", self.start),),
        )  # fmt: skip
        self.show_filter = ChoiceFilter("show", "Все дела", _is_shown, _SHOW)
        self.start_button = empty.buttons[0]
        self.lines_split = self._split(self.lines, self.line_panel, empty, self.show_filter)
        return self.lines_split

    def _incidents(self) -> QWidget:
        self.incidents: RowTable[IncidentRow] = RowTable(
            columns.INCIDENTS, key=lambda r: r.id, state=self.ui.state, state_key="preparation-incidents"
        )
        self.incidents.setAccessibleName("Происшествия")
        self.incident_panel = IncidentPanel(self.ui, self.run)
        self.incidents.current_changed.connect(lambda row: self._show_incident(row))
        empty = EmptyState(
            "alert-circle-outline", "Происшествий не записано",
            "Отключили свет, не хватило материалов, участнику стало плохо: запишите, что было и что сделали. "
            "Без фамилий учеников.",
            (("Записать происшествие", self.add),),
        )  # fmt: skip
        self.incidents_split = self._split(self.incidents, self.incident_panel, empty)
        return self.incidents_split

    def _acts(self) -> QWidget:
        self.acts: RowTable[ActRow] = RowTable(
            columns.ACTS, key=lambda r: r.id, state=self.ui.state, state_key="preparation-acts"
        )
        self.acts.setAccessibleName("Акты наблюдения")
        self.act_panel = ActPanel(self.ui, self.run)
        self.acts.current_changed.connect(lambda row: self.act_panel.show_act(row))
        empty = EmptyState(
            "file-sign", "Актов наблюдения пока нет",
            "Когда наблюдатель сдаст акт, перенесите сюда его ответы: видно, где наблюдали и что отметили.",
            (("Записать акт", self.add),),
        )  # fmt: skip
        self.acts_split = self._split(self.acts, self.act_panel, empty)
        return self.acts_split

    # -- reading

    def reload(self) -> None:
        ctx, wanted, year = self.ui.ctx, self._procedure, self.ui.years.current
        named = f"{year}/{year + 1}" if year is not None else None

        def read(_progress: object) -> _Read:
            from app.services.checklists.queries import list_prepared, preparation

            choices = tuple(list_prepared(ctx, named))
            ids = [one.procedure_id for one in choices]
            number = wanted if wanted in ids else _nearest(choices, ctx.clock().date())
            return _Read(choices, preparation(ctx, number) if number is not None else None)

        self.ui.worker.read(read, done=self._show, failed=self._failed, owner=self, key="page")

    def _failed(self, error: BaseException) -> None:
        known = describe(error)
        if known is None:
            raise error
        self.ui.message(known.what, known.todo, kind="error")

    def _show(self, read: _Read) -> None:
        found = self._found = read.found
        self.stack.setCurrentWidget(self.main if read.choices else self.empty)
        self.procedure.set_choices([(one.title, one.procedure_id) for one in read.choices])
        self.procedure.set_value(found.procedure_id if found else None)
        if found is not None:
            self._procedure = found.procedure_id
            shown: tuple[tuple[Any, ...], ...] = (found.lines, found.incidents, found.acts)
            for (_table, panel, _split), rows in zip(self._tables, shown, strict=True):
                panel.set_rows(rows)
            self._choose_rows()
            self.note.setText(_note(found))
        self._switched(self.switch.current())
        self.loaded()

    def _choose_rows(self) -> None:
        wanted, self._wanted = self._wanted, None
        for (name, _words), (table, _panel, _split) in zip(_VIEWS, self._tables, strict=True):
            if wanted is not None and wanted[0] == name:
                table.select_key(wanted[1])
            elif table.current_row() is None and table.row_model.shown():
                table.selectRow(0)
        self._show_line(self.lines.current_row())
        self._show_incident(self.incidents.current_row())
        self.act_panel.show_act(self.acts.current_row())
        for split, table in (
            (self.lines_split, self.lines),
            (self.incidents_split, self.incidents),
            (self.acts_split, self.acts),
        ):
            split.want_detail(table.current_row() is not None)

    def _show_line(self, row: LineRow | None) -> None:
        self.line_panel.show_line(row, self._found.schools if self._found else ())

    def _show_incident(self, row: IncidentRow | None) -> None:
        self.incident_panel.show_incident(row, self._found.schools if self._found else ())

    def _switched(self, key: str) -> None:
        self.views.setCurrentIndex([name for name, _words in _VIEWS].index(key))

    # -- acting

    def run(self, name: str, *values: Any, **more: Any) -> None:
        """One command of the service; the page is read anew when it is done."""
        ctx = self.ui.ctx

        def job(_progress: object) -> Changes:
            from app.services.checklists import commands

            changes: Changes = getattr(commands, name)(ctx, *values, **more)
            return changes

        self.ui.worker.write(job, done=self._made, failed=self._failed, owner=self)

    def _made(self, changes: Changes) -> None:
        """What was added comes under the cursor."""
        view, self._adding = self._adding, ""
        if view:
            self._wanted = (view, int(changes.value))
            self.read_again()

    def choose(self, procedure_id: int | None) -> None:
        if procedure_id is not None and procedure_id != self._procedure:
            self._save_typed()
            self._procedure = procedure_id
            self.ui.state.put("preparation/procedure", procedure_id)
            self.read_again()

    def start(self) -> None:
        if self._procedure is not None:
            self.run("start_checklist", self._procedure)

    def add(self) -> None:
        """A line, an incident or an act, whatever is in sight."""
        found, view = self._found, self.switch.current()
        if found is None:
            return
        today = self.ui.ctx.clock().date()
        self._adding = view
        if view == "lines":
            self.run("save_line", found.procedure_id, LineDraft("before", "Новое дело", -1))
        elif view == "incidents":
            self.run("save_incident", IncidentRow(None, found.procedure_id, None, today, "Что произошло"))
        elif not found.schools:
            self._adding = ""
            self.ui.message("В этой процедуре не участвует ни одна школа.", "Отметьте участие школ в календаре.", kind="warning")
        else:
            self.run("save_act", ActRow(None, found.procedure_id, found.schools[0][0], observed_on=today))

    def delete(self) -> None:
        view = self.switch.current()
        if view == "lines" and self._procedure is not None:
            rows = [row.id for row in self.lines.selected_rows()]
            if rows:
                self.run("delete_lines", self._procedure, rows)
        elif view == "incidents" and (incident := self.incidents.current_row()) is not None:
            self.run("delete_incident", incident.id)
        elif view == "acts" and (act := self.acts.current_row()) is not None:
            self.run("delete_act", act.id)

    def print_form(self, code: str, **more: Any) -> None:
        if self._found is not None:
            self._save_typed()
            open_form(self.ui, self, code, procedure_id=self._found.procedure_id, **more)

    def print_act(self) -> None:
        """The act under the cursor."""
        act = self.acts.current_row()
        if act is not None:
            self.print_form("observation_act", act_id=act.id)
        else:
            self.ui.message("Актов наблюдения пока нет.", "Запишите акт или напечатайте бланки.", kind="warning")

    def print_blanks(self) -> None:
        self.print_form("observation_act", blank=True)

    def _save_typed(self) -> None:
        for panel in (self.line_panel, self.incident_panel, self.act_panel):
            panel.save_typed()

    # -- the frame

    def open_target(self, target: Target) -> bool:
        self.choose(target[1])
        return True

    def print_page(self) -> bool:
        """What is in sight."""
        if self.stack.currentWidget() is not self.main or self._found is None:
            return False
        self.print_actions[self.switch.current()].trigger()
        return True

    def close_inner(self) -> bool:
        for _table, _panel, split in self._tables:
            if split.isVisible() and split.is_drawer and split.detail_shown():
                split.close_detail()
                return True
        return False

    def leave(self) -> None:
        self._save_typed()


def _is_shown(line: LineRow, show: Any) -> bool:
    if show in ("district", "schools"):
        return line.per_school == (show == "schools")
    return line.state == "overdue" if show == "overdue" else line.state != "done"


def _nearest(choices: tuple[PreparedRow, ...], today: Any) -> int | None:
    """The first one that is not over, else the last."""
    ahead = [one for one in choices if one.ends_on is None or one.ends_on >= today]
    return (ahead or choices[-1:])[0].procedure_id if choices else None


def _note(found: Preparation) -> str:
    done = sum(line.state == "done" for line in found.lines)
    parts = [f"Сделано {done} из {len(found.lines)}"] if found.lines else []
    watched = found.coverage
    if watched.acts:
        of = counted(watched.schools, "школы", "школ", "школ")
        parts.append(f"акты наблюдения есть по {watched.schools_with_act} из {of}")
    if watched.rooms:
        of = counted(watched.rooms, "аудитории", "аудиторий", "аудиторий")
        parts.append(f"видеозапись в {watched.rooms_with_video} из {of}")
    return ", ".join(parts) + ("." if parts else "")
