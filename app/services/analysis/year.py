"""Complex analysis: every procedure of a year together, exams too. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.services.analysis import rules
from app.services.analysis.rows import FEW, LITTLE, Line, Table, TableColumn, Thresholds
from app.services.analysis.words import cell
from app.services.results.procedure import PROCEDURE_KINDS, ProcedureRow
from app.services.results.rows import GroupResult, TaskPercents, TaskRow
from app.services.results.subjects import paper_code, paper_order
from app.services.text_ru import sort_key


@dataclass(frozen=True, slots=True)
class YearPaper:
    procedure: ProcedureRow
    own: GroupResult
    beside: tuple[GroupResult, ...]
    schools: tuple[GroupResult, ...]
    tasks: tuple[TaskRow, ...]
    done: TaskPercents | None


def year_tables(papers: Sequence[YearPaper], school_id: int | None, t: Thresholds) -> tuple[Table, ...]:
    """Papers of the year; for the district also schools × papers by share of «2», and deficits over papers."""
    ordered = sorted(papers, key=lambda p: (p.procedure.kind, paper_order(p.procedure.subject, p.procedure.grade)))
    if not ordered:
        return ()
    tables = [_papers(ordered, t)]
    deficits = _deficits(ordered, t)
    if deficits.lines:
        tables.append(deficits)
    if school_id is None:
        tables.append(_schools(ordered))
    return tuple(tables)


def _papers(papers: Sequence[YearPaper], t: Thresholds) -> Table:
    columns = (
        TableColumn("paper", "Работа", "text", 230, stretch=True),
        TableColumn("n", "Писали", "count", 68),
        TableColumn("done", "Средний %", "percent", 90),
        TableColumn("two", "«2», %", "percent", 88),
        TableColumn("region", "«2» рядом, %", "percent", 94),
        TableColumn("quality", "Качество, %", "percent", 90),
        TableColumn("same", "Совпали, %", "percent", 90),
        TableColumn("above", "Выше, %", "percent", 80),
        TableColumn("low", "Западает", "text", 90),
    )
    lines = []
    for p in papers:
        one, own = p.procedure, p.own
        n = own.participants
        done = 100 * own.mean_score / one.max_score if own.mean_score is not None and one.max_score else None
        other = next((g.mark_percents[0] for g in p.beside if g.mark_percents), None)
        journal = (own.lowered or 0) + (own.confirmed or 0) + (own.raised or 0)
        same = LITTLE if 0 < journal < FEW else 100 * (own.confirmed or 0) / journal if journal else None
        above = LITTLE if 0 < journal < FEW else 100 * (own.raised or 0) / journal if journal else None
        states = _states(p, t)
        low = f"{states.count('low')} из {len([s for s in states if s])}" if any(states) else ""
        kind = PROCEDURE_KINDS.get(one.kind, one.kind)
        values = (
            f"{kind}: {one.subject[:1].lower()}{one.subject[1:]}, {one.grade} класс", n, cell(done, n),
            cell(own.mark_percents[0] if own.mark_percents else None, n), other, cell(own.quality_rate, n), same, above, low,
        )  # fmt: skip
        lines.append(Line(f"paper-{one.id}", values, target=("procedure", one.id)))
    note = (
        "Средний % — от наибольшего балла. «2» рядом — у ближайшей большей группы, о которой есть сведения. Совпали, выше — "
        "отметка за работу и отметка в журнале. Западает — сколько заданий выполнено недостаточно."
    )
    return Table("papers", "Работы года", columns, tuple(lines), (note,))


def _states(p: YearPaper, t: Thresholds) -> list[str]:
    if p.done is None:
        return []
    return [rules.task_state(task.level, p.done.percents.get(task.code), t) for task in p.tasks]


def _deficits(papers: Sequence[YearPaper], t: Thresholds) -> Table:
    """Skills in deficit of each paper: what is weak in several of them is not one teacher's or one class's matter."""
    columns = (
        TableColumn("paper", "Работа", "text", 200),
        TableColumn("skill", "Умение", "text", 380, stretch=True),
        TableColumn("tasks", "Задания", "text", 120),
        TableColumn("percent", "% выполнения", "percent", 110),
    )
    lines = []
    for p in papers:
        if p.done is None:
            continue
        percents = [p.done.percents.get(task.code) for task in p.tasks]
        states = [rules.task_state(task.level, percent, t) for task, percent in zip(p.tasks, percents, strict=True)]
        for number, one in enumerate(rules.skills([task.skill for task in p.tasks], percents, states)):
            if one.state == "low":
                codes = ", ".join(p.tasks[place].code for place in one.places)
                title = f"{p.procedure.subject}, {p.procedure.grade} класс"
                lines.append(
                    Line(f"skill-{p.procedure.id}-{number}", (title, one.skill, codes, one.percent), "low",
                         ("procedure", p.procedure.id))
                )  # fmt: skip
    return Table("deficits", "Системные дефициты по работам года", columns, tuple(lines))


def _schools(papers: Sequence[YearPaper]) -> Table:
    columns = [TableColumn("school", "Школа", "text", 240, stretch=True)]
    for p in papers:
        kind = "" if p.procedure.kind == "vpr" else f"{PROCEDURE_KINDS.get(p.procedure.kind, p.procedure.kind)} "
        columns.append(
            TableColumn(f"p{p.procedure.id}", f"{kind}{paper_code(p.procedure.subject, p.procedure.grade)}", "percent", 94)
        )
    names = {s.organisation_id: s.name for p in papers for s in p.schools if s.organisation_id is not None}
    by_school = [{s.organisation_id: s for s in p.schools} for p in papers]
    lines = []
    for school, name in sorted(names.items(), key=lambda pair: sort_key(pair[1])):
        values: list[str | float | None] = [name]
        for found in by_school:
            one = found.get(school)
            shares = one.mark_percents if one is not None else None
            values.append(None if one is None else cell(shares[0] if shares else None, one.participants))
        lines.append(Line(f"school-{school}", tuple(values), target=("school", school)))
    total = [p.own.mark_percents[0] if p.own.mark_percents else None for p in papers]
    lines.append(Line("all", ("Район", *total), total=True))
    note = "Доля «2», %. Школы по алфавиту; меньше пяти писавших — «мало данных»."
    return Table("schools", "Школы × работы: доля «2»", tuple(columns), tuple(lines), (note,))
