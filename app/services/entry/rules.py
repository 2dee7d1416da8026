"""What the typed values mean. Pure: no base, no window."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from app.services.entry.rows import (
    ABSENT,
    NO_MARK,
    CheckResult,
    CheckWork,
    Doubt,
    EntryTask,
    Paper,
    SheetInfo,
    SheetState,
    TaskDifferences,
    Work,
    WorkState,
)
from app.services.imports.rows import BLANK, NOT_ATTEMPTED
from app.services.imports.score_cells import ABSENT_WORDS, DASHES, NOT_TAKEN, number, text
from app.services.text_ru import counted

MAX_POINTS = 250
MAX_PUPILS = 500
MAX_TASKS = 60
GENDERS = {"м": "м", "ж": "ж", "m": "м", "муж": "м", "жен": "ж"}
_DATE = re.compile(
    r"\d{1,2}[./]\d{1,2}[./]\d{2,4}|\d{1,2}[.\s-]?(?:янв|фев|мар|апр|ма[йя]|июн|июл|авг|сен|окт|ноя|дек)[а-я.]*", re.I
)
_TASK_WORD = re.compile(r"(?:(?P<code>[\d.]+(?:[КK]\d+)?(?:\(\d+\))?)\s*[=:(]\s*)?(?P<points>\d+)\s*б?\.?\s*\)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Column:
    """One typed column. `task` is the index of the byte in `Work.scores`, −1 for the others."""

    key: str
    title: str
    task: int = -1
    max_points: int = 0

    @property
    def words(self) -> str:
        """For messages: «задание 3К1»."""
        return f"задание {self.key}" if self.task >= 0 else self.title.lower()


def columns_of(paper: Paper) -> tuple[Column, ...]:
    """The typed columns in their order; totals and marks are no columns of these."""
    found = [Column("variant", "Вариант")]
    if paper.with_gender:
        found.append(Column("gender", "Пол"))
    found += [Column(task.code, task.code, at, task.max_points) for at, task in enumerate(paper.tasks)]
    if paper.with_journal:
        found.append(Column("journal", "Отметка по журналу"))
    return tuple(found)


def empty_work(position: int, code: str, paper: Paper) -> Work:
    return Work(position, code, bytes([BLANK]) * len(paper.tasks))


# --- one cell --------------------------------------------------------------------------------------------------------


def shown(work: Work, column: Column) -> str:
    """The cell as the grid shows it."""
    if column.task >= 0:
        value = work.scores[column.task]
        return "" if work.absent or value == BLANK else "X" if value == NOT_ATTEMPTED else str(value)
    if column.key == "variant":
        return ABSENT if work.absent else work.variant
    return work.gender if column.key == "gender" else work.journal


def with_points(work: Work, task: int, value: int, paper: Paper) -> Work:
    """The work with this byte; an absent pupil with points was not absent; the only variant is filled in."""
    scores = work.scores[:task] + bytes([value]) + work.scores[task + 1 :]
    variant = work.variant or (paper.variants[0] if len(paper.variants) == 1 and value != BLANK else "")
    return replace(work, scores=scores, absent=work.absent and value == BLANK, variant=variant)


def as_absent(work: Work) -> Work:
    return replace(work, absent=True, variant="", scores=bytes([BLANK]) * len(work.scores))


def cleared(work: Work, column: Column, paper: Paper) -> Work:
    if column.task >= 0:
        return with_points(work, column.task, BLANK, paper)
    if column.key == "variant":
        return replace(work, variant="", absent=False)
    return replace(work, gender="") if column.key == "gender" else replace(work, journal="")


def with_text(work: Work, column: Column, raw: str, paper: Paper) -> tuple[Work, str]:
    """(the work with what was typed or pasted, "") or (the work unchanged, why not)."""
    word = text(raw)
    low = word.casefold()
    if low in DASHES and column.key != "journal":
        return cleared(work, column, paper), ""
    if column.task >= 0:
        if low in NOT_TAKEN:
            return with_points(work, column.task, NOT_ATTEMPTED, paper), ""
        if low in ABSENT_WORDS:
            return as_absent(work), ""
        value = number(word)
        if value is not None and value.is_integer() and 0 <= value <= MAX_POINTS:
            return with_points(work, column.task, int(value), paper), ""
        wanted = f"нужен балл от 0 до {column.max_points} или X"
        if _DATE.fullmatch(low):
            return work, f"«{word}»: Excel превратил балл в дату, {wanted}"
        return work, f"«{word}» не подходит, {wanted}"
    if column.key == "variant":
        if low in ABSENT_WORDS:
            return as_absent(work), ""
        known = {variant.casefold(): variant for variant in paper.variants}
        word = _whole(word)
        if word.casefold() in known:
            return replace(work, variant=known[word.casefold()], absent=False), ""
        return work, f"«{word}» — нет такого варианта, есть {', '.join(paper.variants)} и «{ABSENT}»"
    if column.key == "gender":
        if low in GENDERS:
            return replace(work, gender=GENDERS[low]), ""
        return work, f"«{word}» не подходит, нужно «м» или «ж»"
    if low == "":
        return replace(work, journal=""), ""
    if low in {NO_MARK, "нет", "н/а", "0"} | DASHES:
        return replace(work, journal=NO_MARK), ""
    word = _whole(word)
    if word in ("2", "3", "4", "5"):
        return replace(work, journal=word), ""
    return work, f"«{word}» не подходит, нужна отметка от 2 до 5 или «{NO_MARK}»"


def _whole(word: str) -> str:
    value = number(word)
    return str(int(value)) if value is not None and value.is_integer() else word


# --- one work --------------------------------------------------------------------------------------------------------


def total_of(work: Work) -> int | None:
    """Sum of the points typed so far; None for an absent pupil and for nothing typed."""
    if work.absent or all(value == BLANK for value in work.scores):
        return None
    return sum(value for value in work.scores if value <= MAX_POINTS)


def state_of(work: Work, paper: Paper) -> WorkState:
    """A work is done when it has a variant and something in every task; the journal mark may come later."""
    if work.absent:
        return "absent"
    blank = work.scores.count(BLANK)
    if not blank and work.variant:
        return "done"
    nothing = blank == len(work.scores) and not (work.variant or work.journal or work.gender)
    return "empty" if nothing else "part"


def doubts_of(work: Work, paper: Paper, codes: Counter[str] | None = None) -> tuple[Doubt, ...]:
    """Doubtful values of one work. `codes`: how often each code stands in the sheet."""
    found = []
    if not work.code:
        found.append(Doubt("code", "", "Нет кода участника."))
    elif codes is not None and codes[work.code] > 1:
        found.append(Doubt("code", "", f"Код {work.code} стоит у {codes[work.code]} работ."))
    for task, value in zip(paper.tasks, work.scores, strict=True):
        if task.max_points < value <= MAX_POINTS:
            text_ = f"Задание {task.code}: {value} — больше возможного, от 0 до {task.max_points}."
            found.append(Doubt(task.code, f"{task.code}={value}", text_))
    if work.variant and work.variant not in paper.variants:
        found.append(Doubt("variant", f"variant={work.variant}", f"Варианта {work.variant} в этой работе нет."))
    if paper.tasks and not work.absent and all(value == NOT_ATTEMPTED for value in work.scores):
        found.append(Doubt("variant", "all=X", "X во всех заданиях: не отсутствовал ли участник?"))
    return tuple(found)


def reason_key(doubts: Iterable[Doubt]) -> str:
    """What one reason answers for; empty where there is nothing a reason could help."""
    return "; ".join(doubt.key for doubt in doubts if doubt.key)


def unexplained(work: Work, doubts: Sequence[Doubt]) -> tuple[Doubt, ...]:
    """Doubts that have no reason: all of them once a value changed after the reason was given."""
    explained = bool(work.reason.strip()) and work.reason_for == reason_key(doubts)
    return tuple(doubt for doubt in doubts if not (explained and doubt.key))


# --- a sheet ---------------------------------------------------------------------------------------------------------


def code_counts(works: Iterable[Work]) -> Counter[str]:
    return Counter(work.code for work in works if work.code)


def typed_count(works: Iterable[Work], paper: Paper) -> int:
    return sum(state_of(work, paper) in ("done", "absent") for work in works)


def doubtful_count(works: Sequence[Work], paper: Paper) -> int:
    codes = code_counts(works)
    return sum(bool(unexplained(work, doubts_of(work, paper, codes))) for work in works)


def sheet_state(info: SheetInfo, works: Sequence[Work]) -> SheetState:
    if info.finished_at is not None:
        return "changed" if info.updated_at > info.finished_at else "handed"
    done = typed_count(works, info.paper)
    if done == len(works):
        return "typed"
    return "empty" if all(state_of(work, info.paper) == "empty" for work in works) else "part"


def first_code(grade: int, taken: Iterable[str] = ()) -> int:
    """Codes of a class go on where those of the same paper's other classes ended; the first digits name the class."""
    start = grade * 10000 + 1
    used = [int(code) for code in taken if code.isdigit() and start <= int(code) < start + 9998]
    return max(used, default=start - 1) + 1


