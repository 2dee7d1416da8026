"""Remarks over a base: with its order, names, calendar and appointments; dismissals live and lapse as they should."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from app.services.documents.commands import delete_document, save_document
from app.services.documents.rows import Clause, DocumentRow
from app.services.errors import UserError
from app.services.lint.commands import dismiss, know_abbreviation, restore
from app.services.lint.queries import document_remarks, open_counts, remarks
from app.services.lint.rows import Remark
from app.services.parties.commands import appoint, save_party
from app.services.parties.queries import line_parties
from app.services.parties.rows import PartyRow
from app.services.roadmaps.commands import (
    add_line,
    create_roadmap,
    delete_line,
    delete_roadmap,
    move_line,
    renumber,
    update_line,
)
from app.services.roadmaps.queries import get_roadmap
from app.services.roadmaps.rows import RoadmapLine, RoadmapSectionRow, RoadmapTree
from tests.sample_papers import add_procedure, add_school, set_workplace

if TYPE_CHECKING:
    from app.services.context import Context

TITLE = "Дорожная карта по подготовке наблюдателей в школах Заречного района на 2026/2027 учебный год"
LINES = (
    RoadmapLine("1.1.", "Проведение занятия с наблюдателями", "31.06.2027", "Методист отдела", "Лист регистрации"),
    RoadmapLine("1.2.", "Подготовка списка наблюдателей школ", "по графику проведения ВПР", "Методист отдела", "Список"),
    RoadmapLine("1.3.", "Обзор итогов наблюдения в школах", "по мере необходимости", "Методист отдела", "Справка"),
    RoadmapLine("1.4.", "Сбор замечаний наблюдателей", "по мере необходимости", "Методист отдела", "Сводка"),
)


def _stored(ctx: Context, *lines: RoadmapLine) -> int:
    section = RoadmapSectionRow("1.", "Занятия с наблюдателями", lines or LINES)
    tree = RoadmapTree(TITLE, (section,), period_start=date(2026, 9, 1), period_end=date(2027, 8, 31))
    value = create_roadmap(ctx, tree).value
    assert isinstance(value, int)
    return value


def _order(roadmap_id: int | None, **changes: object) -> DocumentRow:
    row = DocumentRow(
        id=None,
        state="registered",
        body="Отдел образования Заречного района",
        number="214",
        signed_on=date(2026, 8, 28),
        heading="Об утверждении дорожной карты",
        preamble="В целях прозрачного проведения проверочных работ",
        clauses=(Clause("Утвердить дорожную карту (приложение)."), Clause("Контроль за исполнением приказа оставляю за собой.")),
        signer_post="Начальник отдела",
        signer_name="И.О. Фамилия",
        roadmap_id=roadmap_id,
    )
    return replace(row, **changes)  # type: ignore[arg-type]


def _one(found: list[Remark], code: str) -> Remark:
    (remark,) = [remark for remark in found if remark.finding.code == code]
    return remark


def _codes(found: list[Remark]) -> set[str]:
    return {remark.finding.code for remark in found if remark.is_open}


def _line(ctx: Context, roadmap_id: int, place: int) -> RoadmapLine:
    return get_roadmap(ctx, roadmap_id).sections[0].lines[place]


# --- what is looked at ------------------------------------------------------------------------------------------------


def test_a_remark_tells_its_place_and_what_to_do(ctx: Context):
    roadmap_id = _stored(ctx)
    remark = _one(remarks(ctx, roadmap_id), "impossible_date")
    assert (remark.severity, remark.title, remark.finding.line_id) == (
        "error", "Такой даты нет", _line(ctx, roadmap_id, 0).id,
    )  # fmt: skip
    assert open_counts(remarks(ctx, roadmap_id))[0] == 1


def test_the_latest_signed_order_is_the_one_that_counts(ctx: Context):
    roadmap_id = _stored(ctx)
    assert "no_approval" in _codes(remarks(ctx, roadmap_id))
    save_document(ctx, _order(roadmap_id, signed_on=date(2027, 9, 20), number="300"))
    save_document(ctx, _order(roadmap_id, state="draft", number="", signed_on=None))
    assert "period_before_approval" in _codes(remarks(ctx, roadmap_id))
    save_document(ctx, _order(roadmap_id, signed_on=date(2027, 9, 21), number="301"))
    assert "21.09.2027" in _one(remarks(ctx, roadmap_id), "period_before_approval").finding.text


def test_the_districts_own_names_come_from_its_directory(ctx: Context):
    set_workplace(ctx, district="Заречный район")
    with ctx.db.write() as session:
        add_school(session, "МБОУ «СОШ № 3»")
    stray = replace(LINES[0], text="Проведение занятия в МБОУ «СОШ № 8» Полянского района", deadline="октябрь 2026 года")
    found = remarks(ctx, _stored(ctx, stray, *LINES[2:]))
    assert {"foreign_place", "foreign_organisation"} <= _codes(found)
    own = replace(stray, text="Проведение занятия в МБОУ «СОШ № 3» Заречного района")
    assert not {"foreign_place", "foreign_organisation"} & _codes(remarks(ctx, _stored(ctx, own, *LINES[2:])))


def test_a_procedure_with_its_window_is_the_schedule(ctx: Context):
    roadmap_id = _stored(ctx)
    assert "schedule_unnamed" in _codes(remarks(ctx, roadmap_id))
    add_procedure(ctx, {"СОШ № 1": [10]}, year=2027, window=(date(2027, 4, 14), date(2027, 4, 30)))
    assert "schedule_unnamed" not in _codes(remarks(ctx, roadmap_id))


def test_roles_that_the_directory_fills_later(ctx: Context):
    roadmap_id = _stored(ctx, replace(LINES[0], deadline="октябрь 2026 года", responsible="Куратор наблюдателей"), *LINES[2:])
    (role,) = line_parties(ctx, roadmap_id)[_line(ctx, roadmap_id, 0).uid]
    holder = save_party(ctx, PartyRow(None, "person", "Сомова А.А.")).value
    late = appoint(ctx, role.party_id, holder, starts_on=date(2026, 12, 1))
    remark = _one(remarks(ctx, roadmap_id), "role_not_held_yet")
    assert remark.severity == "warning" and "01.12.2026" in remark.finding.text
    assert late.undo is not None
    late.undo(ctx)
    appoint(ctx, role.party_id, holder, starts_on=date(2026, 9, 1))
    assert "role_not_held_yet" not in _codes(remarks(ctx, roadmap_id))


def test_a_document_without_a_roadmap_has_remarks_of_its_own(ctx: Context):
    document = _order(None, heading="О проверочных работах.", clauses=(Clause("Провести работы до 10.06.2026."),))
    found = document_remarks(ctx, save_document(ctx, document).value)
    assert {"order_deadline_before_date", "order_card"} <= _codes(found)
    assert not {"no_title", "no_items", "no_approval"} & _codes(found)


def test_an_abbreviation_becomes_known_and_unknown_again(ctx: Context):
    roadmap_id = _stored(ctx, replace(LINES[0], text="Проведение занятия для РМО", deadline="октябрь 2026 года"))
    assert "abbreviation_unexplained" in _codes(remarks(ctx, roadmap_id))
    changes = know_abbreviation(ctx, "РМО")
    assert "abbreviation_unexplained" not in _codes(remarks(ctx, roadmap_id))
    assert changes.undo is not None
    changes.undo(ctx)
    assert "abbreviation_unexplained" in _codes(remarks(ctx, roadmap_id))


# --- dismissals -------------------------------------------------------------------------------------------------------


def test_a_dismissal_is_kept_with_its_reason_and_taken_back(ctx: Context):
    roadmap_id = _stored(ctx)
    changes = dismiss(ctx, [_one(remarks(ctx, roadmap_id), "impossible_date")], " так в  документе региона ")
    remark = _one(remarks(ctx, roadmap_id), "impossible_date")
    assert remark.dismissal is not None and remark.dismissal.reason == "так в документе региона"
    assert open_counts(remarks(ctx, roadmap_id))[0] == 0
    assert changes.undo is not None
    back = changes.undo(ctx)
    assert _one(remarks(ctx, roadmap_id), "impossible_date").is_open
    assert back.undo is not None
    back.undo(ctx)
    restored = restore(ctx, _one(remarks(ctx, roadmap_id), "impossible_date"))
    assert _one(remarks(ctx, roadmap_id), "impossible_date").is_open
    assert restored.undo is not None
    restored.undo(ctx)
    assert not _one(remarks(ctx, roadmap_id), "impossible_date").is_open


def test_a_dismissal_needs_a_reason(ctx: Context):
    roadmap_id = _stored(ctx)
    with pytest.raises(UserError, match="причина"):
        dismiss(ctx, remarks(ctx, roadmap_id)[:1], "  ")
    with pytest.raises(UserError, match="уже не отклонено"):
        restore(ctx, remarks(ctx, roadmap_id)[0])


def test_it_lives_through_new_numbers_and_moves_and_lapses_with_the_words(ctx: Context):
    roadmap_id = _stored(ctx)
    dismiss(ctx, [_one(remarks(ctx, roadmap_id), "impossible_date")], "так в письме")
    section = get_roadmap(ctx, roadmap_id).sections[0].id
    move_line(ctx, _line(ctx, roadmap_id, 0).id or 0, section or 0, 2)
    renumber(ctx, roadmap_id, "continuous")
    assert not _one(remarks(ctx, roadmap_id), "impossible_date").is_open
    line = next(one for one in get_roadmap(ctx, roadmap_id).sections[0].lines if one.deadline == "31.06.2027")
    update_line(ctx, replace(line, text="Проведение двух занятий с наблюдателями"))
    assert not _one(remarks(ctx, roadmap_id), "impossible_date").is_open, "other words of the line are no matter"
    update_line(ctx, replace(line, deadline="31.09.2026"))
    assert _one(remarks(ctx, roadmap_id), "impossible_date").is_open


def test_one_remark_about_many_lines_comes_back_only_with_a_new_line(ctx: Context):
    roadmap_id = _stored(ctx)
    dismiss(ctx, [_one(remarks(ctx, roadmap_id), "deadline_on_demand")], "решает школа")
    delete_line(ctx, _line(ctx, roadmap_id, 3).id or 0)
    assert not _one(remarks(ctx, roadmap_id), "deadline_on_demand").is_open
    section = get_roadmap(ctx, roadmap_id).sections[0].id
    added = RoadmapLine("1.9.", "Разбор ошибок", "по мере необходимости", "Методист отдела", "Справка")
    add_line(ctx, section or 0, added)
    fresh = _one(remarks(ctx, roadmap_id), "deadline_on_demand")
    assert fresh.is_open
    dismiss(ctx, [fresh], "и здесь тоже")
    remark = _one(remarks(ctx, roadmap_id), "deadline_on_demand")
    assert remark.dismissal is not None and remark.dismissal.reason == "и здесь тоже"


def test_what_was_said_about_the_date_of_the_order_lapses_with_the_date(ctx: Context):
    roadmap_id = _stored(ctx, replace(LINES[0], deadline="15 сентября 2026 года"), *LINES[2:])
    document_id = save_document(ctx, _order(roadmap_id, signed_on=date(2026, 10, 5))).value
    dismiss(ctx, [_one(remarks(ctx, roadmap_id), "deadline_before_approval")], "занятие прошло по письму")
    assert not _one(remarks(ctx, roadmap_id), "deadline_before_approval").is_open
    save_document(ctx, _order(roadmap_id, id=document_id, signed_on=date(2026, 10, 20)))
    assert _one(remarks(ctx, roadmap_id), "deadline_before_approval").is_open


def test_the_roadmap_and_its_order_share_dismissals(ctx: Context):
    roadmap_id = _stored(ctx)
    document = _order(roadmap_id, clauses=(*_order(roadmap_id).clauses, Clause("Провести занятие до 10.06.2026.")))
    document_id = save_document(ctx, document).value
    dismiss(ctx, [_one(document_remarks(ctx, document_id), "order_deadline_before_date")], "продлено письмом")
    assert not _one(remarks(ctx, roadmap_id), "order_deadline_before_date").is_open
    alone = save_document(ctx, replace(document, id=None, roadmap_id=None, number="215")).value
    dismiss(ctx, [_one(document_remarks(ctx, alone), "order_deadline_before_date")], "своя причина")
    save_document(ctx, replace(document, id=alone, number="215", heading=f"{document.heading} наблюдателей"))
    attached = _one(document_remarks(ctx, alone), "order_deadline_before_date")
    assert attached.dismissal is not None, "a document keeps its dismissals when it gets its roadmap"


def test_a_deleted_roadmap_comes_back_with_its_dismissals(ctx: Context):
    roadmap_id = _stored(ctx)
    dismiss(ctx, [_one(remarks(ctx, roadmap_id), "impossible_date")], "так в письме")
    changes = delete_roadmap(ctx, roadmap_id)
    assert changes.undo is not None
    changes.undo(ctx)
    assert not _one(remarks(ctx, roadmap_id), "impossible_date").is_open


def test_a_deleted_document_comes_back_with_its_dismissals(ctx: Context):
    document_id = save_document(
        ctx, _order(None, heading="О занятии", clauses=(Clause("Провести занятие до 10.06.2026."),))
    ).value
    dismiss(ctx, [_one(document_remarks(ctx, document_id), "order_deadline_before_date")], "продлено письмом")
    changes = delete_document(ctx, document_id)
    assert changes.undo is not None
    restored = changes.undo(ctx).value
    assert not _one(document_remarks(ctx, restored), "order_deadline_before_date").is_open


def test_what_is_gone_says_so(ctx: Context):
    roadmap_id = _stored(ctx)
    remark = _one(remarks(ctx, roadmap_id), "impossible_date")
    delete_roadmap(ctx, roadmap_id)
    with pytest.raises(UserError):
        dismiss(ctx, [remark], "поздно")
    with pytest.raises(UserError):
        remarks(ctx, roadmap_id)
