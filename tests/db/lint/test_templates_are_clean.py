"""What the program itself proposes gives its own checks no errors and no warnings: templates, their orders, schools' copies."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.services.documents.commands import order_for_roadmap, save_document
from app.services.forms.registry import make
from app.services.lint.queries import open_counts, paper_remarks, remarks
from app.services.lint.rows import Remark
from app.services.roadmaps.commands import create_roadmap
from app.services.roadmaps.deriving_commands import derive_school_roadmaps
from app.services.roadmaps.queries import get_roadmap
from app.services.roadmaps.template_names import names_of
from app.services.roadmaps.templates import build_order, build_template, list_templates
from app.services.workplace.commands import init_workplace
from app.services.workplace.queries import get_workplace
from tests.sample_papers import add_school

if TYPE_CHECKING:
    from app.services.context import Context

CODES = [template.code for template in list_templates()]


@pytest.fixture
def office(ctx: Context) -> Context:
    init_workplace(ctx, "department", "Отдел образования администрации Заречного района", "Заречный район")
    with ctx.db.write() as session:
        for number in (1, 2, 3):
            add_school(session, f"МБОУ «СОШ № {number}»")
    return ctx


def _weighty(found: list[Remark]) -> list[tuple[str, str, str]]:
    return [(one.finding.code, one.finding.place, one.finding.text) for one in found if one.severity != "info"]


@pytest.mark.parametrize("code", CODES)
def test_a_template_with_its_order(office: Context, code: str):
    names, year = names_of(get_workplace(office)), next(t for t in list_templates() if t.code == code).first_year(2026)
    roadmap_id = create_roadmap(office, build_template(code, year, names)).value
    assert _weighty(remarks(office, roadmap_id)) == []
    own = build_order(code, year, names, roadmap_id)
    made = save_document(office, own) if own is not None else order_for_roadmap(office, roadmap_id)
    assert _weighty(paper_remarks(office, made.value)) == []
    assert open_counts(remarks(office, roadmap_id)) == (0, 0)
    assert make(office, "roadmap", roadmap_id=roadmap_id).watermark == ""


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("kind", ["order", "directive"])
def test_the_order_that_the_program_drafts(office: Context, code: str, kind: str):
    names, year = names_of(get_workplace(office)), next(t for t in list_templates() if t.code == code).first_year(2026)
    roadmap_id = create_roadmap(office, build_template(code, year, names)).value
    assert _weighty(paper_remarks(office, order_for_roadmap(office, roadmap_id, kind).value)) == []


@pytest.mark.parametrize("code", CODES)
def test_a_schools_roadmap_made_from_it(office: Context, code: str):
    names, year = names_of(get_workplace(office)), next(t for t in list_templates() if t.code == code).first_year(2026)
    roadmap_id = create_roadmap(office, build_template(code, year, names)).value
    lines = [line for section in get_roadmap(office, roadmap_id).sections for line in section.lines if not line.is_subhead]
    with office.db.write() as session:
        school = add_school(session, "МБОУ «СОШ № 2»")
    (derived,) = derive_school_roadmaps(office, roadmap_id, [school], [line.uid for line in lines[::3]]).value
    assert _weighty(remarks(office, derived)) == []
