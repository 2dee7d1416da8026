"""Dates against the order: deadlines before it was signed, its own clauses, the years it speaks about."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from app.services.lint.dates import DATED, QUOTED, dated, first_days, span_words
from app.services.lint.order_text import dates_in
from app.services.lint.paper import Item, Paper, clause_spot, found
from app.services.lint.rows import LintFinding, Rule, Spot
from app.services.lint.words import MONTH, cited
from app.services.roadmaps.cells import one_line
from app.services.roadmaps.rules import guess_period
from app.services.text_ru import counted, short_date

BEFORE = Rule(
    "deadline_before_approval", "error", "Срок раньше даты утверждения",
    "Поручение, срок которого прошёл до подписания приказа, выполнить нельзя.",
    "Перенесите срок или проверьте дату приказа.",
)  # fmt: skip
STARTS_BEFORE = Rule(
    "deadline_starts_before_approval", "warning", "Работа начинается до утверждения",
    "Исполнитель узнает о поручении позже, чем должен был начать.",
    "Сдвиньте начало срока или проверьте дату приказа.",
)  # fmt: skip
PERIOD_OVER = Rule(
    "period_before_approval", "error", "Период кончился до утверждения",
    "Карту утверждают, когда её время уже прошло: похоже на опечатку в годе приказа или на прошлогодний текст.",
    "Проверьте дату приказа и годы в названии.",
)  # fmt: skip
LATE = Rule(
    "approved_after_start", "info", "Карта утверждена после начала периода",
    "Сроки первых месяцев могли пройти до утверждения.",
    "Просмотрите первые сроки; при необходимости сузьте период.",
)  # fmt: skip
EARLY = Rule(
    "approved_too_early", "warning", "Карта утверждена задолго до периода",
    "Больше года между приказом и началом карты чаще всего означает опечатку в годе.",
    "Проверьте дату приказа и период карты.",
)  # fmt: skip
ORDER_BEFORE = Rule(
    "order_deadline_before_date", "error", "Срок поручения раньше даты приказа",
    "Поручение нельзя выполнить раньше, чем его дали.",
    "Исправьте срок в пункте или дату приказа.",
)  # fmt: skip
ORDER_PERIOD = Rule(
    "order_period_differs", "warning", "Годы в приказе не те, что в карте",
    "Приказ и приложение должны говорить об одних и тех же годах, иначе непонятно, о каком отчёте или плане речь.",
    "Сверьте годы в приказе и в карте.",
)  # fmt: skip
RULES = (BEFORE, STARTS_BEFORE, PERIOD_OVER, LATE, EARLY, ORDER_BEFORE, ORDER_PERIOD)


def check(paper: Paper) -> Iterator[LintFinding]:
    yield from _approval(paper)
    yield from _before_approval(paper)
    yield from _order_clauses(paper)


# --- approval -------------------------------------------------------------------------------------------------------


def _approval(paper: Paper) -> Iterator[LintFinding]:
    day, period = paper.approved_on, paper.period
    if day is None or period is None or paper.order is None:
        return
    spot = Spot(f"дата {paper.order.genitive}", field="signed_on", subject=str(day), in_order=True)
    if day > period[1]:
        text = f"Документ от {short_date(day)} утверждает карту, период которой закончился {short_date(period[1])}."
        yield found(PERIOD_OVER, spot, text, detail=str(period))
    elif day > period[0] + timedelta(days=62):
        text = f"Документ от {short_date(day)}, а период карты начинается {short_date(period[0])}."
        yield found(LATE, spot, text, detail=str(period))
    elif day < period[0] - timedelta(days=366):
        text = f"Документ от {short_date(day)}, а период карты начинается только {short_date(period[0])}."
        yield found(EARLY, spot, text, detail=str(period))


def _before_approval(paper: Paper) -> Iterator[LintFinding]:
    day = paper.approved_on
    if day is None or (paper.period and day > paper.period[1]):
        return  # then the whole plan is late, and that is said once
    late: list[tuple[Item, str]] = []
    for item in paper.items:
        intervals = item.deadline.intervals if item.deadline.kind in (*DATED, "recurring") else ()
        over = [last for _, last in intervals if last and last < day]
        if over and not _names_only_years(item, over):
            which = "Первый срок" if len(over) < len(intervals) else "Срок"
            late.append(
                (item, f"{which} ({cited(item.line.deadline, 60)}) — до {short_date(over[0])}, документ — от {short_date(day)}.")
            )
        elif item.deadline.kind == "period" and re.search(MONTH, item.line.deadline, re.I) and (days := first_days(item)):
            starts = days[0] < day.replace(day=1) and (days[1] - days[0]).days <= 200
            if starts and item.deadline.intervals[0][0]:
                text = f"Срок {cited(item.line.deadline, 60)} начинается раньше даты документа ({short_date(day)})."
                yield found(STARTS_BEFORE, item.at("deadline"), text, detail=str(day))
    dates = [item for item in paper.items if dated(item)]
    if len(late) > 4 and len(late) * 2 > len(dates):
        text = f"До даты документа ({short_date(day)}) прошли сроки {counted(len(late), 'пункта', 'пунктов', 'пунктов')}."
        yield found(BEFORE, [item.at("deadline") for item, _ in late], text, detail=str(day))
        return
    for item, text in late:
        yield found(BEFORE, item.at("deadline"), text, detail=str(day))


def _names_only_years(item: Item, over: Sequence[date]) -> bool:
    """«ежегодно» in a plan that began before its order: the year that passed is no deadline anybody set."""
    rec = item.deadline.recurrence
    return rec is not None and not rec.months and not rec.by and not rec.spans and not rec.days and bool(over)


# --- order ----------------------------------------------------------------------------------------------------------

_UNTIL = re.compile(r"\b(?:до|не позднее|к|в срок(?: до)?|срок[:\s–-]*)\s*$", re.I)
_STUDY = re.compile(r"(?<!\d)((?:19|20)\d\d)\s*[-–—/]\s*((?:19|20)\d\d|\d\d)\s*(?:уч\.?\s*г|учебн\w+\s+г)", re.I)


def due_dates(text: str) -> Iterator[tuple[re.Match[str], date]]:
    """Full dates that are deadlines («до 10.06.2026»); dates of other acts are none."""
    for match, day in dates_in(text):
        if day and _UNTIL.search(text[: match.start()]):
            yield match, day


def _order_clauses(paper: Paper) -> Iterator[LintFinding]:
    order = paper.order
    if order is None:
        return
    for clause in order.clauses:
        days = {day for _, day in due_dates(clause.text)} | ({clause.deadline} if clause.deadline else set())
        for day in sorted(days):
            if order.signed_on and day < order.signed_on:
                text = f"Срок {short_date(day)} раньше даты {order.genitive} ({short_date(order.signed_on)})."
                yield found(ORDER_BEFORE, clause_spot(order, clause.number, clause.text), text, detail=str(day))
        yield from _study_years(paper, clause_spot(order, clause.number, clause.text), QUOTED.sub(" ", clause.text))
    guessed = guess_period(QUOTED.sub(" ", order.heading)) if re.match(r"Об утверждении", order.heading, re.I) else None
    if guessed and paper.period and guessed != paper.period:
        spot = Spot(f"заголовок {order.genitive}", field="heading", subject=one_line(order.heading), in_order=True)
        text = f"По заголовку карта на {span_words(guessed)}, а сама карта на {span_words(paper.period)}."
        yield found(ORDER_PERIOD, spot, text)


def _study_years(paper: Paper, spot: Spot, text: str) -> Iterator[LintFinding]:
    if paper.period is None:
        return
    for match in _STUDY.finditer(text):
        first = int(match[1])
        last = first // 100 * 100 + int(match[2]) if len(match[2]) == 2 else int(match[2])
        if last != first + 1:
            continue
        start, end = date(first, 9, 1), date(last, 8, 31)
        if start < paper.period[0] or (end > paper.period[1] and start > paper.period[1]):
            words = f"Речь о {first}/{last} учебном годе, а карта на {span_words(paper.period)}."
            yield found(ORDER_PERIOD, spot, words, detail=match[0])
