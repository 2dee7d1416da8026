"""The passport of a workbook: written on a hidden sheet, signed by the base that issued it. Pure.

The signature protects from mistakes — a workbook of another district, a passport edited by hand — not from a forger who
has the base.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import asdict, replace
from datetime import date
from typing import Any

from app.services.school_workbook.rows import Passport

SHEET, NAME = "Паспорт", "OKO_PASSPORT"
MARK = "ОКО-Район, книга для школы"
FORMAT = 1
CHUNK = 30_000
"""Characters a cell: Excel takes 32,767."""


class UnknownFormat(Exception):
    """Made by another version of the program."""


def signed(passport: Passport, key: bytes) -> Passport:
    return replace(passport, signature=hmac.new(key, _text(passport).encode("utf-8"), hashlib.sha256).hexdigest())


def is_genuine(passport: Passport, key: bytes) -> bool:
    return hmac.compare_digest(signed(passport, key).signature, passport.signature)


def cells(passport: Passport, definition: str) -> list[str]:
    """What goes into column A of the hidden sheet: mark, passport, the form in pieces."""
    whole = json.dumps({"format": FORMAT, **_plain(passport), "signature": passport.signature}, ensure_ascii=False)
    return [MARK, whole, *(definition[at : at + CHUNK] for at in range(0, len(definition), CHUNK))]


def parse(column: list[Any]) -> tuple[Passport, str] | None:
    """(passport, form as JSON); None for a column that is none. Raises UnknownFormat, ValueError where it is damaged."""
    if len(column) < 2 or column[0] != MARK:
        return None
    found = json.loads(str(column[1]))
    if not isinstance(found, dict) or found.pop("format", None) != FORMAT:
        raise UnknownFormat
    try:
        found["issued_on"] = date.fromisoformat(found["issued_on"])
        passport = Passport(**found)
    except (KeyError, TypeError) as error:
        raise ValueError("damaged passport") from error
    return passport, "".join(str(piece) for piece in column[2:] if piece not in ("", None))


def _plain(passport: Passport) -> dict[str, Any]:
    values = asdict(passport)
    del values["signature"]
    return values | {"issued_on": passport.issued_on.isoformat()}


def _text(passport: Passport) -> str:
    return json.dumps(_plain(passport), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
