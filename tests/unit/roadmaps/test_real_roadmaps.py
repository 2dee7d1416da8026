"""Real documents (beside the repository): read, exported and scored by the tool that lies with them."""

from __future__ import annotations

import importlib.util
import json
from types import ModuleType

import pytest

from app.services.roadmaps.importing import preview_roadmap
from app.services.roadmaps.rules import export_json
from tests.shared_data import shared


@pytest.fixture(scope="module")
def scorer() -> ModuleType:
    path = shared("tools/roadmaps/score.py")
    spec = importlib.util.spec_from_file_location("roadmap_score", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("name", "variant"),
    [
        ("000_clean.docx", "clean"),
        ("000_messy.docx", "messy"),
        ("002_clean.docx", "clean"),
        ("003_messy.docx", "messy"),
        ("003.xlsx", "xlsx"),
    ],
)
def test_score(scorer: ModuleType, name: str, variant: str):
    truth = json.loads(shared(f"data/roadmaps/truth/{name[:3]}.json").read_text(encoding="utf-8"))
    preview = preview_roadmap(shared(f"data/roadmaps/{name}"))
    result = scorer.score(truth, export_json(preview.tree), variant)
    assert result["perfect"], json.dumps({key: result[key] for key in ("missing", "extra", "diffs")}, ensure_ascii=False)
    assert result["soft_hyphens_left"] == 0
    assert " ".join(preview.tree.title.split()) == " ".join(truth["title"].split())
    assert preview.tree.has_result_column == ("result" in truth["fields"])
    assert not [problem for problem in preview.problems if problem.severity == "error"]


def test_the_order_above_the_table_is_kept():
    tree = preview_roadmap(shared("data/roadmaps/003_messy.docx")).tree
    assert "РАСПОРЯЖЕНИЕ" in tree.approval_text
    assert tree.preamble == ""
    assert "Задачи:" in preview_roadmap(shared("data/roadmaps/002_clean.docx")).tree.preamble


def test_rows_of_the_torn_document_are_counted():
    kinds = [row.kind for row in preview_roadmap(shared("data/roadmaps/000_messy.docx")).row_kinds]
    assert {kind: kinds.count(kind) for kind in sorted(set(kinds))} == {
        "continuation": 9,
        "header": 13,
        "item": 58,
        "section": 10,
    }
