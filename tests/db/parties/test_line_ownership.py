"""Who owes one line, as the panel shows it."""

from __future__ import annotations

from app.services.context import Context
from app.services.parties import commands as do
from app.services.parties.queries import line_ownership
from app.services.parties.rows import LineOwnership
from app.services.roadmaps.deriving_commands import derive_school_roadmaps
from app.services.roadmaps.queries import get_roadmap
from tests.db.execution.district import SCHOOLS, add_roadmap, add_schools, line, party


def test_parties_in_printed_order_and_the_schools_they_mean(ctx: Context):
    schools = add_schools(ctx)
    tree = add_roadmap(ctx)
    found = line_ownership(ctx, line(tree, "1.3.").uid)
    assert [row.is_schools for row in found.parties] == [False, True]
    assert [name for _, name in found.schools] == sorted(SCHOOLS)
    assert found.chosen == () and set(found.owing) == set(schools)
    assert line_ownership(ctx, line(tree, "1.1.").uid).owing == ()


def test_chosen_schools_and_the_holder_of_a_role(ctx: Context):
    schools = add_schools(ctx)
    tree = add_roadmap(ctx)
    do.choose_line_schools(ctx, line(tree, "1.2.").id or 0, schools[1:])
    found = line_ownership(ctx, line(tree, "1.2.").uid)
    assert set(found.chosen) == set(found.owing) == set(schools[1:])
    do.appoint(ctx, party(ctx, "Куратор ШНОР"), party(ctx, SCHOOLS[0]))
    (role,) = line_ownership(ctx, line(tree, "2.1.").uid).parties
    assert (role.kind, role.holder) == ("role", SCHOOLS[0])


def test_the_roadmap_of_a_school_and_a_line_that_is_gone_address_nobody(ctx: Context):
    schools = add_schools(ctx)
    tree = add_roadmap(ctx)
    assert tree.id is not None
    made = derive_school_roadmaps(ctx, tree.id, schools[:1], [line(tree, "1.2.").uid])
    (own,) = (one for section in get_roadmap(ctx, made.value[0]).sections for one in section.lines if not one.is_subhead)
    found = line_ownership(ctx, own.uid)
    assert found.parties and found.schools == () and found.owing == ()
    assert line_ownership(ctx, "нет такой") == LineOwnership()
