"""Direction 6: planned results — the same tasks put together by the skill they check."""

from __future__ import annotations

from app.services.analysis import rules
from app.services.analysis.rows import NO_SKILLS, Direction, Line, Material, Sentence, State, Table, TableColumn
from app.services.analysis.task_groups import TaskGroup, task_view
from app.services.analysis.words import capital, of_tasks, percent
from app.services.text_ru import counted

KEY, TITLE = "skills", "Достижение планируемых результатов"
_WORDS: dict[State, str] = {
    "": "",
    "low": "системный дефицит",
    "edge": "есть западающее задание",
    "good": "достигнут",
    "note": "",
}


def direction(m: Material) -> Direction:
    view = task_view(m)
    if view.own is None:
        return Direction(KEY, TITLE, missing="Баллов за задания нет: загрузите «Выполнение заданий» или форму Ф1.")
    tables: list[Table] = []
    said: list[Sentence] = []
    for key, title, names in (
        ("skills", "Умения", [task.skill for task in m.tasks]),
        ("planned", "Блоки планируемых результатов", [task.planned_result for task in m.tasks]),
        ("codes", "Коды требований", [task.requirement_codes.split(";")[0].strip() for task in m.tasks]),
    ):
        if not any(names) or (key == "codes" and len(set(filter(None, names))) == len([n for n in names if n])):
            continue
        found = rules.skills(names, view.own.percents, view.states)
        tables.append(_table(m, key, title, found, view.beside))
        if key != "codes" and (key == "skills" or not said):
            said += _words(m, key, found)
    if not tables:
        return Direction(KEY, TITLE, missing=NO_SKILLS)
    warnings = () if any(view.states) else ("Уровни заданий не указаны, поэтому выводов нет: показаны только проценты.",)
    return Direction(KEY, TITLE, tuple(said), tuple(tables), warnings=warnings)


def _table(m: Material, key: str, title: str, found: tuple[rules.SkillResult, ...], beside: tuple[TaskGroup, ...]) -> Table:
    columns = (
        TableColumn("skill", title, "text", 330, stretch=True),
        TableColumn("tasks", "Задания", "text", 110),
        TableColumn("own", "Школа, %" if m.school_id is not None else "Район, %", "percent", 92),
        *(TableColumn(group.level, f"{capital(group.name)}, %", "percent", 92) for group in beside),
        TableColumn("low", "Недостаточно", "count", 104),
        TableColumn("state", "Вывод", "text", 200),
    )
    lines = []
    for number, one in enumerate(found):
        others = []
        for group in beside:
            known = [p for place in one.places if (p := group.percents[place]) is not None]
            others.append(sum(known) / len(known) if known else None)
        low = f"{one.low} из {one.judged}" if one.judged else ""
        codes = ", ".join(m.tasks[place].code for place in one.places)
        lines.append(Line(f"{key}-{number}", (one.skill, codes, one.percent, *others, low, _WORDS[one.state]), one.state))
    note = (
        "Системный дефицит: умение проверяют не меньше двух заданий, и большинство из них выполнено недостаточно. "
        "Годы сравнимы только для одних и тех же умений кодификатора."
    )
    return Table(key, title, columns, tuple(lines), (note,))


def _words(m: Material, key: str, found: tuple[rules.SkillResult, ...]) -> list[Sentence]:
    judged = [one for one in found if one.judged]
    if not judged:
        return []
    deficits = [(number, one) for number, one in enumerate(found) if one.state == "low"]
    weak = [(number, one) for number, one in enumerate(found) if one.state == "edge"]
    said = []
    for number, one in deficits:
        codes = of_tasks([m.tasks[place].code for place in one.places])
        how_many = f"{one.low} из {counted(one.judged, 'задания', 'заданий', 'заданий')} ({codes})"
        words = f"Системный дефицит: «{one.skill}» — недостаточно {how_many}, в среднем {percent(one.percent)}."
        said.append(Sentence(words, key, (f"{key}-{number}",)))
    if not deficits:
        said.append(Sentence("Системных дефицитов не видно: ни у одного умения не западает большинство заданий.", key, ()))
    if weak:
        total = counted(len(weak), "умении", "умениях", "умениях")
        said.append(
            Sentence(
                f"Отдельные западающие задания — {'ещё ' if deficits else ''}в {total}.",
                key,
                tuple(f"{key}-{number}" for number, _ in weak),
            )
        )
    return said
