"""The panel of dated duties: what is chosen, schools, proof, history, several items at once."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import QObject, Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QWidget

from app.services.execution import commands as do
from app.services.roadmaps import commands as roadmaps
from app.ui import theme
from app.ui.roadmaps.duties_panel import DutiesPanel
from tests.db.execution.district import TODAY


@pytest.fixture
def panel(place) -> DutiesPanel:
    made = DutiesPanel(place.ui)
    place.side = place.show(made)
    return made


def _texts(panel: DutiesPanel) -> list[str]:
    model = panel.table.row_model
    return [model.columns[2].text(entry) for entry in model.shown()]


def test_nothing_chosen_says_what_to_do(panel, place):
    assert "Выберите мероприятие" in panel.note.text() and not panel.bar.isVisible() and not panel.table.isVisible()
    subhead = place.tree.sections[0].lines[0]
    panel.show_line(place.tree.id, subhead)
    assert "подзаголовка" in panel.note.text() and not panel.table.isVisible()


def test_the_date_that_presses_most_is_chosen_and_ctrl_d_marks_it(panel, place):
    panel.show_line(place.tree.id, place.line("1.3."))
    assert _texts(panel) == ["просрочено", "просрочено", "не наступил", "не наступил"]
    assert panel.table.current_row().row.due_on == date(2026, 3, 31)
    panel.table.setFocus()
    place.qtbot.keyClick(panel.table, "D", Qt.KeyboardModifier.ControlModifier)
    assert [row.mark.status for row in place.of("1.3.")] == ["done", "planned", "planned", "planned"]
    assert _texts(panel)[0] == f"выполнено {TODAY:%d.%m}"
    assert panel.table.current_row().row.due_on == date(2026, 3, 31), "proof will go to what was just done"
    panel.show_line(place.tree.id, place.line("1.1."))
    panel.show_line(place.tree.id, place.line("1.3."))
    assert panel.table.current_row().row.due_on == date(2026, 6, 30)


def test_the_keys_work_where_the_panel_listens(panel, place):
    tree = QWidget()
    tree.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    place.side.body.addWidget(tree)
    tree.show()
    tree.setFocus()
    panel.listen(tree)
    panel.show_line(place.tree.id, place.line("1.1."))
    place.qtbot.keyClick(tree, "D", Qt.KeyboardModifier.ControlModifier)
    assert place.of("1.1.")[0].mark.status == "done"
    place.take_back()
    assert _texts(panel) == ["просрочено"]


def test_ticked_schools_are_marked_and_the_rest_can_be_ticked_at_once(panel, place):
    panel.show_line(place.tree.id, place.line("1.2."))
    assert panel.schools.heading.text() == "Школы: 0 из 3"
    panel.schools.set_ticked(place.schools[:1])
    assert "Берёзовская" in panel.bar.about.text()
    panel.bar.done_button.click()
    (row,) = place.of("1.2.")
    assert [slot.shown for slot in row.schools] == ["done", "ahead", "ahead"] and row.mark.status == "planned"
    assert panel.schools.heading.text() == "Школы: 1 из 3" and panel.schools.ticked() == (place.schools[0],)
    panel.rest_button.click()
    assert panel.schools.ticked() == tuple(place.schools[1:]) and len(panel.bar.keys) == 2
    panel.bar.done_button.click()
    assert place.of("1.2.")[0].mark.status == "done", "the last school closes it"
    place.take_back()
    assert place.of("1.2.")[0].mark.status == "planned"
    panel.schools.set_ticked(())
    assert panel.bar.keys == (row.key,)


def test_space_ticks_a_school(panel, place):
    panel.show_line(place.tree.id, place.line("1.2."))
    rows = panel.schools.list
    rows.setCurrentItem(rows.topLevelItem(1))
    place.qtbot.keyClick(rows, Qt.Key.Key_Space)
    assert panel.schools.ticked() == (place.schools[1],)


def test_proof_is_listed_with_its_school_and_removed_with_a_way_back(panel, place, tmp_path):
    scan = tmp_path / "Список присутствующих.pdf"
    scan.write_bytes(b"%PDF-1.4")
    panel.show_line(place.tree.id, place.line("1.2."))
    panel.schools.set_ticked(place.schools[1:2])
    panel.bar.add_files([scan])
    panel.schools.set_ticked(())
    panel.bar.ask_number("214")
    panel.bar.number_form.verb.click()
    titles = [panel.proofs.table.row_model.columns[0].text(proof) for proof in panel.proofs.table.row_model.shown()]
    assert titles == ["исх. № 214", "Список присутствующих.pdf · МБОУ «Заречная СОШ № 2»"]
    assert panel.proofs.table.current_row() is not None
    panel.proofs.table.setFocus()
    place.qtbot.keyClick(panel.proofs.table, Qt.Key.Key_Delete)
    assert panel.proofs.table.all_count() == 1
    place.take_back()
    assert panel.proofs.table.all_count() == 2


class _Opened(QObject):
    """Stands where the system's program would."""

    def __init__(self) -> None:
        super().__init__()
        self.urls: list[QUrl] = []

    @Slot(QUrl)
    def open(self, url: QUrl) -> None:
        self.urls.append(url)


@pytest.fixture
def opened():
    handler = _Opened()
    for scheme in ("file", "https"):
        QDesktopServices.setUrlHandler(scheme, handler, "open")
    yield handler
    for scheme in ("file", "https"):
        QDesktopServices.unsetUrlHandler(scheme)


