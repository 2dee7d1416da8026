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
    "Вероятность и статистика": ("вис", "вер и стат", "вероятность", "твис", "тв и ст", "тв", "статистика", "тв и с",
                                 "теория вероятностей"),
    "Алгебра и начала математического анализа": ("алгебра и нач анализа", "алгебра и начала анализа"),
    "Русский язык": ("русск яз", "рус яз", "р яз", "русс яз", "русский яз", "рус язык", "р/я", "р/яз", "рус/яз", "р язык",
                     "русск", "русс"),
    "Математика": ("матем", "матем-ка", "математ", "мат-ка"),
    "Окружающий мир": ("окруж мир", "окр м", "окружающ мир", "окр мир"),
    "Литературное чтение": ("техника чтения", "проверка техники чтения", "техн чтения", "скорость чтения", "литер чтение",
                            "лит чт", "чтение", "лит чтен", "литчтение"),
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

_END = r"(?!\w)"
_KINDS: tuple[tuple[str, str, Level], ...] = (
    (r"(?:проб\w*|тренир\w*|репет\w*)\.?\s*(?:огэ|егэ|гвэ|впр)|"
     r"(?:огэ|егэ|гвэ)\s*\(?(?:проб\w*|тренир\w*|репет\w*)\.?\)?", "", "school"),
    (r"итогов\w*\.? (?:сочинени|изложени)\w*(?: \(изложени\w*\))?|ис\(и\)(?:-?11)?|иси(?:-?11)?", "final_essay", "federal"),
    (r"(?:итогов\w*|устн\w*)\.? собес\w*|собеседовани\w*|ис-?9|ис", "final_interview", "federal"),
    (r"впр|всероссийск\w*\.? пров\w*\.?(?: раб\w*)?", "vpr", "federal"),
    (r"нико", "niko", "federal"),
    (r"огэ", "oge", "federal"),
    (r"гвэ", "gve", "federal"),
    (r"егэ", "ege", "federal"),
    (r"рпр|регион\w*\.? (?:пров|контр|диагн)\w*\.?(?: раб\w*)?", "regional_test", "regional"),
    (r"дкр|диагност\w*\.? контр\w*\.?(?: раб\w*)?", "diagnostic_test", "regional"),
    (r"мпр|мкр|муниц\w*\.? (?:пров|контр|диагн)\w*\.?(?: раб\w*)?", "municipal_test", "municipal"),
    (r"сд|вкр|(?:вх|входн\w*|старт\w*)\.?(?:\s*(?:контр\w*|диагн\w*|к/р|к\.\s?р|кр|д/р|др|срез\w*|раб\w*|тест\w*)\.?)*",
     "diagnostic_start", "school"),
    (r"диагност\w*\.? (?:исслед|раб)\w*|диагностик\w*|д/р|др", "diagnostic_study", "school"),
)  # fmt: skip
"""What says that a procedure is one of the catalogue; an empty code = a school's own test after all."""
_KIND_PATTERNS = tuple((re.compile(rf"(?<![\w/])(?:{pattern}){_END}"), code, level) for pattern, code, level in _KINDS)
_WHOLE_KINDS: dict[str, tuple[str, Level]] = {"с": ("final_interview", "federal")}
"""Letters that mean a kind only where they are the whole cell."""
_TEST = re.compile(
    r"(?<![\w/])(?:"
    r"(?:к|п|с|л|пр|лаб|контр|пров|сам|практ)\s?[./]\s?р(?:аб\w*)?|к/д|кр|пр|ср|акр|ткр|икр|ркр|кд|кт|па|оп|адм\w*|итог\w*|"
    r"полугод\w*|годов\w*|промежут\w*|аттестац\w*|рубеж\w*|текущ\w*|тематич\w*|контр|контрольн\w*|пров|провер\w*|самост\w*|"
    r"лаб\w*|практ\w*|дикт\w*|излож\w*|соч|сочин\w*|тест\w*|зач[её]т\w*|раб|работ\w*|письм\w*|устн\w*|устно|комплексн\w*|"
    r"срез\w*|списыв\w*|мониторинг\w*|экзамен\w*|четверт\w*|с? ?грамм\w*\.? зад\w*|пробн\w*|проб|обобщ\w*|"
    r"за \d (?:четв\w*|полуг\w*|триместр\w*)"
    r")\.?" + _END
)
"""Words of a school's own test."""
_NUMBERED = re.compile(r"№\s*\d{1,2}|(?<=[\s-])\d{1,2}$|(?<=кр)\d$|ч(?:асть|\.)\s*\d|\d\s*часть|вар\w*\.?\s*\d")
_ALONE = re.compile(r"[кдт]")
"""«К», «Д», «Т» alone: a test, a dictation, a quiz."""
_LEVELS: tuple[tuple[re.Pattern[str], Level], ...] = (
    (re.compile(r"ф|фед(?:еральн\w*)?(?: уров\w*)?|фоп|ф/у"), "federal"),
    (re.compile(r"р|рег(?:иональн\w*)?(?: уров\w*)?|р/у"), "regional"),
    (re.compile(r"м|мун(?:иципальн\w*)?(?: уров\w*)?|м/у"), "municipal"),
    (re.compile(r"ш|шк(?:ольн\w*)?(?: уров\w*)?|оо|о|уровень оо|оу|ш/у|школа|уровень образовательной организации"), "school"),
)
_LEVEL_WORD = re.compile(r"(?<!\w)(фед|рег|мун|шк)[а-я]{2,}(?:\s*уров\w*)?(?!\w)|\(\s*([фрмшо]|оо|оу|[фрмш]/у)\s*\)")
_LEVEL_STARTS: dict[str, Level] = {"ф": "federal", "р": "regional", "м": "municipal", "ш": "school", "о": "school"}
_LEVEL_FIRST = re.compile(r"([фрмш])[\s,/:–-]+(?=\S)")
_LEVEL_LAST = re.compile(r"(?<=\S)[\s,/–-]+([фрмш])\.?$")
_LATIN = str.maketrans("ABCEHKMOPTXYaceopxyk", "АВСЕНКМОРТХУасеорхук")
_MARKS = frozenset("+*xх×✓✔v•●■vх")
NOTHING_WORDS = re.compile(
    r"каникулы?|осенние каникулы|зимние каникулы|весенние каникулы|летние каникулы|дополнительные каникулы|праздник\w*|"
    r"праздничн\w* д\w+|выходн\w*(?: д\w+)?|нерабоч\w* д\w+|в|вых|к а н и к у л ы|карантин|неучебн\w* д\w+"
)
"""What stands in the grid and is no procedure."""
_LESSONS = re.compile(r"(?<!\d)(\d)\s*[-–,]\s*(\d)\s*ур(?:ок\w*|\.)?(?!\w)")
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
    for name in (*SUBJECTS, *_MORE_SUBJECTS):
        found.setdefault(" ".join(_dative(word) for word in _fold(name).split()), name)
    return found


