"""Copies and the check-up as use cases."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from app.services.errors import UserError
from app.services.opening import open_context
from app.services.safety.commands import daily_backup_if_due, make_backup, restore_backup, save_copy
from app.services.safety.queries import doctor, list_backups
from tests.base_tools import crash_with_saves, keys, put, start

NOW = datetime(2026, 9, 14, 9, 0)


def at(ctx, moment):
    return replace(ctx, clock=lambda: moment)


def codes(problems, *severities):
    return [p.code for p in problems if p.severity in (severities or ("error", "warning"))]


def test_copies_are_listed_newest_first_in_words(ctx):
    make_backup(ctx, "before-import", "ru4.xlsx")
    save_copy(ctx)
    rows = list_backups(ctx.paths)
    assert [(r.number, r.reason_text, r.detail, r.restorable) for r in rows] == [
        (2, "сделана вручную", "", True),
        (1, "перед загрузкой файла", "ru4.xlsx", True),
    ]
    assert rows[0].size > 0


def test_one_daily_copy_a_day(ctx):
    assert daily_backup_if_due(at(ctx, NOW)) is not None
    assert daily_backup_if_due(at(ctx, NOW.replace(hour=23))) is None
    assert daily_backup_if_due(at(ctx, NOW + timedelta(days=1))) is not None
    assert daily_backup_if_due(at(ctx, NOW - timedelta(days=365))) is not None  # clock set back: one more, not one less
    assert [r.taken_at.year for r in list_backups(ctx.paths)] == [2025, 2026, 2026]


def test_the_daily_copy_thins_the_old_ones(ctx):
    for day in range(30):
        daily_backup_if_due(at(ctx, NOW + timedelta(days=day)))
    rows = list_backups(ctx.paths)
    assert len(rows) == 14 + 3
    assert rows[0].taken_at == NOW + timedelta(days=29)
    assert len(list(ctx.paths.backups.iterdir())) == len(rows)


def test_restore_and_back(ctx):
    put(ctx.db, "old")
    copy = make_backup(ctx)
    put(ctx.db, "new")
    with pytest.raises(UserError, match="открыта"):
        restore_backup(ctx.paths, copy)
    ctx.db.close()
    done = restore_backup(ctx.paths, copy, NOW)
    assert "results" in done.topics
    again = open_context(ctx.paths.root)
    assert keys(again.db) == {"old"}
    again.db.close()
    restore_backup(ctx.paths, done.value, NOW)
    again = open_context(ctx.paths.root)
    assert keys(again.db) == {"old", "new"}
    again.db.close()


def test_a_bad_copy_is_refused(ctx):
    copy = make_backup(ctx)
    copy.write_bytes(b"x" * 100)
    ctx.db.close()
    with pytest.raises(UserError, match="не открывается"):
        restore_backup(ctx.paths, copy)


def test_nothing_is_copied_where_there_is_no_space(ctx, monkeypatch):
    import shutil

    usage = shutil.disk_usage(ctx.paths.root)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=1000))
    with pytest.raises(UserError, match=r"не сделана.*не хватает места: нужно"):
        make_backup(ctx)


def test_a_healthy_folder(ctx):
    make_backup(at(ctx, NOW))
    found = doctor(ctx.paths.root, NOW)
    assert codes(found) == []
    assert codes(found, "info") == ["base-size", "copies"]
    ctx.db.close()
    assert codes(doctor(ctx.paths.root, NOW)) == []


def test_the_checkup_changes_nothing(ctx):
    ctx.db.close()
    before = {p.name: p.read_bytes() for p in ctx.paths.root.iterdir() if p.is_file() and p.suffix != ".lock"}
    doctor(ctx.paths.root, NOW)
    assert {p.name: p.read_bytes() for p in ctx.paths.root.iterdir() if p.is_file() and p.suffix != ".lock"} == before
    crash_with_saves(ctx.paths.base, "late")
    doctor(ctx.paths.root, NOW)
    again = open_context(ctx.paths.root)
    assert again.db.recovered
    assert keys(again.db) == {"late"}
    again.db.close()


def test_beside_another_program(ctx):
    ctx.db.close()
    hold = """
        db = open_base(base)
        print("open", flush=True)
        sys.stdin.readline()
        db.close()
    """
    with start(hold, ctx.paths.base) as other:
        assert other.stdout.readline() == "open\n"
        assert codes(doctor(ctx.paths.root, NOW)) == ["no-copy"]
        other.communicate("\n")


def test_an_empty_folder(tmp_path):
    assert codes(doctor(tmp_path / "absent", NOW)) == ["no-base"]


def test_old_copies_and_clocks(ctx):
    assert codes(doctor(ctx.paths.root, NOW)) == ["no-copy"]
    make_backup(at(ctx, NOW))
    assert codes(doctor(ctx.paths.root, NOW + timedelta(days=8))) == ["old-copy"]
    assert codes(doctor(ctx.paths.root, NOW - timedelta(days=365))) == ["clock"]
    list_backups(ctx.paths)[0].path.write_bytes(b"x")
    assert codes(doctor(ctx.paths.root, NOW)) == ["bad-copy"]


def test_damage_and_broken_links_are_found(ctx):
    make_backup(at(ctx, NOW))
    ctx.db.close()
    connection = sqlite3.connect(ctx.paths.base, isolation_level=None)
    connection.execute("INSERT INTO party_school (party_id, organisation_id) VALUES (77, 77)")
    connection.close()
    assert codes(doctor(ctx.paths.root, NOW)) == ["orphans"]
    connection = sqlite3.connect(ctx.paths.base, isolation_level=None)
    connection.execute("PRAGMA writable_schema=ON")
    connection.execute("UPDATE sqlite_master SET rootpage = 2 WHERE name = 'ix_paper_statistics'")
    connection.close()
    assert "damaged" in codes(doctor(ctx.paths.root, NOW)) or "base-damaged" in codes(doctor(ctx.paths.root, NOW))
    ctx.paths.base.write_bytes(b"")
    assert codes(doctor(ctx.paths.root, NOW)) == ["base-empty"]
    ctx.paths.base.unlink()
    assert len(codes(doctor(ctx.paths.root, NOW))) == 1


def test_a_sync_folder_is_warned_of(tmp_path):
    root = tmp_path / "Яндекс.Диск"
    open_context(root).db.close()
    assert codes(doctor(root, NOW)) == ["no-copy", "sync-folder"]
