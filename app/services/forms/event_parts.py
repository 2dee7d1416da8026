"""What the papers of an event share: its name, day, hour and place in words."""

from __future__ import annotations

from app.services.calendar.rules import window_words
from app.services.events.kinds import KINDS
from app.services.events.rows import Attendee, EventRow
from app.services.forms import wording
from app.services.text_ru import NBSP


def quoted(row: EventRow) -> str:
    """«совещание «Готовность к ВПР»»; the kind alone where there is no title, the title alone where it names the kind."""
    kind = "мероприятие" if row.kind == "other" else KINDS[row.kind].lower()
    if not row.title:
        return kind
    return row.title[:1].lower() + row.title[1:] if row.title.lower().startswith(kind) else f"{kind} «{bare(row.title)}»"


def bare(title: str) -> str:
    """Without quotation marks around the whole."""
    title = title.strip(" .")
    return title[1:-1] if title.startswith("«") and title.endswith("»") and title.count("«") == 1 else title


def ended(words: str) -> str:
    """With a full stop where it has no end yet."""
    words = words.rstrip()
    return words if words.endswith((".", "!", "?", "…")) else f"{words.rstrip(';, ')}."


def when(row: EventRow) -> str:
    """«7 октября 2026 года, 14:00–15:30», or room to write by hand."""
    if row.held_on is None:
        return wording.BLANK_DATE
    day = f"{window_words(row.held_on, row.ends_on)} года"
    return f"{day}, {row.time}" if row.time else day


def where(row: EventRow) -> str:
    return row.place or row.organisation or wording.BLANK_LINE


def workplace_of(one: Attendee, author: str) -> str:
    """The school of a person; the office's own people work there. Nothing is known of a guest's."""
    return one.organisation or (author if one.person_id is not None else "")


def said_person(one: Attendee) -> str:
    """«А.П. Зимина, завуч»."""
    return ", ".join(part for part in (wording.signer_name(one.name), one.post) if part)


def number_words(number: str) -> str:
    return f"№{NBSP}{number.strip().removeprefix('№').strip() or wording.BLANK_NUMBER}"
