"""Deadlines that name no day: «по графику» without a schedule, «по мере необходимости», «ежегодно», «весь период».

One remark a phrase, with all its items: «ежегодно» stands in half of a plan, and is one decision of its author.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from app.services.lint.dates import one_year
from app.services.lint.paper import Item, Paper, found, grouped
from app.services.lint.rows import LintFinding, Rule, Spot
from app.services.lint.words import MONTH, cited, containment, stems
from app.services.text_ru import counted

NO_CALENDAR = Rule(
    "schedule_unnamed", "warning", "«По графику», а графика нет",
    "Какой это график и где его взять, не сказано: срок нельзя ни выполнить вовремя, ни проверить.",
    "Назовите график (кем и когда утверждён), приложите его или поставьте даты.",
)  # fmt: skip
SET_ELSEWHERE = Rule(
    "terms_elsewhere", "warning", "Срок установлен неизвестно где",
    "Где установлены сроки, не сказано.",
    "Назовите документ, в котором они установлены, или поставьте даты.",
)  # fmt: skip
ON_DEMAND = Rule(
    "deadline_on_demand", "warning", "Срок «по необходимости»",
    "Такое мероприятие нельзя ни просрочить, ни проверить.",
    "Добавьте, не реже скольких раз в год или к какому дню это делается.",
)  # fmt: skip
NO_MONTH = Rule(
    "recurring_without_month", "warning", "«Ежегодно» без месяца",
    "Срок повторяется, но к какому дню, не сказано: контрольной даты нет.",
    "Допишите месяц или день: «ежегодно в августе», «ежегодно до 1 ноября».",
)  # fmt: skip
EACH_SCHOOL = Rule(
    "deadline_each_school", "info", "Срок у каждой школы свой",
    "Когда очередь какой школы, из карты не видно.",
    "Приложите график по школам или назовите год для каждой.",
)  # fmt: skip
WHICH_YEAR = Rule(
    "deadline_which_year", "warning", "«В течение года» в карте на несколько лет",
    "Непонятно, какого года: одного из них или каждого.",
    "Напишите «ежегодно, в течение учебного года» или назовите год.",
)  # fmt: skip
WHOLE_PLAN = Rule(
    "deadline_whole_plan", "info", "Срок — весь период карты",
    "Контрольной даты нет: о выполнении можно спросить только в конце.",
    "Если это не постоянная работа, назовите месяц; если постоянная — добавьте, когда о ней отчитываются.",
)  # fmt: skip
RULES = (NO_CALENDAR, SET_ELSEWHERE, ON_DEMAND, NO_MONTH, EACH_SCHOOL, WHICH_YEAR, WHOLE_PLAN)

_SCHEDULE = re.compile(r"\b(?:план[а-яё-]*-)?(?:график|расписани|циклограмм|планом|плану|календар[юеёь]м?)", re.I)
_NAMED = re.compile(
    r"утвержд|приказ|распоряж|постановлен|№|приложени|рособрнадзор|министерств|минпросвещ|федеральн|региональн|департамент"
    r"|фиоко|цоко|фцт|рцои|фипи|гэк|единым\s+расписани|единому\s+расписани|(?:19|20)\d\d",
    re.I,
)
_ELSEWHERE = re.compile(r"\bв\s+(?:установленн|указанн|определ[её]нн|предусмотренн|обозначенн)\w+\s+срок", re.I)
_EACH = re.compile(r"\b(?:для|по)\s+кажд\w+", re.I)

_SAID = {
    NO_CALENDAR.code: ": кем и когда утверждён график, не сказано.",
    SET_ELSEWHERE.code: ": где они установлены, не сказано.",
    ON_DEMAND.code: " не связан ни с какой датой.",
    NO_MONTH.code: " без месяца.",
    EACH_SCHOOL.code: ": когда чья очередь, не сказано.",
    WHICH_YEAR.code: ": какого года, не сказано.",
    WHOLE_PLAN.code: " длится столько же, сколько вся карта.",
}


def check(paper: Paper) -> Iterator[LintFinding]:
    bins: dict[str, list[tuple[str, Spot]]] = {}
    for item in paper.items:
        if item.line.deadline.strip() and (code := _kind(paper, item)):
            bins.setdefault(code, []).append((item.line.deadline, item.at("deadline")))
    for rule in RULES:
        for words, spots in grouped(bins.get(rule.code, ())).values():
            many = f" ({counted(len(spots), 'пункт', 'пункта', 'пунктов')})" if len(spots) > 1 else ""
            yield found(rule, spots, f"Срок {cited(words)}{many}{_SAID[rule.code]}", detail=words)


def _kind(paper: Paper, item: Item) -> str:
    phrase, deadline = item.line.deadline, item.deadline
    if item.line.uid in paper.context.tied_uids:
        return ""
    if deadline.kind == "on_schedule":
        if _SCHEDULE.search(phrase):
            return "" if _NAMED.search(phrase) or _held(paper, phrase) else NO_CALENDAR.code
        return SET_ELSEWHERE.code if _ELSEWHERE.search(phrase) and not _NAMED.search(phrase) else ""
    if deadline.kind == "on_demand":
        return ON_DEMAND.code
    rec = deadline.recurrence
    if deadline.kind == "recurring" and rec is not None and (rec.every == "year" or rec.every.endswith("years")):
        if _EACH.search(phrase):
            return EACH_SCHOOL.code
        dated = rec.months or rec.by or rec.spans or rec.days or rec.weekdays or re.search(MONTH, phrase, re.I)
        return "" if dated or (rec.times or rec.times_min or 1) > 1 else NO_MONTH.code
    if paper.period and (paper.period[1] - paper.period[0]).days <= 62:
        return ""  # a month's campaign
    if deadline.kind == "continuous":
        several = paper.period is not None and not one_year(paper.period)
        return WHICH_YEAR.code if several and re.search(r"\bгода\s*$", phrase.strip(), re.I) else WHOLE_PLAN.code
    if deadline.kind == "period" and not deadline.ambiguous and paper.period in deadline.intervals:
        return WHOLE_PLAN.code
    return ""


def _held(paper: Paper, phrase: str) -> bool:
    """Does the phrase name one of the schedules the program holds?"""
    said = set(stems(phrase)) - {"график", "план", "план-график", "соответств", "проведен"}
    return any(said and containment(said, stems(name)) == 1 for name in paper.context.calendars)
