"""The calendar, the first tab and Ctrl+K over a real base."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from app.models.documents import Document, DocumentClause
from app.models.organisations import Organisation
from app.models.roadmaps import Roadmap, RoadmapRow, RoadmapSection
from app.services.calendar.queries import list_calendar
from app.services.overview.queries import overview
from app.services.search.queries import find
from tests.sample_papers import add_procedure, add_school, school_id, set_workplace

TODAY = date(2026, 9, 16)
NOW = datetime(2026, 9, 1)
OTHER = "Луговской муниципальный район"


def add_order(ctx, deadlines, *, state="registered", number="12-од", heading="О плане мероприятий", kind="order"):
    with ctx.db.write() as session:
        document = Document(
            kind=kind, state=state, number=number, heading=heading, signed_on=TODAY, created_at=NOW, updated_at=NOW
        )
        session.add(document)
        session.flush()
        for place, deadline in enumerate(deadlines):
            session.add(DocumentClause(document_id=document.id, position=place, text=f"Сделать {place}", deadline=deadline))
        return document.id


def add_roadmap(ctx, title="Объективность оценки", items=("Провести семинар", "Ёлочный отчёт")):
    with ctx.db.write() as session:
        roadmap = Roadmap(title=title, created_at=NOW, updated_at=NOW)
        session.add(roadmap)
        session.flush()
        section = RoadmapSection(roadmap_id=roadmap.id, position=0, title="Раздел")
        session.add(section)
        session.flush()
        session.add(RoadmapRow(section_id=section.id, position=0, is_subhead=True, text="Подраздел семинара"))
        for place, text in enumerate(items, 1):
            session.add(RoadmapRow(section_id=section.id, position=place, number=f"1.{place}.", text=text, deadline="май"))
        return roadmap.id


# --- calendar --------------------------------------------------------------------------------------------------------


def test_an_empty_base_has_an_empty_calendar(ctx):
    assert list_calendar(ctx) == []
    assert list_calendar(ctx, "2025/2026") == []


def test_the_calendar_counts_the_own_schools_only(ctx):
    towns = {"Своя": "Заречный муниципальный район", "Пустая": "Заречный муниципальный район", "Чужая": OTHER}
    add_procedure(
        ctx,
        {"Своя": [10, 11, None], "Пустая": [None], "Чужая": [9]},
        municipality=towns,
        window=(date(2021, 3, 15), date(2021, 4, 20)),
    )
    row = list_calendar(ctx)[0]
    assert (row.schools, row.participants) == (2, 3)
    set_workplace(ctx)
    row = list_calendar(ctx)[0]
    assert (row.schools, row.participants) == (1, 2)
    assert (row.title, row.starts_on, row.ends_on) == (
        "ВПР 2021, русский язык, 4 класс",
        date(2021, 3, 15),
        date(2021, 4, 20),
    )


def test_a_school_workplace_sees_itself(ctx):
    add_procedure(ctx, {"Первая": [10, 11], "Вторая": [9]})
    set_workplace(ctx, "school", "", school_id(ctx, "Вторая"))
    assert [(row.schools, row.participants) for row in list_calendar(ctx)] == [(1, 1)]


def test_the_calendar_is_in_order_of_time_and_filtered_by_school_year(ctx):
    add_procedure(ctx, {"А": [1]}, year=2026, grade=5, window=(date(2026, 4, 20), date(2026, 5, 20)))
    add_procedure(ctx, {"А": [1]}, year=2026, grade=4)
    add_procedure(ctx, {"А": [1]}, year=2025, grade=4, window=(date(2025, 10, 1), None))
    rows = list_calendar(ctx)
    assert [(row.year, row.grade, row.window_known) for row in rows] == [(2025, 4, True), (2026, 5, True), (2026, 4, False)]
    assert [(row.year, row.grade) for row in list_calendar(ctx, "2026/2027")] == [(2026, 4)]
    assert len(list_calendar(ctx, "2025/2026")) == 3


# --- overview --------------------------------------------------------------------------------------------------------


def test_an_empty_base_has_an_empty_overview(ctx):
    seen = overview(ctx, TODAY)
    assert seen.this_week == seen.overdue == seen.missing == seen.findings == ()
    assert (seen.counts.roadmaps, seen.counts.papers, seen.counts.schools) == (0, 0, 0)


def test_clauses_are_due_this_week_or_overdue(ctx):
    days = [date(2026, 9, 15), date(2026, 9, 16), date(2026, 9, 20), date(2026, 9, 21), None, date(2024, 1, 1)]
    document = add_order(ctx, days)
    add_order(ctx, days, state="draft")
    seen = overview(ctx, TODAY)
    assert [(row.when.day, row.target) for row in seen.this_week] == [(16, ("document", document)), (20, ("document", document))]
    assert [row.what for row in seen.overdue] == ["Приказ №\xa012-од, пункт\xa01: Сделать 0"]


def test_windows_of_procedures_are_due(ctx):
    procedure = add_procedure(ctx, {"А": [1]}, year=2026, window=(date(2026, 9, 15), date(2026, 9, 30)))
    assert [(row.when, row.target) for row in overview(ctx, TODAY).this_week] == [(date(2026, 9, 20), ("procedure", procedure))]


def test_schools_without_results_are_missing(ctx):
    set_workplace(ctx)
    with ctx.db.write() as session:
        add_school(session, "Новая")
        add_school(session, "Ромашка", kind="kindergarten")
        closed = add_school(session, "Закрытая")
        session.get(Organisation, closed).closed_on = date(2020, 6, 1)
    towns = {name: "Заречный муниципальный район" for name in ("СОШ № 2", "СОШ № 10", "НОШ")} | {"Чужая": OTHER}
    add_procedure(ctx, {name: [10] for name in towns}, municipality=towns, year=2021, grade=4)
    five = add_procedure(ctx, {"СОШ № 2": [10]}, year=2021, grade=5)
    six = add_procedure(ctx, {"СОШ № 10": [10]}, year=2022, grade=6)
    seen = overview(ctx, TODAY)
    assert [(row.procedure_id, [name for _, name in row.schools]) for row in seen.missing] == [
        (six, ["Новая", "СОШ № 2"]),
        (five - 1, ["Новая"]),
        (five, ["Новая", "СОШ № 10"]),
    ]
    assert seen.missing[0].title == "ВПР 2022, русский язык, 6 класс"


def test_findings_are_of_the_latest_year_and_of_what_nobody_looks_into_yet(ctx):
    from app.models.findings import Finding, FindingRun
    from app.models.inquiries import Inquiry
    from app.services.findings.brief import fingerprint

    assert overview(ctx, TODAY).findings_state == "nothing_to_check"
    add_procedure(ctx, {"Гимназия": [30] * 9, "Лицей": [30] * 9}, year=2020)
    procedure = add_procedure(ctx, {"Лицей": [30] * 9, "Гимназия": [30] * 9, "Школа": [20] * 9}, year=2021)
    assert overview(ctx, TODAY).findings_state == "none"
    names = {name: school_id(ctx, name) for name in ("Гимназия", "Лицей", "Школа")}
    with ctx.db.write() as session:
        seen = fingerprint(session)
        session.add(FindingRun(id=1, computed_at=ctx.clock(), fingerprint=seen, cells=5, flagged=4, reference="", details="{}"))
        for paper, name, flagged in [
            (procedure - 1, "Гимназия", True),
            (procedure, "Гимназия", True),
            (procedure, "Лицей", True),
            (procedure, "Школа", False),
        ]:
            cell = {"n": 9, "p": 0.001, "flagged": flagged, "region_reference": False, "signals": b""}
            session.add(Finding(procedure_id=paper, organisation_id=names[name], **cell))
    shown = (
        ("Гимназия", "ВПР 2021, русский язык, 4 класс", procedure, names["Гимназия"]),
        ("Лицей", "ВПР 2021, русский язык, 4 класс", procedure, names["Лицей"]),
    )
    page = overview(ctx, TODAY)
    assert (page.findings, page.findings_state, page.counts.findings) == (shown, "fresh", 2)
    with ctx.db.write() as session:
        session.add(
            Inquiry(
                organisation_id=names["Лицей"], procedure_id=procedure, year=2021, grade=4, subject="Русский язык",
                opened_on=TODAY, updated_at=ctx.clock(),
            )
        )  # fmt: skip
    assert overview(ctx, TODAY).findings == shown[:1]
    add_procedure(ctx, {"Школа": [20]}, year=2022)
    page = overview(ctx, TODAY)
    assert (page.findings, page.findings_state) == (shown[:1], "stale")
    assert overview(ctx, TODAY, with_findings=False).findings == ()


def test_the_loop_is_counted(ctx):
    add_roadmap(ctx)
    add_order(ctx, [None])
    counts = overview(ctx, TODAY).counts
    assert (counts.roadmaps, counts.items, counts.documents) == (1, 2, 1)


# --- search ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def full(ctx):
    add_procedure(ctx, {"МБОУ «Берёзовская СОШ»": [1], "СОШ № 2": [1], "СОШ № 12": [1]}, year=2026)
    add_roadmap(ctx)
    add_order(ctx, [None])
    return ctx


@pytest.mark.parametrize(
    ("text", "kind", "title"),
    [
        ("березов", "organisation", "МБОУ «Берёзовская СОШ»"),
        ("СОШ берёз", "organisation", "МБОУ «Берёзовская СОШ»"),
        ("edu990001", "organisation", "МБОУ «Берёзовская СОШ»"),
        ("русский 4", "procedure", "ВПР 2026, русский язык, 4 класс"),
        ("ОБЪЕКТИВНОСТЬ", "roadmap", "Объективность оценки"),
        ("семинар", "roadmap_item", "1.1. Провести семинар"),
        ("елочн", "roadmap_item", "1.2. Ёлочный отчёт"),
        ("12-од", "document", "О плане мероприятий"),
        ("приказ 16.09.2026", "document", "О плане мероприятий"),
    ],
)
def test_a_few_letters_find_it(full, text, kind, title):
    assert [(hit.kind, hit.title) for hit in find(full, text)] == [(kind, title)]


def test_a_number_sign_may_stick_and_order_is_natural(full):
    assert [hit.title for hit in find(full, "№2") if hit.kind == "organisation"] == ["СОШ № 2"]
    assert [hit.title for hit in find(full, "сош 1")] == ["СОШ № 12"]
    assert [hit.title for hit in find(full, "сош №")] == ["СОШ № 2", "СОШ № 12"]


@pytest.mark.parametrize("text", ["", "   ", "\xa0", "нетакого", "%", "_", "'"])
def test_nothing_typed_or_nothing_there_finds_nothing(full, text):
    assert find(full, text) == []


def test_hits_say_what_they_are_and_open_the_roadmap(full):
    by_kind = {hit.kind: hit for text in ("семинар", "12-од", "березов") for hit in find(full, text)}
    item = by_kind["roadmap_item"]
    assert item.subtitle == "май · Объективность оценки"
    assert find(full, "объективность")[0].id == item.parent_id
    assert by_kind["document"].subtitle == "Приказ №\xa012-од от 16.09.2026, зарегистрирован"
    assert by_kind["organisation"].subtitle == "Заречный муниципальный район, edu990001"


def test_what_begins_with_the_word_comes_first_and_a_kind_is_limited(ctx):
    add_procedure(ctx, {name: [1] for name in ["Школа у реки", "Речная школа", *(f"Заречная № {i}" for i in range(20))]})
    titles = [hit.title for hit in find(ctx, "ре") if hit.kind == "organisation"]
    assert titles[:2] == ["Речная школа", "Школа у реки"]
    assert len(titles) == 8
