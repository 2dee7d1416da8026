"""Small invented districts written straight into the tables, for tests of what reads them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import select

from app.models.organisations import Municipality, Organisation
from app.models.results import GroupStat, ImportRun, Paper, Procedure
from app.models.settings import Workplace
from app.services.text_ru import search_key

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.services.context import Context


def add_school(
    session: Session, name: str, municipality: str | None = "Заречный муниципальный район", *, kind: str = "school"
) -> int:
    """The school's id; made at the first mention."""
    known = session.scalar(select(Organisation.id).where(Organisation.short_name == name))
    if known is not None:
        return known
    town = session.scalar(select(Municipality).where(Municipality.name == (municipality or "")))
    if town is None and municipality is not None:
        town = Municipality(name=municipality, search_name=search_key(municipality))
        session.add(town)
        session.flush()
    login = None if kind != "school" else f"edu99{1 + len(session.scalars(select(Organisation.id)).all()):04d}"
    school = Organisation(
        kind=kind, short_name=name, search_name=search_key(name), login=login, municipality_id=town.id if town else None
    )
    session.add(school)
    session.flush()
    return school.id


def add_procedure(
    ctx: Context,
    papers: Mapping[str, Sequence[int | tuple[int | None, int | None] | None]],
    *,
    year: int = 2021,
    grade: int = 4,
    subject: str = "Русский язык",
    max_score: int | None = 38,
    municipality: str | Mapping[str, str] = "Заречный муниципальный район",
    whole_region: bool = False,
    reported: tuple[int, Mapping[int, float]] | None = None,
    window: tuple[date, date | None] | None = None,
) -> int:
    """One procedure. `papers`: school → scores, or (score, journal mark); score None = absent.

    `whole_region`: as after a regional file; `reported`: (participants, percent by score) as after the report
    «Распределение первичных баллов»; both: a regional file of which only these schools were loaded.
    """
    with ctx.db.write() as session:
        run = ImportRun(created_at=datetime(2026, 1, 1), file_name="a.xlsx", file_sha256="0", layout="test", counts="{}")
        procedure = Procedure(year=year, grade=grade, subject=subject, max_score=max_score)
        if window:
            procedure.held_on, procedure.held_until = window
        session.add_all([run, procedure])
        session.flush()
        for name, scores in papers.items():
            town = municipality if isinstance(municipality, str) else municipality[name]
            school = add_school(session, name, town)
            for i, one in enumerate(scores):
                score, mark = one if isinstance(one, tuple) else (one, None)
                session.add(
                    Paper(
                        procedure_id=procedure.id,
                        organisation_id=school,
                        code=f"{grade}{i:04d}",
                        absent=score is None,
                        raw_score=score,
                        journal_mark=mark,
                        import_run_id=run.id,
                    )
                )
        if whole_region or reported:
            import json

            written = [one[0] if isinstance(one, tuple) else one for some in papers.values() for one in some]
            present = [score for score in written if score is not None]
            own = {score: 100 * present.count(score) / len(present) for score in present}
            participants, percents = reported or (len(present), own)
            session.add(
                GroupStat(
                    procedure_id=procedure.id,
                    content="scores",
                    level="region",
                    name="Регион 99",
                    participants=participants,
                    data=json.dumps({str(score): percent for score, percent in percents.items()}),
                    derived=whole_region,
                    import_run_id=run.id,
                )
            )
        return procedure.id


def set_workplace(ctx: Context, kind: str = "department", district: str = "Заречный район", school: int | None = None) -> None:
    """Say whose base it is."""
    with ctx.db.write() as session:
        session.add(
            Workplace(
                id=1,
                uid="test",
                kind=kind,
                name="Отдел образования",
                district_name=district,
                organisation_id=school,
                created_at=datetime(2026, 1, 1),
            )
        )


def school_id(ctx: Context, name: str) -> int:
    """Id of a school made by `add_procedure`."""
    with ctx.db.read() as session:
        return session.scalars(select(Organisation.id).where(Organisation.short_name == name)).one()
