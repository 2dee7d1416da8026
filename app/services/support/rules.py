"""The criteria on figures of schools. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from math import sqrt

from app.services.results.procedure import PROCEDURE_KINDS
from app.services.results.subjects import paper_order
from app.services.support.rows import (
    BY_KEY,
    CRITERIA,
    CriterionFact,
    Figures,
    Move,
    PaperFact,
    Rules,
    SchoolSupport,
    State,
)
from app.services.text_ru import counted as say
from app.services.text_ru import number, sort_key

EXAMS = frozenset({"oge", "ege"})
_PAPERS = ("работа", "работы", "работ")
_OF_PAPERS = ("работы", "работ", "работ")


def wilson(twos: int, n: int, z: float = 1.96) -> tuple[float, float] | None:
    """Interval of a share, percents; None where nobody wrote."""
    if n <= 0:
        return None
    p, square = twos / n, z * z
    centre = (p + square / (2 * n)) / (1 + square / n)
    half = z * sqrt(p * (1 - p) / n + square / (4 * n * n)) / (1 + square / n)
    return 100 * max(0.0, centre - half), 100 * min(1.0, centre + half)


def paper_facts(figures: Sequence[Figures], rules: Rules, year: int) -> tuple[PaperFact, ...]:
    """Papers of the years looked at, newest first. A paper of an earlier year is used for the growth only."""
    first = year - round(rules["years"]) + 1
    by_paper = {(*_same(one), one.procedure.year): one for one in figures}
    found = []
    for one in figures:
        if not first <= one.procedure.year <= year:
            continue
        why_not = _why_not(one, rules)
        before = by_paper.get((*_same(one), one.procedure.year - 1))
        growth = None
        if not why_not and before is not None and not _why_not(before, rules) and one.share2 is not None:
            growth = one.share2 - (before.share2 or 0.0)
        low = one.share2 is not None and one.share2 >= rules["low_percent"]
        found.append(PaperFact(one, why_not, low, growth, wilson(one.twos, one.n) if one.twos is not None else None))
    return tuple(sorted(found, key=_order))


def criteria(
    papers: Sequence[PaperFact], rules: Rules, index: float | None, flags: Sequence[str]
) -> tuple[tuple[CriterionFact, ...], tuple[CriterionFact, ...]]:
    """(support, base school): those not switched off. `flags`: lists and statuses of objectivity, in words."""
    said = {
        "low_papers": _low_papers(papers, rules),
        "failed_exam": _failed_exam(papers, rules),
        "growth": _growth(papers, rules),
        "above_district": _above(papers, rules),
        "hard_context": _context(index, rules),
        "quality": _quality(papers, rules),
        "no_low": _no_low(papers, rules),
        "no_growth": _turned(_growth(papers, rules)),
        "no_flags": ("no" if flags else "yes", "; ".join(flags) or "в списках нет", ()),
    }
    found = [CriterionFact(one.key, rules.roles[one.key], *said[one.key]) for one in CRITERIA if rules.roles[one.key] != "off"]
    return (
        tuple(one for one in found if BY_KEY[one.key].kind == "targeted_support"),
        tuple(one for one in found if BY_KEY[one.key].kind == "base_school"),
    )


def proposed(support: Sequence[CriterionFact]) -> bool:
    return any(one.role == "ground" and one.state == "yes" for one in support)


def candidate(base: Sequence[CriterionFact]) -> bool:
    """Every condition holds; what is not known is not fulfilled."""
    needed = [one for one in base if one.role == "ground"]
    return bool(needed) and all(one.state == "yes" for one in needed)


def grounds_in_words(facts: Sequence[CriterionFact]) -> str:
    return "; ".join(one.words for one in facts if one.role == "ground" and one.state == "yes")


def moves(
    now: Mapping[int, SchoolSupport], before: Mapping[int, SchoolSupport], same_rules: Mapping[int, SchoolSupport]
) -> tuple[Move, ...]:
    """Entered and left between two years, alphabetically. `same_rules`: this year by the rules of the year before."""
    found = []
    for school in sorted(now.keys() & before.keys(), key=lambda one: sort_key(now[one].name)):
        one, old = now[school], before[school]
        if one.proposed != old.proposed:
            by_rules = same_rules[school].proposed == old.proposed
            found.append(_move(one, old, "targeted_support", one.proposed, by_rules))
        if one.candidate != old.candidate:
            by_rules = same_rules[school].candidate == old.candidate
            found.append(_move(one, old, "base_school", one.candidate, by_rules))
    return tuple(found)


def _move(one: SchoolSupport, old: SchoolSupport, kind: str, entered: bool, by_rules: bool) -> Move:
    facts, old_facts = (one.support, old.support) if kind == "targeted_support" else (one.base, old.base)
    after = _all_words(facts)
    if by_rules:
        why = f"изменились правила, по прежним ничего бы не изменилось; теперь {after}"
    elif not one.counted:
        why = "за последние годы нет работ, которые можно учесть"
    elif kind == "targeted_support":
        why = grounds_in_words(facts) if entered else f"оснований больше нет: {after}"
    else:
        failed = [f"{fact.title[:1].lower()}{fact.title[1:]} — {fact.words}" for fact in facts if fact.state != "yes"]
        why = "выполнены все условия" if entered else f"не выполнено: {'; '.join(failed)}"
    return Move(one.organisation_id, one.name, kind, entered, why, _all_words(old_facts), after)  # type: ignore[arg-type]


def _all_words(facts: Sequence[CriterionFact]) -> str:
    return "; ".join(one.words for one in facts if one.role == "ground")


# --- the criteria ---------------------------------------------------------------------------------------------------------

Said = tuple[State, str, tuple[int, ...]]


def _low_papers(papers: Sequence[PaperFact], rules: Rules) -> Said:
    counted = [one for one in papers if one.counted]
    low = [one for one in counted if one.low]
    if not counted:
        return "unknown", _nothing(papers), ()
    words = f"доля «2» {number(rules['low_percent'])} % и больше в {len(low)} из {say(len(counted), *_OF_PAPERS)}"
    ids = tuple(one.figures.procedure.id for one in low or counted)
    return "yes" if len(low) >= rules["low_count"] else "no", words, ids


def _failed_exam(papers: Sequence[PaperFact], rules: Rules) -> Said:
    """Pupils are counted in exams of any size: each of them is a person to be helped."""
    exams = [one for one in papers if one.figures.procedure.kind in EXAMS and one.figures.twos is not None]
    if not exams:
        return "unknown", "результатов ГИА нет", ()
    failed = [one for one in exams if one.figures.twos]
    pupils = sum(one.figures.twos or 0 for one in failed)
    words = f"{say(pupils, 'результат', 'результата', 'результатов')} ниже минимума" if pupils else "все преодолели минимум"
    return "yes" if pupils >= rules["failed"] else "no", words, tuple(one.figures.procedure.id for one in failed or exams)


def _growth(papers: Sequence[PaperFact], rules: Rules) -> Said:
    known = [one for one in papers if one.counted and one.growth is not None]
    if not known:
        return "unknown", "нет двух лет подряд одной работы", ()
    grown = [one for one in known if (one.growth or 0) >= rules["growth"]]
    if not grown:
        most = max(one.growth or 0 for one in known)
        return "no", f"наибольшее изменение за год {_signed(most)} п. п.", tuple(one.figures.procedure.id for one in known)
    words = ", ".join(f"{_short(one.figures)} {_signed(one.growth or 0)} п. п." for one in grown)
    return "yes", words, tuple(one.figures.procedure.id for one in grown)


def _above(papers: Sequence[PaperFact], rules: Rules) -> Said:
    """Papers of all years together: Σ «2» of the school against what the district's shares would give."""
    known = [one.figures for one in papers if one.counted and one.figures.district2 is not None]
    writers = sum(one.n for one in known)
    if not writers:
        return "unknown", "сравнить не с чем", ()
    school = sum((one.share2 or 0) * one.n for one in known) / writers
    district = sum((one.district2 or 0) * one.n for one in known) / writers
    words = f"доля «2» {number(school, 1)} %, в районе по тем же работам {number(district, 1)} %"
    return "yes" if school - district >= rules["above"] else "no", words, tuple(one.procedure.id for one in known)