def test_a_file_a_link_and_a_number_are_opened_each_in_its_way(panel, place, tmp_path, opened):
    scan = tmp_path / "Приказ.pdf"
    scan.write_bytes(b"%PDF-1.4 scan")
    keys = [row.key for row in place.of("1.1.")]
    do.add_file(place.ctx, keys, scan)
    do.add_link(place.ctx, keys, "https://school.example.ru/news", date(2026, 9, 1))
    do.add_number(place.ctx, keys, "87/01", date(2026, 9, 1))
    panel.show_line(place.tree.id, place.line("1.1."))
    for proof in panel.proofs.table.row_model.shown():
        panel.proofs.open(proof)
    file, link = opened.urls
    with open(file.toLocalFile(), "rb") as stored:
        assert stored.read() == b"%PDF-1.4 scan"
    assert link.toString() == "https://school.example.ru/news"
    assert QGuiApplication.clipboard().text() == "87/01"


def test_a_missing_file_is_said_plainly(panel, place, tmp_path, opened):
    scan = tmp_path / "Приказ.pdf"
    scan.write_bytes(b"%PDF-1.4 scan")
    do.add_file(place.ctx, [row.key for row in place.of("1.1.")], scan)
    next(path for path in place.ctx.paths.attachments.rglob("*.pdf")).unlink()
    panel.show_line(place.tree.id, place.line("1.1."))
    assert "нет файла: Приказ.pdf" in panel.proofs.table.row_model.columns[0].text(panel.proofs.table.current_row())
    assert "приложите заново" in panel.proofs.missing.text() and panel.proofs.missing.isVisible()
    panel.proofs.open_button.click()
    assert not opened.urls and str(place.ctx.paths.attachments) in place.message


def test_postponement_and_removal_tell_their_reasons(panel, place):
    keys = [row.key for row in place.of("1.2.")]
    do.postpone(place.ctx, keys, date(2026, 9, 30), reason="Карантин", decided_by="Приказ № 9")
    panel.show_line(place.tree.id, place.line("1.2."))
    assert panel.words.text() == "Срок по плану – 18.09.2026.\nПеренесено на 30.09.2026: Карантин. Решение: Приказ № 9."
    panel.bar.ask_cancel()
    panel.bar.off_reason.memo.setPlainText("Отменено")
    panel.bar.cancel_form.verb.click()
    assert _texts(panel) == ["снято"]


def test_history_unfolds(panel, place):
    keys = [row.key for row in place.of("1.1.")]
    do.mark(place.ctx, keys, "waiting_region")
    panel.show_line(place.tree.id, place.line("1.1."))
    assert panel.history_button.text().startswith("История: 1") and not panel.history.isVisible()
    panel.history_button.click()
    assert panel.history.text() == "14.09.2026 09:30 · ждём регион"


def test_what_the_plan_no_longer_has_stays_in_sight(panel, place):
    do.mark(place.ctx, [place.of("1.3.")[0].key], "done")
    line = place.line("1.3.")
    from dataclasses import replace

    roadmaps.update_line(place.ctx, replace(line, deadline="до 1 декабря 2026 г."))
    panel.show_line(place.tree.id, place.line("1.3."))
    panel.table.select_key(panel.table.row_model.shown()[-1].row.key)
    assert "больше нет" in panel.words.text() and "Провести совещание" in panel.words.text()


def test_several_items_are_marked_at_once_the_most_pressing_date_of_each(panel, place):
    panel.show_lines(place.tree.id, [place.line(number) for number in ("1.1.", "1.2.", "1.3.")])
    assert panel.table.all_count() == 6 and len(panel.bar.keys) == 3
    assert not panel.schools.isVisible()
    panel.bar.done_button.click()
    done = [place.of(number)[0].mark.status for number in ("1.1.", "1.2.", "1.3.")]
    assert done == ["done"] * 3 and place.of("1.3.")[1].mark.status == "planned"
    assert len(panel.bar.keys) == 3, "what was chosen stays chosen"
    place.take_back()
    assert place.of("1.1.")[0].mark.status == "planned"


def test_another_item_can_never_get_the_mark_of_the_one_before(panel, place):
    panel.show_line(place.tree.id, place.line("1.1."))
    panel.bar.ask_done()
    panel.show_line(place.tree.id, place.line("1.2."))
    assert not panel.bar.done_form.isVisible()
    assert panel.bar.keys == (place.of("1.2.")[0].key,)
    panel.show_line(None, None)
    assert panel.bar.keys == ()


def test_a_hidden_panel_reads_when_it_is_shown_again(panel, place):
    panel.show_line(place.tree.id, place.line("1.1."))
    place.side.hide()
    place.ui.worker.write(lambda _p: do.mark(place.ctx, [row.key for row in place.of("1.1.")], "done"))
    place.side.show()
    assert _texts(panel)[0].startswith("выполнено")


@pytest.mark.parametrize("points", theme.FONT_SIZES)
def test_nothing_is_wider_than_the_panel(panel, place, qapp, points):
    before = theme.points()
    theme.apply(qapp, points=points)
    try:
        place.side.resize(theme.px(320), 760)
        for number in ("1.1.", "1.2.", "1.3.", "2.2."):
            panel.show_line(place.tree.id, place.line(number))
            qapp.processEvents()
            assert panel.minimumSizeHint().width() <= place.side._scroll.viewport().width() - 2 * theme.AROUND, number
    finally:
        theme.apply(qapp, points=before)


def test_the_whole_of_a_form_comes_into_sight(panel, place, qapp):
    place.side.resize(340, 420)
    panel.show_line(place.tree.id, place.line("1.2."))
    panel.bar.ask_postpone()
    for _ in range(5):
        qapp.processEvents()
    view = place.side._scroll.viewport()
    verb = panel.bar.postpone_form.verb
    assert verb.mapTo(view, verb.rect().bottomLeft()).y() <= view.height()
