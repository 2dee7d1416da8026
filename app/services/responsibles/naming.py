"""From the pieces of one party to its name, post and organisation."""

from __future__ import annotations

import re
from typing import Final

from app.services.responsibles.heads import TOPICS, is_abbreviation, is_plural, is_post, is_strong, is_weak
from app.services.responsibles.people import PERSON, tidy
from app.services.responsibles.rows import Party
from app.services.responsibles.tokens import Piece

_NOTE: Final = re.compile(r"^\s*(?:далее|по\s+согласован|в\s+дальнейшем|при\s+наличии|по\s+необходимости)", re.IGNORECASE)
_EDGES: Final = " \n,;:-./"
_FULL: Final = (
    (re.compile(r"^замдиректора\b", re.I), "Заместитель директора"),
    (re.compile(r"^замначальника\b", re.I), "Заместитель начальника"),
    (re.compile(r"^кл\.\s*рук\.?(?=\s|$)", re.I), "Классный руководитель"),
    (re.compile(r"^кл\.?\s*(?=руководители)", re.I), "Классные "),
    (re.compile(r"^кл\.?\s*(?=руководител)", re.I), "Классный "),
    (re.compile(r"^ст\.\s*(?=\w+(?:ая|ица|ка|тель\w*ница)\b)", re.I), "Старшая "),
    (re.compile(r"^ст\.\s*(?=\w+(?:ые|ие|и|ы)\b)", re.I), "Старшие "),
    (re.compile(r"^ст\.\s*", re.I), "Старший "),
    (re.compile(r",?\s+и\s+(?:др|т\.?\s?[дп])\.?$", re.I), ""),
    (re.compile(r"^гл\.\s*", re.I), "Главный "),
    (re.compile(r"^вед\.\s*", re.I), "Ведущий "),
    (re.compile(r"^зам(?=\s)", re.I), "Зам."),
    (re.compile(r"^зав(?=\s)", re.I), "Зав."),
    (re.compile(r"(?<=\d)\s*кл\.?(?=\s|$)"), " классов"),
)


def party_of(text: str, chunk: list[Piece]) -> Party | None:
    """The party these pieces are; None when nothing is left of them."""
    person = next((p for p in chunk if p.kind == "person"), None)
    brackets = [p.text.strip("() ") for p in chunk if p.kind == "bracket"]
    rest = [p for p in chunk if p.kind != "person"]
    label = full(_text(text, [p for p in rest if p.kind != "bracket" or not _dropped(p)]))
    inner_role, inner_person = "", ""
    for inside in brackets:
        if _NOTE.match(inside):
            label += _introduced(inside)
            continue
        if match := PERSON.search(inside):
            inner_person = tidy(match[0])
            inner_role = inner_role or _role_of(inside.replace(match[0], ""))
        elif role := _role_of(inside):
            inner_role = role
    if person is not None:
        role, organisation = _post_and_place(label)
        return Party(tidy(person.text), role or inner_role, organisation, True)
    if inner_person and label:
        role, organisation = _post_and_place(label)
        return Party(inner_person, role or inner_role, organisation, True)
    if not label:
        return None
    role, organisation = _post_and_place(label)
    return Party(label, role or inner_role, organisation)


def _text(text: str, chunk: list[Piece]) -> str:
    """The pieces as printed, with the commas between them: «Министерство образования, науки и …»."""
    joined = ""
    for before, piece in zip([None, *chunk], chunk, strict=False):
        if before is not None:
            gap = text[before.end : piece.start]
            joined += ", " if gap.strip() == "," else " " if gap else ""
        joined += piece.text
    return " ".join(joined.split()).strip(_EDGES)


def full(name: str) -> str:
    """The beginning in full words and with a capital letter: «кл.руководители» → «Классные руководители»."""
    for short, long in _FULL:
        name = short.sub(long, name)
    name = " ".join(name.split()).strip(_EDGES)
    return name[:1].upper() + name[1:]


def _dropped(piece: Piece) -> bool:
    """A bracket that is no part of the name: a note, a post, a person, an abbreviation of the name."""
    inside = piece.text.strip("() ")
    return bool(_NOTE.match(inside) or PERSON.search(inside) or _role_of(inside) or is_abbreviation(inside))


def _introduced(inside: str) -> str:
    """« (ОО)» of «(далее – ОО)»: the abbreviation used from here on, when it is one word."""
    match = re.match(r"(?i)далее\s*(?:по\s+тексту\s*)?[-:]?\s*(\w+)\W*$", inside)
    return f" ({match[1]})" if match and is_abbreviation(match[1]) else ""


def _role_of(inside: str) -> str:
    """«муниципальный координатор» when it is a post."""
    inside = inside.strip(_EDGES + "()")
    words = inside.split()
    head = next((w for w in words[:3] if is_post(w)), "")
    return inside if head and not is_plural(head) else ""


def _post_and_place(label: str) -> tuple[str, str]:
    """«Начальник Управления образования» → («Начальник», «Управления образования»); an organisation is its own place."""
    words = label.split()
    head = next((n for n, w in enumerate(words) if is_strong(w) or is_weak(w)), None)
    if head is None or not is_post(words[head]):
        starts_as_post = bool(words) and re.match(r"^(?:зам|зав)\.?$", words[0], re.I) is not None
        return (label, "") if starts_as_post else ("", label)
    for n in range(head + 1, len(words)):
        word = words[n].strip('«»"')
        if is_abbreviation(word) or re.match(
            r"(?i)(?:отдел|управлени|министерств|департамент|комитет|администраци|школ|центр|организаци|учрежден)", word
        ):
            if words[n - 1].lower() == "по" or word.strip(",") in TOPICS:
                continue
            return " ".join(words[:n]), " ".join(words[n:])
    return label, ""
