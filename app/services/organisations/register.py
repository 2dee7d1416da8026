"""A register file beside the base: what would be new, what would change. Writes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, replace
from pathlib import Path
from typing import Literal

from app.services.context import Context
from app.services.organisations.identify import NameInFile, remembered
from app.services.organisations.matching import candidates
from app.services.organisations.queries import stored_register
from app.services.organisations.register_file import RegisterDraft, read_register
from app.services.organisations.rows import OrganisationRow, RegisterEntry, RegisterPreview
from app.services.organisations.rules import cleaned, kind_of, problems_of
from app.services.problems import Problem
from app.services.table_files.tables import TableOptions
from app.services.text_ru import search_key

ALIKE = 90
"""From this likeness on a row without a proof of identity waits for the person's decision."""


def preview_register(
    ctx: Context, path: Path, options: TableOptions | None = None, decisions: Mapping[int, int | None] | None = None
) -> RegisterPreview:
    """Compare a file with the base. Raises UserError where the file cannot be read.

    `decisions` answer for doubtful rows: {row number: id of the organisation it is, or None = it is a new one}.
    """
    file = read_register(path, options)
    with ctx.db.read() as session:
        stored, places, fingerprint = stored_register(session, ctx.clock().date())
        chosen = remembered(session)
    known = _Known(stored, places, chosen)
    entries: list[RegisterEntry] = []
    problems = list(file.problems)
    refused = file.refused
    taken: dict[int, int] = {}
    for draft in file.drafts:
        entry = _compare(draft, known, decisions or {})
        faults = list(_faults(entry, taken))
        problems += faults
        if any(fault.severity == "error" for fault in faults):
            refused += 1
            continue
        if entry.before is not None and entry.before.id is not None:
            taken[entry.before.id] = entry.row_number
        entries.append(entry)
    problems += _renamed_places(file.drafts, known)
    return RegisterPreview(path, file.sha256, file.format_title, tuple(entries), refused, tuple(problems), fingerprint)


class _Known:
    """The organisations of the base by what tells them apart."""

    def __init__(self, stored: Iterable[OrganisationRow], places: dict[int, tuple[str, str]], chosen: Mapping[str, int]) -> None:
        self.chosen = chosen
        self.rows = list(stored)
        self.by_id = {row.id: row for row in self.rows}
        self.by_login = {row.login: row for row in self.rows if row.login}
        self.by_oge = {row.oge_code: row for row in self.rows if row.oge_code}
        self.places = places
        self.place_by_code = {code: place for place, (code, _name) in places.items() if code}
        self.place_by_name = {search_key(name): place for place, (_code, name) in places.items()}

    def place_of(self, draft: RegisterDraft) -> int | None:
        """Id of the municipality that the draft names, if the base has it."""
        if draft.municipality_code in self.place_by_code:
            return self.place_by_code[draft.municipality_code]
        by_name = self.place_by_name.get(search_key(draft.municipality))
        # The name alone is enough unless the file and the base give it different codes.
        return None if by_name is None or (draft.municipality_code and self.places[by_name][0]) else by_name

    def in_place(self, place: int | None) -> list[OrganisationRow]:
        return [row for row in self.rows if place is None or row.municipality_id in (None, place)]


def _compare(draft: RegisterDraft, known: _Known, decisions: Mapping[int, int | None]) -> RegisterEntry:
    place = known.place_of(draft)
    before: OrganisationRow | None = None
    alike: tuple[OrganisationRow, ...] = ()
    if draft.row_number in decisions:
        before = known.by_id.get(decisions[draft.row_number])
    else:
        before, alike = _identified(draft, known, place)
    after = _merged(draft, before, place, known)
    if before is None and alike:
        near = candidates(draft.name, alike)
        return RegisterEntry("doubtful", draft.row_number, after, draft.municipality_code, candidates=near)
    if before is None:
        return RegisterEntry("new", draft.row_number, after, draft.municipality_code)
    changed = tuple(f.name for f in fields(after) if getattr(after, f.name) != getattr(before, f.name))
    name = named(draft)
    decided = (name.alias_key(), name.written) if decisions.get(draft.row_number) is not None else None
    state: Literal["changed", "same"] = "changed" if changed else "same"
    return RegisterEntry(state, draft.row_number, after, draft.municipality_code, before, changed, decided=decided)


