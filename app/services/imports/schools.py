"""Which organisation each school of a file is: known, created on demand, or asked about (X22)."""

from __future__ import annotations

from collections import Counter
from datetime import date
from operator import itemgetter

from sqlalchemy.orm import Session

from app.services.calendar.rules import same_district
from app.services.imports import queries
from app.services.imports.queries import Stored
from app.services.imports.rows import ImportOptions, ReadFile, SchoolInFile, UnknownSchool
from app.services.imports.rules import participants_by_school
from app.services.organisations.matching import candidates
from app.services.organisations.queries import former_names, stored_register
from app.services.organisations.rows import Candidate, OrganisationRow
from app.services.organisations.rules import name_key
from app.services.problems import Problem
from app.services.text_ru import counted, short_date

UNKNOWN_LISTED = 50
"""Unknown schools that are named one by one."""
WITH_CANDIDATES = 20
"""Unknown schools for which similar names are looked up: a person has to choose, one by one."""


class SchoolsOfFile:
    """Which organisation each school of the file is; who is unknown, who will be created."""

    def __init__(self, session: Session, options: ImportOptions, read: ReadFile, stored: Stored, year: int | None) -> None:
        self.ids: dict[str, int | None] = dict(stored.schools)
        self.created: list[SchoolInFile] = []
        self.unknown: list[UnknownSchool] = []
        self.problems: list[Problem] = []
        self.sheet = read.sheet
        self.register: list[OrganisationRow] | None = None
        self.former: dict[int, list[str]] | None = None
        self.without_login: dict[str, list[OrganisationRow]] = {}
        rows = Counter(map(itemgetter(0), read.papers))
        strangers = [key for key in read.schools if key not in self.ids and rows[key]]
        if strangers:
            self._strangers(session, options, read, rows, strangers)
        if self.ids:
            self._remark_known(session, read, stored, read.held_on or date(year or 1, 1, 1))

    def _strangers(self, session: Session, options: ImportOptions, read: ReadFile, rows: Counter[str], keys: list[str]) -> None:
        own = queries.own_district(session)
        areas = {read.schools[key].area for key in self.ids} - {""}
        foreign_schools = foreign_rows = 0
        for key in keys:
            school = read.schools[key]
            if not (school.login or school.code or school.name):
                continue
            creating = options.create_schools and bool(school.login)
            if creating and not self._is_there_without_login(session, school):
                self.ids[key] = None
                self.created.append(school)
            elif not creating and own is not None and (_is_foreign(school, own) or (areas and school.area not in {"", *areas})):
                foreign_schools += 1
                foreign_rows += rows[key]
            else:
                similar = self._similar(session, school) if len(self.unknown) < WITH_CANDIDATES else ()
                self.unknown.append(UnknownSchool(key, school.login, school.name, school.municipality_name, rows[key], similar))
        for one in self.unknown[:UNKNOWN_LISTED]:
            who = f"{one.name} ({one.login})" if one.name and one.login else one.name or one.login
            hint = f" Похожие: {', '.join(f'{c.name} — {c.reason}' for c in one.candidates[:3])}." if one.candidates else ""
            self._error(f"Школы {who} нет в базе, не загружено строк: {one.rows}.{hint}")
        rest = self.unknown[UNKNOWN_LISTED:]
        if rest:
            more = counted(len(rest), "школы", "школ", "школ")
            self._error(f"И ещё {more} нет в базе, не загружено строк: {sum(one.rows for one in rest)}.")
        if foreign_schools:
            said = (
                f"В файле есть другие муниципалитеты (школ: {foreign_schools}, строк: {foreign_rows}). Их работы не загружены, "
                "но распределение баллов по региону посчитано по всем."
                if not areas
                else f"В файле есть школы других муниципалитетов, они не загружены: школ {foreign_schools}, строк {foreign_rows}."
            )
            self.problems.append(Problem("info", "foreign_schools", said, self.sheet))

    def _error(self, said: str) -> None:
        self.problems.append(Problem("error", "unknown_school", said, self.sheet))

    def _schools_of_base(self, session: Session) -> list[OrganisationRow]:
        if self.register is None:
            self.register = [row for row in stored_register(session)[0] if row.kind == "school"]
            self.without_login = {}
            for row in self.register:
                if not row.login:
                    for name in filter(None, (row.short_name, row.full_name)):
                        self.without_login.setdefault(name_key(name), []).append(row)
        return self.register

    def _is_there_without_login(self, session: Session, school: SchoolInFile) -> bool:
        """A school of this very name that nobody gave a login yet: to be asked about, not to be made a second time."""
        if not school.name:
            return False
        self._schools_of_base(session)
        return any(
            not (row.municipality and school.municipality_name) or same_district(row.municipality, school.municipality_name)
            for row in self.without_login.get(name_key(school.name), ())
        )

    def _similar(self, session: Session, school: SchoolInFile) -> tuple[Candidate, ...]:
        if not school.name or school.code:
            return ()
        if self.former is None:
            self.former = former_names(session)
        return candidates(school.name, self._schools_of_base(session), former=self.former)

    def _remark_known(self, session: Session, read: ReadFile, stored: Stored, held_on: date) -> None:
        facts = queries.school_facts(session, stored.schools.values())
        writers = participants_by_school(read.papers)
        for key, organisation in stored.schools.items():
            fact, school = facts[organisation], read.schools[key]
            if fact.closed_on is not None and fact.closed_on < held_on:
                said = f"Школа «{fact.name}» ({fact.login}) закрыта {short_date(fact.closed_on)}, а в файле есть её результаты."
                self.problems.append(Problem("warning", "closed_school", said, self.sheet))
            named = school.name if not school.code else ""  # a school known by its code has no name in the file
            if named and fact.name and name_key(named) != name_key(fact.name):
                said = f"Школа {fact.login} в базе названа «{fact.name}», в файле — «{named}»."
                self.problems.append(Problem("info", "renamed_school", said, self.sheet))
            if fact.pupils and writers[key] > fact.pupils:
                said = (
                    f"Школа «{fact.name}»: участников в файле {writers[key]}, а учащихся в школе, по карточке, {fact.pupils}. "
                    "Проверьте, та ли это школа и верно ли число учащихся."
                )
                self.problems.append(Problem("warning", "more_writers", said, self.sheet))


def _is_foreign(school: SchoolInFile, own: tuple[str, str]) -> bool:
    """The school belongs to another municipality than the district the base is about."""
    code, name = own
    if school.municipality_code and code:
        return school.municipality_code != code
    return bool(school.municipality_name) and not same_district(school.municipality_name, name)
