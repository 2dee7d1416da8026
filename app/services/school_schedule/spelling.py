"""How schools write classes, subjects, procedures and levels in their schedules. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache

from app.services.results.subjects import SUBJECTS, normalise_subject
from app.services.school_schedule.rows import Level
from app.services.text_ru import search_key

_MORE_SUBJECTS: dict[str, tuple[str, ...]] = {
    "Алгебра": ("алг", "алгеб"),
    "Геометрия": ("геом",),
    "Вероятность и статистика": ("вис", "вер и стат", "вероятность", "статистика", "тв и с", "теория вероятностей"),
    "Алгебра и начала математического анализа": ("алгебра и нач анализа", "алгебра и начала анализа"),
    "Русский язык": ("русск яз", "рус яз", "р яз", "русс яз", "русский яз", "рус язык", "р язык", "русск", "русс"),
    "Математика": ("матем", "матем-ка", "математ", "мат-ка"),
    "Окружающий мир": ("окруж мир", "окр м", "окружающ мир", "окр мир"),
    "Литературное чтение": ("литер чтение", "лит чт", "чтение", "лит чтен", "литчтение"),
    "Литература": ("литер", "лит-ра", "литра", "лит"),
    "История": ("истор", "история россии", "история россии всеобщая история", "всеобщая история"),
    "Обществознание": ("общест", "обществ", "общ-ние", "общ"),
    "География": ("геогр", "географ"),
    "Биология": ("биол",),
    "Химия": ("хим",),
    "Физика": ("физ",),
    "Информатика": ("инф", "информ", "икт", "информатика и икт"),
    "Иностранный язык": ("ин яз", "иностр яз", "иностранный", "ин язык", "ия", "иностранный язык (английский)"),
    "Английский язык": ("англ яз", "английский яз", "анг яз", "англ", "ин яз англ", "ин яз (англ)", "ин яз (английский)"),
    "Немецкий язык": ("нем яз", "немецкий яз", "нем"),
    "Французский язык": ("франц яз", "фр яз"),
    "Второй иностранный язык": ("2 ин яз", "второй ин яз"),
    "Основы безопасности и защиты Родины": ("обзр", "обж", "основы безопасности жизнедеятельности"),
    "Труд (технология)": ("труд", "технология", "техн", "технол", "труд технология"),
    "Изобразительное искусство": ("изо", "изо искусство"),
    "Музыка": ("муз",),
    "Физическая культура": ("физ-ра", "физкультура", "физ культура", "фк", "физ-а", "физра"),
    "Родной язык": ("родной яз", "родн яз"),
    "Родная литература": ("родная лит", "родн лит", "родная лит-ра"),
    "Литературное чтение на родном языке": ("лит чтение на родном языке",),
    "Основы религиозных культур и светской этики": ("оркс", "оркcэ", "орксэ"),
    "Основы духовно-нравственной культуры народов России": ("однкнр", "однк"),
    "Астрономия": ("астр",),
    "Индивидуальный проект": ("инд проект", "проект"),
    "Метапредметная работа": (
        "метапредметная", "метапредмет", "метапредметная диагностика", "комплексная работа", "комплексная",
        "метапредметные результаты",
    ),
    "Функциональная грамотность": ("фг", "функц грамотность", "функциональная гр"),
    "Читательская грамотность": ("чг", "чит грамотность", "смысловое чтение"),
}  # fmt: skip
"""{name: spellings beside those of `results.subjects`}; dots and spaces are folded before comparing."""

_KINDS: tuple[tuple[str, str, Level], ...] = (
    (r"впр|всероссийск\w* проверочн\w*(?: работ\w*)?", "vpr", "federal"),
    (r"нико", "niko", "federal"),
    (r"огэ", "oge", "federal"),
    (r"гвэ", "gve", "federal"),
    (r"егэ", "ege", "federal"),
    (r"иси|ис\(и\)|итогов\w* сочинени\w*|сочинени\w* \(изложени\w*\)", "final_essay", "federal"),
    (r"ис-?9|ис|с|итогов\w* собеседовани\w*|собеседовани\w*", "final_interview", "federal"),
    (r"рпр|региональн\w* проверочн\w*(?: работ\w*)?", "regional_test", "regional"),
    (r"дкр|диагностическ\w* контрольн\w*(?: работ\w*)?", "diagnostic_test", "regional"),
    (r"мпр|муниципальн\w* (?:проверочн|контрольн)\w*(?: работ\w*)?|мкр", "municipal_test", "municipal"),
    (r"сд|стартов\w*(?: диагностик\w*| контрольн\w*(?: работ\w*)?| работ\w*)?|входн\w*(?: диагностик\w*| контрол\w*"
     r"(?: работ\w*)?| работ\w*)?|вкр", "diagnostic_start", "school"),
    (r"диагностическ\w* (?:исследовани|работ)\w*|др", "diagnostic_study", "regional"),
    (r"вкр|кр|к/р|к\.р|контр(?:ольн\w*)?(?: раб(?:от\w*)?)?|контрольн\w* работ\w*|пр|п/р|провер(?:очн\w*)?(?: раб(?:от\w*)?)?|"
     r"акр|административн\w*(?: контрольн\w*)?(?: работ\w*)?|ткр|икр|итогов\w* контрольн\w*(?: работ\w*)?|итогов\w* работ\w*|"
     r"тест\w*|диктант\w*|изложени\w*|сочинени\w*|зач[её]т\w*|па|промежуточн\w* аттестаци\w*|комплексн\w* работ\w*|кд|кт|"
     r"к|д|т|оп|адм", "", "school"),
)  # fmt: skip
"""Words of a cell that say what kind of procedure it is; empty code = a school's own test."""
_KIND_PATTERNS = tuple((re.compile(pattern), code, level) for pattern, code, level in _KINDS)
_ANY_KIND = re.compile(
    r"(?<![\w/])(?:" + "|".join(f"(?:{pattern})" for pattern, _code, _level in _KINDS) + r")(?![\w/])"
)  # fmt: skip
_LEVELS: tuple[tuple[re.Pattern[str], Level], ...] = (
    (re.compile(r"ф|фед(?:еральн\w*)?(?: уров\w*)?|фоп|ф/у"), "federal"),
    (re.compile(r"р|рег(?:иональн\w*)?(?: уров\w*)?|р/у"), "regional"),
    (re.compile(r"м|мун(?:иципальн\w*)?(?: уров\w*)?|м/у"), "municipal"),
    (re.compile(r"ш|шк(?:ольн\w*)?(?: уров\w*)?|оо|о|уровень оо|оу|ш/у|школа|уровень образовательной организации"), "school"),
)
_ANY_LEVEL = re.compile(r"(?<!\w)(?:" + "|".join(f"(?:{pattern.pattern})" for pattern, _level in _LEVELS) + r")\.?(?!\w)")
_LATIN = str.maketrans("ABCEHKMOPTXYaceopxyk", "АВСЕНКМОРТХУасеорхук")
_MARKS = frozenset("+*xх×✓✔v•●■vх")
NOTHING_WORDS = re.compile(
    r"каникулы?|осенние каникулы|зимние каникулы|весенние каникулы|летние каникулы|дополнительные каникулы|праздник\w*|"
    r"праздничн\w* д\w+|выходн\w*(?: д\w+)?|нерабоч\w* д\w+|в|вых|к а н и к у л ы|карантин|неучебн\w* д\w+"
)
"""What stands in the grid and is no procedure."""
_LESSON = re.compile(r"(?<!\d)(\d{1,2})(?:-?й)?\s*ур(?:ок|\.)?(?!\w)|урок\s*№?\s*(\d{1,2})|\((\d)\s*у\)")
_MINUTES = re.compile(r"(?<!\d)(\d{2,3})\s*(?:мин(?:ут\w*|\.)?|['’′])(?!\w)")
_TAKEN = re.compile(r"(?<!\d)([12])\s*(?:урока|ч(?:аса?|\.)?)(?!\w)")
_CLASS = re.compile(
    r"(?:класс\w*\s*[-–:]?\s*)?(\d{1,2})\s*[-–\s]?\s*(?:[еxй]{1,2}\b\s*)?[«\"'“„(]?\s*"
    r"(?:(?!класс|кл\b|кл\.|параллел)([а-яёa-z])(?![а-яёa-z]{2}))?\s*[»\"'”“)]?\s*(?:класс\w*|кл\.?|параллел\w*)?\s*\.?"
)


