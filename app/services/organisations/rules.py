"""Pure rules about organisations: logins, names, what a card may hold."""

from __future__ import annotations

import re
from dataclasses import fields
from typing import Any

from app.services.organisations.rows import KINDS, LOCALITY_TYPES, OrganisationRow
from app.services.problems import Problem
from app.services.text_ru import search_key

_LOGIN = re.compile(r"(?:edu|sch|ksh)\d{6}")
_LOOK_ALIKE = str.maketrans("еёсԁѕкһ", "eecdskh")
"""Cyrillic letters typed for Latin ones."""
_LEGAL_FORM = re.compile(
    r"\b(?:муниципальн\w*|государственн\w*|областн\w*|краев\w*|районн\w*|автономн\w*|бюджетн\w*|казенн\w*|частн\w*|негосударственн\w*"
    r"|общеобразовательн\w*|образовательн\w*|учреждени\w*|организаци\w*|[мг][бка]?оу|кгбоу|[чн]оу|[мг][бка]?доу|м[бка]удо)\b"
)
_SHORTER = (
    (re.compile(r"\bсредн\w* (?:школа|общеобразовательн\w* школа)\b|\bсредн\w* школа\b"), "сош"),
    (re.compile(r"\bосновн\w* школа\b"), "оош"),
    (re.compile(r"\bначальн\w* школа\b"), "нош"),
    (re.compile(r"\b(?:им|имени)\b"), ""),
    (re.compile(r"\b(?:сел[оа]|посел\w+|деревн\w|станиц\w|хутора?|города?|с|п|д|г|ст|х|пос|дер)\b"), ""),
)


def normalise_login(text: str) -> str:
    """`sch990101`, `EDU990101 ` → `edu990101`; `ksh…` stays `ksh…`; anything else → an empty string."""
    login = re.sub(r"[\s\u00a0\u200b\ufeff]+", "", text).casefold().translate(_LOOK_ALIKE)
    if not _LOGIN.fullmatch(login):
        return ""
    return login if login.startswith("ksh") else f"edu{login[3:]}"


def name_key(name: str) -> str:
    """What is left of a name for comparing: no legal form, quotes, № and dashes; «СОШ №5» and «СОШ 5» are one.

    >>> name_key('МБОУ "Средняя общеобразовательная школа № 5"')
    'сош 5'
    """
    key = re.sub(r"[^\w]+", " ", search_key(name)).replace("_", " ")
    key = re.sub(r"(?<=[^\W\d])(?=\d)|(?<=\d)(?=[^\W\d])", " ", key)
    key = re.sub(r"\bn\b|\bno\b|\b0+(?=\d)", " ", key)
    key = " ".join(_LEGAL_FORM.sub(" ", key).split())
    for pattern, shorter in _SHORTER:
        key = pattern.sub(shorter, key)
    return " ".join(key.split())


def numbers_in(name: str) -> tuple[str, ...]:
    """School numbers in a name: «СОШ № 05» → («5»,)."""
    return tuple(sorted(number.lstrip("0") or "0" for number in re.findall(r"\d+", name)))


def locality_type_of(text: str) -> str:
    """«село», «Посёлок городского типа», «4. Населенный пункт сельского типа (…)» → a key of LOCALITY_TYPES; "" unknown."""
    key = search_key(text)
    if re.search(r"городского типа|\bпгт\b|рабочий пос|поселок|\bпос\b|^п\.?$", key):
        return "settlement"
    if re.search(r"\bсел|дерев|хутор|станиц|аул|^с\.?$|^д(?:ер)?\.?$|сельск", key):
        return "village"
    if re.search(r"город|столица|^г\.?$", key):
        return "town"
    return ""


def kind_of(text: str) -> str:
    """«школа», «Детский сад», «МБУ ДО» → a key of KINDS; "" unknown."""
    key = search_key(text)
    if re.search(r"детск\w* сад|\bдоу\b|\bм[бкад]*доу\b|дошкольн", key):
        return "kindergarten"
    if re.search(r"методическ|\bрмк\b|\bммц\b", key):
        return "methodical_office"
    if re.search(r"дополнительн|\bудо\b|\bдод\b|\bдо\b|дом творчества|спортивн\w* школ|\bдюсш\b|школа искусств|центр детск", key):
        return "further_education"
    if re.search(r"школ|сош|оош|нош|гимнази|лице|общеобразовательн|интернат", key):
        return "school"
    return ""


def cleaned(row: OrganisationRow) -> OrganisationRow:
    """Spaces folded in every text, the login in its stored form (left as typed when it is no login)."""
    values: dict[str, Any] = {field.name: getattr(row, field.name) for field in fields(row)}
    values = {name: " ".join(value.split()) if isinstance(value, str) else value for name, value in values.items()}
    values["login"] = normalise_login(values["login"]) or values["login"]
    return OrganisationRow(**values)


def problems_of(row: OrganisationRow) -> tuple[Problem, ...]:
    """What the card must not hold; `Problem.field` names the field. Errors keep the row from being saved."""
    found: list[Problem] = []

    def say(field: str, code: str, text: str, severity: str = "error") -> None:
        found.append(Problem("warning" if severity == "warning" else "error", code, text, field=field))

    row = cleaned(row)
    if not row.short_name:
        say("short_name", "no_name", "Впишите краткое наименование.")
    if row.kind not in KINDS:
        say("kind", "unknown_kind", "Выберите вид организации из списка.")
    if row.login and not normalise_login(row.login):
        say("login", "bad_login", f"«{row.login}» — не логин ФИС ОКО: нужны edu, sch или ksh и шесть цифр.")
    if row.locality_type not in LOCALITY_TYPES:
        say("locality_type", "unknown_locality_type", "Выберите тип населённого пункта из списка.")
    if row.pupils is not None and not 0 <= row.pupils <= 10_000:
        say("pupils", "bad_pupils", f"Число обучающихся {row.pupils} вне разумных пределов (0–10 000).")
    for field, title in (("oge_code", "Код ОГЭ"), ("ege_code", "Код ЕГЭ")):
        code = getattr(row, field)
        if code and not re.fullmatch(r"\d{1,10}", code):
            say(field, "bad_code", f"{title} «{code}» должен состоять из цифр.")
    if row.email and not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", row.email):
        say("email", "bad_email", f"«{row.email}» не похоже на адрес электронной почты.", "warning")
    return tuple(found)
