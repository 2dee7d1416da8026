"""What a timeline says in words: the tooltip of a stretch, of a row, and what is read aloud. Without Qt."""

from __future__ import annotations

from app.services.duties.rows import SHOWN_WORDS
from app.services.execution.rows import Bar, TimelineRow
from app.services.execution.rules import item_state
from app.services.text_ru import short_date

_MOST = 6


def bar_words(bar: Bar) -> str:
    """«до 15.09.2026 – выполнено 10.09.2026»."""
    if bar.starts_on is None and bar.due_on is None:
        days = "без даты"
    elif bar.starts_on is None or bar.starts_on == bar.due_on:
        days = f"до {short_date(bar.due_on)}" if bar.due_on is not None else ""
    elif bar.due_on is None:
        days = f"с {short_date(bar.starts_on)}"
    else:
        days = f"{short_date(bar.starts_on)} – {short_date(bar.due_on)}"
    done = f" {short_date(bar.done_on)}" if bar.done_on is not None and bar.shown == "done" else ""
    return f"{days}: {SHOWN_WORDS[bar.shown]}{done}"


def row_words(row: TimelineRow) -> str:
    """All stretches of an item, one under another."""
    lines = [bar_words(bar) for bar in row.bars[:_MOST]]
    if len(row.bars) > _MOST:
        lines.append(f"и ещё {len(row.bars) - _MOST}")
    return "\n".join(lines)


def title_words(row: TimelineRow) -> str:
    return " ".join(f"{row.number} {row.text}".split())


def whole_words(row: TimelineRow) -> str:
    """The item, its printed deadline, its stretches."""
    deadline = f"Срок по плану: {' '.join(row.deadline.split())}" if row.deadline.strip() else ""
    return "\n".join(words for words in (title_words(row), deadline, row_words(row)) if words)


def undated_words(row: TimelineRow) -> str:
    """What stands in place of the stretches of an item without days."""
    state = SHOWN_WORDS[item_state([bar.shown for bar in row.bars])]
    return f"без даты: {state}"


def done_words(rows: list[TimelineRow]) -> str:
    """«выполнено 3 из 7» of the items of a section."""
    states = [item_state([bar.shown for bar in row.bars]) for row in rows]
    whole = sum(state != "cancelled" for state in states)
    return f"выполнено {states.count('done')} из {whole}" if whole else ""
