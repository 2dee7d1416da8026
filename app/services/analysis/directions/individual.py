"""Direction 1: individual results, by code only."""

from __future__ import annotations

from collections.abc import Sequence

from app.services.analysis import rules
from app.services.analysis.rows import (
    NO_SKILLS,
    Direction,
    Line,
    Material,
    Sentence,
    State,
    Table,
    TableColumn,
)  # fmt: skip
from app.services.analysis.words import of_tasks
from app.services.text_ru import counted, number, sort_key

KEY, TITLE = "individual", "Индивидуальные результаты"
_CODES = (
    TableColumn("code", "Код", "code", 74),
    TableColumn("class", "Класс", "text", 56),
    TableColumn("score", "Балл", "count", 54),
    TableColumn("done", "% максимума", "percent", 92),
    TableColumn("mark", "Отметка", "count", 66),
    TableColumn("journal", "Журнал", "count", 64),
    TableColumn("basic", "Не выполнены задания базового уровня", "text", 260, stretch=True),
    TableColumn("state", "Результат", "text", 116),
)
_LOW_WORDS: dict[State, str] = {"low": "низкий", "edge": "близко к «2»"}


def direction(m: Material) -> Direction:
    """A school: all works and the low ones; the district: schools with the number of low works."""
    return _of_school(m) if m.school_id is not None else _of_district(m)


def low_lines(m: Material, school_id: int | None = None) -> tuple[Line, ...]:
    """Works with a low result or close to it, by class and code; a number and the words never name a pupil."""
    return tuple(line for line in _lines(m, school_id) if line.state in ("low", "edge"))


def low_rule(m: Material) -> str:
    """Which works count as low, for people who did not set the thresholds."""
    t = m.thresholds
    if m.own.mark_counts is None:
        return f"Низкий результат — меньше {number(t.low_share)} % наибольшего балла: отметок за эту работу нет."
    if t.edge_points <= 0:
        return "Низкий результат — отметка «2»."
    over = counted(round(t.edge_points), "балл", "балла", "баллов")
    return f"Низкий результат — отметка «2»; близко к «2» — балл на границе «3» или выше неё меньше чем на {over}."


def skills_to_practise(m: Material, lines: Sequence[Line]) -> tuple[tuple[str, str, int], ...]:
    """(skill, its tasks without points, how many of the works) in the order of the work; tasks without a skill are left out."""
    tasks: dict[str, set[int]] = {}
    works: dict[str, int] = {}
    for line in lines:
        failed = [place for place in _failed(m, int(line.key)) if m.tasks[place].skill]
        for skill in {m.tasks[place].skill for place in failed}:
            works[skill] = works.get(skill, 0) + 1
            tasks.setdefault(skill, set()).update(place for place in failed if m.tasks[place].skill == skill)
    ordered = sorted(tasks, key=lambda skill: min(tasks[skill]))
    return tuple((s, ", ".join(m.tasks[place].code for place in sorted(tasks[s])), works[s]) for s in ordered)


def _failed(m: Material, place: int) -> list[int]:
    if not m.papers.has_tasks[place]:
        return []
    row = m.papers.tasks[place].tolist()
    basic = [i for i, task in enumerate(m.tasks) if task.level.upper().startswith("Б")]
    wanted = basic if any(task.level for task in m.tasks) else range(len(m.tasks))
    return [i for i in wanted if row[i] == 0 or row[i] >= rules.NO_POINTS]


def _lines(m: Material, school_id: int | None) -> list[Line]:
    p, top = m.papers, m.procedure.max_score
    places = [i for i in m.chosen.nonzero()[0].tolist() if school_id is None or p.organisation[i] == school_id]
    places.sort(key=lambda i: (sort_key(p.classes[i]), sort_key(p.codes[i])))
    lines = []
    for i in places:
        score, mark, journal = int(p.score[i]), int(p.mark[i]), int(p.journal[i])
        state = rules.is_low(score, mark, top, m.scale, m.thresholds)
        failed = of_tasks([m.tasks[j].code for j in _failed(m, i)], 12) if state else ""
        lines.append(
            Line(
                str(i),
                (
                    p.codes[i], p.classes[i], score, 100 * score / top if top else None, mark or None, journal or None, failed,
                    _LOW_WORDS.get(state, ""),
                ),
                state,
            )
        )  # fmt: skip
    return lines


def _of_school(m: Material) -> Direction:
    lines = _lines(m, None)
    if not lines:
        return Direction(KEY, TITLE, missing="Загрузите форму Ф1 «Индивидуальные результаты»: в ней баллы по кодам участников.")
    low = tuple(line for line in lines if line.state in ("low", "edge"))
    notes = () if any(task.level for task in m.tasks) else (NO_SKILLS,)
    weak = sum(line.state == "low" for line in low)
    said = [
        Sentence(
            f"Низкий результат — у {_of(weak)} из {len(lines)}, ещё {len(low) - weak} близко к «2».",
            "low" if low else "codes", tuple(line.key for line in low),
        )
    ]  # fmt: skip
    tables = [
        Table("low", "Низкие результаты: с кем работать", _CODES, low, notes),
        Table("codes", "Все работы по кодам", _CODES, tuple(lines), printed=False),
    ]
    return Direction(KEY, TITLE, tuple(said), tuple(tables[0 if low else 1 :]))


def _of(n: int) -> str:
    return counted(n, "участника", "участников", "участников")


def _of_district(m: Material) -> Direction:
    p = m.papers
    if not m.chosen.any():
        return Direction(KEY, TITLE, missing="Загрузите форму Ф1 «Индивидуальные результаты»: в ней баллы по кодам участников.")
    import numpy as np

    top = m.procedure.max_score
    kinds = np.zeros(p.n, np.int8)
    for score, mark in {(int(s), int(k)) for s, k in zip(p.score[m.chosen], p.mark[m.chosen], strict=True)}:
        state = rules.is_low(score, mark, top, m.scale, m.thresholds)
        if state:
            kinds[(p.score == score) & (p.mark == mark)] = 1 if state == "low" else 2
    columns = (
        TableColumn("school", "Школа", "text", 260, stretch=True),
        TableColumn("wrote", "Писали", "count", 70),
        TableColumn("absent", "Не писали", "count", 84),
        TableColumn("low", "Низкий результат", "count", 124),
        TableColumn("edge", "Близко к «2»", "count", 100),
        TableColumn("mean", "Средний балл", "score", 100),
    )
    lines = []
    for school in m.schools:
        mine = m.chosen & (p.organisation == school.organisation_id)
        low, edge = int((kinds[mine] == 1).sum()), int((kinds[mine] == 2).sum())
        values = (school.name, school.participants, school.absent, low, edge, school.mean_score)
        target = ("school", school.organisation_id) if school.organisation_id is not None else None
        lines.append(Line(f"school-{school.organisation_id}", values, target=target))
    low, edge = int((kinds[m.chosen] == 1).sum()), int((kinds[m.chosen] == 2).sum())
    lines.append(Line("all", ("Всего", m.own.participants, m.own.absent, low, edge, m.own.mean_score), total=True))
    with_low = sum(1 for line in lines[:-1] if line.cells[3])
    said = Sentence(
        f"Низкий результат — у {_of(low)} из {m.own.participants}, ещё {edge} близко к «2»; "
        f"такие работы есть в {counted(with_low, 'школе', 'школах', 'школах')} из {len(m.schools)}.",
        "schools", ("all",),
    )  # fmt: skip
    return Direction(KEY, TITLE, (said,), (Table("schools", "Школы, по алфавиту", columns, tuple(lines)),))