_DATIVES = (
    ("ий", "ому"), ("ый", "ому"), ("ой", "ому"), ("ое", "ому"), ("ая", "ой"), ("ия", "ии"), ("ие", "ию"), ("ура", "уре"),
    ("ика", "ике"), ("ра", "ре"), ("ка", "ке"), ("да", "де"), ("во", "ву"),
)  # fmt: skip


def _dative(word: str) -> str:
    """«русский» → «русскому», «язык» → «языку»: as after «работа по …»."""
    for end, dative in _DATIVES:
        if word.endswith(end):
            return word[: -len(end)] + dative
    return f"{word}у" if word.endswith(("к", "р", "д", "т")) else word


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
    known = _subjects().get(key) or _subjects().get(
        re.sub(
            r"\s*\((?:угл|баз|проф|письм|устн|групп|\d)[^)]*\)?$| (?:база|баз|угл|углуб\w*|проф|профиль|базов\w*|письм\w*)$",
            "",
            key,
        )
    )
    if known:
        return Subject(known)
    if re.fullmatch(r"родн\w* \(?[а-я]+\)? ?яз\w*", key):
        return Subject("Родной язык")
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
    if key in _WHOLE_KINDS:
        return _WHOLE_KINDS[key]
    for pattern, code, level in _KIND_PATTERNS:
        if pattern.fullmatch(key):
            return code, level
    left = _NUMBERED.sub(" ", _TEST.sub(" ", key)).strip(" .,;:()-–—/№")
    return ("", "school") if key and (not left or _ALONE.fullmatch(key)) else None


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
    if (level := level_of(key)) is not None:
        return replace(found, level=level)
    if (said := kind_of(key)) is not None:
        return replace(found, kind=said[0], kind_level=said[1], named_kind=True, kind_text=_shown(key, text))
    if m := re.fullmatch(r"1\s*\((.+)\)", key):
        return words_of(m[1], legend)
    found, key = _measures(found, key)
    for code, said in legend.kinds.items():
        if m := re.search(rf"(?<![\w/]){re.escape(code)}(?![\w/])", key) if len(code) > 1 else None:
            found = replace(found, kind=said[0], kind_level=said[1], named_kind=True, kind_text=_shown(code, text))
            key = _cut(key, m)
            break
    if not found.named_kind:
        for pattern, kind, usual in _KIND_PATTERNS:
            if m := pattern.search(key):
                found = replace(found, kind=kind, kind_level=usual, named_kind=True, kind_text=_shown(m[0], text))
                key = _cut(key, m)
                break
    if m := _LEVEL_WORD.search(key):
        found, key = replace(found, level=_LEVEL_STARTS[(m[1] or m[2])[0]]), _cut(key, m)
    return _named(found, key, text)


