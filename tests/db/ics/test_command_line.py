"""calendar export: files, whose calendar, what is refused."""

from __future__ import annotations

import json

import openpyxl
import pytest
from icalendar import Calendar

from app import cli
from tests.db.plan.world import add_schools, hang_everything, plan


@pytest.fixture
def run(ctx, capsys):
    schools = add_schools(ctx)
    hang_everything(ctx, plan(ctx), schools)
    ctx.db.close()

    def call(*words: str) -> tuple[int, dict]:
        code = cli.main(["--data", str(ctx.paths.root), "--json", "calendar", "export", *words])
        return code, json.loads(capsys.readouterr().out)

    return call


def test_every_kind_of_file(run, tmp_path):
    paths = [tmp_path / f"календарь.{kind}" for kind in ("ics", "xlsx", "pdf", "docx")]
    words = [word for path in paths for word in (f"--{path.suffix[1:]}", str(path))]
    code, said = run(*words, "--year", "2026/27", "--size", "A3", "--view", "months", "--zone", "Asia/Omsk")
    assert code == 0 and said["files"] == [str(path) for path in paths]
    assert said["zone"] == "Asia/Omsk"
    calendar = Calendar.from_ical(paths[0].read_bytes())
    assert len(calendar.walk("VEVENT")) == said["events"] > 3
    assert "Школы по неделям" in openpyxl.load_workbook(paths[1]).sheetnames
    assert paths[2].read_bytes().startswith(b"%PDF") and paths[3].read_bytes().startswith(b"PK")


def test_whose_calendar(run, tmp_path):
    path = tmp_path / "x.ics"
    code, said = run("--ics", str(path), "--person", "белова")
    assert code == 0 and said["name"].startswith("Белова") and said["events"] == 1
    code, said = run("--ics", str(path), "--school", "Берёзовская")
    assert code == 0 and "Берёзовская" in said["name"]


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("--ics", "x.ics", "--person", "Нет Такого"),
        ("--ics", "x.ics", "--school", "СОШ"),
        ("--xlsx", "x.xlsx", "--person", "Белова"),
        ("--ics", "x.ics", "--zone", "Europe/Paris"),
        ("--ics", "x.ics", "--year", "1990"),
        ("--ics", "x.ics", "--year", "2040"),
    ],
)
def test_what_is_not_clear_is_refused(run, words, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    code, said = run(*words)
    assert code == 2 and said["error"] and said["todo"]
    assert not [path for path in tmp_path.iterdir() if path.suffix in (".ics", ".xlsx")]
