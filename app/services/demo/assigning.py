"""People of the demonstration at its procedures: a list that is loaded, a full plan of observation, one begun."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from app.services.demo.district import SCHOOLS

if TYPE_CHECKING:
    from app.services.context import Context

_TEACHERS = (
    "Абрамова Инна Сергеевна", "Белкина Раиса Ильинична", "Вдовин Пётр Андреевич", "Горохова Алла Львовна",
    "Дёмина Юлия Романовна", "Ершова Нина Юрьевна", "Жарова Елена Борисовна", "Зимина Ольга Марковна",
    "Исаев Роман Олегович", "Кольцова Анна Егоровна", "Лапина Вера Денисовна", "Малеева Дина Петровна",
    "Носов Илья Фёдорович", "Осина Тамара Глебовна", "Пряхина Ирина Яковлевна", "Рябова Майя Степановна",
    "Сомова Лидия Ивановна", "Тихонова Зоя Павловна", "Ухова Светлана Игоревна", "Филина Галина Антоновна",
)  # fmt: skip
_OF_DISTRICT = ("Хромова Нелли Викторовна", "Цветков Юрий Семёнович")
_LIST = "Наблюдатели и эксперты.xlsx"
_BASIS = "приказ отдела образования от 02.04.2026 № 41-од"


def assign_people(ctx: Context, folder: Path) -> int:
    """Returns the procedure that has all its people."""
    from app.services.assignments.commands import apply_plan, assign, import_people, number_certificates, put_basis
    from app.services.assignments.list_file import preview_people
    from app.services.assignments.queries import board, list_assignments, procedure_choices, propose, watcher_pool
    from app.services.assignments.rows import AssignmentDraft
    from app.services.people.queries import list_people
    from app.services.results.queries import list_procedures

    import_people(ctx, preview_people(ctx, _write_list(folder)))
    written = [row for row in list_procedures(ctx) if row.participants]
    latest: int = max(written, key=lambda row: (row.year, row.grade == 4, row.subject)).id
    for role in ("coordinator", "technical"):
        for person in list_people(ctx, role=role):
            if person.person_id is not None and person.organisation_id is not None and person.is_current(ctx.clock().date()):
                assign(ctx, AssignmentDraft(None, latest, person.organisation_id, person.person_id, role))
    at_work = {line.work: line.person_id for line, _usual in watcher_pool(ctx, latest) if line.full_name in _TEACHERS}
    for school, person_id in at_work.items():
        ids = [line.work_id for line, _usual in watcher_pool(ctx, latest) if line.work == school]
        assign(ctx, AssignmentDraft(None, latest, ids[0], person_id, "expert", "4Б"))
    apply_plan(ctx, latest, propose(ctx, latest).lines)
    put_basis(ctx, [row.id for row in list_assignments(ctx, procedure_id=latest)], _BASIS)
    number_certificates(ctx, latest)
    today = ctx.clock().date()
    coming = [one for one in procedure_choices(ctx) if one.starts_on is not None and one.starts_on > today]
    coming = [one for one in coming if "observer" in board(ctx, one.procedure_id).roles]
    if coming:
        lines = propose(ctx, coming[0].procedure_id).lines
        apply_plan(ctx, coming[0].procedure_id, lines[: len(lines) // 2])
    return latest


def _write_list(folder: Path) -> Path:
    """As a methodologist keeps it: one person a school, two of the district, classes and a child's class."""
    from app.services.demo.workbooks import write_sheets

    head = ["№", "ФИО", "Место работы", "Должность", "Телефон", "Ведёт классы", "Школа ребёнка", "Класс ребёнка"]
    rows: list[list[object]] = [[*head]]
    for place, school in enumerate(SCHOOLS):
        child = SCHOOLS[(place + 3) % len(SCHOOLS)].name if place % 4 == 0 else ""
        rows.append(
            [
                place + 1, _TEACHERS[place % len(_TEACHERS)], school.name, "учитель начальных классов",
                f"8 (00000) 3-{10 + place}-40", "4А", child, "4А" if child else "",
            ]
        )  # fmt: skip
    rows += [
        [len(SCHOOLS) + place + 1, name, "Общественный совет района", "член совета", "", "", "", ""]
        for place, name in enumerate(_OF_DISTRICT)
    ]
    path = folder / _LIST
    write_sheets(path, {"Список": rows})
    return path
