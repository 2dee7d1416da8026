"""Files of proof beside the base: which are missed, which nobody needs, what copies know of them."""

from __future__ import annotations

import os
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from app.cli import main
from app.models.backup import list_copies
from app.services.attachments.queries import list_attachments
from app.services.context import Context
from app.services.execution import commands as do
from app.services.roadmaps.commands import delete_roadmap
from app.services.roadmaps.rows import RoadmapTree
from app.services.safety.commands import clean_attachments, restore_backup, save_copy
from app.services.safety.queries import doctor
from tests.db.execution.district import add_roadmap, keys

NOW = datetime(2026, 9, 14, 9, 0)


@pytest.fixture
def tree(ctx: Context) -> RoadmapTree:
    return add_roadmap(ctx)


def _attach(ctx: Context, tree: RoadmapTree, tmp_path: Path, name: str, number: str = "1.1.") -> int:
    """The id of the proof."""
    (tmp_path / name).write_text(f"содержимое {name}", encoding="utf-8")
    return do.add_file(ctx, keys(ctx, tree, number), tmp_path / name).value[0]


def _found(ctx: Context) -> dict[str, str]:
    return {problem.code: problem.text.replace("\u00a0", " ") for problem in doctor(ctx.paths.root, NOW)}


def _files(ctx: Context) -> list[Path]:
    return [path for path in ctx.paths.attachments.rglob("*") if path.is_file()]


def test_a_missing_file_is_named_with_its_item(ctx: Context, tree: RoadmapTree, tmp_path: Path):
    _attach(ctx, tree, tmp_path, "скан приказа.png")
    _attach(ctx, tree, tmp_path, "скан приказа.png", "1.2.")
    (file,) = _files(ctx)
    file.unlink()
    text = _found(ctx)["missing-attachment"]
    assert "«скан приказа.png»" in text
    assert "«1.1. Издать приказ о координаторах» карты «Дорожная карта на 2026 год»" in text
    assert "«1.2. Сдать отчёт о готовности»" in text
    assert str(file.relative_to(ctx.paths.root)) in text


def test_a_file_that_was_cut_short_is_missed(ctx: Context, tree: RoadmapTree, tmp_path: Path):
    _attach(ctx, tree, tmp_path, "протокол.pdf")
    _files(ctx)[0].write_bytes(b"x")
    assert "missing-attachment" in _found(ctx)


def test_a_file_without_proof_stays_until_it_is_cleaned(ctx: Context, tree: RoadmapTree, tmp_path: Path):
    proof = _attach(ctx, tree, tmp_path, "лишний.pdf")
    _attach(ctx, tree, tmp_path, "нужный.pdf")
    assert "loose-attachments" not in _found(ctx)
    do.remove_evidence(ctx, proof)
    found = _found(ctx)
    assert "1 файл " in found["loose-attachments"] and "missing-attachment" not in found
    assert len(_files(ctx)) == 2, "looking deletes nothing"
    changes = clean_attachments(ctx)
    assert changes.value == 1 and changes.undo is None
    assert len(_files(ctx)) == 1
    found = _found(ctx)
    assert "loose-attachments" not in found and "missing-attachment" not in found
    assert "Лишних файлов" in clean_attachments(ctx).message
    _attach(ctx, tree, tmp_path, "лишний.pdf")
    assert len(_files(ctx)) == 2 and not any(row.missing for row in list_attachments(ctx))


def test_what_a_copy_needs_is_kept(ctx: Context, tree: RoadmapTree, tmp_path: Path):
    proof = _attach(ctx, tree, tmp_path, "старый.pdf")
    changes = save_copy(ctx)
    assert "Приложенные файлы (1) в неё не входят" in changes.message
    do.remove_evidence(ctx, proof)
    assert clean_attachments(ctx).value == 0 and len(_files(ctx)) == 1
    changes.value.unlink()
    assert clean_attachments(ctx).value == 1


def test_a_copy_that_cannot_be_read_keeps_nothing(ctx: Context, tree: RoadmapTree, tmp_path: Path):
    do.remove_evidence(ctx, _attach(ctx, tree, tmp_path, "старый.pdf"))
    save_copy(ctx).value.write_bytes(b"not a base at all")
    assert len(list_copies(ctx.paths.backups)) == 1
    assert "loose-attachments" in _found(ctx)
    assert clean_attachments(ctx).value == 1


def test_a_deleted_roadmap_and_its_return(ctx: Context, tree: RoadmapTree, tmp_path: Path):
    _attach(ctx, tree, tmp_path, "протокол.pdf")
    assert tree.id is not None
    gone = delete_roadmap(ctx, tree.id)
    clean_attachments(ctx)
    kept = bool(_files(ctx))  # the copy made before the deletion, where there is one, still needs it
    assert gone.undo is not None
    gone.undo(ctx)
    assert ("missing-attachment" in _found(ctx)) != kept


def test_files_of_a_person_and_of_an_interrupted_copying(ctx: Context, tree: RoadmapTree):
    own = ctx.paths.attachments / "Мои заметки.docx"
    own.write_text("своё", encoding="utf-8")
    fresh, old = (ctx.paths.attachments / f".oko-{letter * 32}" for letter in "ab")
    for file in (fresh, old):
        file.write_bytes(b"half")
    yesterday = (NOW - timedelta(days=2)).timestamp()
    os.utime(old, (yesterday, yesterday))
    os.utime(fresh, (NOW.timestamp(), NOW.timestamp()))
    found = _found(ctx)
    assert "Мои заметки.docx" in found["foreign-attachments"]
    assert "1 файл " in found["loose-attachments"]
    assert clean_attachments(ctx).value == 1
    assert own.exists() and fresh.exists() and not old.exists()


def test_restoring_says_which_files_it_lacks(ctx: Context, tree: RoadmapTree, tmp_path: Path):
    proof = _attach(ctx, tree, tmp_path, "старый.pdf")
    copy = save_copy(ctx).value
    do.remove_evidence(ctx, proof)
    ctx.db.close()
    assert "Нет приложенных" not in restore_backup(ctx.paths, copy, NOW).message
    _files(ctx)[0].unlink()
    assert "Нет приложенных файлов: 1" in restore_backup(ctx.paths, copy, NOW).message


def test_the_command_line(ctx: Context, tree: RoadmapTree, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    do.remove_evidence(ctx, _attach(ctx, tree, tmp_path, "лишний.pdf"))
    data = str(ctx.paths.root)
    ctx.db.close()
    assert main(["doctor", "--data", data]) == 0
    assert "attachments clean" in capsys.readouterr().out
    assert main(["attachments", "list", "--data", data]) == 0
    assert "лишний.pdf" in capsys.readouterr().out
    assert main(["attachments", "clean", "--data", data, "--json"]) == 0
    assert '"deleted": 1' in capsys.readouterr().out
    assert main(["attachments", "list", "--data", data]) == 0, "a file that nothing needs is not missed"