def _context(index: float | None, rules: Rules) -> Said:
    if index is None:
        return "unknown", "контекстных данных не хватает", ()
    return "yes" if index <= rules["index_most"] else "no", f"индекс социального благополучия {number(index)} из 100", ()


def _quality(papers: Sequence[PaperFact], rules: Rules) -> Said:
    known = [
        one for one in papers if one.counted and one.figures.quality is not None and one.figures.district_quality is not None
    ]
    if len(known) < rules["least_papers"]:
        return "unknown", f"учтено {say(len(known), *_PAPERS)}, нужно {number(rules['least_papers'])}", _ids(known)
    high = [one for one in known if (one.figures.quality or 0) - (one.figures.district_quality or 0) >= rules["quality_above"]]
    words = f"«4» и «5» выше района на {number(rules['quality_above'])} п. п. в {len(high)} из {say(len(known), *_OF_PAPERS)}"
    return "yes" if 100 * len(high) >= rules["quality_share"] * len(known) else "no", words, _ids(high or known)


def _no_low(papers: Sequence[PaperFact], rules: Rules) -> Said:
    counted = [one for one in papers if one.counted]
    low = [one for one in counted if one.low]
    if not counted:
        return "unknown", _nothing(papers), ()
    return "no" if low else "yes", f"низких результатов {len(low)} из {say(len(counted), *_OF_PAPERS)}", _ids(low or counted)


def _turned(said: Said) -> Said:
    turned: dict[State, State] = {"yes": "no", "no": "yes", "unknown": "unknown"}
    return turned[said[0]], said[1], said[2]


def _ids(papers: Collection[PaperFact]) -> tuple[int, ...]:
    return tuple(one.figures.procedure.id for one in papers)


def _nothing(papers: Sequence[PaperFact]) -> str:
    return "мало данных: ни одну работу нельзя учесть" if papers else "результатов нет"


def _why_not(one: Figures, rules: Rules) -> str:
    if one.n < rules["least_n"]:
        return f"писали {say(one.n, 'человек', 'человека', 'человек')}, нужно {number(rules['least_n'])}"
    if one.share2 is None:
        return "баллов ЕГЭ нет" if one.procedure.kind == "ege" else "отметок нет: загрузите шкалу"
    return ""


def _same(one: Figures) -> tuple[str, int, str]:
    return one.procedure.kind, one.procedure.grade, one.procedure.subject


def _order(one: PaperFact) -> tuple[object, ...]:
    procedure = one.figures.procedure
    return -procedure.year, procedure.kind != "vpr", procedure.kind, *paper_order(procedure.subject, procedure.grade)


def _signed(value: float) -> str:
    return f"{'+' if value > 0 else ''}{number(value, 1)}"


def _short(one: Figures) -> str:
    """«ВПР 2026, математика, 5 класс»."""
    procedure = one.procedure
    subject = procedure.subject[:1].lower() + procedure.subject[1:]
    return f"{PROCEDURE_KINDS.get(procedure.kind, procedure.kind)} {procedure.year}, {subject}, {procedure.grade} класс"
