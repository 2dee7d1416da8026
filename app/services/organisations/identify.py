"""Which organisation a file means: by login, remembered choice, code, then name. What is not sure is offered, not taken.

Sure are a login, a choice a person made before, a code of the exam centre or a taxpayer's number that one organisation
has, and, where the file gives nothing of these, the very name inside the named municipality. A likeness is never enough.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING

from sqlalchemy import select

from app.models.organisation_life import OrganisationAlias
from app.models.organisations import Municipality, Organisation
from app.services.organisations.matching import candidates
from app.services.organisations.queries import former_names
from app.services.organisations.rows import Match, OrganisationRow
from app.services.organisations.rules import name_key, normalise_login
from app.services.text_ru import search_key, short_date

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class NameInFile:
    """How a file names an organisation; whatever it does not say is empty."""

    login: str = ""
    name: str = ""
    codes: tuple[str, ...] = ()
    """Codes of the exam centre: ОГЭ, ЕГЭ."""
    inn: str = ""
    municipality: str = ""
    municipality_code: str = ""

    def alias_key(self) -> str:
        """Under what a choice about it is remembered; empty where it names nothing."""
        if login := normalise_login(self.login):
            return f"login:{login}"
        if code := next((code for one in self.codes if (code := _code(one))), ""):
            return f"code:{code}"
        key = name_key(self.name)
        return f"name:{self.municipality_code or _town(self.municipality)}:{key}" if key else ""

    @property
    def written(self) -> str:
        """As the file says it, for the list of choices."""
        parts = (self.name, self.login, ", ".join(code for code in self.codes if code), self.municipality)
        return ", ".join(part for part in parts if part)


class Directory:
    """The organisations of the base by everything that tells them apart, as they are in this transaction."""

    def __init__(self, session: Session) -> None:
        places = {m.id: (m.code or "", m.name) for m in session.scalars(select(Municipality))}
        self.places = places
        self.rows: dict[int, OrganisationRow] = {}
        for o in session.scalars(select(Organisation).order_by(Organisation.id)):
            self.rows[o.id] = OrganisationRow(
                o.id, o.kind, o.short_name, o.full_name, o.login or "", o.municipality_id,
                places.get(o.municipality_id or 0, ("", ""))[1], o.oge_code, o.ege_code, o.locality,
                closed_on=o.closed_on, inn=o.inn,
            )  # fmt: skip
        self.by_login = {row.login: i for i, row in self.rows.items() if row.login}
        aliases = select(OrganisationAlias.key, OrganisationAlias.organisation_id, OrganisationAlias.chosen_at)
        self.chosen = {key: (organisation, at) for key, organisation, at in session.execute(aliases)}
        self.former = former_names(session)

    def find_sure(self, named: NameInFile) -> int | None:
        """As `find`, without looking for candidates."""
        return self._sure(named)[0]

    def find(self, named: NameInFile) -> Match:
        """The organisation, or those it may be."""
        organisation, how = self._sure(named)
        if organisation is not None:
            return Match(organisation, how)
        near = list(self.near(named).values())
        if normalise_login(named.login):  # another login is another organisation
            near = [row for row in near if not row.login]
        return Match(None, "", candidates(named.name, near, former=self.former))

    def _sure(self, named: NameInFile) -> tuple[int | None, str]:
        login = normalise_login(named.login)
        if login in self.by_login:
            return self.by_login[login], "логин"
        remembered = self.chosen.get(named.alias_key())
        if remembered is not None and remembered[0] in self.rows:
            return remembered[0], f"выбор от {short_date(remembered[1].date())}"
        for code in named.codes:
            owners = self.by_code.get(_code(code), set())
            if len(owners) == 1:
                return next(iter(owners)), "код ОГЭ или ЕГЭ"
        owners = self.by_inn.get(named.inn.strip(), set()) if named.inn else set()
        if len(owners) == 1:
            return next(iter(owners)), "ИНН"
        key = name_key(named.name)
        if login or not key or key not in self.by_name:
            return None, ""
        near = self.near(named)
        same = {i for i in self.by_name[key] if i in near}
        open_ones = {i for i in same if self.rows[i].closed_on is None} or same
        if len(open_ones) == 1 and (len(near) < len(self.rows) or len(self.by_name[key]) == 1):
            return next(iter(open_ones)), "наименование"
        return None, ""

    def near(self, named: NameInFile) -> dict[int, OrganisationRow]:
        """Organisations of the municipality the file names, and those that stand in none; all where it names none."""
        town = named.municipality_code.strip().casefold()
        key = _town(named.municipality)
        places = {
            i for i, (code, name) in self.places.items() if (town and code == town) or (key and not town and _town(name) == key)
        }
        if not places:
            return self.rows
        return {i: row for i, row in self.rows.items() if row.municipality_id is None or row.municipality_id in places}

    @cached_property
    def by_code(self) -> dict[str, set[int]]:
        found: dict[str, set[int]] = {}
        for i, row in self.rows.items():
            for code in {_code(row.oge_code), _code(row.ege_code)} - {""}:
                found.setdefault(code, set()).add(i)
        return found

    @cached_property
    def by_inn(self) -> dict[str, set[int]]:
        """Branches share the number of their head organisation: then it tells nothing."""
        found: dict[str, set[int]] = {}
        for i, row in self.rows.items():
            if row.inn:
                found.setdefault(row.inn, set()).add(i)
        return found

    @cached_property
    def by_name(self) -> dict[str, set[int]]:
        """Names in use and former ones."""
        found: dict[str, set[int]] = {}
        for i, row in self.rows.items():
            for name in (row.short_name, row.full_name, *self.former.get(i, ())):
                if key := name_key(name):
                    found.setdefault(key, set()).add(i)
        return found


def remember(session: Session, chosen: Mapping[NameInFile, int], now: datetime) -> None:
    """Keep what a person chose: every import finds it by itself from now on."""
    remember_keys(session, {(named.alias_key(), named.written): i for named, i in chosen.items()}, now)


def remember_keys(session: Session, chosen: Mapping[tuple[str, str], int], now: datetime) -> None:
    """As `remember`, of (alias key, as written)."""
    for (key, written), organisation in chosen.items():
        if not key:
            continue
        found = session.scalar(select(OrganisationAlias).where(OrganisationAlias.key == key))
        if found is not None and found.organisation_id == organisation:
            continue
        if found is None:
            found = OrganisationAlias(key=key)
            session.add(found)
        found.organisation_id, found.written, found.chosen_at = organisation, written, now
        session.flush()


def remembered(session: Session) -> dict[str, int]:
    """{alias key: organisation}, all choices of the base."""
    query = select(OrganisationAlias.key, OrganisationAlias.organisation_id)
    return {key: organisation for key, organisation in session.execute(query)}


def _code(text: str) -> str:
    """«0114 » → «114»; what is no number is no code."""
    code = text.strip().lstrip("0")
    return code if code.isdigit() else ""


def _town(name: str) -> str:
    """«Заречный муниципальный район», «Заречный район», «МО Заречный район» → one key."""
    words = search_key(name).replace("\u00ab", " ").replace("\u00bb", " ").split()
    return " ".join(word for word in words if word not in _GENERAL)


_GENERAL = frozenset({
    "муниципальный", "муниципального", "район", "района", "округ", "округа", "городской", "городского", "мо", "мр", "го",
    "образование", "образования", "г", "город",
})  # fmt: skip