def _fold(text: str) -> str:
    """As schools abbreviate: no dots, no doubled spaces, ё as е."""
    return " ".join(re.sub(r"[._]", " ", search_key(text)).split()).strip(" -–—:,;()")


@cache
def _subjects() -> dict[str, str]:
    found: dict[str, str] = {}
    for name, shorts in SUBJECTS.items():
        for spelling in (name, *(short for short in shorts if not short.isascii())):
            found.setdefault(_fold(spelling), name)
    for name, spellings in _MORE_SUBJECTS.items():
        for spelling in (name, *spellings):
            found.setdefault(_fold(spelling), name)
    return found


@dataclass(frozen=True, slots=True)
class Subject:
    """A subject as read; `sure` is False where a misspelling was understood, None where the words are kept as they are."""

    name: str
    sure: bool | None = True


def subject_of(text: str) -> Subject | None:
    """«Р.яз.», «матиматика», «Окр. мир» → a subject; None where the words are none that the program knows."""
    key = _fold(text)
    if not key:
        return None
    known = _subjects().get(key) or _subjects().get(re.sub(r"\s*\(.*\)$| (?:база|баз|угл|углуб\w*|проф|базов\w*)$", "", key))
    if known:
        return Subject(known)
    name = normalise_subject(text)
    if name in SUBJECTS:
        return Subject(name)
    return _near(key) if len(key) >= 5 else None


