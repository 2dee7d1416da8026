"""The page of a finding from a base: what is stored of the cell, its pictures, the other papers of the school."""

from __future__ import annotations

import numpy as np
import pytest

from app.models.results import Procedure
from app.services.errors import UserError
from app.services.findings import evidence as evidence_module
from app.services.findings.commands import refresh_findings
from app.services.findings.evidence import evidence
from app.services.findings.pictures import ALT, draw
from app.services.findings.queries import finding, list_findings
from app.services.findings.rows import SIGNAL_NAMES
from tests.sample_papers import add_procedure, school_id, set_workplace

HIGH = "Гимназия"


@pytest.fixture
def district(ctx):
    """{year: procedure}: 30 schools alike in two years; one far above the others in the last; one of three pupils."""
    rng = np.random.default_rng(5)
    set_workplace(ctx)
    names = [f"Школа № {n}" for n in range(1, 30)] + [HIGH]
    made = {}
    for year in (2024, 2025):
        papers = {}
        for name in names:
            scores = np.clip(np.round(rng.normal(34 if (name, year) == (HIGH, 2025) else 19, 4, 30)), 0, 38).astype(int)
            marks = np.clip(2 + scores // 11 + rng.integers(-1, 2, 30), 2, 5)
            papers[name] = list(zip(scores.tolist(), marks.tolist(), strict=True))
        papers["Малая"] = [20, 21, 22]
        papers[HIGH].append((None, None))
        made[year] = add_procedure(ctx, papers, year=year)
    refresh_findings(ctx)
    return made


def test_a_school_far_above_the_others(ctx, district):
    page = evidence(ctx, district[2025], school_id(ctx, HIGH))
    stored = finding(ctx, district[2025], school_id(ctx, HIGH))
    assert stored is not None and page.flagged and page.computed
    assert (page.p, page.strength, page.n, page.absent) == (stored.p, "strong", 30, 1)
    assert page.heading == "Выраженный признак, повод для перепроверки"
    assert page.rarity == "случается реже чем у 1 из 1000 обычных школ"
    assert page.title == "ВПР 2025, русский язык, 4 класс"
    assert {s.code for s in page.signals} == {s.code for s in stored.signals} <= set(SIGNAL_NAMES)
    assert page.leading is not None and page.sentence == page.leading.sentence
    assert (page.explanations and len(page.next_steps) == 3) or len(page.next_steps) == 4
    assert page.reference and page.calibration


def test_signals_stand_by_how_telling_they_are_and_say_why_they_could_not_be_computed(ctx, district):
    page = evidence(ctx, district[2025], school_id(ctx, HIGH))
    known = [s.p for s in page.signals if s.p is not None]
    assert known == sorted(known) and known
    unknown = [s for s in page.signals if s.p is None]
    assert page.signals[len(known) :] == tuple(unknown)
    by_code = {s.code: s for s in page.signals}
    assert by_code["bunching"].sentence == "Мало данных: не указана шкала перевода баллов в отметки."
    assert by_code["item_pattern"].sentence == "Мало данных: нет баллов по заданиям."
    assert all(s.picture is None and not s.rarity for s in unknown)
    funnel = by_code["funnel"]
    assert funnel.strength == "strong" and "выше обычного" in funnel.sentence
    assert funnel.sees and funnel.misses and funnel.values[0][0].startswith("Средний балл")


def test_every_picture_can_be_drawn_and_has_words(ctx, district):
    page = evidence(ctx, district[2025], school_id(ctx, HIGH))
    shown = [s.picture for s in page.signals if s.picture is not None] + [page.scores]
    assert len(shown) >= 2
    for picture in shown:
        assert picture is not None and picture.code in ALT
        assert draw(picture, width=7.2, height=3.0).axes


def test_the_other_papers_of_the_school(ctx, district):
    page = evidence(ctx, district[2024], school_id(ctx, HIGH))
    assert [row.procedure_id for row in page.others] == [district[2025]]
    assert page.repeat.startswith("Повторяется: заметные признаки есть ещё в 1 из 1")


def test_an_ordinary_school(ctx, district):
    calm = next(row for row in list_findings(ctx, 2024) if row.strength == "none")
    page = evidence(ctx, district[2024], calm.organisation_id)
    assert (page.heading, page.flagged) == ("Признаков нет", False)
    assert page.sentence.startswith("Необычного не видно")
    assert page.explanations == page.next_steps == ()


def test_of_few_writers_nothing_is_said(ctx, district):
    page = evidence(ctx, district[2025], school_id(ctx, "Малая"))
    assert (page.strength, page.flagged, page.p, page.signals, page.scores) == ("little", False, None, (), None)
    assert page.sentence.startswith("Мало данных: работу писали 3")
    assert not any("%" in value for _name, value in page.values)


def test_before_anything_was_computed_the_official_part_is_shown(ctx):
    add_procedure(ctx, {"А": [10, 12, 14, 16, 18, 20], "Б": [11, 12, 13, 14, 15, 16]})
    page = evidence(ctx, 1, school_id(ctx, "А"))
    assert not page.computed and page.signals == () and page.p is None
    assert page.heading == "Признаки ещё не посчитаны"
    assert page.scores is not None and page.values


def test_a_large_base_reads_only_the_papers_of_the_procedure(ctx, district, monkeypatch):
    whole = evidence(ctx, district[2025], school_id(ctx, HIGH))
    monkeypatch.setattr(evidence_module, "SMALL_BASE", 0)
    part = evidence(ctx, district[2025], school_id(ctx, HIGH))
    assert (part.p, part.strength, part.flagged, part.heading) == (whole.p, whole.strength, whole.flagged, whole.heading)
    by_code = {s.code: s for s in part.signals}
    assert by_code["funnel"].picture is not None
    # Fewer schools than a sample holds: what other papers predict is the same to the last digit.
    assert by_code["expectation"].sentence == next(s for s in whole.signals if s.code == "expectation").sentence
    assert by_code["expectation"].picture.names == ("РУ 4\n2024", "РУ 4\n2025")


def test_results_that_were_taken_back(ctx, district):
    with pytest.raises(UserError, match="больше нет"):
        evidence(ctx, 999, school_id(ctx, HIGH))


def test_an_exam_is_not_judged_and_the_page_says_so(ctx, district):
    procedure = add_procedure(ctx, {HIGH: [20, 21, 22, 23, 24, 25], "Школа № 1": [10, 11, 12, 13, 14]}, year=2025, grade=9)
    with ctx.db.write() as session:
        session.get(Procedure, procedure).kind = "oge"
    refresh_findings(ctx)
    page = evidence(ctx, procedure, school_id(ctx, HIGH))
    assert (page.heading, page.strength, page.computed) == ("Работу проверяли не в школе", "little", False)
    assert page.scores is not None and not page.next_steps


def test_a_test_of_the_district_is_judged(ctx, district):
    with ctx.db.write() as session:
        session.get(Procedure, district[2024]).kind = "municipal_test"
    refresh_findings(ctx)
    calm = next(row for row in list_findings(ctx, 2025) if row.strength == "none" and row.n >= 5).organisation_id
    page = evidence(ctx, district[2024], calm)
    assert page.title.startswith("МПР 2024") and page.scores is not None
    assert page.computed and page.signals and page.markers == ()
