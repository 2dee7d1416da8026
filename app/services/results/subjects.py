"""Subjects of the procedures: their names as stored, and the short forms that files and people use. Pure."""

from __future__ import annotations

from app.services.text_ru import NBSP, search_key, sort_key

SUBJECTS: dict[str, tuple[str, ...]] = {
    "Русский язык": ("РУ", "РЯ", "RU", "RUS", "РУС"),
    "Математика": ("МА", "MA", "MAT", "MATH", "МАТ"),
    "Окружающий мир": ("ОМ", "ОКР", "OM", "OKR"),
    "Литературное чтение": ("ЛЧ", "ЛТЧ", "LCH"),
    "Литература": ("ЛИ", "ЛТ", "LI", "LIT"),
    "История": ("ИС", "ИСТ", "IS", "HIST", "IST"),
    "Обществознание": ("ОБ", "ОБЩ", "OB", "SOC", "OBS"),
    "География": ("ГГ", "ГЕ", "ГЕО", "GG", "GE", "GEO"),
    "Биология": ("БИ", "БИО", "BI", "BIO"),
    "Физика": ("ФИ", "ФИЗ", "FI", "FIZ", "PHYS"),
    "Химия": ("ХИ", "ХИМ", "HI", "HIM", "CHEM"),
    "Информатика": ("ИНФ", "ИК", "INF"),
    "Английский язык": ("АН", "АЯ", "АНГЛ", "AN", "AY", "EN", "ENG"),
    "Немецкий язык": ("НЕ", "НЯ", "НЕМ", "NE", "DE", "GER"),
    "Французский язык": ("ФР", "ФЯ", "ФРАНЦ", "FR"),
    "Испанский язык": ("ИСП", "SPA"),
}
"""{name: codes of sheet names («РУ 4 …»), of file names («ru4_region») and of textbooks («ma5.8 | …»)}."""
BY_SHORT = {short.casefold(): subject for subject, shorts in SUBJECTS.items() for short in shorts}
BY_NAME = {search_key(subject): subject for subject in SUBJECTS}
_SPOKEN = {
    "русский": "Русский язык",
    "матем": "Математика",
    "математика базовая": "Математика",
    "окр мир": "Окружающий мир",
    "окружающий": "Окружающий мир",
    "лит чтение": "Литературное чтение",
    "общество": "Обществознание",
    "обществозн": "Обществознание",
    "английский": "Английский язык",
    "немецкий": "Немецкий язык",
    "французский": "Французский язык",
    "испанский": "Испанский язык",
}


def normalise_subject(text: str) -> str:
    """«русский  язык», «Русский», «РУ» → «Русский язык»; an unknown subject keeps its words, with a capital."""
    folded = " ".join(text.replace("_", " ").split())
    key = search_key(folded.replace(".", " "))
    known = BY_NAME.get(key) or BY_SHORT.get(key) or _SPOKEN.get(key)
    return known or folded[:1].upper() + folded[1:]


def subject_code(subject: str) -> str:
    """«Русский язык» → «РУ»; the first letters of an unknown subject."""
    return SUBJECTS.get(subject, (subject[:3].upper(),))[0]


def paper_code(subject: str, grade: int) -> str:
    """«РУ 4»: how sheets of ФИС ОКО and columns of wide tables call a paper."""
    return f"{subject_code(subject)}{NBSP}{grade}"


def paper_order(subject: str, grade: int) -> tuple[object, ...]:
    """Class first, then subjects in the usual order (Russian, mathematics …), unknown ones last by name."""
    place = list(SUBJECTS).index(subject) if subject in SUBJECTS else len(SUBJECTS)
    return grade, place, sort_key(subject)