def _measures(found: Words, key: str) -> tuple[Words, str]:
    """Minutes, lessons and their number, taken out of the words."""
    if m := _MINUTES.search(key):
        found, key = replace(found, minutes=int(m[1])), _cut(key, m)
    if m := _LESSONS.search(key):
        found, key = replace(found, lesson=int(m[1]), lessons_taken=max(1, int(m[2]) - int(m[1]) + 1)), _cut(key, m)
    if m := _TAKEN.search(key):
        found, key = replace(found, lessons_taken=int(m[1])), _cut(key, m)
    if m := _LESSON.search(key):
        found, key = replace(found, lesson=int(m[1] or m[2] or m[3])), _cut(key, m)
    return found, key


def _named(found: Words, key: str, text: str) -> Words:
    """What is left: the subject, the words of a school's own test, a letter of a level."""
    bare = _bare(key)
    tries: list[tuple[Words, str]] = [(found, bare)]
    tests = list(_TEST.finditer(key))
    numbers = list(_NUMBERED.finditer(key))
    if tests or numbers:
        rest = _NUMBERED.sub(" ", _TEST.sub(" ", key))
        title = _shown(" ".join(m[0].strip(" -") for m in sorted((*tests, *numbers), key=lambda one: one.start())), text)
        named = found
        if tests and not found.kind:
            named = replace(found, kind_level=found.kind_level or "school", named_kind=True, kind_text=found.kind_text or title)
        elif numbers and found.named_kind and not found.kind:
            named = replace(found, kind_text=title)
        tries.append((named, _bare(rest)))
    for words, rest in list(tries):
        for pattern in (_LEVEL_LAST, _LEVEL_FIRST):
            m = pattern.search(rest) if pattern is _LEVEL_LAST else pattern.match(rest)
            if m and words.level is None:
                tries.append((replace(words, level=_LEVEL_STARTS[m[1]]), _bare(f"{rest[: m.start()]} {rest[m.end() :]}")))
        if words.named_kind and words.level is None and rest in _LEVEL_STARTS and rest != "о":
            return replace(words, level=_LEVEL_STARTS[rest])
    for sure in (True, False):
        for words, rest in tries:
            if not rest and (words.named_kind or words.level or words.lesson or words.minutes):
                return words
            subject = subject_of(rest) if rest else None
            if subject is not None and (subject.sure or not sure):
                return replace(words, subject=subject)
    return replace(found, left=bare)


def _bare(rest: str) -> str:
    rest = re.sub(r"^(?:по|за|в|из) ", "", rest.strip(' .,;:()-–—/№"«»'))
    return " ".join(rest.split()).strip(' .,;:-–—/№"«»')


_ABBREVIATIONS = frozenset(
    {"пр", "ср", "кд", "кт", "па", "сд", "др", "впр", "акр", "икр", "ткр", "вкр", "рпр", "мпр", "дкр", "мкр"}
)
_PLAIN_TEST = re.compile(r"к|кр|к/р|к\.р|оп|контр(?:ольн\w*)?(?: раб(?:от\w*)?)?|контрольн\w* работ\w*")


def _shown(kind: str, text: str) -> str:
    """As it is written in the text, with capitals: «диктант» → «Диктант»; nothing for a plain «контрольная работа»."""
    if _PLAIN_TEST.fullmatch(kind.strip(" .,")):
        return ""
    folded = text.casefold().replace("ё", "е")
    at = folded.find(kind)
    kind = (text[at : at + len(kind)] if at >= 0 else kind).strip(" .,-")
    return kind.upper() if kind.casefold() in _ABBREVIATIONS else kind[:1].upper() + kind[1:]


def _cut(text: str, found: re.Match[str]) -> str:
    return re.sub(r"\(\s*\)", " ", f"{text[: found.start()]} {text[found.end() :]}").strip()
