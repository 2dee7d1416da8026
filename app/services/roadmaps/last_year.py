"""What in a text may be last year's: dates, years, numbers, people, acts; and the same text with its years moved. Pure."""

from __future__ import annotations

import re
from calendar import isleap
from typing import Literal

FlagCode = Literal["date", "year", "number", "amount", "person", "act", "deadline", "weekend", "event"]
MONTHS = "январ|феврал|март|апрел|ма[йяе]|июн|июл|август|сентябр|октябр|ноябр|декабр"

# --- years that move --------------------------------------------------------------------------------------------------

_YEAR = r"(?<![\d.,/№])(?<!\d-)(?:19|20)\d\d(?![\d])"
_ACT_BEFORE = re.compile(r"(?:\bот|№|\bN)\s*(?:[«\"]?\s*\d{1,2}\s*[»\"]?[.\s]*(?:\d{1,2}[.\s]+|[а-яё]+\s+))?$", re.I)
_SHIFTED = re.compile(
    r"(?P<pair>(?<!\d)(?P<p1>20\d\d)(?P<dash>\s*[-–—/]\s*)(?P<p2>20\d\d|\d\d)(?!\d))"
    r"|(?P<short>(?<![\d.,/])(?P<s1>\d\d)(?P<slash>\s*[-–—/]\s*)(?P<s2>\d\d)(?=\s*уч))"
    r"|(?P<full>(?<!\d)(?P<d>\d{1,2}\.\d{1,2}\.)(?P<y>20\d\d|\d\d)(?!\d))"
    r"|(?P<one>(?<![\d/№])(?<!\d-)20\d\d(?!\d))"
)
_LEAP = re.compile(r"(?<!\d)29(?:\.02\.|\s+февраля\s+)(?P<year>20\d\d|\d\d)(?!\d)", re.I)


def shift_years(text: str, years: int) -> str:
    """Every year of the text so many years later; dates of acts («от 12.09.2025 № 5») stay, 29 February becomes the 28th."""

    def later(match: re.Match[str]) -> str:
        if _of_an_act(text, match):
            return match[0]
        if match["pair"]:
            return f"{int(match['p1']) + years}{match['dash']}{_plus(match['p2'], years)}"
        if match["short"]:
            return f"{_plus(match['s1'], years)}{match['slash']}{_plus(match['s2'], years)}"
        if match["full"]:
            return f"{match['d']}{_plus(match['y'], years)}"
        return str(int(match[0]) + years)

    return _LEAP.sub(_to_28, _SHIFTED.sub(later, text)) if years else text


def would_shift(text: str, start: int, end: int) -> bool:
    """Is there a year between the two places that `shift_years` moves?"""
    return any(m.start() < end and m.end() > start and not _of_an_act(text, m) for m in _SHIFTED.finditer(text))


def has_year(text: str) -> bool:
    return bool(re.search(r"(?:19|20)\d\d|\.\d\d$|\d\d\s*[-–—/]\s*\d\d\s*уч", text))


def _of_an_act(text: str, match: re.Match[str]) -> bool:
    return bool(_ACT_BEFORE.search(text[max(0, match.start() - 40) : match.start()]))


def _plus(year: str, years: int) -> str:
    return f"{(int(year) + years) % 100:02}" if len(year) == 2 else str(int(year) + years)


def _to_28(match: re.Match[str]) -> str:
    year = int(match["year"])
    return match[0] if isleap(year + 2000 if year < 100 else year) else "28" + match[0][2:]


# --- what a person must look at ---------------------------------------------------------------------------------------

