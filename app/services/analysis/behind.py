"""The rows behind one task: works of a school by code, or schools of the district. Pure."""

from __future__ import annotations

from typing import Any

from app.services.analysis import rules
from app.services.analysis.rows import FEW, LITTLE, STATE_WORDS, Direction, Line, Material, Sentence, Table, TableColumn
from app.services.analysis.words import capital, percent
from app.services.text_ru import counted, number, sort_key

KEY = "task"
_NOT_TRIED, _BLANK = 255, 254


def task_rows(m: Material, place: int) -> Direction:
    """`place`: of the task in the task map. Points of each work of a school; percents of the schools of the district."""
    task = m.tasks[place]
    about = task.skill or task.planned_result
    title = f"Задание {task.code}" + (f": {about[:1].lower()}{about[1:]}" if about else "")
    rows = m.chosen & m.papers.has_tasks
    if not rows.any():
        return Direction(
            KEY, title, missing="По работам это задание не посчитать: баллов за задания в базе нет, есть только отчёт."
        )
    points = m.papers.tasks[:, place]
    table = _works(m, rows, points) if m.school_id is not None else _schools(m, rows, points, place)
    shares = _points(m, rows, points, place)
    n, none = int(rows.sum()), int(((points == 0) | (points >= rules.NO_POINTS))[rows].sum())
    said = f"Без баллов — {counted(none, 'работа', 'работы', 'работ')} из {number(n)}"
    if n >= FEW:
        said += f" ({percent(100 * none / n)})"
    return Direction(KEY, title, (Sentence(f"{said}.", "points", ("none",)),), (shares, table))


def _points(m: Material, rows: Any, points: Any, place: int) -> Table:
    import numpy as np

    counts = np.bincount(np.asarray(points)[rows], minlength=256)
    n = int(counts.sum())
    most = m.tasks[place].max_points or int(max((i for i in range(rules.NO_POINTS) if counts[i]), default=0))
    columns = (
        TableColumn("points", "Балл за задание", "text", 220, stretch=True),
        TableColumn("n", "Работ", "count", 80),
        TableColumn("share", "%", "percent", 90),
    )

    def line(key: str, words: str, count: int, total: bool = False) -> Line:
        return Line(key, (words, count, 100 * count / n if n >= FEW else LITTLE), total=total)

    without = int(counts[0] + counts[rules.NO_POINTS :].sum())
    lines = [
        line("x", "не приступил", int(counts[_NOT_TRIED])),
        line("blank", "не заполнено", int(counts[_BLANK])),
        *(line(f"p{score}", f"{score}", int(counts[score])) for score in range(most + 1)),
        line("none", "Всего без баллов", without, total=True),
    ]
    return Table("points", "Сколько работ с каким баллом", columns, tuple(one for one in lines if one.cells[1] or one.total))


def _works(m: Material, rows: Any, points: Any) -> Table:
    import numpy as np

    p = m.papers
    columns = (
        TableColumn("code", "Код", "code", 90),
        TableColumn("class", "Класс", "text", 70),
        TableColumn("points", "Балл за задание", "text", 150),
        TableColumn("score", "Балл за работу", "count", 130),
        TableColumn("mark", "Отметка", "count", 90),
    )
    values = np.asarray(points)
    places = np.asarray(rows).nonzero()[0].tolist()
    places.sort(key=lambda i: (sort_key(p.classes[i]), sort_key(p.codes[i])))
    words = {_NOT_TRIED: "не приступил", _BLANK: "не заполнено"}
    lines = tuple(
        Line(
            str(i),
            (p.codes[i], p.classes[i], words.get(int(values[i]), str(int(values[i]))), int(p.score[i]), int(p.mark[i]) or None),
        )
        for i in places
    )
    return Table("works", "Работы по кодам", columns, lines)


def _schools(m: Material, rows: Any, points: Any, place: int) -> Table:
    import numpy as np

    task = m.tasks[place]
    columns = (
        TableColumn("school", "Школа", "text", 280, stretch=True),
        TableColumn("n", "Писали", "count", 80),
        TableColumn("done", "Выполнение, %", "percent", 120),
        TableColumn("state", "Вывод", "text", 150),
    )
    got = np.asarray(points)[:, None]
    lines = []
    for school in m.schools:
        mine = np.asarray(rows) & (m.papers.organisation == school.organisation_id)
        n = int(mine.sum())
        if not n or school.organisation_id is None:
            continue
        done = rules.percents_of_tasks(got[mine], [task.max_points])[0]
        state = rules.task_state(task.level, done, m.thresholds) if n >= m.thresholds.group_least else ""
        shown = LITTLE if n < FEW else done
        lines.append(
            Line(f"school-{school.organisation_id}", (school.name, n, shown, STATE_WORDS[state]), state,
                 ("school", school.organisation_id))
        )  # fmt: skip
    note = f"Вывод — от {m.thresholds.group_least:.0f} участников."
    return Table("schools", capital("школы, по алфавиту"), columns, tuple(lines), (note,))
