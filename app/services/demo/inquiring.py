"""Two signals of the demonstration looked into: one to the end, one on its way; one put aside; an olympiad rechecked."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.services.context import Context
    from app.services.findings.rows import FindingRow

_BEGUN, _RECHECKED, _TALKED, _DONE = (datetime(2026, month, day, 10) for month, day in ((8, 24), (8, 31), (9, 4), (9, 8)))
_ENOUGH = 16
"""Pupils from which a signal may be more than a weak one: those are shown first."""
_LETTER, _DUE = date(2026, 9, 7), date(2026, 9, 11)
"""Of the one on its way: the answer is a few days late on the day of the demonstration."""


def look_into(ctx: Context) -> int:
    """Needs stored findings. Returns the id of the inquiry that was concluded."""
    from app.services.findings.queries import list_findings
    from app.services.inquiries.commands import dismiss_finding, open_inquiry, save_request
    from app.services.inquiries.rows import RequestDraft

    telling = sorted((one for one in list_findings(ctx) if one.p is not None), key=_order)
    # Of the year before the latest: it has a year after it to compare with, and what is new stays new on the first tab.
    years = sorted({one.year for one in telling})
    earlier = [one for one in telling if one.year == years[-2]] if len(years) > 1 else telling
    first = earlier[0]
    concluded = _to_the_end(ctx, first)
    others = [one for one in earlier if one.organisation_id != first.organisation_id]
    if others:
        begun = open_inquiry(_on(ctx, _TALKED), others[0].procedure_id, others[0].organisation_id).value
        save_request(ctx, begun, RequestDraft(_LETTER, _DUE))
    weak = [one for one in others[1:] if one.strength == "weak" and one.organisation_id != others[0].organisation_id]
    if weak:
        dismiss_finding(ctx, weak[-1].procedure_id, weak[-1].organisation_id, "Сильный класс: то же видно по другим его работам.")
    _olympiad(ctx, first.organisation_id)
    return concluded


def _order(one: FindingRow) -> tuple[object, ...]:
    return not one.flagged, one.n < _ENOUGH, one.p, one.year, one.grade, one.subject, one.login


def _to_the_end(ctx: Context, finding: FindingRow) -> int:
    from app.services.inquiries import commands
    from app.services.inquiries.measures import MeasureDraft, add_measure
    from app.services.inquiries.proposals import measures_for, plan_for
    from app.services.inquiries.queries import get_inquiry
    from app.services.inquiries.rows import Minutes, RequestDraft
    from app.services.inquiries.rules import proposed_verdict

    begun, rechecked, talked, done = (_on(ctx, day) for day in (_BEGUN, _RECHECKED, _TALKED, _DONE))
    number: int = commands.open_inquiry(begun, finding.procedure_id, finding.organisation_id).value
    letter = RequestDraft(date(2026, 8, 24), date(2026, 8, 28))
    commands.save_request(begun, number, letter)
    answer = "Работы проверял один учитель, второй проверки не было. Спорные случаи решались в пользу ученика."
    commands.save_request(rechecked, number, replace(letter, answered_on=date(2026, 8, 28), answer=answer))
    found = get_inquiry(ctx, number)
    method = plan_for(found.grounds).method
    commands.draw_sample(rechecked, number, found.proposal.size, method if found.cuts else "simple", seed=260831)
    found = get_inquiry(ctx, number)
    chance = random.Random(260831)
    edge = {score for cut in found.cuts for score in (cut, cut + 1)}
    scores = {
        work.code: max(0, (work.before or 0) - (chance.choice((1, 2, 2)) if work.before in edge else chance.choice((0, 0, 0, 1))))
        for work in found.drawn
    }
    commands.put_results(rechecked, number, scores)
    for work in found.drawn:
        commands.note_work(rechecked, number, work.code, checker=chance.choice(("Э-1", "Э-2")))
    commission = "Фадеева М. О., методист районного методического кабинета\nСерова И. П., главный специалист отдела образования"
    commands.save_recheck(rechecked, number, _RECHECKED.date(), commission)
    questions = plan_for(found.grounds).questions
    said = {0: "Проверял учитель, который ведёт этот класс.", len(questions) - 1: "Хорошей подготовкой и мягкой проверкой."}
    minutes = Minutes(
        _TALKED.date(), "отдел образования, каб. 5", "Фадеева М. О., методист", "Калинина Д. О.",
        "директор школы\nзаместитель директора",
        tuple((question, said.get(place, "")) for place, question in enumerate(questions)),
        (("Проверять работы по кодам, каждую пятую – вдвоём", "заместитель директора", "до 1 октября 2026 года"),),
    )  # fmt: skip
    commands.save_minutes(talked, number, minutes)
    verdict = proposed_verdict(get_inquiry(ctx, number).differences) or "explained"
    commands.conclude(done, number, verdict, "Часть спорных случаев решена в пользу учеников; школа вводит вторую проверку.")
    template = next(one for one in measures_for(found.grounds, "procedure") if one.key == "second_check")
    add_measure(done, number, MeasureDraft(template.text, date(2026, 10, 15), template.responsible, template.result))
    return number


def _on(ctx: Context, moment: datetime) -> Context:
    """The same base on another day."""
    return replace(ctx, clock=lambda: moment)


def _olympiad(ctx: Context, organisation_id: int) -> None:
    from app.services.inquiries import commands

    chance = random.Random(7)
    number = commands.open_olympiad(ctx, organisation_id, 2025, "Математика", 8, max_score=35, pass_score=21).value
    commands.put_works(ctx, number, {f"М8-{n:02d}": (chance.choice(("8А", "8Б")), chance.randint(4, 33)) for n in range(1, 19)})
    commands.draw_sample(ctx, number, 9, "simple", seed=1914)
