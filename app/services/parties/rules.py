"""Names of parties: their keys, kinds, likeness. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from app.services.parties.rows import MergeSuggestion, PartyKind, PartyRow

_ROLE_HEADS = (
    "руководител", "директор", "заместител", "начальник", "заведующ", "куратор", "координатор", "методист", "специалист",
    "председател", "секретар", "эксперт", "наблюдател", "организатор", "ответственн", "учител", "педагог", "преподавател",
    "классн", "психолог", "тьютор", "консультант", "инспектор", "члены", "член", "сотрудник", "администратор", "команд", "завуч",
    "глава", "главы", "зав", "медсестр", "вожат", "социальн", "логопед", "библиотекар", "родител", "воспитател",
)  # fmt: skip
_BODIES = (
    "отдел",
    "управлени",
    "комитет",
    "департамент",
    "центр",
    "администрац",
    "кабинет",
    "служб",
    "совет",
    "комисси",
    "групп",
)
_ADJECTIVES = r"(?:все\w*|кажд\w*|муниципальн\w*|подведомственн\w*|средн\w*|основн\w*)"
_EDUCATING = r"(?:обще\s?образовательн\w*|образовательн\w*)"
_SCHOOL = (
    rf"(?:(?:{_EDUCATING}\s+)?(?:оо|оу|оош|сош|моо|моу|мбоу|школ\w*|гимнази\w*|лице\w*)"
    rf"|{_EDUCATING}\s+(?:организаци|учреждени)\w*(?:\s+о[оу])?|общеобразовательные)"
)
_PLACE = (
    r"(?:\s+(?:(?:района|округа|города)(?:\s+\w+)?|муниципалитета"
    r"|\w+(?:ого|его)\s+(?:(?:муниципального|городского)\s+)?(?:района|округа|города|образования)))*"
)
_HEADS = (
    r"(?:руководител\w*|директор\w*|администраци\w*|коллектив\w*|педагогическ\w+\s+коллектив\w*|заместител\w*\s+директор\w*"
    r"|(?:школьн\w+\s+)?координатор\w*|представител\w*|педагог\w*|учител\w*|ответственн\w+|команд\w*)"
)
_SCHOOLS = re.compile(rf"^(?:{_HEADS}\s+)?(?:{_ADJECTIVES}\s+)*{_SCHOOL}{_PLACE}$")
_SCHOOL_PEOPLE = re.compile(r"^школьн(?:ые|ый) (?:команды|координаторы|координатор|администрации)$")


def party_key(name: str) -> str:
    """What makes spellings one: letters and figures, casefolded, ё→е."""
    folded = name.casefold().replace("ё", "е")
    return " ".join(re.sub(r"[^0-9a-zа-я+]+", " ", folded).split())


def kind_of(name: str, is_person: bool = False) -> PartyKind:
    """By the words at the beginning: «Куратор ШНОР» is a role, «Отдел образования» an organisation."""
    if is_person:
        return "person"
    words = party_key(name).split()[:2]
    if not words or words[0].startswith(_BODIES):
        return "organisation"
    return "role" if any(word.startswith(_ROLE_HEADS) for word in words) else "organisation"


def is_many(name: str) -> bool:
    """A role that many hold at once: «Классные руководители»; nobody is appointed to it."""
    words = [word for word in party_key(name).split() if not re.search(r"(?:ый|ий|ая|яя|ые|ие)$", word)] or [""]
    return bool(re.search(r"(?:ели|оры|сты|ники|ктора|ителя|логи|ены|ерты|оги|ущие)$", words[0]))


def looks_like_person(name: str) -> bool:
    """A surname with initials, on either side: «Соколова М. П.», «М.П. Соколова»."""
    words = name.replace(".", ". ").split()
    initials = [word for word in words if len(word) == 2 and word.endswith(".") and word[0].isupper()]
    return len(words) in (2, 3) and len(initials) == len(words) - 1


def means_schools(name: str) -> bool:
    """«ОО», «руководители общеобразовательных организаций», «школы района»: each school; not «МБОУ «Берёзовская СОШ»»."""
    if any(mark in name for mark in '«»"“”№'):
        return False
    key = party_key(name)
    return bool(_SCHOOLS.match(key) or _SCHOOL_PEOPLE.match(key))


def merge_suggestions(parties: Iterable[PartyRow]) -> list[MergeSuggestion]:
    """Groups of parties that look like spellings of one, alphabetically by the name to keep.

    A shorter name that begins a longer one («Отдел образования» – «Отдел образования администрации»), names that differ
    by a letter or two, initials of a name («РМК» – «районный методический кабинет»), a person with initials on either side.
    """
    rows = sorted((row for row in parties if row.id is not None), key=lambda row: (-len(row.name), row.name))
    taken: set[int] = set()
    found: list[MergeSuggestion] = []
    for place, keep in enumerate(rows):
        if keep.id in taken:
            continue
        others: list[tuple[int, str]] = []
        why = ""
        for other in rows[place + 1 :]:
            reason = "" if other.id in taken else _alike(keep, other)
            if reason and other.id is not None:
                others.append((other.id, other.name))
                taken.add(other.id)
                why = why or reason
        if others and keep.id is not None:
            taken.add(keep.id)
            found.append(MergeSuggestion(keep.id, keep.name, tuple(sorted(others, key=lambda o: party_key(o[1]))), why))
    return sorted(found, key=lambda one: party_key(one.keep))


def _alike(longer: PartyRow, shorter: PartyRow) -> str:
    """Why the two may be one, or empty."""
    if longer.is_schools != shorter.is_schools or (longer.kind == "person") != (shorter.kind == "person"):
        return ""
    if longer.organisation_id and shorter.organisation_id and longer.organisation_id != shorter.organisation_id:
        return ""
    if longer.is_schools and longer.kind == shorter.kind == "organisation" and longer.school_ids == shorter.school_ids:
        return "те же школы"
    one, two = party_key(longer.name), party_key(shorter.name)
    if longer.kind == "person":
        return "то же лицо" if _person(one) == _person(two) else ""
    if re.findall(r"\d+", one) != re.findall(r"\d+", two):
        return ""
    if len(two.split()) > 1 and one.startswith(two + " "):
        return "короткое название"
    if (
        longer.kind == shorter.kind == "organisation"
        and " " not in two
        and _initials(one.split()).startswith(two)
        and len(two) > 1
    ):
        return "сокращение"
    from rapidfuzz.fuzz import ratio

    return "похожее написание" if min(len(one), len(two)) > 5 and ratio(one, two) >= 92 else ""


def _person(key: str) -> tuple[str, ...]:
    """Surname and initials: «соколова м п», «м п соколова», «соколова мария петровна» are one."""
    parts = key.split()
    long = [part for part in parts if len(part) > 1]
    if not long:
        return tuple(parts)
    if len(long) == 3 and len(parts) == 3:
        return long[0], long[1][0], long[2][0]
    return (long[0], *(part for part in parts if len(part) == 1))


def _initials(words: Sequence[str]) -> str:
    return "".join(word[0] for word in words if word not in ("и", "по", "на", "в", "для"))
