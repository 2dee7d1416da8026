"""What a read file means once its procedure is known. Pure: no base, no workbook."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from operator import itemgetter
from typing import Any

from app.services.imports import identity
from app.services.imports.rows import GroupRecord, ImportOptions, PaperRecord, ReadFile, TaskColumn
from app.services.privacy.rules import is_class_label
from app.services.problems import Problem
from app.services.results.rows import Scale
from app.services.results.rules import mark_by_scale, mark_range
from app.services.results.subjects import normalise_subject

_ROW = re.compile(r"[A-Z]+(\d+)")
FIELDS = {
    "class_label": "класс",
    "variant": "вариант",
    "absent": "присутствие",
    "raw_score": "первичный балл",
    "mark": "отметка",
    "journal_mark": "отметка по журналу",
    "task_scores": "баллы за задания",
    "test_score": "тестовый балл",
}
"""Compared fields of a paper in words."""


def told(options: ImportOptions, read: ReadFile, stem: str) -> tuple[int | None, int | None, str, list[Problem]]:
    """Year, grade, subject: option, else content, else file name; a warning where an option contradicts the content."""
    named = identity.from_file_name(stem)
    subject = normalise_subject(options.subject) if options.subject else ""
    problems = []
    for what, said, found in (
        ("год", options.year, read.year),
        ("класс", options.grade, read.grade),
        ("предмет", subject or None, read.subject or None),
    ):
        if said is not None and found is not None and said != found:
            text = f"Вы указали {what} «{said}», а в файле — «{found}». Загружается как «{said}»."
            problems.append(Problem("warning", "option_differs", text, read.sheet))
    return (
        options.year if options.year is not None else read.year if read.year is not None else named[0],
        options.grade if options.grade is not None else read.grade if read.grade is not None else named[1],
        subject or read.subject or named[2],
        problems,
    )


def missing(year: int | None, grade: int | None, subject: str) -> tuple[str, ...]:
    return tuple(what for what, value in (("год", year), ("класс", grade), ("предмет", subject)) if not value)


def refuse_totals(read: ReadFile, max_score: int | None) -> ReadFile:
    """Rows with a total above the maximum are refused; what was said about them before gives way to that."""
    above = [paper for paper in read.papers if (paper[5] or 0) > max_score] if max_score is not None else []
    if not above:
        return read
    rows = {paper.row for paper in above}
    column = read.columns.get("total", "")
    problems = [problem for problem in read.problems if not (problem.sheet == read.sheet and _row_of(problem) in rows)]
    problems += [
        Problem(
            "error",
            "total_above_max",
            f"Первичный балл {paper.raw_score} больше возможного: от 0 до {max_score}. Строка {paper.row} не загружена.",
            read.sheet,
            f"{column}{paper.row}",
        )
        for paper in above
    ]
    return replace(
        read,
        papers=[paper for paper in read.papers if paper.row not in rows],
        refused=read.refused + len(above),
        problems=problems,
        row_warnings={row: count for row, count in read.row_warnings.items() if row not in rows},
    )


def _row_of(problem: Problem) -> int:
    found = _ROW.fullmatch(problem.cell)
    return int(found[1]) if found else 0


def without_personal(read: ReadFile) -> ReadFile:
    """What is no class and no variant, but looks like a name or a number of a document, is not loaded; its row is."""
    labels = {label for label in {paper.class_label for paper in read.papers} if label and not is_class_label(label)}
    variants = {one for one in {paper.variant for paper in read.papers} if one and not is_class_label(one)}
    if not labels and not variants:
        return read
    papers, problems = [], list(read.problems)
    warnings = dict(read.row_warnings)
    for paper in read.papers:
        bad: dict[str, Any] = {
            name: "" for name, values in (("class_label", labels), ("variant", variants)) if getattr(paper, name) in values
        }
        for name in bad:
            said = f"В столбце «{FIELDS[name]}» похоже на персональные данные: ячейка не загружена."
            problems.append(Problem("warning", "personal_cell", said, read.sheet, f"{read.columns.get(name, 'A')}{paper.row}"))
            warnings[paper.row] = warnings.get(paper.row, 0) + 1
        papers.append(paper._replace(**bad) if bad else paper)
    return replace(read, papers=papers, problems=problems, row_warnings=warnings)


def compare_marks(read: ReadFile, scale: Scale | None) -> ReadFile:
    """Warns of marks in the file that differ from the scale's; the file's mark stays."""
    if scale is None or "mark" not in read.columns:
        return read
    wanted = {score: mark_by_scale(score, scale) for score in range(scale.max_score + 1)}
    found = [p for p in read.papers if p.mark and p.raw_score is not None and (wanted.get(p.raw_score) or p.mark) != p.mark]
    if not found:
        return read
    problems, warnings = list(read.problems), dict(read.row_warnings)
    for paper in found:
        mark = wanted[paper.raw_score or 0] or 0
        said = f"Отметка {paper.mark} при балле {paper.raw_score}, по шкале {mark} (баллы {mark_range(mark, scale)})."
        problems.append(Problem("warning", "mark_differs", said, read.sheet, f"{read.columns['mark']}{paper.row}"))
        warnings[paper.row] = warnings.get(paper.row, 0) + 1
    return replace(read, problems=problems, row_warnings=warnings)


def check_codes(codes: Iterable[str], grade: int, sheet: str) -> list[Problem]:
    """What the class in the participant codes says about the procedure: an autumn one is written by the next class."""
    found = identity.class_of_codes(codes)
    if found is None or found == grade:
        return []
    if found == grade + 1:
        said = f"Осенняя процедура: работу за {grade} класс писали участники {found} класса (по кодам участников)."
        return [Problem("info", "autumn_codes", said, sheet)]
    said = f"По кодам работу писали участники {found} класса, а процедура — для {grade} класса. Проверьте, тот ли указан класс."
    return [Problem("warning", "other_class", said, sheet)]


def participants_by_school(papers: Sequence[PaperRecord]) -> Counter[str]:
    return Counter([paper[0] for paper in papers if not paper[4]])


def region_groups(read: ReadFile, max_score: int | None) -> tuple[GroupRecord, ...]:
    """Score distributions of the region and of each municipality, from all papers of a regional file.

    Percents unrounded. Empty when the file has fewer than two municipalities.
    """
    town_of = {key: (school.municipality_code, school.municipality_name) for key, school in read.schools.items()}
    if len(set(town_of.values()) - {("", "")}) < 2:
        return ()
    counts = Counter(map(itemgetter(0, 5), read.papers))  # (school, raw score); None = absent
    region: Counter[int] = Counter()
    towns: defaultdict[tuple[str, str], Counter[int]] = defaultdict(Counter)
    schools: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for (school, score), count in counts.items():
        if score is not None:
            town = town_of[school]
            region[score] += count
            towns[town][score] += count
            schools[town].add(school)
    top = max(max_score or 0, max(region, default=0))
    every = sum(map(len, schools.values()))
    name = read.region_name or f"Регион {read.region_code[3:5]}"
    records = [_distribution("region", read.region_code, name, every, region, top)]
    for town, scores in towns.items():
        if town != ("", ""):
            records.append(_distribution("municipality", town[0], town[1] or town[0], len(schools[town]), scores, top))
    return tuple(records)


def _distribution(level: str, code: str, name: str, organisations: int, scores: Counter[int], top: int) -> GroupRecord:
    total = scores.total()
    data = {str(score): 100 * scores[score] / total for score in range(top + 1)} if total else {}
    return GroupRecord("scores", level, code, name, organisations, total, data)


def merged_tasks(stored: Sequence[TaskColumn], read: Sequence[TaskColumn]) -> tuple[TaskColumn, ...] | None:
    """Tasks of a procedure after a file: what the file says replaces ordinals, blanks and what earlier files said.

    A line that a person wrote keeps what it says. The order is that of the base: the bytes of the papers go by it.
    None when the file speaks of another paper: other number of tasks, or other codes.
    """
    if not stored or not read:
        return tuple(map(_with_skill, read or stored))
    if len(stored) != len(read):
        return None
    ordinal = [str(number + 1) for number in range(len(read))]
    old, new = [task.code for task in stored], [task.code for task in read]
    if old != new and ordinal not in (old, new):
        by_code = {task.code: task for task in read}
        if set(by_code) != set(old):
            return None
        read = [by_code[code] for code in old]
    return tuple(_with_skill(_merged(a, b, b.code if old == ordinal else a.code)) for a, b in zip(stored, read, strict=True))


def _merged(old: TaskColumn, new: TaskColumn, code: str) -> TaskColumn:
    first, second = (old, new) if old.edited else (new, old)
    return TaskColumn(
        code,
        first.max_points if first.max_points is not None else second.max_points,
        first.level or second.level,
        first.skill or second.skill,
        first.planned_result or second.planned_result,
        first.content_codes or second.content_codes,
        first.requirement_codes or second.requirement_codes,
        old.edited,
    )


def _with_skill(task: TaskColumn) -> TaskColumn:
    """Until a description of the paper names the skill, the planned result stands for it."""
    return task if task.skill or not task.planned_result else replace(task, skill=task.planned_result)


def with_own_school(groups: Sequence[GroupRecord], own: tuple[str, str] | None) -> tuple[GroupRecord, ...]:
    """A report that calls the school only «ОО» speaks, in a school's own base, of that school (`own` = login, name)."""
    if own is None or any(group.level == "school" and group.code for group in groups):
        return tuple(groups)
    return tuple(replace(group, code=own[0], name=own[1]) if group.level == "school" else group for group in groups)


