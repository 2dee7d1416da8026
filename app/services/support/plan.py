"""A school's support plan: its share of the district's roadmap and the measures for its risk factors. Pure but for reading."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from app.services.parties.rules import means_schools
from app.services.responsibles.splitting import split_responsibles
from app.services.roadmaps.deriving import derived
from app.services.roadmaps.rows import RoadmapLine, RoadmapSectionRow, RoadmapTree
from app.services.support.risk import chosen_factors
from app.services.support.rows import LEVELS, FactorLine
from app.services.text_ru import long_date

if TYPE_CHECKING:
    from app.services.context import Context

TEMPLATE = "low_results"


def plan_year(today: date) -> int:
    """The calendar year a plan made today is for: from September on the next one."""
    return today.year + 1 if today.month >= 9 else today.year


def build_plan(ctx: Context, organisation_id: int, school_year: int) -> RoadmapTree:
    """The draft of a plan made today: derived from the district's own roadmap of support where there is one of the year,
    else from the template; measures by the answers of `school_year`.

    Raises UserError where the school is no more.
    """
    from app.services.roadmaps.template_names import names_of
    from app.services.roadmaps.templates import build_template
    from app.services.support.profile import risk_profile
    from app.services.workplace.queries import get_workplace

    today = ctx.clock().date()
    year = plan_year(today)
    profile = risk_profile(ctx, organisation_id, school_year)
    template = build_template(TEMPLATE, year, names_of(get_workplace(ctx)))
    district = _districts_own(ctx, template.title)
    return plan(district or template, organisation_id, profile.school, chosen_factors(profile.lines), today)


def plan(tree: RoadmapTree, organisation_id: int, school: str, factors: Sequence[FactorLine], today: date) -> RoadmapTree:
    """`tree`: the district's roadmap, stored (then lines stay linked to it) or a fresh template.

    Measures by factors are dated in autumn: of this year while it is the first half of September, and the plan begins
    today then; else of the year of the plan.
    """
    begins, autumn = tree.period_start, plan_year(today)
    if factors and (today.month, today.day) >= (9, 1) and (today.month, today.day) <= (9, 15):
        begins, autumn = min(begins or today, today), today.year
    marked = tree if tree.id is not None else _with_marks(tree)
    uids = [line.uid for section in marked.sections for line in section.lines if not line.is_subhead and _is_schools(line)]
    draft = derived(marked, organisation_id, school, uids)
    if tree.id is None:
        draft = replace(draft, parent_id=None, sections=tuple(_unlinked(draft.sections)))
    own = (replace(one, lines=tuple(_own_words(line, school) for line in one.lines)) for one in draft.sections)
    sections = (*own, *_by_factors(factors, autumn))
    whose = school if "«" in school else f"«{school}»"
    extended = begins != tree.period_start  # «на 2027 год» would not be the whole truth then
    title = f"План поддержки школы {whose}{'' if extended else f' на {plan_year(today)} год'}"
    return replace(
        draft,
        title=title,
        preamble=_preamble(factors, begins if extended else None, tree.period_end),
        sections=tuple(_numbered(sections)),
        period_start=begins,
    )


def _districts_own(ctx: Context, title: str) -> RoadmapTree | None:
    from app.services.roadmaps.queries import get_roadmap, list_roadmaps

    found = next((row for row in list_roadmaps(ctx) if row.organisation_id is None and row.title == title), None)
    return get_roadmap(ctx, found.id) if found is not None else None


_SCHOOL = re.compile(r"школ(?!\w*[-‑]парт)|учител|педагог|психолог|классн\w+ руководител", re.I)
_OWN = (
    (re.compile(r"руководител\w*\s+школ[-‑]участниц\w*", re.I), "Директор"),
    (re.compile(r"команд\w*\s+школ[-‑]участниц\w*", re.I), "Школьная команда"),
    (re.compile(r"школы[-‑]участниц\w*", re.I), ""),
)
"""What the schools of the project are called in the plan of one of them; empty = by its name."""


def _is_schools(line: RoadmapLine) -> bool:
    """Something a school does itself, as its roadmap names it: schools of the project, their teams, teachers."""
    return any(means_schools(party.name) or _SCHOOL.search(party.name) for party in split_responsibles(line.responsible))


def _own_words(line: RoadmapLine, school: str) -> RoadmapLine:
    responsible = line.responsible
    for pattern, words in _OWN:
        found = pattern.search(responsible)
        if found is not None:
            new = words or school
            lower = bool(words) and found.start() > 0
            responsible = (
                responsible[: found.start()] + (new[:1].lower() + new[1:] if lower else new) + responsible[found.end() :]
            )
    return replace(line, responsible=responsible)


def _with_marks(tree: RoadmapTree) -> RoadmapTree:
    """Every line of a template gets a passing uid, by which lines are chosen."""
    sections = tuple(
        replace(section, lines=tuple(replace(line, uid=f"{at}/{n}") for n, line in enumerate(section.lines)))
        for at, section in enumerate(tree.sections)
    )
    return replace(tree, sections=sections)


def _unlinked(sections: Iterable[RoadmapSectionRow]) -> Iterable[RoadmapSectionRow]:
    for section in sections:
        yield replace(
            section,
            lines=tuple(
                replace(line, parent_uid="", text=line.text.replace(" в каждой школе-участнице", " в школе"))
                for line in section.lines
            ),
        )


def _by_factors(factors: Sequence[FactorLine], year: int) -> Iterable[RoadmapSectionRow]:
    for one in factors:
        lines = tuple(
            RoadmapLine(
                text=measure.text,
                deadline=measure.deadline.replace("{y1}", str(year)),
                responsible=measure.responsible,
                result=measure.result,
            )
            for measure in one.factor.measures
        )
        yield RoadmapSectionRow("", f"{one.factor.title} (значимость {LEVELS[one.level] if one.level else ''})", lines)


def _numbered(sections: Sequence[RoadmapSectionRow]) -> Iterable[RoadmapSectionRow]:
    """Numbers run on through the whole plan, as in the template."""
    done = 0
    for section in sections:
        lines = []
        for line in section.lines:
            done += 1
            lines.append(replace(line, number=f"{done}."))
        yield replace(section, number="", title=section.title or "Общие меры", lines=tuple(lines))


def _preamble(factors: Sequence[FactorLine], begins: date | None, ends: date | None) -> str:
    if not factors:
        return "Самодиагностика ещё не проведена или не выявила заметных факторов риска: план содержит общие меры."
    named = "; ".join(f"{one.factor.title[:1].lower()}{one.factor.title[1:]}" for one in factors)
    span = f"Срок плана: с {long_date(begins)} года по {long_date(ends)} года. " if begins and ends else ""
    return f"{span}Меры выбраны по итогам самодиагностики школы. Факторы риска: {named}."
