"""Direction 7: completion of the tasks by those who got «2», «3», «4», «5»."""

from __future__ import annotations

from app.services.analysis import rules
from app.services.analysis.rows import (
    FEW,
    LITTLE,
    Chart,
    Direction,
    Line,
    MarkGroupsChart,
    Material,
    Sentence,
    Table,
    TableColumn,
)
from app.services.analysis.words import of_tasks, people

KEY, TITLE = "mark_groups", "Выполнение заданий группами"
_Group = tuple[int, int, tuple[float | None, ...]]
"""(mark, number of works, percents by task)."""


def direction(m: Material) -> Direction:
    groups, reported = _groups(m)
    if not groups:
        return Direction(
            KEY, TITLE,
            missing="Баллов за задания с отметками нет: загрузите «Выполнение заданий группами участников» или форму Ф1.",
        )  # fmt: skip
    least = m.thresholds.group_least
    small = [f"«{mark}» — {people(n)}" for mark, n, _ in groups if n < least]
    warnings = []
    if small:
        warnings.append(f"Группы меньше {least:.0f} участников ({'; '.join(small)}): выводов по ним нет.")
    named = any(task.skill or task.planned_result for task in m.tasks)
    columns = (
        TableColumn("code", "Задание", "code", 80),
        TableColumn("level", "Уровень", "text", 76),
        *(
            TableColumn(f"m{mark}", f"«{mark}», %\n{people(n)}", "percent", 158, printed=f"«{mark}», %\nn = {n}")
            for mark, n, _ in groups
        ),
        *([TableColumn("skill", "Умение", "text", 240, stretch=True)] if named else []),
    )
    lines = []
    for place, task in enumerate(m.tasks):
        values = tuple(LITTLE if n < FEW else percents[place] for _, n, percents in groups)
        lines.append(
            Line(
                f"task-{place}",
                (task.code, task.level, *values, *([task.skill or task.planned_result] if named else [])),
                target=("task", place),
            )
        )
    note = "Процент — от наибольшего возможного числа баллов за задание." + (
        " Взято из отчёта «Выполнение заданий группами участников»." if reported else ""
    )
    tables = (Table("groups", "Кто с какими заданиями справился", columns, tuple(lines), (note,)),)
    chart = Chart(
        "groups", "Выполнение заданий группами",
        MarkGroupsChart(
            tuple(task.code for task in m.tasks),
            tuple((mark, f"«{mark}», {people(n)}", percents) for mark, n, percents in groups if n >= FEW),
        ),
    )  # fmt: skip
    return Direction(KEY, TITLE, tuple(_words(m, groups)), tables, (chart,), tuple(warnings))


def _groups(m: Material) -> tuple[list[_Group], bool]:
    maxima = [task.max_points for task in m.tasks]
    rows = m.chosen & m.papers.has_tasks
    found = []
    for mark in (2, 3, 4, 5):
        points = m.papers.tasks[rows & (m.papers.mark == mark)]
        if len(points) and m.tasks:
            found.append((mark, len(points), rules.percents_of_tasks(points, maxima)))
    if found:
        return found, False
    level = "school" if m.school_id is not None else "municipality"
    for mark in (2, 3, 4, 5):
        rows_ = [one for one in m.reported if one.content == f"tasks_{mark}" and one.level == level]
        rows_ = [one for one in rows_ if not m.own.login or one.code == m.own.login]
        if rows_ and len({one.name for one in rows_}) == 1:
            found.append((mark, rows_[0].participants or 0, tuple(rows_[0].percents.get(task.code) for task in m.tasks)))
    return found, bool(found)


def _words(m: Material, groups: list[_Group]) -> list[Sentence]:
    """Which tasks of the basic level each group does not do; levels unknown = half of the points."""
    said = []
    hints = {
        2: "Получившие «2» не справляются с",
        3: "Получившим «3» до «4» не хватает",
        4: "Получившим «4» до «5» не хватает",
        5: "Даже получившие «5» теряют баллы в",
    }
    for mark, n, percents in groups:
        if n < m.thresholds.group_least:
            continue
        low = []
        for place, (task, value) in enumerate(zip(m.tasks, percents, strict=True)):
            state = rules.task_state(task.level, value, m.thresholds)
            if state == "low" or (not task.level and value is not None and value < 50):
                low.append(place)
        if not low:
            continue
        codes = [m.tasks[place].code for place in low]
        words = (
            "заданием" if mark == 2 and len(low) == 1 else "заданиями" if mark == 2 else "задания" if len(low) == 1 else "заданий"
        )
        if mark == 5:
            words = "задании" if len(low) == 1 else "заданиях"
        said.append(
            Sentence(f"{hints[mark]} {words} {of_tasks(codes)} ({people(n)}).", "groups", tuple(f"task-{place}" for place in low))
        )
    return said
