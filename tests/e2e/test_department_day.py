"""A day of a department, each step a program started anew: what one step stored, the next one finds."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pypdfium2
import pytest

ROOT = Path(__file__).resolve().parents[2]


class Program:
    """Runs `python -m app --data DIR …` in a process of its own, as a person or a script would."""

    def __init__(self, data: Path) -> None:
        self.data = data

    def __call__(self, *words: str | Path, code: int = 0) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "app", "--data", str(self.data), *map(str, words)],
            cwd=ROOT,
            env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONIOENCODING": "utf-8"},
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )
        assert done.returncode == code, done.stderr
        return done.stdout

    def json(self, *words: str | Path, code: int = 0):
        return json.loads(self("--json", *words, code=code))


@pytest.fixture(scope="module")
def downloads(tmp_path_factory) -> Path:
    from app.services.demo.simulate import simulate
    from app.services.demo.workbooks import write_district

    folder = tmp_path_factory.mktemp("Загрузки из ФИС ОКО")
    write_district(folder, simulate())
    return folder


def test_from_the_first_start_to_a_signed_paper(tmp_path, downloads):
    program = Program(tmp_path / "Данные отдела")
    program("init", "--kind", "department", "--name", "Отдел образования", "--district", "Верхнеозёрский район")
    assert program.json("schools", "import", downloads / "Организации района.xlsx")["new"] == 19
    program("scales", "import", downloads / "Шкалы.csv")

    (file,) = program.json("results", "import", downloads / "Ф1_Индивидуальные результаты 2026 Русский язык 4 класс.xlsx")[
        "files"
    ]
    assert (file["layout"], file["year"], file["grade"], file["subject"]) == ("individual_results", 2026, 4, "Русский язык")
    assert file["participants"] == file["changes"]["new"] > 300
    (again,) = program.json("results", "import", downloads / "Ф1_Индивидуальные результаты 2026 Русский язык 4 класс.xlsx")[
        "files"
    ]
    assert again["changes"] == {"new": 0, "changed": 0, "same": file["participants"]}

    found = program.json("check", "--year", "2026")
    assert ("edu990713", "inflated_mean") in {(m["school"], m["marker"]) for m in found["markers"]}
    assert all(cell["n"] > 0 for cell in found["cells"])

    runs = program.json("results", "runs")
    program("results", "revert", str(runs[-1]["id"]))
    assert program.json("results", "summary") == [] or program.json("results", "summary")[0]["participants"] == 0
    assert program.json("check", "--year", "2026")["markers"] == []


def test_a_foreign_file_among_downloads_is_named_and_the_rest_loads(tmp_path, downloads):
    program = Program(tmp_path / "данные")
    program("init", "--kind", "department", "--name", "Отдел образования")
    program("schools", "import", downloads / "Организации района.xlsx")
    folder = tmp_path / "папка"
    folder.mkdir()
    good = downloads / "Ф3_Статистика по отметкам 2026 Математика 4 класс.xlsx"
    (folder / good.name).write_bytes(good.read_bytes())
    (folder / "Смета.csv").write_text("Статья;Сумма\nМел;100\n", encoding="utf-8")
    files = program.json("results", "import", folder, code=1)["files"]
    assert {Path(f["path"]).name: bool(f["layout"]) for f in files} == {good.name: True, "Смета.csv": False}
    assert any(p["severity"] == "error" for f in files for p in f["problems"])


def test_a_roadmap_becomes_an_order_and_a_paper_with_selectable_text(tmp_path):
    from docx import Document

    word = Document()
    word.add_paragraph("Дорожная карта по подготовке наблюдателей на 2027 год")
    table = word.add_table(rows=1, cols=4)
    for cell, text in zip(table.rows[0].cells, ("№ п/п", "Мероприятие", "Сроки", "Ответственные"), strict=True):
        cell.text = text
    for number in range(1, 31):
        words = (
            f"{number}.",
            f"Занятие {number} с наблюдателями: ёмкие правила № {number} — «без подсказок»",
            "март 2027",
            "Методист",
        )
        for cell, text in zip(table.add_row().cells, words, strict=True):
            cell.text = text
    path = tmp_path / "Карта.docx"
    word.save(path)
    program = Program(tmp_path / "данные")
    program("init", "--kind", "department", "--name", "Отдел образования")
    stored = program.json("roadmap", "import", path)
    assert (stored["sections"], stored["items"]) == (1, 30)
    assert len(program.json("roadmap", "export", str(stored["id"]))["sections"][0]["items"]) == 30
    pdf, docx = tmp_path / "карта.pdf", tmp_path / "карта.docx"
    program("roadmap", "print", str(stored["id"]), "--pdf", pdf, "--docx", docx)
    document = pypdfium2.PdfDocument(pdf)
    pages = [page.get_textpage().get_text_range() for page in document]
    assert len(pages) >= 2
    assert all("Мероприятие" in page for page in pages), "the header row stands on every page"
    assert "Занятие 30 с наблюдателями: ёмкие правила № 30" in " ".join(" ".join(pages).split())
    picture = document[0].render(scale=0.5).to_numpy()
    assert 0.01 < float((picture < 128).mean()) < 0.5, "the page is neither empty nor black"
    assert docx.stat().st_size > 10_000


def test_refusals_change_nothing_and_say_so(tmp_path):
    program = Program(tmp_path / "данные")
    assert "Команда не понята" not in program("results", "summary")
    program("roadmap", "import", tmp_path / "нет такого.docx", code=2)
    program("results", "import", tmp_path / "нет такого.xlsx", code=1)
    answer = program.json("results", "revert", "99", code=2)
    assert answer["error"] and answer["todo"]
