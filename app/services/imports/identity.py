"""Year, grade and subject: what a file's name, codes and texts tell about the paper. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from app.services.results.subjects import BY_NAME, BY_SHORT, normalise_subject

_YEAR = re.compile(r"(?<!\d)(20[12]\d)(?!\d)")
_GRADE = re.compile(r"(?<!\d)(1[01]|[1-9])\s*(?:-?й\s*)?(?:кл(?:асс\w*|\.|\b))")
_SHORT_AND_GRADE = re.compile(r"(?<![a-zа-я])([a-zа-я]{2,5})\s*(1[01]|[2-9])(?!\d)")
_TITLE = re.compile(r"ВПР\s+(\d{4})\.?\s+(.+?)[.,]?\s+(\d{1,2})\s*класс", re.IGNORECASE)
_TEXTBOOK = re.compile(r"([a-z]{2,4})(\d{1,2})\.\d")


def from_title(text: str) -> tuple[int, str, int] | None:
    """«ВПР 2026 Русский язык 4 класс» → (2026, «Русский язык», 4)."""
    found = _TITLE.search(" ".join(text.split()))
    return (int(found[1]), normalise_subject(found[2]), int(found[3])) if found else None


def from_file_name(stem: str) -> tuple[int | None, int | None, str]:
    """Year, grade and subject that a file name tells: «ru4_region», «МА 4 2024», «ВПР_2024_Русский_язык_4_класс»."""
    name = " ".join(re.sub(r"[_()\[\].,;–—-]+", " ", stem.casefold().replace("ё", "е")).split())
    years = {int(year) for year in _YEAR.findall(name)}
    year = years.pop() if len(years) == 1 else None
    subject = next((full for key, full in BY_NAME.items() if key in name), "")
    grades = {int(grade) for grade in _GRADE.findall(name)}
    grade = grades.pop() if len(grades) == 1 else None
    for short, digits in _SHORT_AND_GRADE.findall(name):
        if short in BY_SHORT:
            subject = subject or BY_SHORT[short]
            grade = grade or int(digits)
            break
    if not subject:
        words = [word for word in name.split() if word in BY_SHORT and len(word) > 2]
        subject = BY_SHORT[words[0]] if len(words) == 1 else ""
    return year, grade, subject


def from_textbooks(codes: Iterable[str]) -> tuple[int | None, str]:
    """Grade of the programme and subject by textbook codes «ma5.8 | 1.2.4…»; the majority decides."""
    votes: Counter[tuple[int, str]] = Counter()
    for code in codes:
        found = _TEXTBOOK.match(code.strip().casefold())
        if found and found[1] in BY_SHORT:
            votes[int(found[2]), BY_SHORT[found[1]]] += 1
    if not votes:
        return None, ""
    (grade, subject), _count = votes.most_common(1)[0]
    return grade, subject


def class_of_code(code: str) -> int | None:
    """Class of the participant by the code: «40001» → 4, «100001» → 10; «1001» (10 or 11) → None."""
    if len(code) == 5 and code[0] in "456789":
        return int(code[0])
    if len(code) == 6 and code[:2] in ("10", "11"):
        return int(code[:2])
    return None


def class_of_codes(codes: Iterable[str]) -> int | None:
    """Class of most participants, None when the codes do not tell."""
    votes: Counter[int] = Counter()
    for code, count in Counter(codes).items():
        grade = class_of_code(code)
        if grade is not None:
            votes[grade] += count
    return votes.most_common(1)[0][0] if votes else None
