"""A whole schedule, built or repaired, so that no binding rule is broken and recommendations are kept where possible. Pure.

First the surplus over the 10 % goes (the school's own procedures, late ones first), for nothing else may be given for it.
Then every procedure that stands wrong is put on the nearest day that breaks nothing: those with the narrowest window
choose first. Where all days are taken, another one of the school gives up its day if it has where to go. What cannot
be helped is left where it is and said. Nobody's dates but the school's own, and those inside a window, are touched.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from app.services.school_schedule.board import Board
from app.services.school_schedule.findings import Change, CheckOptions, Proposal
from app.services.school_schedule.rows import Entry, Level, Schedule
from app.services.school_schedule.rules import (
    check_board,
    date_problem,
    droppable,
    edge_allowed,
    is_edge,
    off_edge,
    share_indices,
    surplus,
)

_GOLDEN = 0.618
"""Steps of the golden ratio fall evenly however many there are."""
_ROUNDS = 3
"""A move may free a day for another one: further rounds have hardly anything left to do."""


@dataclass(frozen=True, slots=True)
class Wish:
    """`count` procedures of a subject a year, spread over the school days between `starts_on` and `ends_on`."""

    grade: int
    subject: str
    count: int = 1
    class_label: str = ""
    level: Level = "school"
    kind: str = ""
    title: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    minutes: int | None = None


def spread(schedule: Schedule, wishes: Iterable[Wish], options: CheckOptions | None = None) -> Schedule:
    """The schedule with the wished procedures on evenly spread school days, as a start for `propose`."""
    board = Board(schedule, options or CheckOptions())
    made: list[Entry] = []
    for number, wish in enumerate(wishes):
        first = wish.starts_on.toordinal() if wish.starts_on else 0
        last = wish.ends_on.toordinal() if wish.ends_on else date.max.toordinal()
        days = [day for day in board.days if first <= day <= last] or list(board.days)
        # Each subject begins at another point of its stretch, else all of them would want the same days.
        phase = (0.5 + number * _GOLDEN) % 1
        for n in range(wish.count if days else 0):
            at = min(len(days) - 1, int((n + phase) * len(days) / wish.count))
            made.append(
                Entry(
                    wish.grade, wish.class_label, wish.subject, wish.level, wish.kind, wish.title,
                    date.fromordinal(days[at]), minutes=wish.minutes,
                )
            )  # fmt: skip
    return replace(schedule, entries=(*schedule.entries, *made))


def propose(schedule: Schedule, options: CheckOptions | None = None) -> Proposal:
    """The repaired schedule. `left` names what stays: binding ones only where procedures of others alone are too many."""
    board = Board(schedule, options or CheckOptions())
    before = list(schedule.entries)
    _drop_short(board)
    _keep_share(board)
    _off_edges(board)
    for _round in range(_ROUNDS):
        if not _place_all(board):
            break
    _make_room(board)
    changes = tuple(
        Change(was, now) for was, now in zip(before, board.entries, strict=True) if was != now
    )  # fmt: skip
    entries = tuple(one for one in board.entries if one is not None)
    return Proposal(entries, changes, check_board(board))


def _drop_short(board: Board) -> None:
    """Shorter than half an hour: no assessment procedure, it need not stand in the schedule."""
    for index, entry in list(board.standing()):
        if not board.counts(entry) and entry.level == "school":
            board.put(index, None)


def _keep_share(board: Board) -> None:
    for (one, subject), indices in share_indices(board).items():
        standing = [n for n in indices if board.entries[n] is not None]
        while (known := surplus(board, one, subject, standing)) is not None and known[0] > known[1]:
            spare = droppable(board, standing)
            if not spare:
                break
            board.put(spare[0], None)
            standing.remove(spare[0])


def _off_edges(board: Board) -> None:
    for index, entry in list(board.standing()):
        if is_edge(entry) and board.counts(entry) and not edge_allowed(board, entry):
            board.put(index, off_edge(entry))


def _wrong(board: Board, index: int, entry: Entry) -> int:
    """How badly it stands: 2 = not on a school day of its window, 1 = a recommendation is broken, 0 = well."""
    if date_problem(board, index, entry) is not None:
        return 2
    place = board.places[index]
    if place is None or not board.counts(entry):
        return 0
    if board.close(index, entry, place):
        return 1
    if entry.held_on is None and entry.week is not None:
        return int(not board.week_has_room(index, entry, entry.week))
    if place[0] == place[1]:
        return int(any(len(board.on_day[one][place[0]]) > 1 for one in board.classes(entry)))
    return 0


def _place_all(board: Board) -> bool:
    """Put what stands wrong on a better place; was anything moved?"""
    waiting = [(n, entry, wrong) for n, entry in board.standing() if board.movable(entry) and (wrong := _wrong(board, n, entry))]
    waiting.sort(key=lambda one: (_room(board, one[1]), -one[2], not one[1].class_label, board.places[one[0]] or (0, 0), one[0]))
    moved = False
    for index, entry, _was in waiting:
        wrong = _wrong(board, index, entry)
        if not wrong:  # another one has gone
            continue
        near = _start(board, index, entry)
        after = board.moved(index, entry, near=near) or (_least_bad(board, index, entry, near) if wrong == 2 else None)
        if after is not None and after != entry:
            board.put(index, after)
            moved = True
    return moved


def _least_bad(board: Board, index: int, entry: Entry, near: int) -> Entry | None:
    """No place breaks nothing: at least a school day of its window, a free one if there is any."""
    if entry.held_on is None and entry.week is not None:
        entry = replace(entry, week=None)
    day = board.free_day(index, entry, near, spacing=False)
    if day is None:
        day = next(board.candidates(entry, near), None)
    return None if day is None else replace(entry, held_on=date.fromordinal(day), until=None, week=None)


def _make_room(board: Board) -> None:
    """For one that still stands wrong, one other of the school's own steps aside if it has where to go."""
    for index, entry in list(board.standing()):
        if not board.movable(entry) or entry.held_on is None or not _wrong(board, index, entry):
            continue
        near = _start(board, index, entry)
        for day in board.candidates(entry, near):
            others = _in_the_way(board, index, entry, day)
            if len(others) != 1:
                continue
            other = next(iter(others))
            there = board.entries[other]
            if there is None or not board.movable(there) or there.held_on is None:
                continue
            board.put(index, replace(entry, held_on=date.fromordinal(day), until=None))
            aside = board.moved(other, there)
            if aside is not None:
                board.put(other, aside)
                break
            board.put(index, entry)