_G = r"(?:\s*(?:г\.|гг\.|год\w*|г\b))?"
_STUDY = r"(?:\s*(?:уч\w*\.?\s*)(?:г\.|год\w*|г\b))?"
_DAY = rf"[«\"]?(?<!\d)\d{{1,2}}[»\"]?\s+(?:{MONTHS})\w*(?:\s+(?:19|20)\d\d{_G})?"
_DATE = (
    rf"(?<![\d.])\d{{1,2}}\.\d{{1,2}}(?:\.\d{{2,4}})?\s*[-–—]\s*\d{{1,2}}\.\d{{1,2}}\.(?:(?:19|20)\d\d|\d\d)(?!\d){_G}"
    rf"|(?<![\d.])\d{{1,2}}\.\d{{1,2}}\.(?:(?:19|20)\d\d|\d\d)(?!\d){_G}"
    rf"|(?<=\b(?:до|по|на|от)\s)\d{{1,2}}\.(?:0\d|1[0-2])(?![\d%])(?!\.\d)"
    rf"|(?<=\b[скС]\s)\d{{1,2}}\.(?:0\d|1[0-2])(?![\d%])(?!\.\d)"
    rf"|{_DAY}(?:\s*[-–—]\s*{_DAY}|\s+(?:по|до)\s+{_DAY})?"
    rf"|(?<!\d)\d{{1,2}}\s*[-–—]\s*\d{{1,2}}\s+(?:{MONTHS})\w*(?:\s+(?:19|20)\d\d{_G})?"
    rf"|\b(?:{MONTHS})\w*\s+(?:19|20)\d\d{_G}"
)
_ACT_DATE = rf"(?:[«\"]\s*\d{{1,2}}\s*[»\"]\s*\d\d\s+(?:19|20)\d\d{_G}|{_DATE})"
_SIGN = r"(?:№|\bN)"
_NUMBER = rf"{_SIGN}\s*[\wА-Яа-яЁё][\w/\\.–-]*"
_ACT_WORDS = (
    r"\b(?:приказ|распоряжени|постановлени|письм|решени|федеральн\w+\s+закон|закон|протокол|указ|методическ\w+\s+рекомендаци"
    r"|положени|порядк|порядок|регламент|договор|соглашени|стандарт|инструкци)\w*"
)
_NOT_ITS_NUMBER = rf"\b(?:форм|приложени|таблиц|сош|оош|нош|школ|гимнази|лице|сад|доу)\w*\W{{0,3}}{_SIGN}"
_ACT = re.compile(
    rf"(?:(?:\b(?:ч|п|пп|ст)\.|\b(?:част|пункт|подпункт|стать)\w*)\s*\d[\d.,\s]*(?:и\s+\d+\s+)?)*"
    rf"{_ACT_WORDS}(?:(?!\n|{_ACT_WORDS}|{_NOT_ITS_NUMBER}).){{0,160}}?"
    rf"(?:\bот\s+(?:{_ACT_DATE})(?:\s*{_NUMBER})?|{_NUMBER}(?:\s*от\s+(?:{_ACT_DATE}))?|\d+-ФЗ)(?:\s*«[^»\n]{{0,300}}»)?"
    rf"|\b(?:СанПиН|ГОСТ(?:\s+Р)?|СП)\s*\d[\d.–/-]*\d",
    re.I,
)
_SURNAME = r"[А-ЯЁ][а-яё]+(?:-[А-ЯЁ][а-яё]+)?"
_ONE_INITIAL = r"[А-ЯЁ][а-яё]+(?:ов|ев|ёв|ин|ын|ск|цк|енк|юк|ук|ян|их|ых)(?:а|у|о|ой|ому|ий|ая|ую|ым|им)?"
_PERSON = re.compile(
    rf"\b[А-ЯЁ]\.\s?[А-ЯЁ]\.\s?{_SURNAME}"
    rf"|\b{_SURNAME}\s+[А-ЯЁ]\.\s?[А-ЯЁ]\."
    rf"(?!\s?{_SURNAME}\b(?!\s+[А-ЯЁ]\.))"
    rf"|\b{_SURNAME}\s+[А-ЯЁ][а-яё]+\s+[А-ЯЁ][а-яё]+(?:вич|вн|ичн|ьич|мич|кич)(?:а|у|е|ем|ой|ы)?\b"
    rf"|\b{_ONE_INITIAL}\s+[А-ЯЁ]\.(?!\s?[А-ЯЁа-яё])"
)
_PHONE = r"(?<!\d)(?:\+7|8)[\s(-]{0,2}\d{3,5}[\s)-]{0,2}\d[\d\s-]{3,8}\d(?!\d)"
_PATTERNS: tuple[tuple[FlagCode, re.Pattern[str]], ...] = (
    ("act", _ACT),
    ("number", re.compile(_PHONE)),
    ("date", re.compile(_DATE, re.I)),
    ("year", re.compile(rf"{_YEAR}(?:\s*[-–—/]\s*(?:(?:19|20)\d\d|\d\d)(?!\d))?{_STUDY}{_G}", re.I)),
    ("year", re.compile(rf"(?<![\d.,/])\d\d\s*[-–—/]\s*\d\d\s*уч\w*\.?{_G}", re.I)),
    ("person", _PERSON),
    ("number", re.compile(_NUMBER)),
    ("amount", re.compile(r"(?<![\w.,/№-])\d+(?:[.,]\d+)?(?:\s*[-–—]\s*\d+(?:[.,]\d+)?)?(?:\s*%)?")),
)
_ORD = r"(?:\s?-?\s?(?:х|й|го|м|е|ые|ых|му|ми))?"
_CLASSES = re.compile(
    rf"^{_ORD}(?:\s*\(\d+{_ORD}\))?"
    rf"(?:\s*(?:,|и|или|по|[-–—])\s*\d+(?:\s*[-–—]\s*\d+)?{_ORD}(?:\s*\(\d+{_ORD}\))?)*\s*\)?\s*(?:«?[А-Я]»?\s*)?(?:класс|кл\.)",
    re.I,
)
_CLASSES_BEFORE = re.compile(r"\bкласс\w*\s*:?\s*(?:\d+\s*(?:,|и|[-–—])\s*)*$", re.I)
_ORDINAL = re.compile(r"^\s?-?(?:й|го|м|ый|ой|ом|е|я|я)?\s+(?:квартал|полугоди|четверт|триместр|этап(?!а\b|ов))", re.I)
_MARK = re.compile(r"\b(?:отмет\w+|оцен\w+|на|получ\w+)\s*[«\"](?:\d[»\"]\s*(?:,|и|или)\s*[«\"])*$", re.I)
_LIST_NUMBER = re.compile(r"(?:^|\n)[ \t]*(?:\d+(?:\.\d+)*[.)]?)?$")
_AFTER_LIST_NUMBER = re.compile(r"^(?:\.\d+)*[.)]\s|^\.\d+")
_REFERENCE = re.compile(
    r"(?:\b(?:пп?|ст|ч|гл|разд|табл|рис|прил)\.|\b(?:пункт|раздел|граф|подпункт|стать|част|глав|таблиц|приложени)\w*)"
    r"\s*(?:\d[\d.]*\s*(?:,|и|[-–—])\s*)*$",
    re.I,
)
_SCHOOL_BEFORE = re.compile(
    r"(?:сош|оош|нош|школ\w*|гимнази\w*|лице\w*|сад\w*|доу|ддт|дюсш|прогимназ\w*|колледж\w*|школ[аы]-интернат\w*)"
    r"[\s»\"]*(?:(?:№|N)\s*\d+\s*(?:,|и)\s*)*$",
    re.I,
)