def numbered(first: int, count: int) -> tuple[str, ...]:
    return tuple(str(first + step) for step in range(count))


def tasks_from_words(words: str) -> tuple[tuple[EntryTask, ...], str]:
    """«2 1 3 2», «1(2) 2(1) 3К1(3)», «4К1 (3б)» per word → tasks; or ((), why not)."""
    cleaned = re.sub(r"\s*\(\s*(\d+)\s*б?\.?\s*\)", r"(\1)", words.replace(";", " ").replace(",", " "))
    parts = cleaned.split()
    if not parts:
        return (), "Впишите максимальный балл каждого задания."
    if len(parts) > MAX_TASKS:
        return (), f"Заданий {len(parts)} — больше {MAX_TASKS}, так не бывает."
    tasks = []
    for at, part in enumerate(parts, start=1):
        found = _TASK_WORD.fullmatch(part)
        if not found or not 1 <= int(found["points"]) <= 99:
            return (), f"«{part}» непонятно: нужен максимум от 1 до 99 или «3К1(2)»."
        tasks.append(EntryTask((found["code"] or str(at)).upper().replace("K", "К"), int(found["points"])))
    repeated = [code for code, count in Counter(task.code for task in tasks).items() if count > 1]
    if repeated:
        return (), f"Задание {repeated[0]} названо дважды."
    if sum(task.max_points for task in tasks) > MAX_POINTS:
        return (), f"Сумма максимумов больше {MAX_POINTS}."
    return tuple(tasks), ""


