"""What speaks against a person in a role, and which places want an observer. Pure."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date
from itertools import combinations

from app.services.assignments.rows import (
    ON_THE_DAY,
    AssignmentRow,
    Habits,
    Need,
    PersonLine,
    Remark,
    Slot,
    TieRow,
)
from app.services.text_ru import counted, sort_key

Touches = Callable[[date, int], date]
_LABEL = re.compile(r"(\d{1,2})?\s*[-«\"]?\s*([А-Яа-яЁёA-Za-z].*?)?[»\"]?\s*")


def class_key(label: str) -> str:
    """«4 «а»» → «4А»: how labels are compared."""
    match = _LABEL.fullmatch(label.strip())
    if match is None:
        return label.strip().upper()
    return f"{match[1] or ''}{(match[2] or '').strip().upper()}"


def touches(tie_class: str, grade: int, classes: Collection[str]) -> bool:
    """Is the class of a tie among those that write? No class = the whole school; no classes = all of the parallel."""
    if not tie_class:
        return True
    key = class_key(tie_class)
    number = re.match(r"\d+", key)
    if grade and number and int(number[0]) != grade:
        return False
    known = {class_key(one) for one in classes if one}
    if not known or not number:
        return not known or any(one.endswith(key) for one in known)
    return key in known or key == number[0] or bool(known & {number[0]})


def objection(
    role: str, person: PersonLine, organisation_id: int | None, grade: int, classes: Collection[str] = ()
) -> tuple[str, str, str] | None:
    """(code, what, way out) where the person must not hold the role there, whatever the day; None = nothing against it.

    An observer: not from the school, not a parent of the class, no tie to the school. An expert: does not teach the class
    whose works are checked and has no child there.
    """
    if organisation_id is None or role not in ("observer", "expert"):
        return None
    if role == "observer" and person.work_id == organisation_id:
        return "own_school", "работает в этой школе", "Назначьте человека из другой школы."
    for tie in person.ties:
        if tie.organisation_id != organisation_id:
            continue
        if tie.kind == "parent" and touches(tie.class_label, grade, classes):
            what = f"родитель ученика{f' {tie.class_label}' if tie.class_label else ' этой школы'}"
            return "parent", what, "Назначьте другого человека или другой класс."
        if role == "observer" and tie.kind in ("teaches", "other"):
            what = "ведёт уроки в этой школе" if tie.kind == "teaches" else "связан с этой школой"
            return "tied", what, "Назначьте человека из другой школы."
        if role == "expert" and tie.kind == "teaches" and touches(tie.class_label, grade, classes):
            what = f"ведёт уроки в классе, работы которого проверяет{f' ({tie.class_label})' if tie.class_label else ''}"
            return "own_class", what, "Передайте эти работы другому эксперту."
    return None


def classes_of(row: AssignmentRow, slots: Iterable[Slot]) -> tuple[str, ...]:
    """Classes the assignment is about: its own, else those the school chose days for (on its day, where it has one)."""
    if row.class_label:
        return (row.class_label,)
    found = [one for one in slots if one.organisation_id == row.organisation_id]
    if any(not one.class_label for one in found):
        return ()
    on_day = [one for one in found if row.held_on is None or one.held_on == row.held_on]
    return tuple(dict.fromkeys(one.class_label for one in on_day or found))


def day_of(row: AssignmentRow, slots: Iterable[Slot]) -> date | None:
    """The day of the assignment; where it says none, the only day the school (its class) writes."""
    if row.held_on is not None:
        return row.held_on
    own = [
        one
        for one in slots
        if one.organisation_id == row.organisation_id
        and (not row.class_label or not one.class_label or class_key(one.class_label) == class_key(row.class_label))
    ]
    days = {one.held_on for one in own}
    return days.pop() if len(days) == 1 else None


def needs_of(schools: Sequence[tuple[int, str, str]], slots: Iterable[Slot], habits: Habits) -> tuple[Need, ...]:
    """Places that want an observer. `schools`: (id, name, locality) of those that take part."""
    by_school: defaultdict[int, list[Slot]] = defaultdict(list)
    for slot in slots:
        by_school[slot.organisation_id].append(slot)
    found: list[Need] = []
    for school, name, locality in schools:
        own = by_school.get(school, [])
        if not own:
            found.append(Need(school, name, None, (), "", locality))
        days: defaultdict[date, list[str]] = defaultdict(list)
        for slot in own:
            days[slot.held_on].append(slot.class_label)
        for day, labels in sorted(days.items()):
            classes = tuple(sorted({one for one in labels if one}, key=sort_key)) if all(labels) else ()
            if habits.per_class and classes:
                found += [Need(school, name, day, (one,), one, locality) for one in classes]
            else:
                found.append(Need(school, name, day, classes, "", locality))
    return tuple(found)


def covers(row: AssignmentRow, need: Need) -> bool:
    """Does this observer stand at this place?"""
    if row.role != "observer" or row.organisation_id != need.organisation_id:
        return False
    if row.held_on is not None and need.held_on is not None and row.held_on != need.held_on:
        return False
    return not need.class_label or class_key(row.class_label) == class_key(need.class_label)


def uncovered(needs: Iterable[Need], rows: Sequence[AssignmentRow]) -> tuple[Need, ...]:
    """Places without an observer. One who stands at one place without a day fills one place only."""
    left = list(needs)
    for row in sorted(rows, key=lambda one: one.held_on is None):
        found = next((need for need in left if covers(row, need)), None)
        if found is not None:
            left.remove(found)
    return tuple(left)


def briefing_span(day: date, habits: Habits, add_working: Touches) -> tuple[date, date]:
    """First and last day on which the briefing is held."""
    return add_working(day, -habits.briefing_days), day


def remarks_of(
    rows: Sequence[AssignmentRow],
    people: Mapping[int, PersonLine],
    slots: Sequence[Slot],
    window: tuple[date | None, date | None],
    habits: Habits,
    today: date,
    add_working: Touches,
    others: Sequence[AssignmentRow] = (),
) -> tuple[Remark, ...]:
    """Everything that is not right about the people of one procedure; `others`: the same people at other procedures.

    Errors break a rule, warnings ask to look. In the order of schools and names.
    """
    found: list[Remark] = []
    for row in rows:
        person = people.get(row.person_id)
        if person is not None:
            found += _against(row, person, slots)
        found += _days(row, slots, window)
        found += _briefing(row, slots, habits, today, add_working)
    found += _two_places(rows, others, slots)
    found += _loads(rows, slots, habits)
    found += _mutual(rows)
    names = {row.id: (sort_key(row.organisation), sort_key(row.person)) for row in rows}
    rank = {"error": 0, "warning": 1, "info": 2}
    return tuple(
        sorted(found, key=lambda one: (rank[one.severity], names.get(one.assignment_id or 0, ((), ())), one.code, one.text))
    )


def _against(row: AssignmentRow, person: PersonLine, slots: Sequence[Slot]) -> Iterable[Remark]:
    classes = classes_of(row, slots)
    if wrong := objection(row.role, person, row.organisation_id, row.grade, classes):
        code, what, fix = wrong
        yield _remark(row, "error", code, f"{row.person} ({row.role_title.lower()}): {what}.", fix)
    elif (
        row.role == "expert"
        and row.organisation_id is not None
        and person.work_id == row.organisation_id
        and not row.class_label
        and not any(tie.kind == "teaches" for tie in person.ties)
    ):
        text = f"{row.person} проверяет работы своей школы, а какие классы ведёт – не записано."
        yield _remark(row, "info", "classes_unknown", text, "Впишите классы в связях человека.")


def _days(row: AssignmentRow, slots: Sequence[Slot], window: tuple[date | None, date | None]) -> Iterable[Remark]:
    if row.role not in ON_THE_DAY or row.held_on is None:
        return
    first, last = window
    days = sorted({one.held_on for one in slots if one.organisation_id == row.organisation_id})
    if days and row.held_on not in days:
        wrong = row.held_on
        day = min(days, key=lambda one: abs((one - wrong).days))
        text = f"{row.person}: назначен день {row.held_on:%d.%m.%Y}, а школа пишет {', '.join(f'{one:%d.%m}' for one in days)}."
        yield _remark(row, "warning", "other_day", text, f"Перенесите на {day:%d.%m.%Y}.", day)
    elif first is not None and not first <= row.held_on <= (last or first):
        text = f"{row.person}: день {row.held_on:%d.%m.%Y} вне сроков процедуры."
        yield _remark(row, "warning", "outside_window", text, "Исправьте день.", first)


def _briefing(
    row: AssignmentRow, slots: Sequence[Slot], habits: Habits, today: date, add_working: Touches
) -> Iterable[Remark]:  # fmt: skip
    day = day_of(row, slots)
    if row.role not in ON_THE_DAY or day is None:
        return
    first, last = briefing_span(day, habits, add_working)
    span = f"Инструктаж проводят с {first:%d.%m} по {last:%d.%m}."
    if row.briefed_on is None:
        if today >= first:
            yield _remark(
                row, "warning", "no_briefing", f"{row.person}: инструктаж не отмечен.", span, max(first, min(today, day))
            )
    elif row.briefed_on > day:
        text = f"{row.person}: инструктаж {row.briefed_on:%d.%m.%Y} позже дня проведения."
        yield _remark(row, "error", "briefed_late", text, span, day)
    elif row.briefed_on < first:
        many = counted(habits.briefing_days, "рабочий день", "рабочих дня", "рабочих дней")
        text = f"{row.person}: инструктаж {row.briefed_on:%d.%m.%Y} раньше, чем за {many}."
        yield _remark(row, "warning", "briefed_early", text, f"Повторите. {span}", first)


def _two_places(rows: Sequence[AssignmentRow], others: Sequence[AssignmentRow], slots: Sequence[Slot]) -> Iterable[Remark]:
    """Nobody is in two schools on one day, or in two classes at one lesson, or watches what he takes part in."""
    by_person: defaultdict[int, list[AssignmentRow]] = defaultdict(list)
    mine = {row.id for row in rows}
    for row in (*rows, *others):
        if row.role in ON_THE_DAY:
            by_person[row.person_id].append(row)
    for held in by_person.values():
        for one, other in combinations(held, 2):
            if one.id not in mine and other.id not in mine:
                continue
            first, second = (one, other) if one.id in mine else (other, one)
            together = (first.procedure_id, first.organisation_id) == (second.procedure_id, second.organisation_id)
            if together and {first.role, second.role} > {"observer"}:
                text = f"{first.person} и наблюдает, и участвует в проведении в одной школе."
                yield _remark(first, "error", "two_roles", text, "Оставьте одну роль.")
            else:
                yield from _clash(first, second, slots)


def _clash(one: AssignmentRow, other: AssignmentRow, slots: Sequence[Slot]) -> Iterable[Remark]:
    own = slots if other.procedure_id == one.procedure_id else ()
    day = day_of(one, slots)
    if day is None or (day_of(other, own) if own else other.held_on) != day:
        return
    if one.organisation_id != other.organisation_id:
        places = f"{one.organisation or 'район'} и {other.organisation or 'район'}"
        text = f"{one.person}: {day:%d.%m.%Y} в двух местах – {places}."
        yield _remark(one, "error", "two_places", text, "Замените человека в одной из школ или перенесите день.")
    elif one.class_label and other.class_label and class_key(one.class_label) != class_key(other.class_label):
        lessons = [
            {slot.lesson for slot in slots if class_key(slot.class_label) == class_key(row.class_label)
             and slot.organisation_id == row.organisation_id and slot.held_on == day and slot.lesson}
            for row in (one, other)
        ]  # fmt: skip
        both = f"{one.class_label} и {other.class_label}"
        if lessons[0] & lessons[1]:
            text = f"{one.person}: {both} пишут {day:%d.%m.%Y} на одном уроке."
            yield _remark(one, "error", "two_places", text, "Назначьте в один из классов другого человека.")


def _loads(rows: Sequence[AssignmentRow], slots: Sequence[Slot], habits: Habits) -> Iterable[Remark]:
    observed: defaultdict[int, list[AssignmentRow]] = defaultdict(list)
    checked: defaultdict[int, list[AssignmentRow]] = defaultdict(list)
    for row in rows:
        if row.role == "observer":
            observed[row.person_id].append(row)
        elif row.role == "expert":
            checked[row.person_id].append(row)
    for held in observed.values():
        places = {(row.organisation_id, row.held_on) for row in held}
        if len(places) > habits.max_places:
            text = f"{held[0].person}: наблюдений {len(places)}, в районе не больше {habits.max_places}."
            yield _remark(held[-1], "warning", "many_places", text, "Передайте часть другим наблюдателям.")
    for held in checked.values():
        works = sum(_works(row, slots) for row in held)
        if works > habits.max_works:
            text = f"{held[0].person}: работ на проверку {works}, в районе не больше {habits.max_works}."
            yield _remark(held[-1], "warning", "many_works", text, "Передайте часть работ другому эксперту.")


def _works(row: AssignmentRow, slots: Sequence[Slot]) -> int:
    return sum(
        one.pupils or 0
        for one in slots
        if one.organisation_id == row.organisation_id
        and (not row.class_label or class_key(one.class_label) == class_key(row.class_label))
    )


def _mutual(rows: Sequence[AssignmentRow]) -> Iterable[Remark]:
    sent: dict[tuple[int, int], AssignmentRow] = {}
    for row in rows:
        if row.role == "observer" and row.work_id is not None and row.organisation_id is not None:
            sent.setdefault((row.work_id, row.organisation_id), row)
    for (home, school), row in sent.items():
        if home < school and (school, home) in sent:
            text = f"{row.work} и {row.organisation} наблюдают друг за другом."
            yield _remark(row, "warning", "mutual", text, "Поменяйте одного из наблюдателей с другой школой.")


def _remark(row: AssignmentRow, severity: str, code: str, text: str, fix: str, day: date | None = None) -> Remark:
    return Remark(severity, code, text, fix, row.id, row.organisation_id, row.person_id, row.role, day)  # type: ignore[arg-type]


def tie_problem(tie: TieRow) -> str:
    """Why a tie cannot be stored, in words; empty = it can."""
    if tie.kind not in ("parent", "teaches", "other"):
        return "Выберите вид связи."
    if tie.class_label and not re.match(r"\d", tie.class_label) and len(tie.class_label) > 12:
        return "Класс пишется коротко: «4А»."
    return ""
