"""`check` on the command line: all schools of the base, official markers beside; results that say nothing give no number."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest

from app import cli
from app.services.opening import open_context
from tests.sample_papers import add_procedure, set_workplace

OURS, OTHER = "Заречный муниципальный район", "Луговской муниципальный район"


def _base(folder: Path):
    return open_context(folder, clock=lambda: datetime(2026, 9, 14))


@pytest.fixture
def region(tmp_path):
    """Two districts, the own one with a school far above the others in the last of two years."""
    folder = tmp_path / "данные"
    ctx = _base(folder)
    set_workplace(ctx)
    rng = np.random.default_rng(3)
    towns = {f"Школа № {n}": OURS if n % 2 else OTHER for n in range(1, 60)}
    for year in (2024, 2025):
        papers = {name: np.clip(np.round(rng.normal(19, 6, 24)), 0, 38).astype(int).tolist() for name in towns}
        papers["Школа № 60"] = [3, 4]
        if year == 2025:
            papers["Школа № 1"] = np.clip(np.round(rng.normal(35, 2, 24)), 0, 38).astype(int).tolist()
        add_procedure(ctx, papers, year=year, municipality=towns | {"Школа № 60": OURS})
    ctx.db.close()
    return folder


def _check(folder: Path, capsys, *words: str):
    assert cli.main(["--data", str(folder), "--json", "check", *words]) == 0
    return json.loads(capsys.readouterr().out, parse_constant=lambda name: pytest.fail(f"{name} in the answer"))


def test_every_school_with_five_writers_is_printed(region, capsys):
    told = _check(region, capsys)
    assert set(told) == {"cells", "markers", "notes"}
    assert len(told["cells"]) == 2 * 59
    (top,) = [cell for cell in told["cells"] if cell["flagged"] and cell["year"] == 2025 and cell["p"] < 1e-6]
    assert (top["n"], top["grade"], top["subject"], top["school"][:5]) == (24, 4, "Русский язык", "edu99")
    assert top["score"] == max(cell["score"] for cell in told["cells"])
    funnel = next(signal for signal in top["signals"] if signal["code"] == "funnel")
    assert funnel["value"] > funnel["expected"] and funnel["text"].startswith("Средний балл в стороне от других: случается")
    assert any(m["marker"] == "inflated_mean" and m["school"] == top["school"] for m in told["markers"])
    assert any(note.startswith("Сравнено: 60\xa0школ из 2\xa0муниципалитетов") for note in told["notes"])


def test_a_year_is_chosen_and_the_others_still_help(region, capsys):
    every, one = _check(region, capsys)["cells"], _check(region, capsys, "--year", "2025")["cells"]
    assert one == [cell for cell in every if cell["year"] == 2025]
    assert _check(region, capsys, "--year", "1999")["cells"] == []


def test_the_municipality_by_itself(region, capsys):
    cells = _check(region, capsys, "--reference", "municipality")["cells"]
    assert len(cells) == 2 * 59
    assert cells != _check(region, capsys, "--reference", "region")["cells"]


def test_words_for_a_person(region, capsys):
    assert cli.main(["--data", str(region), "check", "--year", "2025"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("Школа № 1, Русский язык 4 класс, 2025: повод для перепроверки, n = 24, случается")
    assert any(line.endswith("завышенный средний балл, n = 24") for line in lines)


DEGENERATE = {
    "nothing": {},
    "one pupil": {"А": [7]},
    "all absent": {"А": [None] * 9, "Б": [None] * 9},
    "equal scores": {name: [7] * 12 for name in "АБВГД"},
    "one school": {"А": [5, 9, 11, 20, 31, 14, 8]},
    "all zero": {"А": [0] * 30, "Б": [0] * 30},
    "one class is all top marks": {"А": [38] * 30, "Б": list(range(30)), "В": list(range(30))},
    "a journal of one mark": {"А": [(n, 5) for n in range(20)], "Б": [(n, 5) for n in range(20)]},
}


@pytest.mark.parametrize("papers", DEGENERATE.values(), ids=DEGENERATE.keys())
@pytest.mark.parametrize("max_score", [38, None], ids=["maximum known", "maximum unknown"])
def test_what_says_nothing_gives_no_number_that_means_nothing(tmp_path, capsys, papers, max_score):
    folder = tmp_path / "данные"
    ctx = _base(folder)
    if papers:
        add_procedure(ctx, papers, year=2024, max_score=max_score)
        add_procedure(ctx, papers, year=2025, max_score=max_score and 30)
        add_procedure(ctx, papers, year=2025, grade=5, max_score=max_score)
    ctx.db.close()
    told = _check(folder, capsys)
    for cell in told["cells"]:
        assert cell["n"] >= 5
        assert cell["p"] is None or 0 <= cell["p"] <= 1
        assert (cell["p"] is None) == (cell["score"] is None)
        assert cell["p"] is not None or not cell["flagged"]
        assert all(0 <= signal["p"] <= 1 for signal in cell["signals"])
    if len({tuple(scores) for scores in papers.values()}) <= 1 and papers:
        assert all(not cell["flagged"] for cell in told["cells"])