@cache
def _near(key: str) -> Subject | None:
    from difflib import get_close_matches

    close = get_close_matches(key, [one for one in _subjects() if len(one) >= 5], 1, 0.84)
    return Subject(_subjects()[close[0]], False) if close else None


def named_subject(text: str) -> Subject | None:
    """As `subject_of`, for a caption of a row: unknown words are a subject all the same, with `sure` None."""
    found = subject_of(text)
    if found is not None:
        return found
    folded = " ".join(text.split()).strip(" .:-")
    if len(folded) < 2 or not re.search(r"[а-яёa-z]{2}", folded.casefold()):
        return None
    return Subject(folded[:1].upper() + folded[1:], None)


def classes_of(text: str) -> tuple[tuple[int, str], ...]:
    """«5 «а» класс» → ((5, '5А'),); «5 классы» → ((5, ''),); «5А, 5Б» → both; () where it is no class."""
    folded = search_key(text.replace("\n", " ")).strip()
    if not folded or len(folded) > 60 or not (folded[0].isdigit() or folded.startswith("класс")):
        return ()
    whole = re.sub(r"\s*\(\d+\)$", "", folded)
    one = _CLASS.fullmatch(whole)
    if one:
        found = _class(one)
        return (found,) if found else ()
    parts = [part.strip() for part in re.split(r"[,;]| и ", whole) if part.strip()]
    if len(parts) > 1:
        grade = re.match(r"\d{1,2}", parts[0])
        joined = [part if part[0].isdigit() or grade is None else f"{grade[0]}{part}" for part in parts]
        several = [_CLASS.fullmatch(part) for part in joined]
        named = [_class(part) for part in several if part]
        if len(named) == len(joined) and all(named):
            return tuple(part for part in named if part)
    span = re.fullmatch(r"(\d{1,2})\s*[-–]\s*(\d{1,2})\s*(?:-е)?\s*(?:класс\w*|кл\.?)", whole)
    if span and int(span[1]) < int(span[2]) <= 11:
        return tuple((grade, "") for grade in range(int(span[1]), int(span[2]) + 1))
    profile = re.fullmatch(r"(\d{1,2})\s*[-–]?\s*([а-яё])\s*(?:класс\w*|кл\.?)?\s*\(.*\)", whole)
    if profile and 1 <= int(profile[1]) <= 12:
        return ((int(profile[1]), f"{profile[1]}{profile[2].upper()}"),)
    return ()


def _class(found: re.Match[str]) -> tuple[int, str] | None:
    grade = int(found[1])
    if not 1 <= grade <= 12:
        return None
    letter = (found[2] or "").translate(_LATIN).upper()
    return grade, f"{grade}{letter}" if letter else ""


@dataclass(frozen=True, slots=True)
class Legend:
    """What the book itself says its codes, letters and colours mean."""

    levels: Mapping[str, Level] = field(default_factory=dict)
    """{«ш»: level}: a letter explained below the table."""
    kinds: Mapping[str, tuple[str, Level]] = field(default_factory=dict)
    """{«с»: (code of the catalogue, its usual level)}."""
    colours: Mapping[str, Level] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Words:
    """What one piece of a cell says. `left` = words that nothing explains."""

    subject: Subject | None = None
    level: Level | None = None
    kind: str = ""
    kind_level: Level | None = None
    named_kind: bool = False
    kind_text: str = ""
    """The words of the kind: the title of a school's own test."""
    lesson: int | None = None
    minutes: int | None = None
    lessons_taken: int = 1
    left: str = ""


def level_of(text: str) -> Level | None:
    """«Федеральный уровень», «рег.», «Ш» → level; None for other words."""
    key = _fold(text)
    return next((level for pattern, level in _LEVELS if pattern.fullmatch(key)), None)


def kind_of(text: str) -> tuple[str, Level] | None:
    """«СД», «стартовая диагностика», «к/р» → (code of the catalogue or '', usual level); None for other words."""
    key = search_key(text).strip(" .-–—:")
    return next(((code, level) for pattern, code, level in _KIND_PATTERNS if pattern.fullmatch(key)), None)


