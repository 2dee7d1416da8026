"""Abbreviations: never explained, explained too late, typed in small letters or with letters swapped."""

from __future__ import annotations

import re
from collections.abc import Iterator

from app.services.lint.dictionary import known_word
from app.services.lint.paper import Paper, found
from app.services.lint.rows import LintFinding, Rule, Spot
from app.services.lint.words import cited

UNEXPLAINED = Rule(
    "abbreviation_unexplained", "warning", "Сокращение не раскрыто",
    "Не каждый читатель знает это сокращение, а у некоторых несколько значений.",
    "При первом упоминании напишите полностью: «… (далее – …)», или добавьте сокращение в список известных.",
)  # fmt: skip
LATE = Rule(
    "abbreviation_late", "info", "Сокращение раскрыто позже, чем использовано",
    "До этого места читатель встречает его без объяснения.",
    "Перенесите расшифровку туда, где сокращение появляется впервые.",
)  # fmt: skip
SWAPPED = Rule(
    "abbreviation_typo", "warning", "Похоже на опечатку в сокращении",
    "Такое сокращение не встречается больше нигде, а похожее общеизвестно.",
    "Проверьте буквы.",
)  # fmt: skip
SMALL = Rule(
    "abbreviation_case", "info", "Сокращение маленькими буквами",
    "В других местах оно написано большими буквами.",
    "Напишите большими буквами.",
)  # fmt: skip
RULES = (UNEXPLAINED, LATE, SWAPPED, SMALL)

_COMMON = (
    "РФ ФЗ ВПР ОГЭ ЕГЭ ГИА ГВЭ ФГОС ФОП НОО ООО СОО ОВЗ СОШ ООШ НОШ ОШ МОУ МБОУ МАОУ МКОУ МДОУ МБДОУ МАДОУ МКДОУ МКУ МБУ МАУ "
    "ГБУ ГАУ ГБОУ ГОУ ГКОУ ФГБУ ФГБОУ АНО ЗАТО ЧОУ ОО ОУ ДОУ КИМ ВСОКО МСОКО РСОКО ФИОКО ФИС ГИС ИКТ СМИ УВР ВР ВсОШ РЦОКО ЦОКО "
    "НИКО PISA TIMSS PIRLS ШНОР ФИО QR PDF SMS ВКС США СССР СНИЛС ООП АООП КПК ИОМ ПК ЭВМ УО ОКО ДПО ИРО СОИРО РИС АИС ИС МВД "
    "МЧС ГТО РДШ СПО ВУЗ ИНН ОГРН"
)
COMMON = frozenset(_COMMON.split())
"""Known to everybody who reads such papers. «РМО», «ДКР», «МО» are not here: districts mean different things by them."""

_TOKEN = re.compile(r"(?<![А-ЯЁA-Zа-яёa-z«-])[А-ЯЁA-Z]{2,7}(?:\([А-ЯЁ]\))?(?![А-ЯЁA-Zа-яёa-z(])")
_LATER = re.compile(r"\(\s*далее\s*(?:по тексту\s*)?[-–—:]?\s*(?P<short>[^()]*)\)", re.I)
_ROMAN = re.compile(r"^[IVXLІХV]+$")
_SMALL_WORDS = "для при или под над что как где без все это они его она оно мои мир год тот раз дни час вид род акт вне нет там"
_NOT_WORDS = frozenset(_SMALL_WORDS.split())


def check(paper: Paper) -> Iterator[LintFinding]:
    own = {token for name in paper.context.own_names for token in _TOKEN.findall(name)}
    known = COMMON | own | {name.upper() for name in paper.context.abbreviations} | set(paper.context.abbreviations)
    first: dict[str, list[Spot]] = {}
    explained: dict[str, int] = {}
    for position, text in enumerate(paper.texts):
        for short in _explained_in(text.text):
            explained.setdefault(short, position)
        if _shouted(text.text):
            continue
        for match in _TOKEN.finditer(text.text):
            token = match[0]
            if not _ROMAN.match(token) and not (len(token) > 3 and token not in known and known_word(token)):
                first.setdefault(token, []).append(text.spot)
    order = {text.spot: position for position, text in enumerate(paper.texts)}
    for token, spots in first.items():
        if token in explained:
            if order[spots[0]] < explained[token] and token not in known:
                later = paper.texts[explained[token]].spot
                before = [spot for spot in spots if order[spot] < explained[token]]
                yield found(LATE, before, f"{cited(token)} раскрыто только дальше: {later.label}.", detail=token)
        elif token not in known:
            near = next((name for name in sorted(COMMON) if len(name) > 2 and sorted(name) == sorted(token)), "")
            if near and len(spots) == 1:
                yield found(SWAPPED, spots, f"{cited(token)} — возможно, {cited(near)}.", detail=token)
            else:
                yield found(UNEXPLAINED, spots, f"{cited(token)} нигде не раскрыто.", detail=token)
    yield from _small(paper, set(first))


def _shouted(text: str) -> bool:
    """A line in capitals: a heading, not a row of abbreviations."""
    letters = [c for c in text if c.isalpha()]
    return len(letters) > 8 and sum(c.isupper() for c in letters) * 2 > len(letters)


def _explained_in(text: str) -> Iterator[str]:
    """«(далее – МИАС, мониторинг)», «муниципальный координатор (МК)», «РМО (районные методические объединения)»."""
    for match in _LATER.finditer(text):
        lead = text[: match.start()].rstrip()
        for token in _TOKEN.findall(match["short"]):
            if not re.search(rf"(?<![А-ЯЁа-яё]){re.escape(token)}$", lead):  # «ОКО (далее ОКО)» explains nothing
                yield token
    for match in re.finditer(r"\(\s*(?P<short>[А-ЯЁA-Z]{2,7})\s*\)", text):
        if _initials(text[: match.start()], match["short"]):
            yield match["short"]
    for match in re.finditer(r"(?P<short>[А-ЯЁA-Z]{2,7})\s*(?:\(|[-–—]\s)(?P<full>[а-яё][^()]{5,80})", text):
        if _first_letters(match["full"], match["short"]):
            yield match["short"]


def _initials(lead: str, short: str) -> bool:
    """Do the last words begin with the letters of the abbreviation?"""
    words = re.findall(r"[А-ЯЁа-яёA-Za-z]+", lead)[-(len(short) + 3) :]
    return _subsequence(short.casefold(), "".join(word[0] for word in words).casefold())


def _first_letters(full: str, short: str) -> bool:
    words = re.findall(r"[А-ЯЁа-яё]+", full)[: len(short) + 3]
    return (
        bool(words)
        and words[0][0].casefold() == short[0].casefold()
        and _subsequence(short.casefold(), "".join(w[0] for w in words).casefold())
    )


def _subsequence(letters: str, row: str) -> bool:
    rest = iter(row)
    return all(letter in rest for letter in letters)


def _small(paper: Paper, used: set[str]) -> Iterator[LintFinding]:
    words = {token.casefold(): token for token in used if len(token) >= 3 and token.isalpha()}
    for text in paper.texts:
        for match in re.finditer(r"(?<![А-ЯЁа-яё.-])[а-яё]{3,6}(?![А-ЯЁа-яё-])", text.text):
            token = words.get(match[0])
            if token and match[0] not in _NOT_WORDS:
                yield found(SMALL, text.spot, f"{cited(match[0])} — в других местах {cited(token)}.", detail=match[0])
