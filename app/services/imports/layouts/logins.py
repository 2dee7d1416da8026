"""How results files write schools, municipalities and regions. Pure."""

from __future__ import annotations

import re
from typing import Any

from app.services.imports.score_cells import text
from app.services.organisations.rules import normalise_login

_MUNICIPALITY = re.compile(r"reg(\d{2})_(?:vpr_)?m(\d{3})", re.IGNORECASE)
_LAST_BRACKETS = re.compile(r"^(.*?)\s*\(((?:edu|sch|ksh)\d{6}|reg\d{2}_m\d{3}|reg\d{6})\)$", re.IGNORECASE)


class Logins(dict[Any, str | None]):
    """«sch990101», « EDU990101 » → «edu990101»; None = no login."""

    def __missing__(self, raw: Any) -> str | None:
        login = normalise_login(text(raw)) or None
        self[raw] = login
        return login


def municipality_code(groups: str) -> str:
    """«…,reg99_vpr_m545,…» and «reg99_m545 | Заречный район» → «reg99_m545»; "" when there is none."""
    found = _MUNICIPALITY.search(groups)
    return f"reg{found[1]}_m{found[2]}" if found else ""


def named_code(cell: str) -> tuple[str, str]:
    """«reg99_m624 | Заречный район» → («reg99_m624», «Заречный район»)."""
    code, bar, name = cell.partition("|")
    return (code.strip(), name.strip()) if bar else ("", cell.strip())


def bracketed_code(cell: str) -> tuple[str, str]:
    """«МБОУ «СОШ (п. Заречный)»(edu990101)» → (name, «edu990101»); the last brackets count, "" when there is no code."""
    found = _LAST_BRACKETS.match(cell)
    if not found:
        return cell, ""
    code = found[2].casefold()
    return found[1], code if code.startswith("reg") else normalise_login(code) or code


def region_of(login: str) -> str:
    """«edu990101» → «reg990000»."""
    return f"reg{login[3:5]}0000" if len(login) == 9 else ""
