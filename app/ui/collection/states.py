"""How the state of a cell looks: a mark, a word and a colour together."""

from __future__ import annotations

from PySide6.QtGui import QIcon

from app.services.collection.rows import STATES, BoardCell, RequestRow
from app.services.text_ru import counted, short_date
from app.ui import theme

_STATUS = {
    "done": "done",
    "wrong": "warning",
    "expected": "due",
    "overdue": "overdue",
    "waiting_region": "waiting",
    "not_asked": "no_data",
}
VERDICT_STATUS = {
    "new": "done",
    "changed": "due",
    "same": "info",
    "superseded": "info",
    "wrong": "warning",
    "empty": "no_data",
    "quarantine": "warning",
    "refused": "overdue",
}


def icon(state: str) -> QIcon:
    return theme.status_icon(_STATUS[state])


def role(state: str) -> theme.Role:
    return theme.STATUSES[_STATUS[state]].role


def verdict_icon(verdict: str) -> QIcon:
    return theme.status_icon(VERDICT_STATUS[verdict])


def words(cell: BoardCell | None) -> str:
    """What a cell says: the word, and the day where the answer was taken."""
    if cell is None:
        return "–"
    if cell.state == "done" and cell.accepted_at is not None:
        return f"{STATES['done']} {cell.accepted_at:%d.%m}"
    return STATES[cell.state]


def tooltip(cell: BoardCell | None) -> str:
    if cell is None:
        return "У школы это не запрошено"
    said = [STATES[cell.state]]
    if cell.reason:
        said.append(cell.reason)
    if cell.state == "wrong" and cell.accepted_at is not None:
        said.append(f"прежний ответ принят {short_date(cell.accepted_at.date())}")
    if cell.remarks:
        said.append(counted(len(cell.remarks), "замечание", "замечания", "замечаний"))
    whole = "; ".join(said)
    return whole[:1].upper() + whole[1:]


def due(request: RequestRow) -> str:
    """«до 20.11.2026», «завершён»."""
    if request.closed_on is not None:
        return f"завершён {short_date(request.closed_on)}"
    return f"до {short_date(request.due_on)}" if request.due_on else "без срока"


def briefly(request: RequestRow) -> str:
    """«до 20.11 · 3 из 12»: under the title in the header."""
    day = f"до {request.due_on:%d.%m}" if request.due_on else "без срока"
    return f"{'завершён' if request.closed_on else day} · {request.counts.get('done', 0)} из {request.asked}"


def progress(request: RequestRow) -> str:
    """«сдали 3 из 12»."""
    return f"сдали {request.counts.get('done', 0)} из {request.asked}"
