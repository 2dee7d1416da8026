"""Third step: works are drawn, rechecked, and what came of it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QHBoxLayout

from app.services.changes import Changes
from app.services.errors import UserError
from app.services.inquiries import rules
from app.services.inquiries.proposals import plan_for
from app.services.inquiries.rows import LEAST_SPECIAL, METHODS, NOT_RECHECKED, Inquiry, WorkRow
from app.services.text_ru import counted, short_date, sort_key
from app.ui import theme
from app.ui.context import UiContext
from app.ui.inquiries.step_page import StepPage, button, line_of, show_all, words_label
from app.ui.widgets.cell_table import CellTable, RowsEditor
from app.ui.widgets.fields import CheckField, ChoiceField, DateField, FormGrid, MemoField, NumberField
from app.ui.widgets.section import Section

PLACE, CODE, CLASS, BEFORE, AFTER, DIFFERENCE, MARKS, CHECKER, NOTE = range(9)
TITLES = ("№", "Код", "Класс", "Балл был", "Балл стал", "Разница", "Отметка", "Проверил", "Замечание")
_FIRST_TASK = 2
_MANY_TASKS = 12
_WORKS_SEEN, _WORKS_DRAWN = 12, 4
"""Rows of the list of an olympiad that are in sight: while it is written, and when works are drawn."""
TABLES = "Таблицы (*.xlsx *.xlsm *.xls *.ods *.csv)"


class RecheckStep(StepPage):
    def __init__(self, ui: UiContext) -> None:
        super().__init__(ui)
        self._shown: tuple[WorkRow, ...] = ()
        self._proposed = 0
        self.olympiad = self._olympiad()
        self.sample = self._sample()
        self.results = self._results()
        self.said = self._said()
        for section in (self.olympiad, self.sample, self.results, self.said):
            self.box.addWidget(section)
        self.box.addStretch(1)

    # -- building

    def _olympiad(self) -> Section:
        section = Section("Работы школьного этапа")
        self.max_score = NumberField("Наибольший балл", low=1, high=1000)
        self.pass_score = NumberField("Проходной балл", low=0, high=1000, hint="С какого балла ученик проходит дальше")
        for field in (self.max_score, self.pass_score):
            field.committed.connect(lambda _value: self._store_olympiad())
        self.works = RowsEditor(("Код", "Класс", "Балл"), "Работы олимпиады", right=(2,))
        self.works.set_widths((150, 80, 80), 0)
        self.works.changed.connect(self._store_works)
        self.works_note = words_label("note")
        self.from_file = button(
            "Из файла…", self.choose_file, icon="file-table-outline", tip="Таблица со столбцами «Код» и «Баллы»"
        )
        section.box.addWidget(FormGrid([(self.max_score, self.pass_score)]))
        section.box.addWidget(self.works_note)
        section.box.addWidget(self.works)
        section.box.addLayout(line_of(self.from_file))
        return section

    def _sample(self) -> Section:
        section = Section("Выборка")
        self.proposal = words_label()
        self.how_many = NumberField("Сколько работ", low=1, high=10_000, width=90)
        self.method = ChoiceField("Как выбрать", [(words, key) for key, words in METHODS.items()])
        self.draw_button = button("Выбрать работы", self.draw, icon="dice-multiple-outline", primary=True)
        self.list_button = button("Напечатать список…", lambda: self.print_form("inquiry_sample"), icon="printer-outline")
        self.list_button.setToolTip("Коды выбранных работ и пустые графы: прежних баллов в списке нет")
        row = QHBoxLayout()
        row.setSpacing(theme.SPACE)
        row.addWidget(self.how_many)
        row.addWidget(self.method, 1)
        section.box.addWidget(self.proposal)
        section.box.addLayout(row)
        section.box.addLayout(line_of(self.draw_button, self.list_button))
        return section

    def _results(self) -> Section:
        section = Section("Результаты перепроверки")
        self.hint = words_label("note")
        self.hint.setText("Введите балл и нажмите Enter; столбец баллов из Excel можно вставить целиком (Ctrl+V).")
        self.grid = CellTable(TITLES, (AFTER, CHECKER, NOTE), "Результаты перепроверки")
        self.grid.set_widths((40, 100, 66, 78, 82, 78, 84, 96, 150), NOTE)
        self.grid.typed.connect(self._typed)
        self.grid.pasted.connect(lambda row, column, text: self._pasted(row, column, text))
        self.by_task = CheckField("Вносить по заданиям", hint="Балл за работу сложится сам")
        self.by_task.committed.connect(lambda _on: self._turn())
        self.task_grid = CellTable(("№", "Код"), (), "Баллы по заданиям")
        self.task_grid.typed.connect(self._typed_task)
        self.task_grid.pasted.connect(self._pasted_tasks)
        self.task_grid.hide()
        section.box.addWidget(self.hint)
        section.box.addWidget(self.by_task)
        section.box.addWidget(self.grid)
        section.box.addWidget(self.task_grid)
        return section

    def _said(self) -> Section:
        section = Section("Что показала перепроверка")
        self.words = words_label()
        self.how = words_label("note")
        self.checked_on = DateField("Дата перепроверки", today=lambda: self.ui.ctx.clock().date())
        self.commission = MemoField("Комиссия, по одному в строке", lines=3, placeholder="Фамилия И. О., должность")
        for field in (self.checked_on, self.commission):
            field.committed.connect(lambda _value: self._store_recheck())
        self.act = button("Напечатать акт…", lambda: self.print_form("inquiry_act"), icon="printer-outline")
        section.box.addWidget(self.words)
        section.box.addWidget(self.how)
        section.box.addWidget(FormGrid([self.checked_on, self.commission]))
        section.box.addLayout(line_of(self.act))
        return section

    # -- showing

    def show_inquiry(self, inquiry: Inquiry) -> None:
        other = self.inquiry is None or self.inquiry.row.id != inquiry.row.id
        self.inquiry = inquiry
        olympiad = inquiry.row.kind == "olympiad"
        self.olympiad.setVisible(olympiad)
        if olympiad:
            show_all({self.max_score: inquiry.max_score, self.pass_score: inquiry.pass_score}, enabled=self.is_open)
            written = any(one.after is not None for one in inquiry.works)
            self.works.lock(not self.is_open or written)
            drawn = inquiry.drawn_on is not None
            works = sorted(inquiry.works, key=lambda one: sort_key(one.code)) if drawn else inquiry.works
            self.works.most = _WORKS_DRAWN if drawn else _WORKS_SEEN
            if other or not self.saving:
                self.works.set_rows([(one.code, one.class_label, _text(one.before)) for one in works])
            self.works_note.setText(
                f"В списке {counted(len(inquiry.works), 'работа', 'работы', 'работ')}. Только коды, без фамилий."
                if inquiry.works
                else "Внесите коды и баллы, вставьте их из Excel (Ctrl+V) или загрузите файл. Только коды, без фамилий."
            )
            self.from_file.setVisible(self.is_open and not written)
        self._show_sample(inquiry, other)
        if other or not self.saving:
            self._show_grid(inquiry)
        found = inquiry.differences
        self.results.setVisible(inquiry.drawn_on is not None)
        self.said.setVisible(inquiry.drawn_on is not None)
        self.words.setText(rules.verdict_words(found))
        missing = "" if found.checked >= found.drawn else f" Внесены не все: {found.checked} из {found.drawn}."
        scale = " Шкалы этой работы нет, отметки не сравниваются." if not inquiry.cuts and not olympiad else ""
        self.how.setText(f"{f'Интервал: {found.method}.' if found.method else ''}{missing}{scale}".strip())
        self.how.setVisible(bool(self.how.text()))
        show_all({self.checked_on: inquiry.checked_on, self.commission: inquiry.commission}, enabled=self.is_open)

    def _show_sample(self, inquiry: Inquiry, other: bool) -> None:
        drawn = inquiry.drawn_on is not None
        known = [(words, key) for key, words in METHODS.items() if key != "near_cuts" or inquiry.cuts]
        if [self.method.combo.itemData(at) for at in range(self.method.combo.count())] != [key for _words, key in known]:
            self.method.set_choices(known)
        if other:
            self.how_many.set_value(len(inquiry.drawn) if drawn else inquiry.proposal.size or None)
            proposed = plan_for(inquiry.grounds).method
            self.method.set_value(inquiry.method or ("simple" if proposed == "near_cuts" and not inquiry.cuts else proposed))
        elif not drawn and self.how_many.value() in (None, self._proposed):  # the person has not thought of another number
            self.how_many.set_value(inquiry.proposal.size or None)
        self._proposed = inquiry.proposal.size
        if drawn and inquiry.drawn_on and inquiry.method:
            works = counted(len(inquiry.drawn), "работа", "работы", "работ")
            parts = "; ".join(f"{one.name}: {one.drawn} из {one.works}" for one in inquiry.strata)
            words = f"Выбрано {works} из {inquiry.population}, {METHODS[inquiry.method]}"
            self.proposal.setText(
                f"{words}{f' ({parts})' if parts else ''}. {short_date(inquiry.drawn_on)}, номер жеребьёвки {inquiry.seed}: "
                "с этим числом выборку может повторить каждый."
            )
        else:
            self.proposal.setText(inquiry.proposal.words)
        free = self.is_open and not any(one.after is not None for one in inquiry.drawn if drawn)
        self.how_many.setVisible(free)
        self.method.setVisible(free)
        self.draw_button.setVisible(free)
        self.draw_button.setText("Выбрать заново" if drawn else "Выбрать работы")
        self.draw_button.setEnabled(inquiry.proposal.works > 0)
        self.list_button.setVisible(drawn)

    def _show_grid(self, inquiry: Inquiry) -> None:
        works = inquiry.drawn if inquiry.drawn_on is not None else ()
        self._shown = works
        self.grid.lock(not self.is_open)
        self.grid.show_texts([_texts(one, inquiry) for one in works], right=(PLACE, BEFORE, AFTER, DIFFERENCE))
        tones = theme.color("overdue"), theme.color("text")
        self.grid.blockSignals(True)
        for row, one in enumerate(works):
            for column, changed in ((DIFFERENCE, bool(one.difference)), (MARKS, bool(one.mark_changed))):
                item = self.grid.item(row, column)
                if item is not None:
                    item.setForeground(tones[0] if changed else tones[1])
        self.grid.blockSignals(False)
        self.grid.setColumnHidden(MARKS, not inquiry.cuts)
        header = self.grid.horizontalHeaderItem(MARKS)
        if header is not None:
            header.setText("Проходит" if inquiry.row.kind == "olympiad" else "Отметка")
        self.grid.fit_rows()
        self._show_tasks(inquiry, works)

    def _show_tasks(self, inquiry: Inquiry, works: tuple[WorkRow, ...]) -> None:
        codes = inquiry.task_codes
        self.by_task.setVisible(bool(codes) and bool(works))
        grid = self.task_grid
        grid.lock(not self.is_open)
        columns = range(_FIRST_TASK, _FIRST_TASK + len(codes))
        if grid.writable != frozenset(columns):
            grid.set_columns(("№", "Код", *codes, "Итого"), columns)
            grid.set_widths((40, 80, *(42 if len(codes) > _MANY_TASKS else 52 for _code in codes), 60))
        rows = [(str(one.place), one.code, *_task_texts(one, len(codes)), _text(one.after)) for one in works]
        grid.show_texts(rows, right=(0, *columns, _FIRST_TASK + len(codes)))
        grid.blockSignals(True)
        for row, one in enumerate(works):
            for place in range(min(len(codes), len(one.tasks))):
                item = grid.item(row, _FIRST_TASK + place)
                if item is not None:
                    before = 0 if one.tasks[place] >= LEAST_SPECIAL else one.tasks[place]
                    after = one.tasks_after[place] if place < len(one.tasks_after) else NOT_RECHECKED
                    other = after < LEAST_SPECIAL and after != before
                    item.setForeground(theme.color("overdue" if other else "text"))
                    item.setToolTip(f"Задание {codes[place]}: было {before}")
        grid.blockSignals(False)
        grid.fit_rows()
        self._turn()

    def _turn(self) -> None:
        """The totals, or the points per task."""
        tasks = self.by_task.value() and self.inquiry is not None and bool(self.inquiry.task_codes)
        self.task_grid.setVisible(tasks)
        self.grid.setVisible(not tasks)

    # -- acting

    def draw(self) -> None:
        size = self.how_many.value()
        method = self.method.value()
        if size is None and method != "all":
            self.how_many.set_problem("Сколько?")
            self.how_many.setFocus()
            return
        self.command("draw_sample", size or 0, method, done=lambda _changes: self.grid.setFocus())

    def _typed(self, row: int, column: int, text: str) -> None:
        if not 0 <= row < len(self._shown):
            return
        work = self._shown[row]
        if column == CHECKER:
            self.command("note_work", work.code, checker=text)
        elif column == NOTE:
            self.command("note_work", work.code, note=text)
        elif column == AFTER:
            self._put(text, [work])

    def _typed_task(self, row: int, column: int, text: str) -> None:
        self._put_tasks(row, column, [[text]])

    def _pasted_tasks(self, row: int, column: int, text: str) -> None:
        lines = text.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n").split("\n")
        self._put_tasks(row, column, [line.split("\t") for line in lines])

    def _put_tasks(self, row: int, column: int, block: list[list[str]]) -> None:
        inquiry = self.inquiry
        if inquiry is None or column < _FIRST_TASK:
            self._refuse("поставьте курсор в столбец первого задания")
            return
        count, first = len(inquiry.task_codes), column - _FIRST_TASK
        if row + len(block) > len(self._shown) or max(first + len(cells) for cells in block) > count:
            self._refuse("вставляемых ячеек больше, чем работ и заданий от курсора")
            return
        found: dict[str, tuple[int | None, ...]] = {}
        for work, cells in zip(self._shown[row:], block, strict=False):
            points = [_task_point(work, place) for place in range(count)]
            for place, text in enumerate(cells, first):
                try:
                    points[place] = rules.pasted_scores(text.strip() or "-")[0]
                except ValueError:
                    self._refuse(f"код {work.code}, задание {inquiry.task_codes[place]}: «{text.strip()}» — не балл")
                    return
            found[work.code] = tuple(points)
        self.command("put_tasks", found)

    def _pasted(self, row: int, column: int, text: str) -> None:
        try:
            pairs = rules.pasted_pairs(text)
        except ValueError as error:
            self._refuse(str(error))
            return
        if pairs is not None:
            self.command("put_results", pairs)
        elif column == AFTER:
            self._put(text, list(self._shown[row:]))
        else:
            self._refuse("поставьте курсор в столбец «Балл стал» или скопируйте два столбца: код и балл")

    def _put(self, text: str, works: list[WorkRow]) -> None:
        try:
            scores = rules.pasted_scores(text) or [None]
        except ValueError as error:
            self._refuse(str(error).replace("строка 1: ", "") if len(works) == 1 else str(error))
            return
        if len(scores) > len(works):
            self._refuse(f"чисел {len(scores)}, а работ ниже курсора {len(works)}")
            return
        found = {work.code: score for work, score in zip(works, scores, strict=False)}
        before = {work.code: work.after for work in works}
        if any(before[code] != score for code, score in found.items()):
            self.command("put_results", found)

    def _refuse(self, words: str) -> None:
        self.ui.message("Баллы не внесены.", f"{words[:1].upper()}{words[1:]}.", kind="warning")
        if self.inquiry is not None:
            self._show_grid(self.inquiry)

    def _store_recheck(self) -> None:
        self.command("save_recheck", self.checked_on.value(), self.commission.value())

    def _store_olympiad(self) -> None:
        self.command("save_olympiad", self.max_score.value(), self.pass_score.value())

    def _store_works(self) -> None:
        from app.services.inquiries.works_file import works_of_rows

        try:
            works = works_of_rows(self.works.rows())
        except UserError as error:
            self.ui.message(error.what, error.todo, kind="warning")
            return
        if works is not None:
            self.command("put_works", works, replace_all=True)

    def choose_file(self) -> None:
        found, _ = QFileDialog.getOpenFileName(self.window(), "Работы школьного этапа", "", TABLES)
        if found:
            self.load_file(Path(found))

    def load_file(self, path: Path) -> None:
        inquiry = self.inquiry
        if inquiry is None:
            return

        def job(_progress: object) -> Changes:
            from app.services.inquiries.commands import put_works
            from app.services.inquiries.works_file import read_works

            return put_works(self.ui.ctx, inquiry.row.id, read_works(path))

        self.ui.worker.write(job, owner=self)

    def save(self) -> None:
        for field in (self.checked_on, self.commission, self.max_score, self.pass_score):
            field.commit()


def _task_point(work: WorkRow, place: int) -> int | None:
    point = work.tasks_after[place] if place < len(work.tasks_after) else NOT_RECHECKED
    return None if point >= LEAST_SPECIAL else point


def _task_texts(work: WorkRow, count: int) -> tuple[str, ...]:
    return tuple(_text(_task_point(work, place)) for place in range(count))


def _text(value: int | None) -> str:
    return "" if value is None else str(value)


def _texts(one: WorkRow, inquiry: Inquiry) -> tuple[str, ...]:
    difference = one.difference
    signed = "" if difference is None else f"+{difference}" if difference > 0 else str(difference).replace("-", "−")
    return (
        str(one.place), one.code, one.class_label, _text(one.before), _text(one.after), signed,
        _marks(one, inquiry.row.kind == "olympiad"), one.checker, one.note,
    )  # fmt: skip


def _marks(one: WorkRow, olympiad: bool) -> str:
    if one.mark_before is None:
        return ""
    names = {0: "нет", 1: "да"} if olympiad else {}
    before = names.get(one.mark_before, str(one.mark_before))
    if one.mark_after is None:
        return before
    after = names.get(one.mark_after, str(one.mark_after))
    return before if before == after else f"{before} → {after}"
