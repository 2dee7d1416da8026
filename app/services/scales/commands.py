"""Changing the directory of scales: the shipped rows, a file, by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.scales import ScoreScale
from app.services.changes import Changes, Topic
from app.services.context import Context
from app.services.errors import UserError
from app.services.results.subjects import normalise_subject
from app.services.scales.queries import scale_row
from app.services.scales.rows import ScaleRow, ScalesReport
from app.services.scales.rules import KINDS, problems_of
from app.services.scales.scale_file import read_scales, shipped_file

_TOPICS: frozenset[Topic] = frozenset({"scales", "results"})
"""Marks are computed from scales when they are read: every view of results is stale."""
_CONTENT = ("max_score", "min3", "min4", "min5", "source")


def load_shipped_scales(ctx: Context) -> Changes:
    """Bring the rows shipped with the program in; rows that the person edited stay. `value` = rows added or updated."""
    shipped, _refused, _problems = read_scales(shipped_file())
    with ctx.db.write() as session:
        stored = _by_key(session)
        touched = 0
        for row in shipped:
            found = stored.get(_key(row))
            if found is not None and (found.edited or _same(scale_row(found), row)):
                continue
            _store(session, replace(row, id=found.id if found else None))
            touched += 1
    return Changes(_TOPICS if touched else frozenset(), f"Шкалы программы: {touched}." if touched else "", value=touched)


def import_scales(ctx: Context, path: Path) -> Changes:
    """Load a file of scales in one transaction; `value` is a ScalesReport. What the file brings counts as edited."""
    rows, refused, problems = read_scales(path)
    before: list[ScaleRow] = []
    saved: list[int] = []
    same = 0
    with ctx.db.write() as session:
        stored = _by_key(session)
        for row in rows:
            found = stored.get(_key(row))
            former = scale_row(found) if found else None
            wanted = replace(row, id=found.id if found else None, edited=True, source=row.source or f"Файл {path.name}")
            if former is not None and _same(former, replace(wanted, source=row.source or former.source)):
                same += 1  # the same cuts: the row keeps its source and stays as it is
                continue
            if former is not None:
                before.append(former)
            saved.append(_store(session, wanted))
    report = ScalesReport(len(saved) - len(before), len(before), same, refused, tuple(problems))
    said = f"Шкалы: новых {report.new}, изменено {report.changed}, без изменений {same}"
    said += f", отклонено {refused}" if refused else ""
    if not saved:
        return Changes(frozenset(), f"{said}.", value=report)
    return Changes(_TOPICS, f"{said}.", _undo(before, saved), report)


def save_scale(ctx: Context, row: ScaleRow) -> Changes:
    """Store a scale edited by hand (id None = a new one); `value` is its id. Raises UserError where it is not valid."""
    row = replace(row, subject=normalise_subject(row.subject), source=" ".join(row.source.split()), edited=True)
    if errors := [problem.text for problem in problems_of(row)]:
        raise UserError(" ".join(errors), "Исправьте отмеченные поля и сохраните ещё раз.")
    with ctx.db.write() as session:
        found = session.get(ScoreScale, row.id) if row.id is not None else None
        if row.id is not None and found is None:
            raise _gone()
        before = scale_row(found) if found else None
        twin = _by_key(session).get(_key(row))
        if twin is not None and twin.id != row.id:
            raise UserError(f"Шкала «{_title(row)}» уже есть.", "Откройте её и измените пороги там.")
        saved = _store(session, row)
    return Changes(_TOPICS, f"Шкала сохранена: {_title(row)}.", _undo([before] if before else [], [saved]), saved)


def delete_scale(ctx: Context, scale_id: int) -> Changes:
    """Delete a scale: the marks that it computed are gone with it. A shipped one comes back with the next update."""
    with ctx.db.write() as session:
        found = session.get(ScoreScale, scale_id)
        if found is None:
            raise _gone()
        before = scale_row(found)
        session.delete(found)
    return Changes(_TOPICS, f"Шкала удалена: {_title(before)}.", _undo([before], []))


def _key(row: ScaleRow) -> tuple[str, int, int, str]:
    return row.kind, row.year, row.grade, row.subject


def _by_key(session: Session) -> dict[tuple[str, int, int, str], ScoreScale]:
    return {(s.kind, s.year, s.grade, s.subject): s for s in session.scalars(select(ScoreScale))}


def _same(one: ScaleRow, other: ScaleRow) -> bool:
    return all(getattr(one, name) == getattr(other, name) for name in _CONTENT)


def _store(session: Session, row: ScaleRow) -> int:
    """Insert or update; a row with an id that is no longer there comes back under that id. Returns the id."""
    found = session.get(ScoreScale, row.id) if row.id is not None else None
    if found is None:
        found = ScoreScale(id=row.id)
        session.add(found)
    for name in ("kind", "year", "grade", "subject", *_CONTENT, "edited"):
        setattr(found, name, getattr(row, name))
    session.flush()
    return found.id


def _undo(before: Iterable[ScaleRow], saved: Iterable[int]) -> Callable[[Context], Changes]:
    """The inverse: former rows as they were, rows that did not exist gone."""
    former = tuple(before)
    new = set(saved) - {row.id for row in former}

    def undo(ctx: Context) -> Changes:
        with ctx.db.write() as session:
            for scale_id in sorted(new):
                found = session.get(ScoreScale, scale_id)
                if found is not None:
                    session.delete(found)
            session.flush()
            for row in former:
                _store(session, row)
        return Changes(_TOPICS, "Изменения шкал отменены.")

    return undo


def _title(row: ScaleRow) -> str:
    return f"{KINDS.get(row.kind, row.kind)} {row.year}, {row.subject}, {row.grade} класс"


def _gone() -> UserError:
    return UserError("Этой шкалы в базе уже нет.", "Обновите список.")
