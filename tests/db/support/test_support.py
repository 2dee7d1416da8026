"""Who is proposed for support, by which figures, who decided."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from app.models.results import Paper, Procedure
from app.models.scales import ScoreScale
from app.services.errors import UserError
from app.services.support.commands import save_decision, save_rules
from app.services.support.queries import get_rules, pupils_behind, rules_years, support_page
from app.services.support.rows import Decision, Rules
from tests.sample_papers import add_procedure, school_id, set_workplace

BAD = [0, 1, 2, 3, 4, 14, 15, 16, 17, 18]
"""Ten pupils, five of them under the cut 14."""
FAIR = [14, 15, 16, 17, 18, 19, 20, 21, 25, 13]
"""One of ten under the cut."""
GOOD = [33, 34, 35, 36, 37, 38, 33, 30, 31, 20]


def scale(ctx, year, grade=4, subject="Русский язык"):
    with ctx.db.write() as session:
        session.add(ScoreScale(year=year, grade=grade, subject=subject, max_score=38, min3=14, min4=24, min5=33))


def paper(ctx, year, papers, grade=4, subject="Русский язык"):
    scale(ctx, year, grade, subject)
    return add_procedure(ctx, papers, year=year, grade=grade, subject=subject)


@pytest.fixture
def district(ctx):
    """«Берёзки» low twice, «Сосновка» once, «Озёрная» high everywhere, «Малая» has four pupils."""
    set_workplace(ctx)
    paper(ctx, 2024, {"Берёзки": FAIR, "Сосновка": FAIR, "Озёрная": GOOD, "Малая": [0, 0, 0, 20]})
    paper(ctx, 2025, {"Берёзки": BAD, "Сосновка": FAIR, "Озёрная": GOOD})
    paper(ctx, 2025, {"Берёзки": FAIR, "Сосновка": BAD, "Озёрная": GOOD}, grade=5)
    paper(ctx, 2026, {"Берёзки": BAD, "Сосновка": FAIR, "Озёрная": GOOD, "Малая": [0, 0, 0, 20]})
    return ctx


def of(page, name):
    return next(one for one in page.schools if one.name == name)


def test_two_low_results_propose_a_school_and_the_words_carry_the_numbers(district):
    page = support_page(district)
    assert page.year == 2026
    assert page.years == (2026, 2025, 2024)
    assert [one.name for one in page.schools] == ["Берёзки", "Малая", "Озёрная", "Сосновка"]
    school = of(page, "Берёзки")
    assert school.proposed
    assert (school.low, school.counted) == (2, 4)
    fact = school.fact("low_papers")
    assert fact.words == "доля «2» 30 % и больше в 2 из 4\u00a0работ"
    low = [one for one in school.papers if one.low]
    assert tuple(one.figures.procedure.id for one in low) == fact.procedures
    assert [(one.figures.n, one.figures.twos, one.figures.share2) for one in low] == [(10, 5, 50.0), (10, 5, 50.0)]
    assert low[0].interval == pytest.approx((23.7, 76.3), abs=0.1)


def test_one_low_result_proposes_nobody(district):
    school = of(support_page(district), "Сосновка")
    assert not school.proposed
    assert school.low == 1


def test_a_small_class_is_shown_and_not_counted(district):
    school = of(support_page(district), "Малая")
    assert not school.proposed
    assert school.counted == 0
    assert [one.why_not for one in school.papers] == ["писали 4\u00a0человека, нужно 10"] * 2
    assert all(one.figures.share2 is None for one in school.papers)
    assert school.fact("low_papers").state == "unknown"


def test_growth_is_between_two_years_of_one_paper(district):
    school = of(support_page(district), "Берёзки")
    grown = {one.figures.procedure.year: one.growth for one in school.papers if one.figures.procedure.grade == 4}
    assert grown == {2026: 0.0, 2025: 40.0, 2024: None}
    assert school.fact("growth").words == "ВПР 2025, русский язык, 4 класс +40,0 п. п."


def test_a_base_school_fulfils_every_condition(district):
    school = of(support_page(district), "Озёрная")
    assert school.candidate
    assert [one.state for one in school.base] == ["yes"] * 4
    assert not of(support_page(district), "Берёзки").candidate


def test_a_list_of_objectivity_keeps_a_school_from_being_a_base_one(district):
    from app.services.statuses.commands import save_status
    from app.services.statuses.rows import StatusRow

    save_status(district, StatusRow(None, school_id(district, "Озёрная"), "low_objectivity", date(2026, 9, 1)))
    school = of(support_page(district), "Озёрная")
    assert not school.candidate
    assert school.fact("no_flags").state == "no"


def test_who_entered_and_why(district):
    page = support_page(district)
    (came,) = [one for one in page.moves if one.kind == "targeted_support"]
    assert (came.name, came.entered) == ("Берёзки", True)
    assert came.why == "доля «2» 30 % и больше в 2 из 4\u00a0работ"
    assert came.before == "доля «2» 30 % и больше в 1 из 3\u00a0работ"


def test_rules_are_kept_by_year_and_a_change_of_rules_is_named_as_the_reason(district):
    usual = Rules()
    save_rules(district, 2026, replace(usual, values=usual.values | {"low_count": 3}, note="приказ от 01.09.2026 № 5"))
    assert rules_years(district) == (2026,)
    assert get_rules(district, 2025)["low_count"] == 2
    assert (get_rules(district, 2030)["low_count"], get_rules(district, 2030).since) == (3, 2026)
    assert not of(support_page(district), "Берёзки").proposed
    changes = save_rules(district, 2026, replace(usual, values=usual.values | {"low_percent": 10, "low_count": 4}))
    page = support_page(district)
    assert of(page, "Сосновка").proposed
    assert {one.name: one.why for one in page.moves if one.kind == "targeted_support"}["Сосновка"].startswith(
        "изменились правила"
    )
    changes.undo(district)
    assert get_rules(district, 2026)["low_count"] == 3
    with pytest.raises(UserError):
        save_rules(district, 2026, replace(usual, values=usual.values | {"low_percent": 0}))


def test_criteria_switched_off_say_nothing_and_notes_propose_nobody(district):
    usual = Rules()
    save_rules(district, 2026, replace(usual, roles=usual.roles | {"low_papers": "note", "growth": "off"}))
    school = of(support_page(district), "Берёзки")
    assert school.fact("growth") is None
    assert school.fact("low_papers").state == "yes"
    assert not school.proposed


def test_the_rows_behind_a_number(district):
    page = support_page(district)
    school = of(page, "Берёзки")
    (procedure, *_rest) = school.fact("low_papers").procedures
    rows = pupils_behind(district, procedure, school.organisation_id, 2026)
    assert len(rows) == 10
    assert sum(row.low for row in rows) == 5
    assert rows[0].mark == 2


def test_of_the_unified_exam_low_is_below_the_minimum(district):
    with district.db.write() as session:
        exam = Procedure(kind="ege", year=2026, grade=11, subject="Русский язык", max_score=50)
        session.add(exam)
        session.flush()
        run = session.query(Paper.import_run_id).first()[0]
        school = school_id_in(session, "Озёрная")
        for i, test in enumerate([20, 23, 24, 60, 70]):
            session.add(
                Paper(procedure_id=exam.id, organisation_id=school, code=str(i), raw_score=9, test_score=test, import_run_id=run)
            )
    school = of(support_page(district), "Озёрная")
    fact = school.fact("failed_exam")
    assert fact.state == "yes"
    assert fact.words == "2\u00a0результата ниже минимума"
    (exam_fact,) = [one for one in school.papers if one.figures.procedure.kind == "ege"]
    assert (exam_fact.figures.twos, exam_fact.figures.share2, exam_fact.figures.minimum) == (2, 40.0, 24)
    assert not exam_fact.counted


def school_id_in(session, name):
    from sqlalchemy import select

    from app.models.organisations import Organisation

    return session.scalar(select(Organisation.id).where(Organisation.short_name == name))


def test_a_decision_is_kept_with_its_grounds_and_taken_back(district):
    school = school_id(district, "Берёзки")
    changes = save_decision(
        district,
        Decision(None, school, 2026, "targeted_support", "take", "согласовано с директором", "2 из 4", date(2026, 9, 20)),
    )
    found = of(support_page(district), "Берёзки").decision("targeted_support", 2026)
    assert (found.decision, found.reason, found.grounds) == ("take", "согласовано с директором", "2 из 4")
    assert changes.message == "«Берёзки»: адресная поддержка — включить."
    changes.undo(district)
    assert of(support_page(district), "Берёзки").decisions == ()


def test_an_empty_base_has_no_page(ctx):
    page = support_page(ctx)
    assert (page.years, page.year, page.schools) == ((), None, ())


def test_subjects_and_kinds_narrow_the_results(district):
    usual = Rules()
    save_rules(district, 2026, replace(usual, subjects=("Математика",)))
    assert of(support_page(district), "Берёзки").papers == ()
    assert of(support_page(district), "Берёзки").fact("low_papers").words == "результатов нет"
