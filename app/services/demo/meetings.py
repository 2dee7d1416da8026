"""Meetings of the demonstration: one that was held, with its minutes; one that is coming; a seminar and an interview."""

from __future__ import annotations

from datetime import date

from app.services.context import Context


def hold_meetings(ctx: Context) -> None:
    """Events around the day of the demonstration; people come from the cards of the schools."""
    from app.services.events import commands
    from app.services.events.queries import choices, get_event
    from app.services.events.rows import EventFields

    known = choices(ctx)
    people = [one for one in known.invitees if one.key[0] == "person"]
    coordinators = [one.key for one in people if "координатор" in one.note.lower() or one.organisation_id is None] or [
        one.key for one in people[:6]
    ]
    schools = [one.key for one in known.invitees if one.key[0] == "school"]
    place = "отдел образования, зал заседаний"
    chair = "Н. С. Ветрова, начальник отдела образования"
    held = commands.create_event(
        ctx,
        EventFields(
            "meeting", "Итоги проверочных работ весны", date(2026, 9, 4), None, "14:00", "15:30", place, None, None, "held",
            chair, "Д. О. Калинина",
            "Что показали проверочные работы весны — Калинина Д. О.\nКак школы ведут свои дорожные карты — Ветрова Н. С.",
            "1. Результаты разобраны по классам и заданиям. Школам переданы таблицы с умениями, которые даются труднее.\n"
            "2. Сроки первых мероприятий известны всем. Вопросов по отчётам нет.",
            "4",
        ),
    ).value  # fmt: skip
    commands.invite(ctx, held, [*coordinators, *schools[:4]])
    commands.save_decisions(
        ctx,
        held,
        [
            ("1. Обсудить результаты на педагогических советах", "школы", "до 30.09.2026"),
            ("2. Назначить координаторов оценочных процедур на учебный год", "школы", "до 21.09.2026"),
        ],
    )
    guests = get_event(ctx, held).attendees
    commands.set_came(ctx, held, {one.id: n % 5 != 4 for n, one in enumerate(guests) if one.id is not None})
    coming = commands.create_event(
        ctx,
        EventFields(
            "briefing", "Инструктаж школьных координаторов", date(2026, 9, 17), None, "10:00", "11:00", place, chair=chair,
            agenda="Порядок стартовой диагностики — Калинина Д. О.\nГрафики оценочных процедур: что прислать и когда",
        ),
    ).value  # fmt: skip
    commands.invite(ctx, coming, schools)
    commands.create_event(
        ctx,
        EventFields(
            "seminar", "Как составлять критерии оценивания", date(2026, 10, 8), None, "13:30", "15:00",
            "методический кабинет", agenda="Критерии для развёрнутых ответов\nРабота в группах: проверяем одну и ту же работу",
        ),
    )  # fmt: skip
    commands.create_event(
        ctx,
        EventFields(
            "visit", "Помощь школе с дорожной картой", date(2026, 9, 24), None, "11:00", "",
            "", schools[0][1] if schools else None, agenda="Что уже сделано\nС чем помочь",
        ),
    )  # fmt: skip