def task_words(tasks: Iterable[EntryTask]) -> str:
    """The other way round: «1(2) 2(1) 3К1(3)»."""
    return " ".join(f"{task.code}({task.max_points})" for task in tasks)


# --- versions of a paper ---------------------------------------------------------------------------------------------


def compare_tasks(mine: Sequence[EntryTask], other: Sequence[EntryTask]) -> TaskDifferences:
    """What another version of the paper has otherwise."""
    before, now = {t.code: t.max_points for t in mine}, {t.code: t.max_points for t in other}
    gone = tuple(code for code in before if code not in now)
    added = tuple(code for code in now if code not in before)
    changed = tuple((code, points, now[code]) for code, points in before.items() if now.get(code, points) != points)
    moved = not (gone or added) and list(before) != list(now)
    return TaskDifferences(gone, added, changed, moved)


def differences_in_words(found: TaskDifferences) -> str:
    """«нет задания 5; новое задание 7.2; у задания 3 максимум 2 вместо 1»."""
    parts = []
    if found.gone:
        parts.append(f"нет {'задания' if len(found.gone) == 1 else 'заданий'} {', '.join(found.gone)}")
    if found.added:
        parts.append(f"{'новое задание' if len(found.added) == 1 else 'новые задания'} {', '.join(found.added)}")
    parts += [f"у задания {code} максимум {now} вместо {before}" for code, before, now in found.changed]
    if found.moved:
        parts.append("задания стоят в другом порядке")
    return "; ".join(parts)


def mapped_scores(scores: bytes, mine: Sequence[EntryTask], other: Sequence[EntryTask]) -> bytes:
    """Points of one version under the tasks of another, by their codes; new tasks are blank."""
    known = {task.code: value for task, value in zip(mine, scores, strict=True)}
    return bytes(known.get(task.code, BLANK) for task in other)


# --- double entry ----------------------------------------------------------------------------------------------------


def draw(works: Sequence[Work], paper: Paper, count: int, chance: random.Random) -> tuple[int, ...]:
    """Positions of works for a second typing, by lot among those that are done."""
    ready = [work.position for work in works if state_of(work, paper) in ("done", "absent")]
    return tuple(sorted(chance.sample(ready, min(count, len(ready)))))


def usual_sample(done: int) -> int:
    """A tenth, and at least three works."""
    return min(done, max(3, -(-done // 10)))


def compared_columns(first: Work, second: Work, paper: Paper) -> tuple[Column, ...]:
    """An absent pupil is one value; what neither typing has is none."""
    if first.absent and second.absent:
        return columns_of(paper)[:1]
    return tuple(column for column in columns_of(paper) if shown(first, column) or shown(second, column))


def differing_columns(first: Work, second: Work, paper: Paper) -> tuple[Column, ...]:
    return tuple(c for c in compared_columns(first, second, paper) if shown(first, c) != shown(second, c))


def check_result(checks: Iterable[CheckWork]) -> CheckResult | None:
    """The closed second typing; None where none was closed."""
    closed = [check for check in checks if check.compared is not None]
    if not closed:
        return None
    return CheckResult(len(closed), sum(c.compared or 0 for c in closed), sum(c.differing or 0 for c in closed))


def result_in_words(result: CheckResult) -> str:
    """«Сверено 4 работы, 68 значений, расхождений 2 (2,9 %).»"""
    from app.services.text_ru import number as written

    works = counted(result.works, "работа", "работы", "работ")
    values = counted(result.compared, "значение", "значения", "значений")
    share = f" ({written(result.share, 1)} %)" if result.share is not None and result.differing else ""
    return f"Набрано дважды: {works}, {values}; расхождений {result.differing or 'нет'}{share}."
