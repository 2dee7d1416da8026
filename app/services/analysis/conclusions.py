"""«От результата к условиям»: drafted sentences, each with the table its numbers stand in. The person edits. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from app.services.analysis.rows import Direction, Material, Sentence

_STEPS = {
    "individual": "Составить план работы с участниками с низким результатом (список по кодам — в приложении) и назначить "
    "повторную проверку.",
    "two": "Выяснить причины роста доли «2»: состав параллели, замены учителей, пропуски, программа.",
    "journal": "Разобрать работы с большим расхождением с журналом и критерии текущих отметок.",
    "peaks": "Посмотреть проверку работ у границы отметки, при необходимости перепроверить.",
    "tasks": "Включить западающие задания в повторение на уроках и в план методического объединения.",
    "skills": "По системным дефицитам скорректировать рабочую программу и наметить обучение учителей.",
}


def conclusions(m: Material, directions: Sequence[Direction]) -> tuple[Sentence, ...]:
    """Facts of each direction, then what they ask to look at: conditions and steps. `table` is «direction/table»."""
    said: list[Sentence] = []
    wanted: list[str] = []
    for one in directions:
        for sentence in one.sentences[:3]:
            said.append(replace(sentence, table=f"{one.key}/{sentence.table}" if sentence.table else one.key))
        wanted += _steps_of(one)
    return (*said, *(Sentence(_STEPS[key]) for key in dict.fromkeys(wanted)))


def _steps_of(one: Direction) -> list[str]:
    def any_line(table: str, *states: str) -> bool:
        found = one.table(table)
        return found is not None and any(line.state in states for line in found.lines)

    match one.key:
        case "individual":
            schools = one.table("schools")
            some = schools is not None and any(line.cells[3] for line in schools.lines)
            return ["individual"] if some or any_line("low", "low", "edge") else []
        case "marks":
            years = one.table("years")
            return ["two"] if years is not None and years.lines and years.lines[-1].state == "low" else []
        case "journal":
            gaps = one.table("gaps")
            total = gaps.lines[-1] if gaps is not None and gaps.lines else None
            return ["journal"] if total is not None and (not total.total or total.cells[2] or total.cells[3]) else []
        case "scores":
            return ["peaks"] if any_line("peaks", "note") else []
        case "tasks":
            return ["tasks"] if any_line("tasks", "low") else []
        case "skills":
            return ["skills"] if any_line("skills", "low") or any_line("planned", "low") else []
    return []


def as_text(sentences: Sequence[Sentence]) -> str:
    """A paragraph a sentence, ready to be edited."""
    return "\n".join(sentence.text for sentence in sentences)
