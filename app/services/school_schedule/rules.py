"""Does a schedule keep to the limits, and what is the way out where it does not? Pure; a year of a school in milliseconds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from app.services.school_schedule.board import Board, Class
from app.services.school_schedule.findings import SEVERITIES, Change, CheckOptions, Code, Finding, Fix
from app.services.school_schedule.limits import Limit
from app.services.school_schedule.rows import Entry, Schedule
from app.services.text_ru import counted, number, short_date, sort_key

MIDDLE_LESSON = 3
"""Proposed instead of a first or last one, where the lesson before it was not known."""
Way = tuple[str, Fix | None]
"""The way out in words, and as a change where the program can make it."""
_TWO_AND_A_HALF = "раз в две с половиной недели"


def check(schedule: Schedule, options: CheckOptions | None = None) -> tuple[Finding, ...]:
    """Findings of both severities with a way out each, binding ones first; then by class and subject."""
    return check_board(Board(schedule, options or CheckOptions()))


def check_board(board: Board) -> tuple[Finding, ...]:
    found = [*share_findings(board), *_spacing(board), *_same_day(board), *_crowded_weeks(board)]
    found += [*_single(board), *_without_hours(board)]
    order = list(SEVERITIES)
    found.sort(key=lambda one: (order.index(one.severity), one.classes, sort_key(one.subject), _when(board, one)))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Counts:
    """How many findings of which severity a schedule has."""

    binding: int = 0
    recommended: int = 0
    date: int = 0
    unknown: int = 0


def counts(findings: Iterable[Finding]) -> Counts:
    numbers: dict[str, int] = defaultdict(int)
    for one in findings:
        numbers[one.severity] += 1
    return Counts(**numbers)


# -- words


def entry_words(entry: Entry) -> str:
    """«4А, Математика, 12.03.2026», «4-е классы, Математика, неделя 12»."""
    return ", ".join(part for part in (class_words([(entry.grade, entry.class_label)]), entry.subject, when_words(entry)) if part)


def when_words(entry: Entry) -> str:
    if entry.held_on is not None:
        return short_date(entry.held_on) + (f"–{short_date(entry.until)}" if entry.until and entry.until != entry.held_on else "")
    return f"неделя {entry.week}" if entry.week is not None else ""


def class_words(classes: Sequence[Class]) -> str:
    """«4А, 4Б», «4-е классы»."""
    return ", ".join(label or f"{grade}-е классы" for grade, label in classes)


# -- the 10 %


def surplus(board: Board, one: Class, subject: str, indices: Sequence[int]) -> tuple[int, int, int] | None:
    """(lessons taken, lessons allowed, hours) of a subject of a class; None where the hours are not known."""
    hours = board.hours_of(one, subject)
    if hours is None:
        return None
    taken = sum(max(1, entry.lessons_taken) for n in indices if (entry := board.entries[n]) is not None)
    return taken, hours[0] * board.limits["share"].value // 100, hours[0]


def share_indices(board: Board) -> dict[tuple[Class, str], list[int]]:
    """Procedures counted in the 10 %, by class and subject; also those whose day is not known."""
    found: dict[tuple[Class, str], list[int]] = defaultdict(list)
    for index, entry in board.standing():
        if board.in_share(entry):
            for one in board.classes(entry):
                found[one, entry.subject].append(index)
    return found


def droppable(board: Board, indices: Iterable[int]) -> list[int]:
    """The school's own ones, the first to go first: of one class before those of the parallel, late ones before early ones."""
    own = [n for n in indices if (entry := board.entries[n]) is not None and entry.level == "school"]
    return sorted(own, key=lambda n: (not _entry(board, n).class_label, -(board.places[n] or (0, 0))[0], -n))


