"""roadmap lint, document lint: as lines, as JSON, with an exit code that scripts understand."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from app.cli import main
from app.services.documents.commands import save_document
from app.services.documents.rows import Clause, DocumentRow
from app.services.lint.commands import dismiss
from app.services.lint.queries import remarks
from app.services.opening import open_context
from app.services.roadmaps.commands import create_roadmap
from app.services.roadmaps.rows import RoadmapLine, RoadmapSectionRow, RoadmapTree

LINES = (
    RoadmapLine("1.1.", "Проведение занятия с наблюдателями", "31.06.2027", "Методист отдела", "Лист регистрации"),
    RoadmapLine("1.2.", "Обзор итогов наблюдения", "по мере необходимости", "Методист отдела", "Справка"),
)


@pytest.fixture
def base(tmp_path: Path) -> Path:
    """Roadmap 1 with an error, roadmap 2 without, document 1 with an error."""
    ctx = open_context(tmp_path)
    tree = RoadmapTree("Дорожная карта по наблюдению на 2026/2027 учебный год", (RoadmapSectionRow("1.", "Занятия", LINES),))
    create_roadmap(ctx, tree)
    sound = tuple(replace(line, deadline="октябрь 2026 года") for line in LINES)
    create_roadmap(ctx, replace(tree, sections=(RoadmapSectionRow("1.", "Занятия", sound),)))
    save_document(ctx, DocumentRow(None, heading="О наблюдении", clauses=(Clause("Обсудить 30.02.2027."),)))
    ctx.db.close()
    return tmp_path


def _run(base: Path, *words: str) -> int:
    return main(["--data", str(base), *words])


def test_lines_and_exit_codes(base: Path, capsys: pytest.CaptureFixture[str]):
    assert _run(base, "roadmap", "lint", "1") == 1
    said = capsys.readouterr().out
    assert "ошибка: п. 1.1: Даты 31.06.2027 не бывает." in said and "предупреждение: п. 1.2: " in said
    assert _run(base, "roadmap", "lint", "2") == 0
    assert _run(base, "document", "lint", "1") == 1
    assert "30.02.2027" in capsys.readouterr().out
    assert _run(base, "roadmap", "lint", "9") == 2


def test_json(base: Path, capsys: pytest.CaptureFixture[str]):
    assert _run(base, "roadmap", "lint", "1", "--json") == 1
    found = json.loads(capsys.readouterr().out)
    first = found[0]
    assert (first["severity"], first["code"], first["item"], first["text"]) == (
        "error", "impossible_date", "1.1", "Даты 31.06.2027 не бывает.",
    )  # fmt: skip
    assert all(one["text"] and one["why"] and one["todo"] and one["dismissed"] is None for one in found)


def test_dismissed_ones_are_counted_apart(base: Path, capsys: pytest.CaptureFixture[str]):
    ctx = open_context(base)
    dismiss(ctx, [one for one in remarks(ctx, 1) if one.severity == "error"], "так в письме")
    ctx.db.close()
    assert _run(base, "roadmap", "lint", "1") == 0
    said = capsys.readouterr().out
    assert "31.06.2027" not in said and "Отклонено: 1\N{NO-BREAK SPACE}замечание" in said
    assert _run(base, "roadmap", "lint", "1", "--all") == 0
    assert "отклонено (так в письме): п. 1.1" in capsys.readouterr().out
