"""Results after an appeal: which stored paper each row is about, without knowing the name.

A row is about the paper of the same school, class and day whose short answers are the same: an appeal changes how long
answers were marked, hardly ever the short ones. Where several papers fit, or none, the row is refused and the person is
asked for the whole protocol: nothing is guessed.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

from sqlalchemy.orm import Session

from app.services.imports import queries
from app.services.imports.rows import PaperRecord, ReadFile
from app.services.problems import Problem

NAME = "exam_appeal"
_TODO = "Загрузите полный протокол с новыми баллами."


def found_among(
    session: Session, read: ReadFile, year: int | None, grade: int | None, subject: str, chosen: dict[str, int]
) -> ReadFile:
    """`read` with the codes of the stored papers; rows without a sure paper are refused."""
    stored = queries.load_stored(session, (read.kind, year, grade, subject), read.schools, chosen, ())
    by_answers: dict[tuple[int, str, str, bytes], list[str]] = defaultdict(list)
    width = read.short_answers
    for (organisation, code), (_id, label, _variant, absent, _raw, _mark, _journal, scores, _test) in stored.papers.items():
        if not absent and scores:
            by_answers[organisation, label, code.rpartition("-")[0], scores[:width]].append(code)
    known = {code for _school, code in stored.papers}
    papers: list[PaperRecord] = []
    problems = list(read.problems)
    taken: set[tuple[str, str]] = set()
    refused = 0
    for paper in read.papers:
        school = stored.schools.get(paper.school)
        if school is None or (paper.code in known and "-" not in paper.code):
            papers.append(paper)
            continue
        fits = by_answers.get((school, paper.class_label, paper.code.rpartition("-")[0], (paper.task_scores or b"")[:width]), [])
        if len(fits) == 1 and (paper.school, fits[0]) not in taken:
            taken.add((paper.school, fits[0]))
            papers.append(paper._replace(code=fits[0]))
            continue
        refused += 1
        why = "Подходит несколько работ" if fits else "Работы с такими ответами в базе нет"
        place = f"{read.columns.get('total', 'A')}{paper.row}"
        problems.append(Problem("error", "appeal_unknown", f"{why}. Строка {paper.row} не загружена. {_TODO}", read.sheet, place))
    return replace(read, papers=papers, problems=problems, refused=read.refused + refused)