def share_findings(board: Board) -> list[Finding]:
    limit = board.limits["share"]
    same: dict[tuple[str, tuple[int, ...], int], list[Class]] = defaultdict(list)
    for (one, subject), indices in share_indices(board).items():
        known = surplus(board, one, subject, indices)
        if known is not None and known[0] > known[1]:
            same[subject, tuple(indices), known[2]].append(one)
    found = []
    for (subject, key, hours), classes in same.items():
        indices = list(key)
        taken, allowed, _hours = surplus(board, classes[0], subject, indices) or (0, 0, 0)
        text = (
            f"{class_words(classes)}, {subject}: оценочные процедуры занимают {_lessons(taken)} из {hours} "
            f"({number(100 * taken / hours, 1) + ' %' if hours else 'часов в плане нет'}), можно не больше {allowed}."
        )
        dropped: list[int] = []
        left = taken
        for n in droppable(board, indices):
            if left <= allowed:
                break
            dropped.append(n)
            left -= max(1, _entry(board, n).lessons_taken)
        entries = tuple(_entry(board, n) for n in indices)
        if left <= allowed:
            gone = tuple(_entry(board, n) for n in dropped)
            words = "Убрать из графика: " + "; ".join(entry_words(one) for one in gone) + "."
            found.append(
                Finding(
                    limit.severity, "share", text, words, limit.source, tuple(classes), subject, entries,
                    Fix(words, tuple(Change(one, None) for one in gone)),
                )
            )  # fmt: skip
        else:
            todo = "Проверьте часы по учебному плану: школьных процедур, которые можно убрать или объединить, не хватает."
            found.append(Finding(limit.severity, "share", text, todo, limit.source, tuple(classes), subject, entries))
    return found


# -- one from another


def _finding(limit: Limit, code: Code, text: str, way: Way, classes: Sequence[Class], entries: Sequence[Entry]) -> Finding:
    todo, fix = way
    return Finding(
        limit.severity, code, text, todo, limit.source, tuple(sorted(classes)), entries[0].subject, tuple(entries), fix
    )  # fmt: skip


def _spacing(board: Board) -> list[Finding]:
    limit = board.limits["spacing"]
    pairs: dict[tuple[int, int], list[Class]] = defaultdict(list)
    for (one, _subject), indices in board.by_subject.items():
        if len(indices) < 2:
            continue
        placed = sorted((place, n) for n in indices if (place := board.places[n]) is not None)
        for (early, first), (late, second) in pairwise(placed):
            one_day = early == late and early[0] == early[1]  # said by another finding
            if not one_day and max(late[1] - early[0], early[1] - late[0]) < limit.value:
                pairs[first, second].append(one)
    found = []
    for (first, second), classes in pairs.items():
        left, right = _entry(board, first), _entry(board, second)
        between = f"{when_words(left)} и {when_words(right)} слишком близко"
        if left.held_on and right.held_on and not left.until and not right.until:
            apart = counted((right.held_on - left.held_on).days, "день", "дня", "дней")
            between = f"между {when_words(left)} и {when_words(right)} – {apart}"
        text = f"{class_words(classes)}, {left.subject}: {between}, рекомендовано не меньше {limit.value} ({_TWO_AND_A_HALF})."
        found.append(_finding(limit, "spacing", text, _way_out(board, (second, first)), classes, (left, right)))
    return found


def _same_day(board: Board) -> list[Finding]:
    limit = board.limits["one_a_day"]
    same: dict[tuple[int, tuple[int, ...]], list[Class]] = defaultdict(list)
    for one, days in board.on_day.items():
        for day, there in days.items():
            if len(there) > limit.value:
                same[day, tuple(sorted(there))].append(one)
    found = []
    for (day, indices), classes in same.items():
        entries = tuple(_entry(board, n) for n in indices)
        what = ", ".join(dict.fromkeys(one.subject for one in entries))
        text = (
            f"{class_words(sorted(classes))}, {short_date(date.fromordinal(day))}: {_procedures(len(entries))} "
            f"в один день ({what}), рекомендована одна."
        )
        own = sorted(indices, key=lambda n: (_entry(board, n).level != "school", not _entry(board, n).class_label, -n))
        found.append(_finding(limit, "one_a_day", text, _way_out(board, own), classes, entries))
    return found


