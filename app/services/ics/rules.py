"""Pure rules of an exported calendar: which events stand for a window, a school's day, a meeting, a person's duty."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from app.services.calendar.rules import window_words
from app.services.events.rows import EventRow
from app.services.ics.rows import Entry, Zone
from app.services.plan.rows import CONTROL_MODES, FORMS, BreakRow, PlanRow, SlotRow
from app.services.results.procedure import KIND_TITLES
from app.services.text_ru import long_date, sort_key

ZONES: tuple[Zone, ...] = (
    Zone("Europe/Kaliningrad", "Калининград (Москва −1 час)", 2),
    Zone("Europe/Moscow", "Москва", 3),
    Zone("Europe/Samara", "Самара (Москва +1 час)", 4),
    Zone("Asia/Yekaterinburg", "Екатеринбург (Москва +2 часа)", 5),
    Zone("Asia/Omsk", "Омск (Москва +3 часа)", 6),
    Zone("Asia/Krasnoyarsk", "Красноярск (Москва +4 часа)", 7),
    Zone("Asia/Irkutsk", "Иркутск (Москва +5 часов)", 8),
    Zone("Asia/Yakutsk", "Якутск (Москва +6 часов)", 9),
    Zone("Asia/Vladivostok", "Владивосток (Москва +7 часов)", 10),
    Zone("Asia/Magadan", "Магадан (Москва +8 часов)", 11),
    Zone("Asia/Kamchatka", "Камчатка (Москва +9 часов)", 12),
)
MOSCOW = ZONES[1]
LESSON_MINUTES = 45
MEETING_MINUTES = 60
"""Where nobody said when it ends."""
_DOMAIN = "oko-raion"


def zone_of(name: str, offset: timedelta | None) -> Zone:
    """The zone of that name; else the one with the computer's offset, else Moscow's."""
    by_name = next((zone for zone in ZONES if zone.name == name), None)
    return by_name or next((zone for zone in ZONES if offset == timedelta(hours=zone.hours)), MOSCOW)


def full_uid(*parts: object) -> str:
    return f"{'-'.join(str(part) for part in parts if part != '')}@{_DOMAIN}"


def plan_uid(row: PlanRow) -> str:
    """Of its plan; a procedure known by its results only goes by what it is."""
    if row.uid:
        return row.uid
    import hashlib

    name = f"{row.kind}|{row.year}|{row.grade}|{row.subject}"
    return f"r{hashlib.sha1(name.encode('utf-8'), usedforsecurity=False).hexdigest()[:20]}"


def window_entries(row: PlanRow) -> list[Entry]:
    """The window, and the reserve day; nothing while the window is unknown."""
    if row.starts_on is None:
        return []
    uid = plan_uid(row)
    last = row.ends_on or row.starts_on
    window = Entry(
        full_uid(uid),
        row.title,
        row.starts_on,
        last,
        about=_about(row),
        category=KIND_TITLES.get(row.kind, row.kind),
        cancelled=row.is_cancelled,
        tentative=not row.is_confirmed,
        busy=last == row.starts_on,
    )
    if row.reserve_on is None:
        return [window]
    day = row.reserve_on
    reserve = replace(window, uid=full_uid(uid, "reserve"), title=f"{row.title}: резервный день", first=day, last=day, busy=False)
    return [window, reserve]


def _about(row: PlanRow) -> str:
    lines = [f"Сроки: {window_words(row.starts_on, row.ends_on)}"]
    if row.needs_name and row.subject_options:
        lines.append(f"Предмет назовут не позже чем за неделю: {', '.join(row.subject_options)}")
    if row.form:
        lines.append(f"Форма: {FORMS.get(row.form, row.form)}")
    if row.control_mode:
        lines.append(f"Проверка: {CONTROL_MODES.get(row.control_mode, row.control_mode)}")
    if row.minutes:
        lines.append(f"Продолжительность: {row.minutes} мин")
    if row.results_due is not None:
        lines.append(f"Результаты ожидаются: {long_date(row.results_due)}")
    if row.schools_expected:
        lines.append(f"Даты выбрали школы: {row.schools_chosen} из {row.schools_expected}")
    if not row.is_confirmed:
        lines.append("Даты перенесены с прошлого года и не подтверждены")
    if row.basis:
        lines.append(f"Основание: {row.basis}")
    return "\n".join(lines)


def slot_entries(slots: Iterable[SlotRow], plans: Mapping[int, PlanRow], *, with_school: bool = False) -> list[Entry]:
    """The days chosen by schools. Several days of one class are told apart by their order, so a moved day stays itself."""
    grouped: defaultdict[tuple[int, int, str], list[SlotRow]] = defaultdict(list)
    for slot in slots:
        grouped[slot.procedure_id, slot.organisation_id, slot.class_label].append(slot)
    found = []
    for (procedure, school, label), days in grouped.items():
        row = plans.get(procedure)
        if row is None:
            continue
        for number, slot in enumerate(sorted(days, key=lambda one: (one.held_on, one.lesson or 0))):
            uid = full_uid(plan_uid(row), f"s{school}", _latin(label), number + 1 if number else "")
            found.append(_slot_entry(uid, slot, row, with_school))
    return found


def _slot_entry(uid: str, slot: SlotRow, row: PlanRow, with_school: bool) -> Entry:
    parts = [short_title(row), slot.class_label or f"{row.grade} класс" * bool(row.grade)]
    if slot.lesson is not None:
        parts.append(f"{slot.lesson}-й урок")
    if with_school:
        parts.append(slot.organisation)
    lines = [f"Участников: {slot.pupils}"] if slot.pupils else []
    if slot.form and slot.form != row.form:
        lines.append(f"Форма: {FORMS.get(slot.form, slot.form)}")
    return Entry(
        uid,
        ", ".join(part for part in parts if part),
        slot.held_on,
        slot.held_on,
        slot.starts_at,
        later(slot.starts_at, row.minutes or LESSON_MINUTES),
        _room(slot.room, slot.organisation),
        "\n".join([*lines, _about(row)]),
        KIND_TITLES.get(row.kind, row.kind),
        cancelled=row.is_cancelled,
        tentative=not row.is_confirmed,
        busy=True,
    )


def short_title(row: PlanRow) -> str:
    """«ВПР, математика»: the year is on the date, the class is said besides."""
    subject = row.subject[:1].lower() + row.subject[1:]
    return ", ".join(part for part in (KIND_TITLES.get(row.kind, row.kind), subject) if part)


def _room(room: str, school: str) -> str:
    shown = f"кабинет {room}" if room[:1].isdigit() else room
    return ", ".join(part for part in (school, shown) if part)


def _latin(label: str) -> str:
    """A class as a part of a UID, which is better without Cyrillic: «4А» → «4-0410»."""
    if not label:
        return ""
    return "".join(char if char.isascii() and char.isalnum() else f"-{ord(char):04x}" for char in label.upper())


def event_entry(event: EventRow) -> Entry | None:
    """None while the day is not set."""
    if event.held_on is None:
        return None
    last = event.last_day or event.held_on
    ends = event.ends_at or later(event.starts_at, MEETING_MINUTES)
    if last == event.held_on and ends <= event.starts_at:
        ends = later(event.starts_at, MEETING_MINUTES)
    named = event.title and not event.title.casefold().startswith(event.kind_words.casefold())
    title = f"{event.kind_words}: {event.title}" if named and event.kind != "other" else event.name
    about = f"Процедура: {event.procedure}" if event.procedure else ""
    return Entry(
        full_uid(event.uid),
        title,
        event.held_on,
        last,
        event.starts_at,
        ends,
        ", ".join(part for part in (event.place, event.organisation) if part),
        about,
        event.kind_words,
        cancelled=event.status == "cancelled",
        tentative=not event.is_confirmed,
        busy=True,
    )


def break_entries(breaks: Iterable[BreakRow], base_uid: str) -> list[Entry]:
    """`base_uid` tells the bases of two districts apart."""
    numbers: defaultdict[tuple[object, ...], int] = defaultdict(int)
    found = []
    for one in sorted(breaks, key=lambda row: (row.starts_on, row.title)):
        if one.id is None:
            continue  # only proposed
        owner = one.organisation_id or 0
        numbers[one.school_year, owner] += 1
        uid = full_uid("break", base_uid[:12], one.school_year, owner, numbers[one.school_year, owner])
        found.append(Entry(uid, one.title, one.starts_on, one.ends_on, category="Каникулы"))
    return found


def duty_entries(
    role: str, row: PlanRow, person_id: int, school: int | None, school_name: str, class_label: str, held_on: date | None,
    room: str, role_title: str, slots: Sequence[SlotRow], number: int = 0,
) -> list[Entry]:  # fmt: skip
    """What one person does at one procedure: on the day said, on the days the school chose, else over the window.

    `slots`: what that school chose in that procedure. `number` tells apart several such duties of the person there.
    """
    own = [
        one
        for one in slots
        if (not class_label or not one.class_label or one.class_label.casefold() == class_label.casefold())
        and (held_on is None or one.held_on == held_on)
    ]
    days = sorted({one.held_on for one in own}) if held_on is None else [held_on]
    key = (plan_uid(row), f"p{person_id}", role.replace("_", "-"), f"o{school or 0}", _latin(class_label), number or "")
    where = ", ".join(part for part in (school_name, class_label) if part)
    title = f"{role_title}: {short_title(row)}{f', {row.grade} класс' if row.grade else ''}{f' – {where}' if where else ''}"
    base = Entry(
        full_uid(*key),
        title,
        row.starts_on or date.min,
        row.ends_on or row.starts_on or date.min,
        place=_room(room, school_name),
        about=_about(row),
        category=role_title,
        cancelled=row.is_cancelled,
        tentative=not row.is_confirmed,
    )
    if not days or school is None:
        window = [] if row.starts_on is None and held_on is None else [base]
        if held_on is not None:
            return [replace(base, first=held_on, last=held_on, busy=True)]
        return window
    found = []
    for place, day in enumerate(days):
        here = [one for one in own if one.held_on == day]
        starts = min((one.starts_at for one in here), default="") if all(one.starts_at for one in here) else ""
        last_start = max((one.starts_at for one in here), default="")
        found.append(
            replace(
                base,
                uid=full_uid(*key, f"d{place + 1}" if place else ""),
                first=day,
                last=day,
                starts_at=starts,
                ends_at=later(last_start, row.minutes or LESSON_MINUTES) if starts else "",
                busy=True,
            )
        )
    return found


def later(time: str, minutes: int) -> str:
    """«09:00» and 45 → «09:45»; stays within the day; empty for no time."""
    if not time:
        return ""
    hours, _, rest = time.partition(":")
    whole = min(23 * 60 + 59, int(hours) * 60 + int(rest or 0) + minutes)
    return f"{whole // 60:02}:{whole % 60:02}"


def in_order(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """By day and hour; one UID once."""
    by_uid = {one.uid: one for one in entries}
    return tuple(sorted(by_uid.values(), key=lambda one: (one.first, one.starts_at, sort_key(one.title), one.uid)))
