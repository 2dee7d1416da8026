"""What an import compares a file with. Functions take the session of the use case: a commit looks again inside its write."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from app.models.organisations import Municipality, Organisation
from app.models.results import GroupStat, ImportRun, Paper, Procedure
from app.models.settings import Workplace
from app.services.calendar.rules import same_district
from app.services.imports.rows import SchoolInFile, TaskColumn
from app.services.imports.stored_tasks import read_tasks
from app.services.organisations.identify import Directory, NameInFile
from app.services.results.rows import Scale
from app.services.scales.queries import scale_for
from app.services.text_ru import search_key

PAPER_FIELDS = ("class_label", "variant", "absent", "raw_score", "mark", "journal_mark", "task_scores", "test_score")
_PAPERS = (
    f"SELECT organisation_id, code, id, {', '.join(PAPER_FIELDS)} FROM paper WHERE procedure_id = ?"
    " ORDER BY organisation_id, code"
)


@dataclass(frozen=True, slots=True)
class KnownSchool:
    id: int
    login: str
    name: str
    municipality_id: int | None
    closed_on: date | None
    pupils: int | None = None


@dataclass
class Stored:
    """Everything of the base that one import depends on."""

    procedure_id: int | None = None
    max_score: int | None = None
    held_on: date | None = None
    participant_grade: int | None = None
    tasks: tuple[TaskColumn, ...] = ()
    papers: dict[tuple[int, str], tuple[Any, ...]] = field(default_factory=dict)
    """(organisation id, code) → (paper id, *PAPER_FIELDS)."""
    groups: dict[tuple[str, str, str, str], tuple[int, int | None, int | None, str, bool]] = field(default_factory=dict)
    """(content, level, code, name) → (id, organisations, participants, data as JSON, derived)."""
    schools: dict[str, int] = field(default_factory=dict)
    """Key of a school in the file → organisation id, for those the base has."""

    def fingerprint(self) -> str:
        """Changes whenever anything here changes."""
        text = repr(
            (
                self.procedure_id,
                self.max_score,
                self.held_on,
                self.participant_grade,
                self.tasks,
                list(self.papers.items()),
                sorted(self.groups.items()),
                sorted(self.schools.items()),
            )
        )
        return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


def load_stored(
    session: Session,
    key: tuple[str, int | None, int | None, str],
    schools: Mapping[str, SchoolInFile],
    chosen: Mapping[str, int],
    contents: Iterable[str],
) -> Stored:
    """`key` = kind, year, grade, subject; `chosen` = the person's choices of schools; `contents` = kinds of group rows."""
    stored = Stored(schools=match_schools(session, schools, chosen))
    kind, year, grade, subject = key
    if year is None or grade is None or not subject:
        return stored
    procedure = find_procedure(session, kind, year, grade, subject)
    if procedure is None:
        return stored
    stored.procedure_id, stored.max_score, stored.held_on = procedure.id, procedure.max_score, procedure.held_on
    stored.participant_grade = procedure.participant_grade
    stored.tasks = read_tasks(session, procedure.id)
    if schools:
        rows = session.connection().exec_driver_sql(_PAPERS, (procedure.id,))
        stored.papers = {(row[0], row[1]): tuple(row[2:]) for row in rows}
    wanted = list(contents)
    if wanted:
        query = select(
            GroupStat.content,
            GroupStat.level,
            GroupStat.code,
            GroupStat.name,
            GroupStat.id,
            GroupStat.organisations,
            GroupStat.participants,
            GroupStat.data,
            GroupStat.derived,
        ).where(GroupStat.procedure_id == procedure.id, GroupStat.content.in_(wanted))
        stored.groups = {
            (row[0], row[1], row[2], row[3]): (row[4], row[5], row[6], row[7], row[8]) for row in session.execute(query)
        }
    return stored


def find_procedure(session: Session, kind: str, year: int, grade: int, subject: str) -> Procedure | None:
    """By kind, year, grade and subject, letter case and ё aside."""
    found = session.scalars(select(Procedure).where(Procedure.kind == kind, Procedure.year == year, Procedure.grade == grade))
    return next((one for one in found if search_key(one.subject) == search_key(subject)), None)


def match_schools(session: Session, schools: Mapping[str, SchoolInFile], chosen: Mapping[str, int]) -> dict[str, int]:
    """By what the person chose now; else by login, an earlier choice, code, or the very name where the file has only that."""
    directory = Directory(session)
    found: dict[str, int] = {}
    for key, school in schools.items():
        organisation = chosen.get(key)
        if organisation is None or organisation not in directory.rows:
            organisation = directory.find_sure(named(school))
        if organisation is not None:
            found[key] = organisation
    return found


def named(school: SchoolInFile) -> NameInFile:
    """A school whose name only repeats its code has none."""
    name = "" if school.code else school.name
    codes = (school.code,) if school.code else ()
    return NameInFile(school.login, name, codes, "", school.municipality_name, school.municipality_code)


def school_facts(session: Session, ids: Iterable[int]) -> dict[int, KnownSchool]:
    wanted = set(ids)
    columns = (Organisation.id, Organisation.login, Organisation.short_name, Organisation.municipality_id)
    query = select(*columns, Organisation.closed_on, Organisation.pupils)
    return {row[0]: KnownSchool(row[0], row[1] or "", *row[2:]) for row in session.execute(query) if row[0] in wanted}


def own_district(session: Session) -> tuple[str, str] | None:
    """(code, name) of the district a department answers for; None where the base does not say."""
    workplace = session.get(Workplace, 1)
    if workplace is None or workplace.kind != "department":
        return None
    town = session.get(Municipality, workplace.municipality_id) if workplace.municipality_id else None
    if town is None and workplace.district_name:
        town = next(
            (one for one in session.scalars(select(Municipality)) if same_district(one.name, workplace.district_name)), None
        )
    name = town.name if town else workplace.district_name
    return ((town.code or "") if town else "", name) if name else None


def own_school(session: Session) -> int | None:
    """The school of a school workplace."""
    workplace = session.get(Workplace, 1)
    return workplace.organisation_id if workplace and workplace.kind == "school" else None


def own_school_names(session: Session) -> tuple[str, str] | None:
    """(login, name) of the school of a school workplace; None elsewhere, or where it has no login."""
    own = own_school(session)
    found = session.get(Organisation, own) if own is not None else None
    return (found.login, found.short_name) if found is not None and found.login else None


def loaded_before(session: Session, sha256: str, procedure_id: int | None) -> datetime | None:
    """When this very file was loaded into the procedure and not taken back."""
    if procedure_id is None:
        return None
    query = select(ImportRun.created_at).where(
        ImportRun.file_sha256 == sha256, ImportRun.procedure_id == procedure_id, ImportRun.reverted_at.is_(None)
    )
    return session.scalars(query.order_by(ImportRun.id.desc())).first()


def has_papers(session: Session) -> bool:
    return bool(session.scalar(select(exists().where(Paper.id.is_not(None)))))


def scale_of(session: Session, kind: str, year: int | None, grade: int | None, subject: str) -> Scale | None:
    """The directory's scale of a paper that may not be in the base yet."""
    if year is None or grade is None or not subject:
        return None
    return scale_for(session, kind, year, grade, subject)
