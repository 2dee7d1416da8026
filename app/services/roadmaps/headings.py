"""What stands above the table: the approving order and appendix header, the title, the preamble. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from app.services.roadmaps.cells import one_line

_TITLE = re.compile(
    r"^[«\"(\s*]*(?:(?:муниципальн|районн|городск|окружн|комплексн|примерн|един|школьн|перспективн|годов|сводн|типов"
    r"|индивидуальн|межведомственн)\w{2,3}\s+)*(?:дорожн\w+\s+карт|план\b|плана\b|план-график|комплекс\s+мер|программ|график\b|мероприятия\s+по)",
    re.I,
)
_SENTENCE = re.compile(
    r"\b(?:разработан|утвержд[её]н|составлен|подготовлен|представля|является|направлен[аыо]?\s+на|предусматрива|определяет|включает|содержит"
    r"|реализуется|устанавливает)",
    re.I,
)
_APPENDIX = re.compile(r"^(?:приложение|утвержд[её]н|утверждаю)\b", re.I)
_PREAMBLE = re.compile(
    r"^(?:цел[ьи]\b|задачи\b|основани|обоснован|в соответствии|во исполнение|в целях|на основании|настоящ|важнейш"
    r"|целев\w+ (?:индик|показат)|показател|индикатор|ожидаемые|срок\w* реализации|период реализации|исполнител"
    r"|ответственн|приказыва|\d+[.)]|[-–—•·]|[IVXІХ]{1,5}[.)]|раздел\s)",
    re.I,
)
_PERIOD = re.compile(r"\b20\d\d(?:\s*[-–—/]\s*20\d\d)?\s*(?:г\.|г{2}\.|год\w*|уч\w*\.?\s*г\w*\.?)", re.I)
_TITLE_LIMIT = 600


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph above the table; empty ones are kept, they part blocks. `marked` = bold, centred or a heading."""

    text: str
    marked: bool = False


@dataclass(frozen=True, slots=True)
class Preface:
    """`approval` and `preamble`: paragraphs parted by line feeds."""

    title: str
    approval: str
    preamble: str
    title_guessed: bool = False


def split_preface(paragraphs: Sequence[Paragraph], fallback: str) -> Preface:
    """Title among the paragraphs above the table; `fallback` (the file name) when none looks like one."""
    start = _title_start(paragraphs)
    if start is None:
        return _without_title(paragraphs, fallback)
    end = _title_end(paragraphs, start)
    title = " ".join(one_line(p.text) for p in paragraphs[start:end] if p.text)
    return Preface(title.strip("* "), _text(paragraphs[:start]), _text(paragraphs[end:]))


def _looks_like_title(text: str) -> bool:
    line = one_line(text)
    return len(line) <= _TITLE_LIMIT and bool(_TITLE.match(line)) and not _SENTENCE.search(line) and not line.endswith((":", ";"))


def _title_start(paragraphs: Sequence[Paragraph]) -> int | None:
    candidates = [i for i, p in enumerate(paragraphs) if _looks_like_title(p.text)]
    if not candidates:
        return None
    appendix = max((i for i, p in enumerate(paragraphs) if _APPENDIX.match(one_line(p.text))), default=-1)
    # Within the appendix the first one is the title; above it stands the order with its own words about the plan.
    inside = [i for i in candidates if i > appendix] or candidates[-1:]
    marked = [i for i in inside if paragraphs[i].marked]
    return (marked or inside)[0]


def _title_end(paragraphs: Sequence[Paragraph], start: int) -> int:
    """The title goes on over lines of the same look, and past an empty line when the next one starts in mid-sentence."""
    end = start + 1
    index = end
    length = len(paragraphs[start].text)
    while index < len(paragraphs):
        text = one_line(paragraphs[index].text)
        if not text:
            index += 1
            continue
        length += len(text)
        after_gap = index > end
        dated = any(_PERIOD.search(p.text) for p in paragraphs[start:end])  # «… на 2026 год» closes a title
        same_look = paragraphs[index].marked or not paragraphs[start].marked
        goes_on = text[:1].islower() or (
            not after_gap and not dated and not text.endswith(".") and (same_look or bool(_PERIOD.search(text)))
        )
        if not goes_on or length > _TITLE_LIMIT or _PREAMBLE.match(text) or _SENTENCE.search(text) or _looks_like_title(text):
            break
        index += 1
        end = index
    return end


def _without_title(paragraphs: Sequence[Paragraph], fallback: str) -> Preface:
    marked = [i for i, p in enumerate(paragraphs) if p.marked and 10 <= len(p.text) <= 300 and not _PREAMBLE.match(p.text)]
    if not marked:
        return Preface(fallback, "", _text(paragraphs), title_guessed=True)
    last = marked[-1]
    return Preface(one_line(paragraphs[last].text), _text(paragraphs[:last]), _text(paragraphs[last + 1 :]), title_guessed=True)


def _text(paragraphs: Sequence[Paragraph]) -> str:
    return "\n".join(p.text for p in paragraphs if p.text)
