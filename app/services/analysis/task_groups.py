"""Completion of the tasks by who is analysed and by the groups beside it. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from app.services.analysis import rules
from app.services.analysis.rows import Material, State
from app.services.analysis.words import short_name


@dataclass(frozen=True, slots=True)
class TaskGroup:
    """`percents` in order of the task map; None = not known."""

    level: str
    name: str
    n: int
    percents: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class TaskView:
    own: TaskGroup | None
    beside: tuple[TaskGroup, ...]
    states: tuple[State, ...]

    @property
    def reference(self) -> TaskGroup | None:
        """Region before the whole sample before the district: the same order as for marks and scores."""
        order = ("region", "sample", "municipality")
        return min(self.beside, key=lambda group: order.index(group.level), default=None)


def task_view(m: Material) -> TaskView:
    """Own figures from papers, else from a report; district of a school likewise; region and sample as reported."""
    maxima = [task.max_points for task in m.tasks]
    written = m.papers.has_tasks & ~m.papers.absent
    own = _computed(m, m.chosen & m.papers.has_tasks, m.own.level, short_name(m.own), maxima)
    own = own or _reported(m, "school" if m.school_id is not None else "municipality", short_name(m.own), m.own.login)
    if own is None:
        return TaskView(None, (), ())
    beside = []
    if m.school_id is not None:
        others = written & (m.papers.organisation != m.school_id)
        computed = _computed(m, written, "municipality", "район", maxima) if others.any() else None
        beside.append(computed or _reported(m, "municipality", "район"))
    beside.append(_reported(m, "region", "регион"))
    beside.append(_reported(m, "sample", "вся выборка"))
    states = tuple(
        rules.task_state(task.level, percent, m.thresholds) for task, percent in zip(m.tasks, own.percents, strict=True)
    )
    return TaskView(own, tuple(group for group in beside if group is not None), states)


def _computed(m: Material, rows: object, level: str, name: str, maxima: list[int | None]) -> TaskGroup | None:
    points = m.papers.tasks[rows]
    if not len(points) or not m.tasks:
        return None
    return TaskGroup(level, name, len(points), rules.percents_of_tasks(points, maxima))


def _reported(m: Material, level: str, name: str, code: str = "") -> TaskGroup | None:
    """«Выполнение заданий», else «Достижение планируемых результатов»."""
    for content in ("tasks", "skills"):
        rows = [one for one in m.reported if one.content == content and one.level == level and (not code or one.code == code)]
        if rows and (level in ("region", "sample") or len({one.name for one in rows}) == 1):
            percents = tuple(rows[0].percents.get(task.code) for task in m.tasks)
            return TaskGroup(level, name, rows[0].participants or 0, percents)
    return None
