"""Names a template is filled with, as they stand in the workplace; nothing in a template names a real place. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.services.workplace.rows import WorkplaceRow

NO_OFFICE = "Орган управления образованием"
_PLACE_NOUNS = {
    "район": "района", "округ": "округа", "город": "города", "поселение": "поселения", "область": "области",
    "край": "края", "республика": "республики", "образование": "образования", "село": "села", "посёлок": "посёлка",
}  # fmt: skip
# Last word of a short name: «Отдел образования», «Комитет по образованию», «Управление образованием».
_SHORT = re.compile(r"^(.*?\b(?:образовани\w*|просвещени\w*))(?:\s|$)", re.I)
_SHORTEST = 45


@dataclass(frozen=True, slots=True)
class TemplateNames:
    """`department` in full («Отдел образования администрации Верхнеозёрского района»), `district` in the nominative."""

    department: str = ""
    district: str = ""

    @property
    def office(self) -> str:
        """The department as it stands in a narrow cell: «Отдел образования»."""
        return short_office(self.department) or NO_OFFICE

    @property
    def office_note(self) -> str:
        """The sentence that introduces the short name; empty where nothing was shortened."""
        full = " ".join(self.department.split())
        return f"{full} далее называется «{self.office}»." if full and full != self.office else ""

    @property
    def of_district(self) -> str:
        """« Верхнеозёрского района» with its leading space; in brackets where no rule declines it; empty without a name."""
        name = " ".join(self.district.split())
        if not name:
            return ""
        return f" {place_genitive(name) or f'({name})'}"


def names_of(workplace: WorkplaceRow | None) -> TemplateNames:
    """From the workplace; a school does not know its department by name."""
    if workplace is None:
        return TemplateNames()
    return TemplateNames(workplace.name if workplace.kind == "department" else "", workplace.district_name)


def short_office(department: str) -> str:
    """«Отдел образования» out of the full name, also out of quotes («МКУ «Управление образования»»); long ones stay whole."""
    full = " ".join(department.split())
    inside = re.search(r"«([^«»]*(?:образовани|просвещени)[^«»]*)»", full)
    name = inside[1].strip() if inside else full
    match = _SHORT.match(name)
    short = match[1] if match else name
    return short[:1].upper() + short[1:] if len(short) <= _SHORTEST else full


def place_genitive(name: str) -> str:
    """«Заречный муниципальный округ» → «Заречного муниципального округа»; empty where no safe rule knows it."""
    words = name.split()
    changed: list[str] = []
    for place, word in enumerate(words):
        low = word.lower()
        if low in _PLACE_NOUNS:
            new = _PLACE_NOUNS[low]
            return " ".join([*changed, new.capitalize() if word[0].isupper() else new, *words[place + 1 :]])
        adjective = _adjective_genitive(word)
        if not adjective:
            return ""
        changed.append(adjective)
    return ""


def _adjective_genitive(word: str) -> str:
    stem, ending = word[:-2], word[-2:].lower()
    if len(stem) < 2 or ending not in ("ый", "ий", "ой", "ая", "ое"):
        return ""
    if ending == "ая":
        return f"{stem}ой"
    soft = ending == "ий" and stem[-1].lower() in "жшщчн"  # «Ближний», «Рабочий»; «-ский», «Высокий» are hard
    return stem + ("его" if soft else "ого")