def _identified(
    draft: RegisterDraft, known: _Known, place: int | None
) -> tuple[OrganisationRow | None, tuple[OrganisationRow, ...]]:
    """The organisation that the draft surely is, else those it may be.

    Sure: the login; what a person chose before; without logins the ОГЭ code, or the very name in the same municipality.
    A likeness is never enough.
    """
    if draft.login in known.by_login:
        return known.by_login[draft.login], ()
    earlier = known.by_id.get(known.chosen.get(named(draft).alias_key(), 0))
    if earlier is not None:
        return earlier, ()
    near = known.in_place(place)
    if not draft.login:
        by_code = known.by_oge.get(str(draft.values.get("oge_code", "")))
        if by_code is not None:
            return by_code, ()
        same = [row for row in near if search_key(row.short_name) == search_key(draft.name)]
        if len(same) == 1:
            return same[0], ()
    else:
        near = [row for row in near if not row.login]  # another login is another organisation
    found = {candidate.id for candidate in candidates(draft.name, near) if candidate.likeness >= ALIKE}
    return None, tuple(row for row in near if row.id in found)


def named(draft: RegisterDraft) -> NameInFile:
    """Under what a decision about the row is remembered: its login, else its name in its municipality."""
    return NameInFile(draft.login, draft.name, (), "", draft.municipality, draft.municipality_code)


def _merged(draft: RegisterDraft, before: OrganisationRow | None, place: int | None, known: _Known) -> OrganisationRow:
    """The stored row with the filled cells of the file over it."""
    base = before or OrganisationRow(None, kind_of(draft.name) or "school", draft.name)
    row = replace(base, **draft.values)
    if place is not None:
        row = replace(row, municipality_id=place, municipality=known.places[place][1])
    elif draft.municipality or draft.municipality_code:
        row = replace(row, municipality_id=None, municipality=draft.municipality or draft.municipality_code)
    return cleaned(row)


def _faults(entry: RegisterEntry, taken: Mapping[int, int]) -> Iterator[Problem]:
    """What keeps an entry from being loaded (errors) or wants a decision (a warning)."""
    where = f"Строка {entry.row_number}"
    for problem in problems_of(entry.row):
        yield replace(problem, text=f"{where}: {problem.text}")
    other = taken.get(entry.before.id or 0) if entry.before is not None else None
    if entry.before is not None and other is not None:
        text = f"{where}: та же организация, что в строке {other} («{entry.before.short_name}»)."
        yield Problem("error", "repeated_organisation", text, field="short_name")
    if entry.state == "doubtful":
        names = "; ".join(f"{c.name} ({c.login})" if c.login else c.name for c in entry.candidates)
        text = f"{where}: «{entry.row.short_name}» похожа на известные: {names}. Укажите, одна ли из них это или новая."
        yield Problem("warning", "doubtful_organisation", text, field="short_name")


def _renamed_places(drafts: Iterable[RegisterDraft], known: _Known) -> Iterator[Problem]:
    """A municipality named otherwise than in the base keeps its name; said once each."""
    named = {draft.municipality_code: draft.municipality for draft in drafts if draft.municipality_code and draft.municipality}
    for code, name in named.items():
        place = known.place_by_code.get(code)
        stored = known.places[place][1] if place is not None else ""
        if stored and search_key(stored) not in (search_key(name), code):
            text = f"Муниципалитет {code} в базе назван «{stored}», в файле «{name}»: название в базе оставлено."
            yield Problem("info", "municipality_name", text, field="municipality")