def is_mark(text: str) -> bool:
    """A lone «+», «х» and the like: something is held, the cell does not say what."""
    return len(text) == 1 and text.casefold() in _MARKS


def words_of(text: str, legend: Legend) -> Words:
    """One piece of a cell: a subject, a kind, a level, a lesson, minutes, in any order."""
    key = search_key(text).strip(" .,;:")
    found = Words()
    if (said := legend.kinds.get(key)) is not None:
        return replace(found, kind=said[0], kind_level=said[1], named_kind=True, kind_text=_shown(key, text))
    if (level := legend.levels.get(key)) is not None:
        return replace(found, level=level)
    whole = subject_of(key)
    if whole is not None and whole.sure:
        return replace(found, subject=whole)
    if (said := kind_of(key)) is not None:
        return replace(found, kind=said[0], kind_level=said[1], named_kind=True, kind_text=_shown(key, text))
    if (level := level_of(key)) is not None:
        return replace(found, level=level)
    if m := _MINUTES.search(key):
        found, key = replace(found, minutes=int(m[1])), _cut(key, m)
    if m := _TAKEN.search(key):
        found, key = replace(found, lessons_taken=int(m[1])), _cut(key, m)
    if m := _LESSON.search(key):
        found, key = replace(found, lesson=int(m[1] or m[2] or m[3])), _cut(key, m)
    for code, said in legend.kinds.items():
        if m := re.search(rf"(?<![\w/]){re.escape(code)}(?![\w/])", key):
            found = replace(found, kind=said[0], kind_level=said[1], named_kind=True, kind_text=_shown(code, text))
            key = _cut(key, m)
            break
    rest = key.strip(" .,;:()-–—/")
    subject = subject_of(rest) if rest else None
    if subject is not None and subject.sure:
        return replace(found, subject=subject)
    best: Words | None = None
    for candidate in _peeled(found, key, legend, text):
        if not candidate.left:
            return candidate
        best = best or candidate
    return best or replace(found, left=rest)


def _peeled(found: Words, key: str, legend: Legend, text: str) -> list[Words]:
    """Kinds and levels taken out one after another; what is left is a subject or words nobody explains."""
    tries: list[Words] = []
    for kind_first in (True, False):
        words, left = found, key
        if not words.named_kind and kind_first:
            for m in sorted(_ANY_KIND.finditer(left), key=lambda one: -len(one[0])):
                said = kind_of(m[0])
                if said is not None:
                    words = replace(words, kind=said[0], kind_level=said[1], named_kind=True, kind_text=_shown(m[0], text))
                    left = _cut(left, m)
                    break
        levels = [m for m in _ANY_LEVEL.finditer(left) if m[0].rstrip(".") in legend.levels or level_of(m[0])]
        # «р. яз.» has a letter of a level in it: only what stands at an end or in brackets is one.
        stripped = left.strip()
        for m in (one for one in reversed(levels) if _at_end(left, one)):
            level = legend.levels.get(m[0].rstrip(".")) or level_of(m[0])
            rest = _cut(left, m).strip(" .,;:()-–—/")
            if not rest or subject_of(rest) is not None:
                words, left = replace(words, level=level), _cut(left, m)
                break
        left = left.strip(' .,;:()-–—/№"«»')
        if not stripped or (not left and (words.named_kind or words.level)):
            tries.append(words)
            continue
        by = re.sub(r"^по ", "", left)
        subject = subject_of(by)
        if subject and by != left:  # «по математике»: a case is no misspelling
            subject = replace(subject, sure=True)
        tries.append(replace(words, subject=subject) if subject else replace(words, left=left))
    return tries


_PLAIN_TEST = re.compile(r"к|кр|к/р|к\.р|оп|контр(?:ольн\w*)?(?: раб(?:от\w*)?)?|контрольн\w* работ\w*")


def _shown(kind: str, text: str) -> str:
    """As it is written in the text, with capitals: «диктант» → «Диктант»; nothing for a plain «контрольная работа»."""
    if _PLAIN_TEST.fullmatch(kind.strip(" .,")):
        return ""
    at = text.casefold().replace("ё", "е").find(kind)
    kind = (text[at : at + len(kind)] if at >= 0 else kind).strip(" .,")
    return kind.upper() if len(kind) <= 3 and " " not in kind else kind[:1].upper() + kind[1:]


def _at_end(text: str, found: re.Match[str]) -> bool:
    before, after = text[: found.start()].strip(), text[found.end() :].strip()
    return not before or not after or before.endswith(("(", "/", ",", "-")) or after.startswith((")", "/"))


def _cut(text: str, found: re.Match[str]) -> str:
    return re.sub(r"\(\s*\)", " ", f"{text[: found.start()]} {text[found.end() :]}").strip()