def recoded(groups: Sequence[GroupRecord], read: Sequence[TaskColumn], merged: Sequence[TaskColumn]) -> tuple[GroupRecord, ...]:
    """Group rows whose tasks are named as the base names them: a report may count tasks where the base has codes."""
    codes = {task.code for task in merged}
    if not read or len(read) != len(merged) or all(task.code in codes for task in read):
        return tuple(groups)
    names = {a.code: b.code for a, b in zip(read, merged, strict=True)}
    return tuple(
        replace(group, data={names.get(code, code): value for code, value in group.data.items()})
        if group.content not in ("marks", "journal", "scores")
        else group
        for group in groups
    )


def difference(
    before: Sequence[Any], after: Sequence[Any], fields: Sequence[str]
) -> tuple[tuple[tuple[str, str], ...], tuple[tuple[str, str], ...]]:
    """What differs, in words: ((field, old), …), ((field, new), …)."""
    old, new = [], []
    for name, a, b in zip(fields, before, after, strict=True):
        if a != b:
            old.append((FIELDS[name], _shown(name, a)))
            new.append((FIELDS[name], _shown(name, b)))
    return tuple(old), tuple(new)


def _shown(name: str, value: Any) -> str:
    if name == "absent":
        return "отсутствовал" if value else "писал"
    if name == "task_scores":
        return " ".join("X" if v == 255 else "·" if v == 254 else str(v) for v in value) if value else "—"
    return str(value) if value not in (None, "") else "—"
