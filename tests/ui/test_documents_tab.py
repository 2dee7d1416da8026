"""Документы: journal, editor, saving as one types, printed page beside."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from app.services.documents.commands import order_for_roadmap, save_document
from app.services.documents.queries import get_document, list_documents
from app.services.documents.rows import Clause, DocumentRow
from app.services.roadmaps.commands import create_roadmap
from app.services.roadmaps.templates import build_template
from app.ui.documents import columns
from app.ui.documents.tab import DocumentsTab


def _order() -> DocumentRow:
    return DocumentRow(
        None,
        body="Отдел образования",
        heading="О проведении проверки",
        clauses=(Clause("Назначить координатора."), Clause("Контроль за исполнением приказа оставляю за собой.")),
        signer_post="Начальник",
        signer_name="Н. С. Ветрова",
    )


def _tab(frame) -> DocumentsTab:
    tab = frame.window.show_tab("documents")
    assert isinstance(tab, DocumentsTab)
    return tab


def test_a_new_order_opens_and_saves_as_one_types(empty_desk):
    frame = empty_desk
    tab = _tab(frame)
    tab.add()
    assert tab.stack.currentWidget() is tab.editor
    tab.editor.form.fields["heading"].memo.setPlainText("О перепроверке работ")
    tab.editor.form.save_typed()
    assert [row.heading for row in list_documents(frame.ctx)] == ["О перепроверке работ"]
    assert tab.close_inner() and tab.stack.currentWidget() is tab.journal


def test_clauses_are_added_moved_removed_and_taken_back(empty_desk):
    frame = empty_desk
    document_id = save_document(frame.ctx, _order()).value
    tab = _tab(frame)
    tab.open_document(document_id)
    clauses = tab.editor.form.clauses
    clauses.lines[0].down.click()
    assert [c.text[:8] for c in get_document(frame.ctx, document_id).clauses] == ["Контроль", "Назначит"]
    clauses.lines[1].gone.click()
    assert len(get_document(frame.ctx, document_id).clauses) == 1
    frame.workspace.take_back()
    assert len(get_document(frame.ctx, document_id).clauses) == 2
    assert len(clauses.lines) == 2, "the editor follows what is stored"
    clauses.lines[0].deadline.set_value(None)
    clauses.lines[0].deadline.line.setText("25.09.2026")
    clauses.lines[0].deadline.commit()
    assert get_document(frame.ctx, document_id).clauses[0].deadline == date(2026, 9, 25)


def test_the_printed_page_stands_beside_the_fields(empty_desk):
    frame = empty_desk
    roadmap_id = create_roadmap(frame.ctx, build_template("objectivity", 2026)).value
    document_id = order_for_roadmap(frame.ctx, roadmap_id).value
    tab = _tab(frame)
    tab.open_document(document_id)
    tab.editor._redraw.stop()
    tab.editor._draw()
    assert tab.editor.pages.page_count >= 2, "the order and its appendix"
    assert tab.editor.remarks.isVisibleTo(tab.editor), "an order that nobody signs yet has remarks"


def test_a_taken_number_is_refused_and_the_typing_stays(empty_desk):
    frame = empty_desk
    first = _order()
    save_document(frame.ctx, replace(first, number="7", signed_on=date(2026, 9, 1), state="registered"))
    document_id = save_document(frame.ctx, first).value
    tab = _tab(frame)
    tab.open_document(document_id)
    form = tab.editor.form
    form.fields["signed_on"].line.setText("02.09.2026")
    form.fields["signed_on"].commit()
    form.fields["number"].line.setText("7")
    form.fields["number"].commit()
    form.fields["state"]._show("registered")
    form.fields["state"].commit()
    assert get_document(frame.ctx, document_id).state == "draft"
    assert form.fields["number"].value() == "7"


def test_the_journal_marks_a_deadline_that_has_passed():
    today = date(2026, 9, 14)
    column = next(c for c in columns.journal(lambda: today) if c.key == "deadline")
    passed, ahead = Clause("Ознакомить", date(2026, 9, 10)), Clause("Отчитаться", date(2026, 10, 1))
    order = DocumentRow(1, number="7", state="registered", clauses=(ahead, passed))
    assert column.text(order) == "10.09.2026"
    assert column.role(order) == "overdue"
    assert column.icon(order) is not None
    assert column.role(replace(order, state="draft")) is None
    assert column.text(replace(order, clauses=(ahead,))) == "01.10.2026"
    assert column.role(replace(order, clauses=(ahead,))) is None
    assert column.text(replace(order, clauses=())) == ""


def test_an_empty_journal_offers_nothing_that_needs_a_row(empty_desk):
    tab = empty_desk.tab("documents")
    assert all(button.isHidden() for button in tab._of_a_row)
    tab.add()
    assert not any(button.isHidden() for button in tab._of_a_row)