def _in_the_way(board: Board, index: int, entry: Entry, day: int) -> set[int]:
    """The others because of which the entry would break something on the day."""
    gap = board.limits["spacing"].value
    found: set[int] = set()
    for one in board.classes(entry):
        found |= board.on_day[one].get(day, set())
        for other in board.by_subject[one, entry.subject]:
            place = board.places[other]
            if place is not None and max(place[1] - day, day - place[0]) < gap:
                found.add(other)
    found.discard(index)
    return found


def _start(board: Board, index: int, entry: Entry) -> int:
    place, window = board.places[index], board.window(entry)
    if place is not None:
        return place[0]
    if window is not None:
        return (window[0] + window[1]) // 2
    return board.days[len(board.days) // 2] if board.days else 0


def _room(board: Board, entry: Entry) -> int:
    """Days it may choose from."""
    window = board.window(entry)
    return len(board.days) if window is None else window[1] - window[0] + 1


def changes_words(changes: Sequence[Change]) -> str:
    """«перенесено 12, убрано 3, добавлено 1»."""
    parts = (
        ("перенесено", sum(one.before is not None and one.after is not None for one in changes)),
        ("убрано", sum(one.after is None for one in changes)),
        ("добавлено", sum(one.before is None for one in changes)),
    )
    return ", ".join(f"{words} {count}" for words, count in parts if count)
