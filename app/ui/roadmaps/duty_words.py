"""What the panel says about an occurrence, in sentences."""

from __future__ import annotations

from collections.abc import Sequence

from app.services.duties.rows import SHOWN_WORDS, STATUS_WORDS, Mark, Shown
from app.services.execution.rows import MarkNote, OccurrenceRow, SchoolSlot
from app.services.text_ru import counted, short_date
from app.ui.roadmaps.proof_box import proof_words

_ORDER: tuple[Shown, ...] = ("overdue", "waiting_region", "in_progress", "postponed", "ahead", "done", "cancelled")


def state_words(shown: Shown, mark: Mark) -> str:
    """«выполнено 12.09.2026», «просрочено»."""
    return f"{SHOWN_WORDS[shown]} {short_date(mark.done_on)}" if shown == "done" and mark.done_on else SHOWN_WORDS[shown]


def short_state(row: OccurrenceRow) -> str:
    """The same where there is little room: the year is left out where it is that of the deadline."""
    done_on, due = row.mark.done_on, row.due_on
    if row.shown == "done" and done_on is not None and due is not None and done_on.year == due.year:
        return f"{SHOWN_WORDS['done']} {done_on:%d.%m}"
    return state_words(row.shown, row.mark)


def summary(rows: Sequence[OccurrenceRow]) -> str:
    """«4 срока: 1 просрочено, 3 не наступило»; of a single one the table says everything."""
    if len(rows) < 2:
        return ""
    counts = [(sum(row.shown == state for row in rows), state) for state in _ORDER]
    said = ", ".join(f"{SHOWN_WORDS[state]} – {count}" for count, state in counts if count)
    return f"{counted(len(rows), 'срок', 'срока', 'сроков')}: {said}"


def mark_words(mark: Mark) -> list[str]:
    """Sentences about a mark besides its state: postponement, removal, result."""
    said = []
    decided = f" Решение: {_sentence(mark.decided_by)}" if mark.decided_by else ""
    if mark.postponed_to is not None:
        said.append(f"Перенесено на {short_date(mark.postponed_to)}: {_sentence(mark.reason)}{decided}")
    elif mark.status == "cancelled":
        said.append(f"Снято: {_sentence(mark.reason)}{decided}" if mark.reason else f"Снято.{decided}")
    if mark.result:
        said.append(f"Сделано: {_sentence(mark.result)}")
    return said


def occurrence_words(row: OccurrenceRow) -> list[str]:
    """Sentences about one occurrence."""
    said = mark_words(row.mark)
    if row.planned_due is not None and row.due_on != row.planned_due:
        said.insert(0, f"Срок по плану – {short_date(row.planned_due)}.")
    if row.procedure:
        said.append(f"Срок идёт за процедурой: {_sentence(row.procedure)}")
    if row.off_plan:
        said.append(f"В плане этого срока больше нет, отметка сохранена. Мероприятие звучало так: «{row.subject}»")
    return said


def schools_words(slots: Sequence[SchoolSlot]) -> str:
    """«Школы: 2 из 5»: how many have done their part."""
    wanted = [slot for slot in slots if slot.shown != "cancelled"]
    done = sum(slot.shown == "done" for slot in wanted)
    return f"Школы: {done} из {len(wanted)}"


def school_tip(slot: SchoolSlot) -> str:
    said = [slot.name, state_words(slot.shown, slot.mark), *mark_words(slot.mark)]
    if slot.by_owner:
        said.insert(2, "Закрыто отметкой района, сама школа не отмечена.")
    if slot.evidence:
        said.append(counted(len(slot.evidence), "подтверждение", "подтверждения", "подтверждений"))
    return "\n".join(said)


def note_words(note: MarkNote, several: bool) -> str:
    """One line of the history: «14.09.2026 09:05 · выполнено 12.09.2026». `several`: the date it is about is said too."""
    at = f"{short_date(note.at.date())} {note.at:%H:%M}"
    about = [note.school] if note.school else []
    if several and note.planned_due is not None:
        about.append(f"срок {short_date(note.planned_due)}")
    if note.evidence is not None:
        what = f"приложено: {proof_words(note.evidence)}"
    elif note.mark is None:
        what = ""
    elif note.mark.status == "planned":
        what = "отметка снята"
    elif note.mark.status == "postponed":
        moved = f" на {short_date(note.mark.postponed_to)}" if note.mark.postponed_to else ""
        why = "; ".join(part for part in (note.mark.reason, note.mark.decided_by) if part)
        what = f"перенесено{moved}" + (f" ({why})" if why else "")
    elif note.mark.status == "done":
        what = state_words("done", note.mark)
        if note.by_schools:
            what += ": отчитались все школы"
        elif note.mark.result:
            what += f": {note.mark.result}"
    else:
        what = STATUS_WORDS[note.mark.status]
        if note.mark.status == "cancelled" and note.mark.reason:
            what += f": {note.mark.reason}"
    return " · ".join((at, *about, what))


def _sentence(text: str) -> str:
    text = " ".join(text.split())
    return text if not text or text[-1] in ".!?…»" else f"{text}."
