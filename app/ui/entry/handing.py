"""The way out of the grid: into the base, and into the form of ФИС ОКО. Questions stand above the grid, not in boxes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog

from app.services.changes import Changes
from app.services.entry import commands, queries, rules
from app.services.entry.rows import EntryTask
from app.services.errors import UserError
from app.services.text_ru import counted

if TYPE_CHECKING:
    from app.services.entry.form_file import Form
    from app.services.progress import Progress
    from app.ui.entry.grid_page import GridPage

FORMS = "Формы ФИС ОКО (*.xlsx);;Все файлы (*)"
_FOLDER = "folders/entry"


def hand_over(page: GridPage, *, without_unfinished: bool = False) -> None:
    """«Передать в базу»: what is not typed to the end is asked about, what is doubtful must be explained first."""
    sheet, ui = page.sheet, page.ui
    if sheet is None:
        return
    sheet_id = sheet.info.id

    def job(progress: Progress) -> Changes:
        from app.services.entry.finish import hand_over as command

        return command(ui.ctx, sheet_id, without_unfinished=without_unfinished, progress=progress)

    def failed(error: BaseException) -> None:
        model = page.model
        if not isinstance(error, UserError) or model is None:
            page.refused(error)
            return
        doubtful = model.doubtful_cells()
        left = model.rowCount() - model.typed()
        if doubtful:
            page.grid.go(*doubtful[0])
            page.banner.ask(
                f"{error.what} {error.todo}",
                (("Написать причину", lambda: page.ask_reason(page.grid.cell()[0])), ("Исправить", page.take_focus)),
                kind="warning",
            )
        elif left and model.typed() and not without_unfinished:
            works = counted(model.typed(), "работу", "работы", "работ")
            page.banner.ask(
                f"{error.what} {error.todo}",
                (("Продолжить ввод", page.go_on), (f"Передать {works}", lambda: hand_over(page, without_unfinished=True))),
                kind="warning",
            )
        else:
            page.refused(error)

    def done(changes: Changes) -> None:
        page.read_again()
        undo = changes.undo

        def take_back() -> None:
            if undo is not None:
                ui.undo.forget(undo)
                ui.worker.write(lambda _p: undo(ui.ctx), failed=page.refused, owner=page)

        ui.message(changes.message, action=("Отменить передачу", take_back) if undo is not None else None)

    ui.worker.write(job, done=done, failed=failed, owner=page)


def fill_form(page: GridPage, *, other: bool = False) -> None:
    """The form kept with the sheet, or one the person opens now; the filled copy is saved where she says."""
    sheet = page.sheet
    if sheet is None:
        return
    if sheet.info.form_id is None or other:
        path = choose_form(page)
        if path is not None:
            page.ui.worker.read(lambda _p: _read(path), done=lambda form: _opened(page, form), failed=page.refused, owner=page)
        return
    sheet_id = sheet.info.id
    page.ui.worker.read(
        lambda _p: queries.form_of_sheet(page.ui.ctx, sheet_id),
        done=lambda form: _save(page, form),
        failed=page.refused,
        owner=page,
    )


def choose_form(page: GridPage) -> Path | None:
    state = page.ui.state
    chosen, _ = QFileDialog.getOpenFileName(
        page, "Форма сбора результатов ФИС ОКО", str(state.get(_FOLDER) or Path.home()), FORMS
    )
    if not chosen:
        return None
    state.put(_FOLDER, str(Path(chosen).parent))
    return Path(chosen)


def _read(path: Path) -> Form:
    from app.services.entry.form_file import read_form

    return read_form(path)


def _opened(page: GridPage, form: Form) -> None:
    """A form of another version is not filled before the person saw what is otherwise in it."""
    sheet, ui = page.sheet, page.ui
    if sheet is None:
        return
    differing = rules.compare_tasks(sheet.info.paper.tasks, form.tasks)

    def attach(_changes: object = None) -> None:
        def job(_progress: object) -> Changes:
            ids = [one.info.id for one in queries.sheets_of_paper(ui.ctx, sheet.info)]
            return commands.attach_form(ui.ctx, ids, form)

        ui.worker.write(job, done=lambda _c: _attached(page, form), failed=page.refused, owner=page)

    if not differing:
        attach()
        return
    _ask_version(page, f"Форма «{form.file_name}» отличается от введённого", form.tasks, attach)


def _attached(page: GridPage, form: Form) -> None:
    page.read_again()
    _save(page, form)


def _ask_version(page: GridPage, who: str, tasks: tuple[EntryTask, ...], then: object) -> None:
    """«Перейти»: points move to the tasks of the same codes; one Ctrl+Z brings the old version back."""
    sheet, ui = page.sheet, page.ui
    if sheet is None:
        return
    said = rules.differences_in_words(rules.compare_tasks(sheet.info.paper.tasks, tasks))

    def adopt() -> None:
        def job(_progress: object) -> Changes:
            ids = [one.info.id for one in queries.sheets_of_paper(ui.ctx, sheet.info)]
            return commands.adopt_tasks(ui.ctx, ids, tasks)

        def adopted(changes: Changes) -> None:
            page.read_again()
            if callable(then):
                then(changes)

        ui.worker.write(job, done=adopted, failed=page.refused, owner=page)

    page.banner.ask(
        f"{who}: {said}. Введённые баллы останутся у заданий с теми же номерами.",
        (("Перейти на новый вариант", adopt), ("Оставить как есть", page.take_focus)),
        kind="warning",
    )


def adopt_base(page: GridPage) -> None:
    """The tasks of this paper as the base has them by now."""
    sheet, ui = page.sheet, page.ui
    if sheet is None:
        return

    def found(tasks: tuple[EntryTask, ...]) -> None:
        if not tasks:
            page.banner.ask("В базе нет заданий этой работы с максимумами.", (("Понятно", page.take_focus),))
        elif not rules.compare_tasks(sheet.info.paper.tasks, tasks):
            page.banner.ask("Задания те же, что в базе.", (("Понятно", page.take_focus),))
        else:
            _ask_version(page, "В базе", tasks, None)

    ui.worker.read(lambda _p: queries.tasks_of_base(ui.ctx, sheet.info.paper), done=found, owner=page)


def _save(page: GridPage, form: Form, *, without_unfinished: bool = False) -> None:
    from app.services.entry.finish import form_content, suggested_name
    from app.services.forms.printing import write_file

    sheet, ui = page.sheet, page.ui
    if sheet is None:
        return
    info = sheet.info

    def made(content: bytes) -> None:
        start = Path(str(ui.state.get(_FOLDER) or Path.home())) / suggested_name(form, info)
        chosen, _ = QFileDialog.getSaveFileName(page, "Заполненная форма ФИС ОКО", str(start), FORMS)
        if not chosen:
            return
        path = Path(chosen)

        def written(_nothing: object) -> None:
            ui.message(f"Форма сохранена: {path.name}.", "Её можно загружать в личный кабинет ФИС ОКО.")
            page.take_focus()

        ui.worker.read(lambda _p: write_file(path, content), done=written, failed=page.refused, owner=page)

    def failed(error: BaseException) -> None:
        model = page.model
        left = model.rowCount() - model.typed() if model is not None else 0
        if isinstance(error, UserError) and left and model is not None and model.typed() and not without_unfinished:
            page.banner.ask(
                f"{error.what} {error.todo}",
                (
                    ("Продолжить ввод", page.go_on),
                    ("Сохранить форму без них", lambda: _save(page, form, without_unfinished=True)),
                ),
                kind="warning",
            )
        else:
            page.refused(error)

    ui.worker.read(
        lambda _p: form_content(ui.ctx, info, form, without_unfinished=without_unfinished), done=made, failed=failed, owner=page
    )
