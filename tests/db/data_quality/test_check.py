"""What the data check finds, where it leads, what is put aside."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest
from sqlalchemy import select, update

from app.models.collection import CollectionAnswer, CollectionRequest, CollectionSchool
from app.models.contexts import ContextValue
from app.models.organisations import Organisation
from app.models.results import Paper, Procedure, Task
from app.models.scales import ScoreScale
from app.services.data_quality.commands import dismiss, take_back
from app.services.data_quality.queries import check_data
from app.services.data_quality.rows import KINDS, Taking
from app.services.data_quality.rules import context_year, unusual
from app.services.errors import UserError
from tests.sample_papers import add_procedure, add_school, school_id, set_workplace

DAY = (date(2026, 4, 14), date(2026, 4, 20))


def kinds(ctx, *wanted):
    return [one for one in check_data(ctx).issues if one.kind in wanted]


def context(ctx, school, year, **values):
    with ctx.db.write() as session:
        for key, value in values.items():
            session.add(ContextValue(organisation_id=school, year=year, key=key, value=str(value)))


@pytest.fixture
def base(ctx):
    set_workplace(ctx)
    with ctx.db.write() as session:
        session.add(ScoreScale(year=2026, grade=4, subject="Русский язык", max_score=38, min3=14, min4=24, min5=33))
    return ctx


def paper(ctx, papers, **values):
    return add_procedure(ctx, papers, **({"year": 2026, "window": DAY} | values))


def test_sound_data_give_only_what_is_missing(base):
    paper(base, {"Берёзки": [20, 21, 22], "Сосновка": [30, 31]})
    assert {one.kind for one in check_data(base).issues} == {"enrolment_missing"}


def test_more_writers_than_pupils(base):
    procedure = paper(base, {"Берёзки": [20, 21, 22, None], "Сосновка": [30]})
    school = school_id(base, "Берёзки")
    context(base, school, 2026, pupils_4=2)
    with base.db.write() as session:
        session.execute(update(Organisation).where(Organisation.id == school).values(pupils=1))
    (one,) = kinds(base, "over_enrolment")
    assert one.text == "3\u00a0участника, а учеников в параллели 2."
    assert one.target == ("cell", procedure, school)
    assert (one.severity, one.year, one.school, one.procedure) == ("error", 2026, "Берёзки", "ВПР 2026, русский язык, 4 класс")
    assert [one.text for one in kinds(base, "over_pupils")] == ["3\u00a0участника, а учеников во всей школе 1."]
    assert [one.school for one in kinds(base, "enrolment_missing")] == ["Сосновка"]


def test_marks_totals_and_sums(base):
    procedure = paper(base, {"Берёзки": [20, 40, 10]})
    with base.db.write() as session:
        session.add_all([Task(procedure_id=procedure, position=0, code="1", max_points=10)])
        session.add_all([Task(procedure_id=procedure, position=1, code="2", max_points=30)])
        rows = {one.raw_score: one for one in session.scalars(select(Paper))}
        rows[20].mark, rows[20].task_scores = 5, bytes([10, 10])
        rows[40].task_scores = bytes([12, 28])
        rows[10].mark, rows[10].task_scores = 2, bytes([255, 9])
    assert [one.text for one in kinds(base, "over_max")] == ["1\u00a0работа с баллом выше максимума 38, наибольший 40."]
    assert [one.text for one in kinds(base, "mark_scale")] == ["1\u00a0работа из 3, где отметка не та, что по шкале."]
    assert [one.text for one in kinds(base, "sum_total")] == ["1\u00a0работа, где сумма баллов за задания не равна итогу."]
    assert [one.text for one in kinds(base, "task_over_max")] == ["1\u00a0работа, где за задание стоит больше его максимума."]


def test_a_paper_without_scale_dates_and_maximum(base):
    paper(base, {"Берёзки": [20]}, subject="Труд", max_score=None, window=None)
    paper(base, {"Берёзки": [20]}, max_score=24)
    assert [one.text for one in kinds(base, "no_scale")] == ["1\u00a0работа без отметок: нет ни в файле, ни в справочнике шкал."]
    assert [one.kind for one in kinds(base, "no_max", "no_dates")] == ["no_dates", "no_max"]
    assert [one.figures for one in kinds(base, "other_scale")] == ["38/24"]


def test_who_has_not_submitted(base):
    paper(base, {"Берёзки": [20], "Сосновка": [30], "Озёрная": [25]})
    paper(base, {"Берёзки": [20]}, subject="Труд")
    context(base, school_id(base, "Озёрная"), 2026, pupils_4=0)
    context(base, school_id(base, "Сосновка"), 2026, pupils_4=7)
    assert [(one.school, one.text, one.target[0]) for one in kinds(base, "not_submitted")] == [
        ("Сосновка", "Результатов школы нет, учеников в параллели 7.", "procedure")
    ]


def test_a_school_closed_before_it_wrote(base):
    paper(base, {"Берёзки": [20]})
    with base.db.write() as session:
        session.execute(update(Organisation).values(closed_on=date(2025, 6, 1)))
    assert [one.text for one in kinds(base, "closed_wrote")] == ["Школа закрыта 01.06.2025, а работу писали позже."]


def test_two_similar_schools(base):
    with base.db.write() as session:
        add_school(session, "МБОУ «СОШ № 5»")
        add_school(session, "МБОУ СОШ №5")
        add_school(session, "МБОУ «СОШ № 15»")
    (one,) = kinds(base, "similar")
    assert {one.school, one.text} == {"МБОУ «СОШ № 5»", "Очень похожа на «МБОУ СОШ №5»."}


def test_a_request_whose_day_is_over(base):
    with base.db.write() as session:
        schools = [add_school(session, name) for name in ("Берёзки", "Сосновка", "Озёрная")]
        request = CollectionRequest(
            uid="a", kind="table", title="Списки кураторов", asked_on=date(2026, 9, 1), due_on=date(2026, 9, 10)
        )
        session.add(request)
        session.flush()
        for school in schools:
            session.add(CollectionSchool(request_id=request.id, organisation_id=school, waiting_region=school == schools[2]))
        session.add(
            CollectionAnswer(
                request_id=request.id, organisation_id=schools[0], received_at=datetime(2026, 9, 9), file_name="a",
                file_sha256="0", form_version=1, state="accepted", rows="[]", remarks="[]",
            )
        )  # fmt: skip
    assert [(one.school, one.text) for one in kinds(base, "request_late")] == [
        ("Сосновка", "«Списки кураторов»: срок был 10.09.2026.")
    ]


def test_unusual_participation_needs_numbers_and_a_difference():
    usual = {i: Taking(25, 2) for i in range(1, 11)}
    assert unusual(usual | {20: Taking(15, 12)}) == {20: (pytest.approx(44.4, abs=0.1), pytest.approx(7.4, abs=0.1))}
    assert unusual(usual | {20: Taking(5, 4)}) == {}
    assert unusual(usual | {20: Taking(21, 6)}) == {}
    assert unusual(dict.fromkeys(range(10), Taking(15, 12))) == {}
    assert unusual(usual | {20: Taking(15, 0, enrolled=27)}).keys() == {20}


def test_an_autumn_paper_belongs_to_the_next_context():
    assert context_year(2022, date(2022, 9, 20)) == 2023
    assert context_year(2022, date(2022, 4, 20)) == 2022
    assert context_year(2022, None) == 2022


def test_a_remark_put_aside_comes_back_with_other_figures(base):
    paper(base, {"Берёзки": [20, 40], "Сосновка": [30]})
    (one,) = kinds(base, "over_max")
    with pytest.raises(UserError):
        dismiss(base, [one], "  ")
    changes = dismiss(base, [one], "балл за  дополнительное задание")
    page = check_data(base)
    assert not [i for i in page.issues if i.kind == "over_max"]
    (aside,) = page.dismissed
    assert aside.dismissed == "балл за дополнительное задание"
    assert replace(aside, dismissed="", dismissed_at=None) == one
    with base.db.write() as session:
        session.execute(update(Paper).where(Paper.raw_score == 40).values(raw_score=41))
    assert len(kinds(base, "over_max")) == 1
    with base.db.write() as session:
        session.execute(update(Paper).where(Paper.raw_score == 41).values(raw_score=40))
    changes.undo(base)
    assert len(kinds(base, "over_max")) == 1
    dismiss(base, [one], "так надо")
    take_back(base, [one]).undo(base)
    assert check_data(base).dismissed
    assert take_back(base, [one]).message == "Возвращено в список: 1\u00a0замечание."


def test_other_districts_are_not_looked_at(base):
    paper(base, {"Берёзки": [20], "Чужая": [40]}, municipality={"Берёзки": "Заречный район", "Чужая": "Дальний район"})
    assert kinds(base, "over_max", "not_submitted") == []


def test_every_kind_has_words():
    from app.services.data_quality.rows import ABOUT

    assert ABOUT.keys() == KINDS.keys()


def test_an_empty_base_has_no_remarks(ctx):
    assert check_data(ctx).issues == ()
    with ctx.db.read() as session:
        assert session.scalar(select(Procedure.id)) is None
