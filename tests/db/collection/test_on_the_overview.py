"""What the first tab says about collecting."""

from __future__ import annotations

from datetime import date

from app.services.collection.accepting import accept_answers, preview_answers
from app.services.collection.commands import close_request, set_waiting
from app.services.overview.queries import overview
from tests.db.collection.office import DUE, NAMES, ask, fill, settle, workbook_of


def test_who_has_not_answered_and_who_waits(ctx, tmp_path):
    schools = settle(ctx)
    request = ask(ctx)
    accept_answers(ctx, preview_answers(ctx, [fill(workbook_of(ctx, request, schools[1], tmp_path), {"B6": "Хор", "C6": 3})]))
    set_waiting(ctx, request, [schools[2]], True)
    before = overview(ctx, DUE, with_findings=False)
    assert [(row.what, row.who, row.target) for row in before.this_week] == [
        ("Сбор: Кружки", "1\u00a0школа", ("collection", request))
    ]
    assert before.missing == ()
    late = overview(ctx, date(2026, 11, 23), with_findings=False)
    assert [(row.target, [name for _, name in row.schools]) for row in late.missing] == [(("collection", request), [NAMES[0]])]
    assert [(row.what, row.who) for row in late.waiting] == [("Сбор: Кружки", "1\u00a0школа")]
    close_request(ctx, request)
    assert overview(ctx, date(2026, 11, 23), with_findings=False).missing == ()
