"""Choices for the paper of a roadmap: remembered with it, for it only."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from app.cli import main
from app.services.context import Context
from app.services.documents.commands import order_for_roadmap
from app.services.errors import UserError
from app.services.forms.commands import set_roadmap_layout
from app.services.forms.order_data import order_data
from app.services.forms.printing import save_roadmap_xlsx
from app.services.forms.queries import get_roadmap_layout
from app.services.forms.registry import make
from app.services.forms.roadmap_layout import USUAL, RoadmapLayout, preset_layout
from app.services.opening import open_context
from app.services.roadmaps.commands import create_roadmap, delete_roadmap
from app.services.roadmaps.importing import preview_roadmap
from app.services.roadmaps.templates import build_template, list_templates
from tests.unit.roadmaps.paper import plain

CHOSEN = replace(preset_layout("levels"), merge_equal=True, orientation="landscape")


@pytest.fixture
def roadmap_id(ctx: Context) -> int:
    return int(create_roadmap(ctx, build_template("objectivity", 2026)).value)


def test_a_choice_is_kept_for_its_roadmap(ctx: Context, roadmap_id: int):
    assert get_roadmap_layout(ctx, roadmap_id) == USUAL
    changes = set_roadmap_layout(ctx, roadmap_id, CHOSEN)
    assert changes.topics == {"settings"} and get_roadmap_layout(ctx, roadmap_id) == CHOSEN
    with pytest.raises(UserError):
        set_roadmap_layout(ctx, 999, CHOSEN)
    assert get_roadmap_layout(ctx, 999) == USUAL


def test_a_new_roadmap_under_an_old_number_starts_afresh(ctx: Context, roadmap_id: int):
    set_roadmap_layout(ctx, roadmap_id, CHOSEN)
    delete_roadmap(ctx, roadmap_id)
    again = create_roadmap(ctx, build_template("objectivity", 2027)).value
    assert again == roadmap_id and get_roadmap_layout(ctx, again) == USUAL


def test_a_school_roadmap_looks_like_the_districts(ctx: Context, roadmap_id: int):
    set_roadmap_layout(ctx, roadmap_id, CHOSEN)
    tree = replace(build_template("objectivity", 2026), parent_id=roadmap_id)
    child = create_roadmap(ctx, tree).value
    assert get_roadmap_layout(ctx, child) == CHOSEN
    set_roadmap_layout(ctx, child, USUAL)
    assert get_roadmap_layout(ctx, child) == USUAL


def test_the_form_and_the_appendix_take_the_choice(ctx: Context, roadmap_id: int):
    set_roadmap_layout(ctx, roadmap_id, RoadmapLayout(orientation="portrait", columns="5"))
    assert not make(ctx, "roadmap", roadmap_id=roadmap_id).sections[0].landscape
    assert make(ctx, "roadmap", roadmap_id=roadmap_id, layout=USUAL).sections[0].landscape
    order_id = order_for_roadmap(ctx, roadmap_id).value
    assert order_data(ctx, order_id).layout.orientation == "portrait"
    assert not make(ctx, "order", document_id=order_id).sections[1].landscape


def test_the_workbook_is_named_and_read_back(ctx: Context, roadmap_id: int, tmp_path: Path):
    page = save_roadmap_xlsx(ctx, tmp_path, roadmap_id)
    path = tmp_path / f"{page.file_stem}.xlsx"
    assert plain(preview_roadmap(path).tree) == plain(build_template("objectivity", 2026))


@pytest.mark.parametrize("template", [template.code for template in list_templates()])
@pytest.mark.parametrize("preset", ["usual", "numbered", "levels"])
def test_templates_come_back_from_the_workbook(ctx: Context, template: str, preset: str, tmp_path: Path):
    tree = build_template(template, 2026)
    made = create_roadmap(ctx, tree).value
    layout = replace(preset_layout(preset), columns="auto", section_numbers="stored")
    save_roadmap_xlsx(ctx, tmp_path / "карта.xlsx", made, layout)
    back = preview_roadmap(tmp_path / "карта.xlsx").tree
    assert plain(back) == plain(tree)
    assert back.preamble == tree.preamble


def test_the_command_line_prints_and_remembers(ctx: Context, roadmap_id: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    data = ["--data", str(ctx.paths.root)]
    ctx.db.close()
    files = [tmp_path / f"карта.{kind}" for kind in ("pdf", "docx", "xlsx")]
    options = [f"--{file.suffix[1:]}={file}" for file in files]
    chosen = ["--preset", "levels", "--merge-equal", "--orientation", "landscape", "--remember"]
    assert main([*data, "roadmap", "print", str(roadmap_id), *options, *chosen]) == 0
    assert [file.read_bytes()[:4] for file in files] == [b"%PDF", b"PK\x03\x04", b"PK\x03\x04"]
    assert capsys.readouterr().out.count("Записан файл") == 3
    again = open_context(ctx.paths.root)
    try:
        assert get_roadmap_layout(again, roadmap_id) == CHOSEN
    finally:
        again.db.close()