def _crowded_weeks(board: Board) -> list[Finding]:
    """Schedules by weeks: more procedures than school days cannot stand one a day."""
    limit = board.limits["one_a_day"]
    same: dict[tuple[int, tuple[int, ...]], list[Class]] = defaultdict(list)
    for (one, week), there in board.in_week.items():
        if len(there) > board.days_of_week.get(week, 0) and any(_entry(board, n).held_on is None for n in there):
            same[week, tuple(sorted(there))].append(one)
    found = []
    for (week, indices), classes in same.items():
        entries = tuple(_entry(board, n) for n in indices)
        text = (
            f"{class_words(sorted(classes))}, неделя {week}: {_procedures(len(entries))}, "
            f"а учебных дней {board.days_of_week.get(week, 0)}: по одной в день не выходит."
        )
        own = [n for n in reversed(indices) if _entry(board, n).held_on is None]
        found.append(_finding(limit, "crowded_week", text, _way_out(board, own), classes, entries))
    return found


# -- each by itself


def _single(board: Board) -> list[Finding]:
    found: list[Finding] = []
    for index, entry in board.standing():
        if not board.counts(entry):
            found.append(_short(board, entry))
            continue
        if (wrong := _date_finding(board, index, entry)) is not None:
            found.append(wrong)
        if is_edge(entry) and not edge_allowed(board, entry):
            found.append(_edge(board, entry))
    return found


def _short(board: Board, entry: Entry) -> Finding:
    limit = board.limits["minutes"]
    text = (
        f"{entry_words(entry)}: {counted(entry.minutes or 0, 'минута', 'минуты', 'минут')} – меньше {limit.value}, "
        "оценочной процедурой это не считается."
    )
    words = "Убрать из графика: пределы на такие работы не распространяются."
    own = entry.level == "school"
    way: Way = (words, Fix(words, (Change(entry, None),))) if own else ("Уточните продолжительность.", None)
    return _finding(limit, "minutes", text, way, board.classes(entry), (entry,))


def is_edge(entry: Entry) -> bool:
    """First or last lesson, as far as is known."""
    return entry.is_edge_lesson if entry.is_edge_lesson is not None else entry.lesson == 1


def edge_allowed(board: Board, entry: Entry) -> bool:
    """A subject of one lesson a week may be written whenever that lesson is."""
    known = [board.hours_of(one, entry.subject) for one in board.classes(entry)]
    return bool(known) and all(one is not None and one[1] <= board.limits["edge_lesson"].value for one in known)


def off_edge(entry: Entry) -> Entry:
    """The entry on a lesson inside the day."""
    if entry.lesson is None or entry.lesson <= 2:
        return replace(entry, lesson=2 if entry.lesson == 1 else MIDDLE_LESSON, is_edge_lesson=False)
    return replace(entry, lesson=entry.lesson - 1, is_edge_lesson=False)


def _edge(board: Board, entry: Entry) -> Finding:
    limit = board.limits["edge_lesson"]
    which = "первый урок" if entry.lesson == 1 else "первый или последний урок"
    known = all(board.hours_of(one, entry.subject) is not None for one in board.classes(entry))
    unless = "" if known else " Часы предмета не указаны: если он бывает раз в неделю, это допустимо."
    text = f"{entry_words(entry)}: {which}; рекомендовано не на первом и не на последнем.{unless}"
    after = off_edge(entry)
    words = f"Перенести на {after.lesson}-й урок того же дня."
    return _finding(limit, "edge_lesson", text, (words, Fix(words, (Change(entry, after),))), board.classes(entry), (entry,))


def date_problem(board: Board, index: int, entry: Entry) -> tuple[Code, str] | None:
    """What is wrong with the time of an entry, whatever the others are."""
    place, year = board.places[index], board.schedule.school_year
    if place is None:
        if entry.week is not None and entry.held_on is None:
            return "no_date", f"учебной недели {entry.week} в этом году нет"
        return "no_date", "ни дня, ни недели не названо"
    first, last = place
    if not date(year, 9, 1).toordinal() <= first <= last <= date(year + 1, 8, 31).toordinal():
        return "outside_year", f"не в {year}/{year + 1} учебном году"
    window = board.window(entry)
    if window is not None and (last < window[0] or window[1] < first or (first == last and not window[0] <= first <= window[1])):
        ends = f"{short_date(date.fromordinal(window[0]))}–{short_date(date.fromordinal(window[1]))}"
        return "outside_window", f"вне срока процедуры ({ends})"
    if first == last and first not in board.day_set:
        day = date.fromordinal(first)
        if (idle := next((one for one in board.schedule.breaks if one.starts_on <= day <= one.ends_on), None)) is not None:
            return "break", f"каникулы ({idle.title})"
        return ("break", "летние каникулы") if (day.month, day.day) > (5, 31) and day.month < 9 else ("day_off", "выходной день")
    return None


