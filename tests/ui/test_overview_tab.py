"""Обзор: three steps for an empty base, four lists and the loop for a full one."""

from __future__ import annotations

from datetime import date


def test_an_empty_base_shows_three_steps(empty_desk):
    tab = empty_desk.window.current_tab()
    assert tab.stack.currentWidget() is tab.empty
    assert [b.text() for b in tab.empty.buttons] == ["Открыть список школ", "Загрузить результаты…", "Открыть дорожные карты"]
    tab.empty.buttons[0].click()
    assert empty_desk.window.current_key() == "schools"


def test_a_full_base_shows_lists_and_the_loop(desk):
    tab = desk.window.current_tab()
    assert tab.stack.currentWidget() is tab.full
    assert tab.today.text() == "Понедельник, 14\u00a0сентября\u00a02026"
    assert tab.doors["schools"].words.text() == "15\u00a0школ"
    assert tab.doors["calendar"].words.text() == "4\u00a0процедуры"
    assert tab.findings.table.all_count() == int(tab.doors["objectivity"].words.text().split("\u00a0")[0]) > 0
    assert tab.week.nothing.text() == "На этой неделе сроков нет."
    missing = tab.missing.table.row_model.all_rows()
    assert any(row.title == "ВПР 2026, русский язык, 5 класс" for row in missing)


def test_doors_lead_to_their_tabs(desk):
    tab = desk.window.current_tab()
    tab.doors["schools"].click()
    assert desk.window.current_key() == "schools"


def test_a_due_clause_of_a_signed_order_is_seen_and_opens_it(desk):
    from app.services.documents.commands import save_document
    from app.services.documents.rows import Clause, DocumentRow

    order = DocumentRow(
        None,
        state="signed",
        number="7",
        signed_on=date(2026, 9, 1),
        heading="О перепроверке работ",
        clauses=(
            Clause("Представить протоколы перепроверки", date(2026, 9, 16)),
            Clause("Назначить экспертов", date(2026, 9, 10)),
        ),
    )
    desk.workspace.worker.write(lambda _p: save_document(desk.ctx, order))
    tab = desk.window.current_tab()
    assert "Представить протоколы" in tab.week.table.row_model.all_rows()[0].what
    assert "Назначить экспертов" in tab.overdue.table.row_model.all_rows()[0].what
    tab.overdue.opened.emit(tab.overdue.table.row_model.all_rows()[0])
    assert desk.window.current_key() == "documents"


def test_a_missing_procedure_opens_the_calendar_and_a_finding_its_page(desk):
    tab = desk.window.current_tab()
    tab.missing.opened.emit(tab.missing.table.row_model.all_rows()[0])
    assert desk.window.current_key() == "calendar"
    desk.window.show_tab("overview")
    tab.findings.opened.emit(tab.findings.table.row_model.all_rows()[0])
    assert desk.window.current_key() == "objectivity"


def test_signs_that_are_out_of_date_say_so_and_lead_to_where_they_are_computed(desk):
    from app.services.findings.commands import refresh_findings
    from app.services.imports.revert import revert_import
    from app.services.results.queries import list_import_runs

    tab = desk.window.current_tab()
    assert tab.findings_door.isHidden() and tab.findings.count.text().isdecimal()
    oldest = list_import_runs(desk.ctx)[-1]
    desk.workspace.worker.write(lambda _p: revert_import(desk.ctx, oldest.id))
    assert not tab.findings_door.isHidden()
    assert (
        tab.findings.count.text().endswith(", до последних изменений") or "Результаты изменились" in tab.findings.nothing.text()
    )
    desk.workspace.worker.write(lambda progress: refresh_findings(desk.ctx, progress))
    assert tab.findings_door.isHidden()
    desk.workspace.worker.write(lambda _p: revert_import(desk.ctx, list_import_runs(desk.ctx)[0].id))
    tab.findings_door.click()
    assert desk.window.current_key() == "objectivity"


def test_ctrl_p_prints_the_sheet_of_the_week(desk):
    from PySide6.QtWidgets import QApplication

    from app.ui.widgets.print_preview import PrintPreview

    assert desk.window.current_tab().print_page()
    preview = next(w for w in QApplication.topLevelWidgets() if isinstance(w, PrintPreview) and w.isVisible())
    assert "Что предстоит" in preview.windowTitle()
    preview.close()


def test_an_empty_base_has_no_sheet_to_print(empty_desk):
    assert not empty_desk.window.current_tab().print_page()


def test_a_meeting_of_the_week_opens_its_page(desk):
    from app.services.events.commands import create_event
    from app.services.events.rows import EventFields

    fields = EventFields("meeting", "О подготовке", date(2026, 9, 16), starts_at="14")
    desk.workspace.worker.write(lambda _p: create_event(desk.ctx, fields))
    tab = desk.window.current_tab()
    row = tab.week.table.row_model.all_rows()[0]
    assert row.what == "14:00, Совещание: О подготовке"
    tab.week.opened.emit(row)
    assert desk.window.current_tab().current().detail.event_shown.row.title == "О подготовке"
