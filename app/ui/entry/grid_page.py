"""One class writing one paper: the grid, a line above it, a line below it, and nothing else on the screen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QVBoxLayout, QWidget

from app.services.changes import Changes
from app.services.entry import commands, queries, rules
from app.services.entry.rows import PastePlan, Sheet, Work
from app.services.imports.rows import BLANK
from app.services.text_ru import clock, counted
from app.ui import theme
from app.ui.context import UiContext
from app.ui.entry import handing
from app.ui.entry.banner import Banner
from app.ui.entry.grid import EntryGrid
from app.ui.entry.grid_model import GridModel
from app.ui.entry.saver import Saver
from app.ui.errors import describe
from app.ui.widgets.ask_form import AskForm
from app.ui.widgets.elided_label import ElidedLabel
from app.ui.widgets.fields import NumberField, TextField
from app.ui.widgets.toolbar import Toolbar


class GridPage(QWidget):
    """`open_sheet(id)` reads and shows it; `back` when the person is done here."""

    back = Signal()
    acknowledged = Signal(object)
    """Works that are on the disk now."""
    shown = Signal()

    def __init__(self, ui: UiContext) -> None:
        super().__init__()
        self.ui = ui
        self.sheet: Sheet | None = None
        self.model: GridModel | None = None
        self.saver: Saver | None = None
        self._second: GridModel | None = None
        self._second_saver: Saver | None = None
        self._saved_at = ""
        self._keys = 0
        """Changes made here so far: what was read before the last of them is not shown."""
        self._then: list[Callable[[], None]] = []
        self._build()

    # -- building

    def _build(self) -> None:
        self.toolbar, way_back = Toolbar(), Toolbar()
        self.to_list = way_back.add_action("К списку", self.leave_sheet, icon="arrow-left")
        self.to_list.setToolTip("К списку вводимых работ (Esc)")
        self.title = ElidedLabel("")
        theme.mark(self.title, "title")
        self.progress = QLabel()
        self.saved = QLabel()
        theme.mark(self.saved, "note")
        self.finish = self.toolbar.add_action("Передать в базу", self._finish, icon="check", primary=True)
        self.form = self.toolbar.add_action("Форма ФИС ОКО", self._form, icon="file-excel-outline")
        self.form.setToolTip("Заполнить форму ФИС ОКО тем, что введено, и сохранить её готовой к загрузке")
        self.compare = self.toolbar.add_action("Сверить", self._close_check, icon="check", primary=True)
        self.return_ = self.toolbar.add_action("К первому вводу", self._leave_check, icon="arrow-left")
        self.more = self.toolbar.add_menu("Ещё", [], icon="dots-horizontal")
        self._fill_menu()
        head = QWidget()
        line = QHBoxLayout(head)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(theme.SPACE + theme.INSIDE)
        line.addWidget(way_back)
        line.addWidget(self.title)
        line.addWidget(self.progress)
        line.addWidget(self.saved)
        buttons = self.toolbar.layout()
        assert isinstance(buttons, QHBoxLayout)
        buttons.insertStretch(0, 1)  # to the right edge: the title stands on the left
        buttons.setStretch(buttons.count() - 1, 0)
        line.addWidget(self.toolbar, 1)
        self.banner = Banner()
        self.asking = QVBoxLayout()
        self.grid = EntryGrid()
        self.grid.said.connect(self._say)
        self.grid.cell_changed.connect(lambda _row, _column: self._tell())
        self.grid.paste_planned.connect(self._show_plan)
        self.grid.reason_asked.connect(self.ask_reason)
        self.grid.code_asked.connect(self.ask_code)
        self.hint = ElidedLabel("")
        self.doubts = QLabel()
        theme.mark(self.doubts, "problem")
        foot = QWidget()
        below = QHBoxLayout(foot)
        below.setContentsMargins(0, 0, 0, 0)
        below.addWidget(self.hint, 1)
        below.addWidget(self.doubts)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.SPACE)
        box.addWidget(head)
        box.addWidget(self.banner)
        box.addLayout(self.asking)
        box.addWidget(self.grid, 1)
        box.addWidget(foot)
        self._form_open: AskForm | None = None
        self._said = ""

    def _fill_menu(self) -> None:
        menu = self.more.menu()
        assert isinstance(menu, QMenu)
        self._actions: dict[str, QAction] = {}
        for key, words, act in (
            ("check", "Повторный ввод части работ…", self.ask_check),
            ("reason", "Причина сомнительного значения (F4)", lambda: self.ask_reason(self.grid.cell()[0])),
            ("code", "Изменить код участника…", lambda: self.ask_code(self.grid.cell()[0])),
            ("add", "Добавить работу", self._add),
            ("remove", "Убрать работу", self._remove),
            ("other_form", "Открыть другую форму ФИС ОКО…", lambda: self._form(other=True)),
            ("base", "Взять задания из базы", self._adopt_base),
        ):
            action = menu.addAction(words)
            action.triggered.connect(lambda _checked=False, act=act: act())
            self._actions[key] = action

    # -- reading

    def open_sheet(self, sheet_id: int) -> None:
        keys = self._keys

        def done(sheet: Sheet) -> None:
            if self.sheet is not None and self.sheet.info.id == sheet.info.id and keys != self._keys:
                self.read_again()  # something was typed while it was read
            else:
                self._show(sheet)

        self.ui.worker.read(lambda _p: queries.get_sheet(self.ui.ctx, sheet_id), done=done, failed=self._gone, owner=self)

    def read_again(self) -> None:
        """Something changed in the base (an undo, a hand-over). What is still being saved comes first."""
        if self.sheet is not None:
            sheet_id = self.sheet.info.id
            self.when_saved(lambda: self.open_sheet(sheet_id))

    def when_saved(self, act: Callable[[], None]) -> None:
        """Do it once all that was typed is on the disk: at once, or with the last save."""
        self._then.append(act)
        self._go_on_saved()

    def _go_on_saved(self) -> None:
        if all(saver.idle for saver in (self.saver, self._second_saver) if saver is not None):
            acts, self._then = self._then, []
            for act in acts:
                act()

    def _gone(self, error: BaseException) -> None:
        known = describe(error)
        if known is None:
            raise error
        self.sheet = None
        self.ui.message(known.what, known.todo, kind="warning")
        self.back.emit()

    def _show(self, sheet: Sheet) -> None:
        same = self.sheet is not None and self.sheet.info.id == sheet.info.id and self.model is not None
        before, self.sheet = self.sheet, sheet
        if same and self.model is not None and before is not None and before.info.paper == sheet.info.paper:
            self.model.scale = sheet.scale
            if tuple(self.model.works) != sheet.works:
                cell = self.grid.cell()
                self.model.set_works(sheet.works)
                self.grid.measure()
                if self._second is None:
                    self.grid.go(*cell)
        else:
            self._leave_forms()
            self._drop_second()
            self._start(sheet)
        self._dress()
        self._tell()
        self.shown.emit()

    def _start(self, sheet: Sheet) -> None:
        self.model = GridModel(sheet.info.paper, sheet.works, sheet.scale, self)
        self.model.read_only = self.ui.ctx.db.read_only
        self.saver = self._saver(self.model, commands.save_works, sheet.info.id)
        self._then.clear()
        self._saved_at = ""
        self.grid.show_model(self.model)
        self.grid.go(*self._first_blank(self.model))
        self.grid.setFocus(Qt.FocusReason.OtherFocusReason)
        if any(check.compared is None for check in sheet.checks):
            self._show_second(sheet)

    def _saver(self, model: GridModel, save: Any, sheet_id: int) -> Saver:
        saver = Saver(self.ui.worker, lambda works: save(self.ui.ctx, sheet_id, works), self)
        model.works_changed.connect(self._count)
        model.works_changed.connect(saver.put)
        model.works_changed.connect(lambda _works: self._tell())
        saver.saved.connect(self._acknowledged)
        saver.failed.connect(self._not_saved)
        saver.waiting_changed.connect(self._tell_saved)
        return saver

    def _count(self, _works: object) -> None:
        self._keys += 1

    def _first_blank(self, model: GridModel) -> tuple[int, int]:
        """Where the person left off."""
        for row, work in enumerate(model.works):
            if rules.state_of(work, model.paper) in ("empty", "part"):
                if not work.variant and len(model.paper.variants) > 1:
                    return row, 0
                at = next((at for at, c in enumerate(model.columns) if c.task >= 0 and work.scores[c.task] == BLANK), 0)
                return row, at
        return 0, self.grid.first_column()

    def _dress(self) -> None:
        """Buttons and titles of what is shown now: the typing, or the second typing."""
        if self.sheet is None:
            return
        second, info = self._second is not None, self.sheet.info
        closed = self._second is not None and self._second.read_only
        for widget, on in (
            (self.finish, not second), (self.form, not second and info.paper.kind == "vpr"), (self.more, not second),
            (self.compare, second and not closed), (self.return_, second),
        ):  # fmt: skip
            widget.setVisible(on)
        for button in (self.finish, self.compare, self.more):
            button.setEnabled(not self.ui.ctx.db.read_only)
        handed = info.finished_at is not None
        self.finish.setText("Передать снова" if handed else "Передать в базу")
        self._actions["other_form"].setVisible(info.paper.kind == "vpr" and info.form_id is not None)
        where = f"{info.school} · " if self.ui.workplace.kind == "department" else ""
        self.title.setText(f"{where}Повторный ввод: {info.title}" if second else f"{where}{info.title}")
        self.toolbar.updateGeometry()

    # -- what the lines say

    def _tell(self) -> None:
        model = self._second or self.model
        if model is None or self.sheet is None:
            return
        done, every = model.typed(), model.rowCount()
        self.progress.setText(f"введено {done} из {every}")
        doubtful = len({row for row, _column in model.doubtful_cells()}) if self._second is None else 0
        said = counted(doubtful, "работа под вопросом", "работы под вопросом", "работ под вопросом")
        self.doubts.setText(f"! {said}: F8 — к следующей, F4 — причина" if doubtful else "")
        self.hint.setText(self._said or self._place_in_words(model))
        self._tell_saved()

    def _place_in_words(self, model: GridModel) -> str:
        row, at = self.grid.cell()
        if not 0 <= row < model.rowCount():
            return ""
        work = model.works[row]
        parts = [f"Участник {work.code}" if work.code else "Участник без кода"]
        if at < len(model.columns):
            column = model.columns[at]
            what = {
                "variant": f"вариант {' или '.join(model.paper.variants)}, Н — отсутствовал",
                "journal": "отметка по журналу 2–5, 0 — нет отметки",
                "gender": "пол: м или ж",
            }
            own = f"задание {column.key}: от 0 до {column.max_points}, X — не приступал, Н — отсутствовал"
            parts.append(own if column.task >= 0 else what[column.key])
            parts += [f"!  {doubt.text}" for doubt in model.doubts(row) if doubt.column in (column.key, "code")]
        total = model.total(row)
        if total is not None:
            mark = model.mark(row)
            parts.append(f"итог {total} из {model.paper.max_score}" + (f", отметка {mark}" if mark else ""))
        return "  ·  ".join(parts)

    def _say(self, text: str) -> None:
        self._said = text
        self.hint.setText(text)
        if not text:
            self._tell()
        self._said = ""

    def _tell_saved(self) -> None:
        savers = [saver for saver in (self.saver, self._second_saver) if saver is not None]
        if any(saver.broken for saver in savers):
            self.saved.setText("! не сохранено")
        elif any(not saver.idle for saver in savers):
            self.saved.setText("сохраняется…")
        elif self._saved_at:
            self.saved.setText(f"сохранено в {self._saved_at}")
        elif self.sheet is not None and self.sheet.info.finished_at is not None:
            self.saved.setText("передано в базу")
        else:
            self.saved.setText("сохраняется само")

    def _acknowledged(self, works: object) -> None:
        self._saved_at = clock(self.ui.ctx.clock())
        self._tell_saved()
        self.acknowledged.emit(works)
        self._go_on_saved()

    def _not_saved(self, error: BaseException) -> None:
        self._tell_saved()
        known = describe(error)
        what, todo = (known.what, known.todo) if known is not None else ("Не удалось записать.", "Сообщите об ошибке.")
        self.ui.message(
            f"Последнее введённое пока только на экране. {what}", todo, kind="error", action=("Сохранить ещё раз", self.flush)
        )
        if known is None:
            raise error

    def flush(self) -> None:
        """Everything typed goes to the disk now."""
        for saver in (self.saver, self._second_saver):
            if saver is not None:
                saver.flush()

    # -- leaving

    def leave_sheet(self) -> None:
        self.flush()
        if any(saver.broken for saver in (self.saver, self._second_saver) if saver is not None):
            return  # the screen is the only place that has it: the message line says what to do
        self.close_parts()
        self.back.emit()

    def close_inner(self) -> bool:
        """Esc: what asks first, then the second typing, then the sheet."""
        if self.banner.leave():
            self.grid.setFocus(Qt.FocusReason.OtherFocusReason)
            return True
        if self._form_open is not None:
            self._leave_forms()
            return True
        if self._second is not None:
            self._leave_check()
            return True
        self.leave_sheet()
        return True

    def close_parts(self) -> None:
        self.banner.leave()
        self._leave_forms()

    # -- small forms above the grid

    def _open_form(self, form: AskForm) -> None:
        self._leave_forms()
        self.banner.leave()
        self._form_open = form
        form.cancelled.connect(self._leave_forms)
        self.asking.addWidget(form)
        form.take_focus()

    def _leave_forms(self) -> None:
        form, self._form_open = self._form_open, None
        if form is not None:
            form.hide()
            form.deleteLater()
            self.grid.setFocus(Qt.FocusReason.OtherFocusReason)

    def ask_reason(self, row: int) -> None:
        """F4: why a doubtful value is right. Without a reason it stays red and the works are not handed over."""
        if self.model is None or self._second is not None or self.model.read_only:
            return
        work = self.model.works[row]
        found = rules.doubts_of(work, self.model.paper, rules.code_counts(self.model.works))
        if not [doubt for doubt in found if doubt.key]:
            self._say("У этой работы нет значений, которым нужна причина." if not found else found[0].text)
            return
        reason = TextField("Почему так и есть на самом деле", required=True, placeholder="например: задание перепроверил эксперт")
        note = " ".join(doubt.text for doubt in found if doubt.key)
        form = AskForm(f"Участник {work.code}", [reason], "Подтвердить", required=(reason,), note=note)
        form.fill(work.reason)

        def keep() -> None:
            text = reason.line.text()
            self._leave_forms()
            if self.model is not None:
                self.model.explain(row, text)

        form.submitted.connect(keep)
        self._open_form(form)

    def ask_code(self, row: int) -> None:
        if self.model is None or self._second is not None or self.model.read_only:
            return
        work = self.model.works[row]
        code = TextField("Код участника", required=True, hint="Как на выданном ученику листе с кодом", width=160)
        form = AskForm(f"{row + 1}-я работа", [code], "Изменить код", required=(code,))
        form.fill(work.code)

        def keep() -> None:
            text = "".join(code.value().split())
            if not text.isdigit() or not 3 <= len(text) <= 10:
                code.set_problem("Код — от 3 до 10 цифр.")
                return
            self._leave_forms()
            if self.model is not None:
                self.model.change({row: replace(self.model.works[row], code=text)}, (row, 0))

        form.submitted.connect(keep)
        self._open_form(form)
        code.line.selectAll()

    # -- pupils

    def _add(self) -> None:
        if self.sheet is None or self.model is None:
            return
        info = self.sheet.info
        first = rules.first_code(info.paper.grade, [work.code for work in self.model.works])
        self.ui.worker.write(lambda _p: commands.add_works(self.ui.ctx, info.id, (str(first),)), done=self._added, owner=self)

    def _added(self, changes: Changes) -> None:
        self.read_again()
        self.grid.go(changes.value, self.grid.first_column())

    def _remove(self) -> None:
        if self.sheet is None or self.model is None:
            return
        sheet_id, work = self.sheet.info.id, self.model.works[self.grid.cell()[0]]
        self.ui.worker.write(
            lambda _p: commands.remove_work(self.ui.ctx, sheet_id, work.position), done=lambda _c: self.read_again(), owner=self
        )

    # -- pasting

    def _show_plan(self, plan: PastePlan) -> None:
        model = self._second or self.model
        if model is None:
            return
        self._leave_forms()
        if plan.refusal:
            self.banner.ask(f"{plan.refusal} {plan.todo}".strip(), (("Понятно", self.take_focus),), kind="warning")
            return
        model.preview(plan)
        row, at = min(plan.cells, default=self.grid.cell())
        self.grid.scrollTo(model.index(row, at), EntryGrid.ScrollHint.PositionAtCenter)
        works = counted(len(plan.works), "работа", "работы", "работ")
        values = counted(plan.values, "значение", "значения", "значений")
        head = f"Вставится {values}, изменится {works}: это показано в таблице цветом, ничего ещё не записано."

        def paste() -> None:
            model.preview(None)
            self.grid.apply_paste(plan)
            self.take_focus()

        def leave() -> None:
            model.preview(None)
            self.take_focus()

        self.banner.ask(
            "\n".join([head, *plan.notes]), (("Вставить", paste), ("Не вставлять", leave)), kind="warning", way_out=leave
        )

    def take_focus(self) -> None:
        self.grid.setFocus(Qt.FocusReason.OtherFocusReason)

    # -- second typing

    def ask_check(self) -> None:
        """How many works are drawn for it."""
        if self.model is None or self.sheet is None:
            return
        done = self.model.typed()
        if not done:
            self._say("Проверять пока нечего: ни одна работа не введена до конца.")
            return
        many = NumberField("Сколько работ ввести второй раз", required=True, low=1, high=done)
        form = AskForm("Повторный ввод", [many], "Выбрать наугад", required=(many,),
                       note="Программа сама выберет работы по жребию. Прежние баллы не видны, пока не сверите.")  # fmt: skip
        form.fill(rules.usual_sample(done))
        sheet_id = self.sheet.info.id

        def draw() -> None:
            count = int(many.value())
            self._leave_forms()
            self.flush()
            self.ui.worker.write(
                lambda _p: commands.draw_check(self.ui.ctx, sheet_id, count), done=lambda _c: self._read_second(), owner=self
            )

        form.submitted.connect(draw)
        self._open_form(form)

    def _read_second(self) -> None:
        if self.sheet is not None:
            sheet_id = self.sheet.info.id
            self.ui.worker.read(lambda _p: queries.get_sheet(self.ui.ctx, sheet_id), done=self._show_second, owner=self)

    def _show_second(self, sheet: Sheet) -> None:
        self.sheet = sheet
        if not sheet.checks:
            self._leave_check()
            return
        self._second = GridModel(sheet.info.paper, [check.work for check in sheet.checks], sheet.scale, self)
        self._second_saver = self._saver(self._second, commands.save_checks, sheet.info.id)
        self.grid.show_model(self._second)
        self.grid.go(*self._first_blank(self._second))
        self.grid.setFocus(Qt.FocusReason.OtherFocusReason)
        self._dress()
        self._tell()

    def _close_check(self) -> None:
        if self.sheet is None:
            return
        self.flush()
        sheet_id = self.sheet.info.id
        self.ui.worker.write(
            lambda _p: commands.close_check(self.ui.ctx, sheet_id), done=self._compared, failed=self.refused, owner=self
        )

    def refused(self, error: BaseException) -> None:
        known = describe(error)
        if known is None:
            raise error
        self.banner.ask(f"{known.what} {known.todo}".strip(), (("Понятно", self.take_focus),), kind="warning")

    def _compared(self, changes: Changes) -> None:
        model, main = self._second, self.model
        if model is None or main is None:
            return
        model.read_only = True
        first = {work.position: work for work in main.works}
        model.other = {work.position: first[work.position] for work in model.works}
        model.set_works(model.works)
        self.grid.measure()
        self._dress()
        result = changes.value
        text = rules.result_in_words(result)
        if not result.differing:
            self.banner.ask(f"{text} Оба ввода совпали.", (("К первому вводу", self._leave_check),))
            return
        differing = self._differing()
        self.grid.go(*differing[0])
        self.banner.ask(
            f"{text} В таблице слева от знака ≠ второй ввод, справа первый. Сверьте с работой ученика.",
            (
                ("Взять второе значение", self._take_second),
                ("Взять все вторые", self._take_all_second),
                ("Оставить первый ввод", self._leave_check),
            ),
            kind="warning",
        )

    def _differing(self) -> list[tuple[int, int]]:
        model = self._second
        if model is None:
            return []
        return [
            (row, at)
            for row, work in enumerate(model.works)
            for at, column in enumerate(model.columns)
            if work.position in model.other and rules.shown(work, column) != rules.shown(model.other[work.position], column)
        ]

    def _take_second(self) -> None:
        """The value of the second typing in the cell under the cursor, or in the next one that differs."""
        cells = self._differing()
        here = self.grid.cell()
        cell = here if here in cells else next((one for one in cells if one > here), cells[0] if cells else None)
        if cell is not None:
            self._take([cell])

    def _take_all_second(self) -> None:
        self._take(self._differing())

    def _take(self, cells: list[tuple[int, int]]) -> None:
        model, main = self._second, self.model
        if model is None or main is None:
            return
        rows = {work.position: row for row, work in enumerate(main.works)}
        after: dict[int, Work] = {}
        for row, at in cells:
            work, column = model.works[row], model.columns[at]
            target = rows[work.position]
            if work.absent:
                after[target] = rules.as_absent(main.works[target])
            else:
                text = rules.shown(work, column)
                after[target], _why = rules.with_text(after.get(target, main.works[target]), column, text, main.paper)
        main.change(after, (min(after), 0))
        model.other = {work.position: main.works[rows[work.position]] for work in model.works}
        model.set_works(model.works)
        left = self._differing()
        if left:
            self.grid.go(*left[0])
            said = counted(len(left), "значение", "значения", "значений")
            self.banner.ask(
                f"Различается ещё {said}.",
                (
                    ("Взять второе значение", self._take_second),
                    ("Взять все вторые", self._take_all_second),
                    ("Оставить первый ввод", self._leave_check),
                ),
                kind="warning",
            )
        else:
            self._leave_check()
            self._say("Исправлено. Ctrl+Z вернёт прежние значения.")

    def _leave_check(self) -> None:
        """Back to the first typing; what was typed a second time stays for later."""
        self.flush()
        self.banner.close_quietly()
        self._drop_second()
        if self.model is not None:
            self.grid.show_model(self.model)
            self.grid.go(*self._first_blank(self.model))
            self.grid.setFocus(Qt.FocusReason.OtherFocusReason)
        self._dress()
        self._tell()

    def _drop_second(self) -> None:
        if self._second is not None:
            self._second.deleteLater()
        self._second = self._second_saver = None

    # -- handing over

    def go_on(self) -> None:
        """To the first work that is not typed to the end."""
        if self.model is not None:
            self.grid.go(*self._first_blank(self.model))
        self.take_focus()

    def _finish(self) -> None:
        self.flush()
        handing.hand_over(self)

    def _form(self, other: bool = False) -> None:
        self.flush()
        self.when_saved(lambda: handing.fill_form(self, other=other))

    def _adopt_base(self) -> None:
        self.flush()
        handing.adopt_base(self)