def _date_finding(board: Board, index: int, entry: Entry) -> Finding | None:
    wrong = date_problem(board, index, entry)
    if wrong is None:
        return None
    code, words = wrong
    todo, fix = _way_out(board, (index,))
    return Finding("date", code, f"{entry_words(entry)}: {words}.", todo, "", board.classes(entry), entry.subject, (entry,), fix)


def _without_hours(board: Board) -> list[Finding]:
    """One finding a grade, so that a schedule without hours does not drown in them."""
    missing: dict[int, dict[str, list[Entry]]] = defaultdict(lambda: defaultdict(list))
    for (one, subject), indices in share_indices(board).items():
        if board.hours_of(one, subject) is None:
            missing[one[0]][subject].extend(_entry(board, n) for n in indices)
    found = []
    for grade, subjects in sorted(missing.items()):
        names = sorted(subjects, key=sort_key)
        text = f"{grade}-е классы: часы по учебному плану не указаны ({', '.join(names)}), 10 % не проверены."
        entries = tuple(dict.fromkeys(one for name in names for one in subjects[name]))
        todo = "Впишите часы в год: «Часы предметов»."
        found.append(
            Finding("unknown", "hours_unknown", text, todo, "", board.of_grade.get(grade) or ((grade, ""),), "", entries)
        )
    return found


# -- ways out


def _way_out(board: Board, indices: Sequence[int]) -> Way:
    """Move the first of them that may be moved and has where to go; else say what a person can do."""
    own = [n for n in indices if board.movable(_entry(board, n))]
    for n in own:
        entry = _entry(board, n)
        after = board.moved(n, entry, near=_middle(board, n))
        if after is not None:
            words = f"Перенести {entry_words(entry)} на {_new_place(board, after)}."
            return words, Fix(words, (Change(entry, after),))
    if own:
        entry = _entry(board, own[0])
        if entry.level == "school":
            words = f"Свободного места, которое ничего не нарушит, нет. Убрать или объединить с другой: {entry_words(entry)}."
            return words, Fix(words, (Change(entry, None),))
        return "Внутри срока процедуры свободного дня нет: освободите день, перенеся школьную работу.", None
    return "Даты назначены не школой: уточните их у района или региона.", None


def _middle(board: Board, index: int) -> int:
    """Where to begin looking: its place, else the middle of its window or of the year."""
    if (place := board.places[index]) is not None:
        return place[0]
    window = board.window(_entry(board, index))
    if window is not None:
        return (window[0] + window[1]) // 2
    return board.days[len(board.days) // 2] if board.days else date(board.schedule.school_year, 9, 1).toordinal()


def _new_place(board: Board, entry: Entry) -> str:
    if entry.held_on is not None:
        return short_date(entry.held_on)
    monday, saturday = board.weeks[(entry.week or 1) - 1]
    return f"неделю {entry.week} ({monday:%d.%m}–{saturday:%d.%m})"


def _entry(board: Board, index: int) -> Entry:
    entry = board.entries[index]
    assert entry is not None
    return entry


def _when(board: Board, finding: Finding) -> tuple[int, int]:
    first = finding.entries[0] if finding.entries else None
    return ((first.held_on.toordinal() if first.held_on else 0), first.week or 0) if first is not None else (0, 0)


def _procedures(count: int) -> str:
    return counted(count, "процедура", "процедуры", "процедур")


def _lessons(count: int) -> str:
    return counted(count, "урок", "урока", "уроков")
