"""roadmap rollover, derive, versions from the command line."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from app.cli import main
from app.services.context import Context
from app.services.documents.commands import order_for_roadmap, register_document
from app.services.roadmaps import commands as do
from app.services.roadmaps.rows import RoadmapTree
from app.services.versions.commands import approve_version
from tests.db.execution.district import SCHOOLS, add_roadmap, add_schools, line


@pytest.fixture
def schools(ctx: Context) -> list[int]:
    return add_schools(ctx)


@pytest.fixture
def tree(ctx: Context, schools: list[int]) -> RoadmapTree:
    return add_roadmap(ctx)


@pytest.fixture
def run(ctx: Context, capsys):
    """`run("rollover", "1")` → (exit code, the JSON document or what was said)."""

    def call(*words: str, as_json: bool = True) -> tuple[int, Any]:
        ctx.db.close()
        common = ["--data", str(ctx.paths.root), *(["--json"] if as_json else [])]
        try:
            code = main([*common, "roadmap", *words])
        except SystemExit as left:
            code = int(left.code or 0)
        said = capsys.readouterr()
        return code, json.loads(said.out) if as_json and code < 2 else said.out + said.err

    return call


def test_rolling_over(run, tree):
    code, answer = run("rollover", str(tree.id), "--year", "2027")
    assert code == 1  # there is something to look at
    assert answer["shifts"][0] == {
        "field": "title", "before": "Дорожная карта на 2026 год", "after": "Дорожная карта на 2027 год",
    }  # fmt: skip
    assert [(flag["item"], flag["code"], flag["suggestion"]) for flag in answer["flags"]] == [
        ("1.2.", "weekend", "до 17 сентября 2027 г.")
    ]
    code, exported = run("export", str(answer["id"]))
    assert exported["title"] == "Дорожная карта на 2027 год"
    code, said = run("rollover", str(tree.id), "--years", "0")
    assert code == 2 and "тот же год" in said


def test_deriving(run, tree, schools):
    code, answer = run("derive", str(tree.id), "--all-schools")
    assert (code, answer["items"]) == (0, 2)
    assert [one["school"] for one in answer["roadmaps"]] == list(SCHOOLS)
    code, exported = run("export", str(answer["roadmaps"][0]["id"]))
    assert exported["sections"][0]["items"][0]["responsible"] == SCHOOLS[0]
    code, said = run("derive", str(tree.id), "--school", str(schools[0]), "--item", "1.1")
    assert code == 2 and "уже есть карта" in said
    code, said = run("derive", str(tree.id), "--school", str(schools[0]), "--item", "9.9")
    assert code == 2 and "9.9" in said


def test_no_versions_yet(run, tree):
    assert run("versions", str(tree.id)) == (0, {"versions": [], "changes": []})
    assert "версий нет" in run("versions", str(tree.id), as_json=False)[1]


def test_versions(run, ctx, tree):
    document = order_for_roadmap(ctx, tree.id or 0).value
    register_document(ctx, document, "14-од", date(2026, 1, 12))
    approve_version(ctx, tree.id or 0, document)
    do.delete_line(ctx, line(tree, "2.2.").id or 0)
    _, answer = run("versions", str(tree.id))
    assert [(one["number"], one["state"], one["approved_on"]) for one in answer["versions"]] == [
        (1, "approved", "2026-01-12"),
        (2, "draft", None),
    ]
    assert [(one["kind"], one["place"]) for one in answer["changes"]] == [("removed", "Пункт 2.2")]
    _, said = run("versions", str(tree.id), as_json=False)
    assert "Версия 1: утверждена приказ от 12.01.2026" in said and "Пункт 2.2 (исключено)" in said
