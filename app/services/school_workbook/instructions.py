"""What the sheet «Как заполнять» says, in plain words. Pure."""

from __future__ import annotations

from datetime import date

from app.services.school_workbook.rows import ABSENT, COLUMN_KINDS, NOT_ATTEMPTED, FormColumn, FormDefinition
from app.services.text_ru import long_date


def instructions(definition: FormDefinition, office: str, due_on: date | None, note: str = "") -> list[str]:
    """Paragraphs, numbered where there is an order."""
    steps = [
        "Откройте лист «Заполнить». Вписывать можно только в жёлтые ячейки: остальные закрыты, чтобы таблица осталась целой.",
        "Не переименовывайте столбцы и листы, не вставляйте и не удаляйте столбцы.",
    ]
    if definition.kind == "results":
        steps += [
            "Каждая строка – работа одного участника. Впишите его код с отрывного листа. Фамилий и имён в книге быть не должно.",
            f"Кто не писал, тоже получает строку: код и «{ABSENT}» в столбце «Вариант», остальное пусто.",
            f"У тех, кто писал, заполните каждое задание: балл или {NOT_ATTEMPTED}, если к заданию не приступали.",
            "Сумма считается сама. Если она кажется неверной, проверьте баллы.",
        ]
    elif definition.single:
        steps.append("Ответьте на каждый вопрос. Чего у школы нет – впишите 0 или «нет», а не прочерк.")
    else:
        steps.append("Каждая строка – отдельная запись. Лишние строки оставьте пустыми; прочерки и слово «нет» в них не нужны.")
    if any(column.kind in ("choice", "yes_no") for column in definition.columns):
        steps.append("Где есть список, выбирайте из него: нажмите на стрелку справа от ячейки.")
    if any(column.required for column in definition.columns):
        steps.append("Со звёздочкой (*) – обязательно.")
    steps += [
        "Не вписывайте персональные данные: имена детей и родителей, телефоны, СНИЛС, даты рождения.",
        "Сохраните файл в том же виде (.xlsx) и отправьте обратно. Имя файла значения не имеет.",
        "Если книга вернётся с красными ячейками, откройте лист «Что исправить», поправьте их там же и отправьте снова.",
    ]
    until = [f"Срок – {long_date(due_on)} года."] if due_on else []
    return [
        *([f"Запрашивает: {office}."] if office else []),
        *until,
        *([note.strip()] if note.strip() else []),
        *(f"{number}. {step}" for number, step in enumerate(steps, 1)),
        "",
        "Что можно вписать:",
        *(_about(column) for column in definition.columns if column.kind != "points"),
        *_about_tasks(definition),
    ]


def _about(column: FormColumn) -> str:
    said = COLUMN_KINDS.get(column.kind, "код цифрами" if column.kind == "code" else "")
    if column.choices:
        said = "одно из: " + ", ".join(column.choices)
    elif column.minimum is not None and column.maximum is not None:
        said += f" от {column.minimum:g} до {column.maximum:g}"
    elif column.minimum is not None:
        said += f" не меньше {column.minimum:g}"
    must = ", обязательно" if column.required else ""
    hint = f" {column.hint}." if column.hint and column.kind != "code" else ""
    return f"• {column.title} – {said}{must}.{hint}"


def _about_tasks(definition: FormDefinition) -> list[str]:
    tasks = definition.tasks
    if not tasks:
        return []
    return [f"• Задания ({len(tasks)}) – балл не больше числа в скобках или {NOT_ATTEMPTED}."]
