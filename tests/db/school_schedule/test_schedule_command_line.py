"""calendar schedule import, list, show, export, blank."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from app.cli import main
from app.models.organisations import Organisation
from app.services.opening import open_context
from app.services.organisations.rules import name_key
from tests.data.school_schedules import make

SCHOOL = "МБОУ «Ольховская СОШ»"


@pytest.fixture
def base(tmp_path: Path) -> Path:
    ctx = open_context(tmp_path / "данные")
    with ctx.db.write() as session:
        session.add(Organisation(short_name=SCHOOL, search_name=name_key(SCHOOL)))
    ctx.db.close()
    return tmp_path / "данные"


def test_a_schedule_goes_in_and_comes_out(base: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def run(*words: str, code: int = 0) -> Any:
        assert main(["--data", str(base), "--json", "calendar", "schedule", *words]) == code
        return json.loads(capsys.readouterr().out)

    path, out = tmp_path / "график.xlsx", tmp_path / "обратно.xlsx"
    truth = make(path, 8, "across", messy=False)
    dry = run("import", str(path), "--dry-run")
    assert (dry["new"], dry["run"], dry["unread"], dry["cells"]) == (len(truth.facts), None, [], truth.filled)
    assert run("import", str(path))["run"] is not None
    assert [line["entries"] for line in run("list", "--year", "2025")] == [len(truth.facts)]
    assert len(run("show", "--school", SCHOOL, "--year", "2025")["entries"]) == len(truth.facts)
    for form in ("days", "weeks"):
        run("export", "--school", SCHOOL, "--year", "2025", "--form", form, "--out", str(out))
        again = run("import", str(out), "--dry-run")
        assert (again["form"], again["new"] + again["same"]) == (form, len(truth.facts))
    run("blank", "--school", SCHOOL, "--year", "2026", "--out", str(out))
    assert run("import", str(out))["new"] == 0


def test_what_is_refused(base: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "график.xlsx"
    make(path, 16, "weeks_sheets", messy=False)
    assert main(["--data", str(base), "calendar", "schedule", "show", "--school", SCHOOL, "--year", "2025"]) == 2
    assert "не загружен" in capsys.readouterr().err
    assert main(["--data", str(base), "calendar", "schedule", "import", str(path), "--school", "Такой нет"]) == 2
    assert "не найдена" in capsys.readouterr().err