def found_in(text: str) -> list[tuple[FlagCode, int, int]]:
    """(what, from, to) of everything in a text that may belong to a year, in order."""
    seen: list[tuple[FlagCode, int, int]] = []
    taken: list[tuple[FlagCode, int, int]] = []
    for code, pattern in _PATTERNS:
        for match in pattern.finditer(text):
            start, end = _trimmed(text, match.start(), match.end())
            if all(end <= a or start >= b for _, a, b in seen):
                seen.append((code, start, end))
                if _counts(code, text, start, end):
                    taken.append((code, start, end))
    return sorted(taken, key=lambda one: one[1])


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while end > start and text[end - 1] in " \t.,;-–—\\/" and not text[start:end].endswith(("г.", "гг.", "уч.")):
        if text[end - 1] == "." and re.search(r"[А-ЯЁ]\.$", text[start:end]):
            break
        end -= 1
    return start, end


def _counts(code: FlagCode, text: str, start: int, end: int) -> bool:
    """Numbers of classes, marks, lists, points, schools and quarters are no figures of a year."""
    before, after = text[:start], text[end:]
    if code == "number":
        return not _SCHOOL_BEFORE.search(before)
    if code != "amount":
        return True
    if re.match('[»"]', after) and _MARK.search(before):
        return False
    if _CLASSES.match(after) or _CLASSES_BEFORE.search(before) or _ORDINAL.match(after) or after.startswith("+"):
        return False
    return not (_REFERENCE.search(before) or (_LIST_NUMBER.search(before) and _AFTER_LIST_NUMBER.match(after)))
