"""Direction 5: completion of the tasks."""

from __future__ import annotations

from app.services.analysis import rules
from app.services.analysis.rows import (
    NO_SKILLS,
    STATE_WORDS,
    Chart,
    Direction,
    Line,
    Material,
    Sentence,
    State,
    Table,
    TableColumn,
    TasksChart,
)  # fmt: skip
from app.services.analysis.task_groups import TaskView, task_view
from app.services.analysis.words import capital, of_tasks
from app.services.text_ru import NBSP, counted, number

KEY, TITLE = "tasks", "Выполнение заданий"
_DIFFERENCE = 5.0
"""Percentage points against the reference from which a sentence names the task."""


def direction(m: Material) -> Direction:
    view = task_view(m)
    if view.own is None:
        return Direction(
            KEY, TITLE, missing="Баллов за задания нет: загрузите «Выполнение заданий» или форму Ф1 с баллами по заданиям."
        )
    no_levels = not any(view.states)
    warnings = []
    if view.own.n < m.thresholds.group_least:
        warnings.append(f"Выборка: {rules.sample_words(view.own.n, m.thresholds)}")
    if not any(task.level for task in m.tasks):
        warnings.append(NO_SKILLS)
    table = _table(m, view)
    said = [] if no_levels else _levels_words(m, view)
    said += _against(m, view)
    reference = view.reference
    enough = [rules.enough_for(task.level, m.thresholds) for task in m.tasks]
    chart = Chart(
        "tasks", "Выполнение заданий",
        TasksChart(
            tuple(task.code for task in m.tasks), view.own.percents,
            reference.percents if reference else (None,) * len(m.tasks), tuple(one[0] if one else None for one in enough),
            view.states, "район" if m.school_id is None else "школа", reference.name if reference else "",
        ),
    )  # fmt: skip
    return Direction(KEY, TITLE, tuple(said), (table,), (chart,), tuple(warnings))


def _table(m: Material, view: TaskView) -> Table:
    assert view.own is not None
    reference = view.reference
    columns = [
        TableColumn("code", "Задание", "code", 76),
        TableColumn("level", "Уровень", "text", 74),
        TableColumn("most", "Макс. балл", "count", 84),
        TableColumn("own", f"{capital(view.own.name)}, %" if m.school_id is None else "Школа, %", "percent", 92),
        *(TableColumn(g.level, f"{capital(g.name)}, %", "percent", 92) for g in view.beside),
    ]
    if reference is not None:
        columns.append(TableColumn("gap", f"К {_dative(reference.level)}, п. п.", "points", 120))
    named = any(task.skill or task.planned_result for task in m.tasks)
    columns.append(TableColumn("state", "Вывод", "text", 130, stretch=not named))
    if named:
        columns.append(TableColumn("skill", "Умение", "text", 240, stretch=True))
    lines = []
    for place, task in enumerate(m.tasks):
        own = view.own.percents[place]
        other = reference.percents[place] if reference is not None else None
        gap = [own - other if own is not None and other is not None else None] if reference is not None else []
        state = view.states[place]
        lines.append(
            Line(
                f"task-{place}",
                (
                    task.code, task.level, task.max_points, own, *(g.percents[place] for g in view.beside), *gap,
                    STATE_WORDS[state], *([task.skill or task.planned_result] if named else []),
                ),
                state, ("task", place),
            )
        )  # fmt: skip
    t = m.thresholds
    note = (
        f"Базовый уровень: достаточно от {_n(t.basic_enough)} %, ниже {_n(t.basic_enough - t.basic_zone)} % недостаточно. "
        f"Повышенный и высокий: от {_n(t.advanced_enough)} % и ниже {_n(t.advanced_enough - t.advanced_zone)} %. "
        "Процент — от наибольшего возможного числа баллов."
    )
    return Table("tasks", "Задания в порядке работы", tuple(columns), tuple(lines), (note,))


def _levels_words(m: Material, view: TaskView) -> list[Sentence]:
    said = []
    names = (("базового уровня", "Б"), ("повышенного и высокого уровня", "ПВ"))
    for words, letters in names:
        judged = [
            (place, state) for place, (task, state) in enumerate(zip(m.tasks, view.states, strict=True))
            if state and task.level.strip().upper()[:1] in letters
        ]  # fmt: skip
        if not judged:
            continue
        low = [place for place, state in judged if state == "low"]
        edge = [place for place, state in judged if state == "edge"]
        listed = f" (№{NBSP}{of_tasks([m.tasks[place].code for place in low])})" if low else ""
        border = f"; на границе {len(edge)} (№{NBSP}{of_tasks([m.tasks[place].code for place in edge])})" if edge else ""
        total = counted(len(judged), "задания", "заданий", "заданий")
        result = f"недостаточно выполнены {len(low)} из {total}{listed}{border}" if low else f"все {total} выполнены достаточно"
        if not low:
            result = f"недостаточно выполненных нет (всего {counted(len(judged), 'задание', 'задания', 'заданий')}){border}"
        said.append(Sentence(f"Задания {words}: {result}.", "tasks", tuple(f"task-{place}" for place in (*low, *edge))))
    return said


def _against(m: Material, view: TaskView) -> list[Sentence]:
    reference = view.reference
    if reference is None or view.own is None:
        return []
    gaps = [
        (place, own - other)
        for place, (own, other) in enumerate(zip(view.own.percents, reference.percents, strict=True))
        if own is not None and other is not None
    ]
    below = [place for place, gap in gaps if gap <= -_DIFFERENCE]
    above = [place for place, gap in gaps if gap >= _DIFFERENCE]
    if not gaps:
        return []
    where = {"region": "региона", "sample": "всей выборки", "municipality": "района"}[reference.level]
    parts = []
    for places, word in ((below, "ниже"), (above, "выше")):
        if places:
            parts.append(f"{word} {where} на {_n(_DIFFERENCE)} п. п. и больше — {of_tasks([m.tasks[i].code for i in places])}")
    said = "; ".join(parts) if parts else f"от {where} ни одно задание не отличается на {_n(_DIFFERENCE)} п. п. и больше"
    return [Sentence(f"По заданиям: {said}.", "tasks", tuple(f"task-{i}" for i in (*below, *above)))]


def _dative(level: str) -> str:
    return {"region": "региону", "sample": "выборке", "municipality": "району"}[level]


def _n(value: float) -> str:
    return number(value, 0 if float(value).is_integer() else 1)


def low_tasks(view: TaskView) -> tuple[int, ...]:
    """Places of the tasks that are not done enough."""
    low: State = "low"
    return tuple(place for place, state in enumerate(view.states) if state == low)
