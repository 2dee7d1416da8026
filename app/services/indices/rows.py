"""Plain rows of the indices. Schools stand alphabetically, never by value."""

from __future__ import annotations

from dataclasses import dataclass, field

from app.services.objectivity.official_constants import FIOKO_2019, ORDER_730

FEW = 5
"""Behind fewer pupils, rooms or schools there is no percent."""
DISTRICT_SETS = "задаёт район"
REGION_SETS = "задаёт регион"
KHAKASSIA = "пример региона: Хакасия, приказ от 08.02.2023 № 100-128"


@dataclass(frozen=True, slots=True)
class InputInfo:
    """A count a person types by school and year. `whole`: the key of the count it is a part of."""

    key: str
    group: str
    title: str
    short: str
    """Over the column of the grid and of the file."""
    whole: str = ""


INPUTS: tuple[InputInfo, ...] = (
    InputInfo("medal1", "Медалисты", "Претенденты на медаль I степени", "Претенденты I степени"),
    InputInfo("medal1_ok", "Медалисты", "Из них набрали порог ЕГЭ", "Порог I набрали", "medal1"),
    InputInfo("medal2", "Медалисты", "Претенденты на медаль II степени", "Претенденты II степени"),
    InputInfo("medal2_ok", "Медалисты", "Из них набрали порог ЕГЭ", "Порог II набрали", "medal2"),
    InputInfo("rooms", "Видеонаблюдение", "Аудитории, где писали работы", "Аудиторий всего"),
    InputInfo("rooms_video", "Видеонаблюдение", "Из них с видеонаблюдением", "С видео", "rooms"),
    InputInfo("sittings", "Общественное наблюдение", "Процедуры (или аудитории) за год", "Процедур всего"),
    InputInfo("sittings_observed", "Общественное наблюдение", "Из них с общественным наблюдателем", "С наблюдателем", "sittings"),
    InputInfo("rechecked", "Перепроверка", "Перепроверенные работы ВПР", "Перепроверено работ"),
    InputInfo("rechecked_ok", "Перепроверка", "Из них оценены объективно", "Оценены объективно", "rechecked"),
    InputInfo("inner", "ВСОКО", "Школа прошла оценку ВСОКО (1)", "ВСОКО оценена"),
    InputInfo("inner_ok", "ВСОКО", "ВСОКО признана объективной (1)", "ВСОКО объективна", "inner"),
)
INPUT = {one.key: one for one in INPUTS}


@dataclass(frozen=True, slots=True)
class Name:
    """A count under the name it has in a formula. `key`: of `INPUTS`, or a count the program makes itself."""

    name: str
    words: str
    short: str
    """Before the number: «с видео: 27»."""
    key: str


def _marker_names(prefix: str) -> tuple[Name, ...]:
    return (
        Name("школ", "школы с результатами", "школ", f"{prefix}_schools"),
        Name("школ_с_признаком", "из них хотя бы с одним признаком", "с признаком", f"{prefix}_marked"),
        Name("проверок", "проверки: правило × работа, о которых можно судить", "проверок", f"{prefix}_checks"),
        Name("признаков", "из них сработало", "сработало", f"{prefix}_markers"),
    )


@dataclass(frozen=True, slots=True)
class IndexInfo:
    """One index as shipped. `base`: what stands behind the percent, as a formula; `more`: a greater value is better."""

    key: str
    title: str
    about: str
    names: tuple[Name, ...]
    formula: str
    """Of the district, from the sums over schools."""
    school_formula: str
    base: str
    school_base: str
    source: str
    year: int
    more: bool = True
    target: float | None = None
    target_source: str = REGION_SETS


_BY_SCHOOLS = "100 − 100 · школ_с_признаком / школ"
_BY_CHECKS = "100 − 100 · признаков / проверок"
_MEDALS = "100 · (претендентов_1 + претендентов_2 − подтвердили_1 − подтвердили_2) / (претендентов_1 + претендентов_2)"

INDICES: tuple[IndexInfo, ...] = (
    IndexInfo(
        "vpr", "Объективность ВПР", "доля школ без официальных признаков по ВПР; у школы — доля правил, которые не сработали",
        _marker_names("vpr"), _BY_SCHOOLS, _BY_CHECKS, "школ", "проверок", FIOKO_2019, 2019,
    ),
    IndexInfo(
        "oge", "Объективность ОГЭ",
        "то же по ОГЭ: завышенный средний балл и несоответствие годовым отметкам, если они есть в протоколе",
        _marker_names("oge"), _BY_SCHOOLS, _BY_CHECKS, "школ", "проверок", f"по образцу: {FIOKO_2019}", 2019,
    ),
    IndexInfo(
        "dkr", "Объективность ДКР",
        "то же по контрольным работам: средний балл против своего района и расхождение с ВПР по тому же предмету и классу",
        _marker_names("dkr"), _BY_SCHOOLS, _BY_CHECKS, "школ", "проверок", "предложение программы по образцу ФИОКО, 2019", 2026,
    ),
    IndexInfo(
        "medals", "Неподтверждённые медалисты", "доля претендентов на медаль, не набравших порог на ЕГЭ",
        (
            Name("претендентов_1", "претенденты на медаль I степени", "I степень", "medal1"),
            Name("подтвердили_1", "из них набрали порог", "порог набрали", "medal1_ok"),
            Name("претендентов_2", "претенденты на медаль II степени", "II степень", "medal2"),
            Name("подтвердили_2", "из них набрали порог", "порог набрали", "medal2_ok"),
        ),
        _MEDALS, _MEDALS, "претендентов_1 + претендентов_2", "претендентов_1 + претендентов_2", ORDER_730, 2023, more=False,
    ),
    IndexInfo(
        "video", "Охват видеонаблюдением", "доля аудиторий с видеонаблюдением",
        (Name("аудиторий", "аудитории всего", "аудиторий", "rooms"),
         Name("с_видео", "из них с видео", "с видео", "rooms_video")),
        "100 · с_видео / аудиторий", "100 · с_видео / аудиторий", "аудиторий", "аудиторий", DISTRICT_SETS, 2026,
    ),
    IndexInfo(
        "observers", "Охват общественным наблюдением", "доля процедур (аудиторий) с общественным наблюдателем",
        (Name("процедур", "процедуры всего", "процедур", "sittings"),
         Name("с_наблюдателем", "из них с наблюдателем", "с наблюдателем", "sittings_observed")),
        "100 · с_наблюдателем / процедур", "100 · с_наблюдателем / процедур", "процедур", "процедур", DISTRICT_SETS, 2026,
    ),
    IndexInfo(
        "recheck", "Объективно оценённые работы", "доля работ ВПР, оценка которых подтвердилась при выборочной перепроверке",
        (Name("работ", "перепроверенные работы", "работ", "rechecked"),
         Name("подтверждено", "оценены объективно", "оценены объективно", "rechecked_ok")),
        "100 · подтверждено / работ", "100 · подтверждено / работ", "работ", "работ", KHAKASSIA, 2023,
        target=90.0, target_source=KHAKASSIA,
    ),
    IndexInfo(
        "inner", "Объективная ВСОКО", "доля школ с объективной внутренней системой оценки",
        (Name("оценено", "школы, где оценили ВСОКО", "школ оценено", "inner"),
         Name("объективно", "признана объективной", "объективна", "inner_ok")),
        "100 · объективно / оценено", "100 · объективно / оценено", "оценено", "оценено", KHAKASSIA, 2023,
        target=90.0, target_source=KHAKASSIA,
    ),
)  # fmt: skip
INDEX = {one.key: one for one in INDICES}


@dataclass(frozen=True, slots=True)
class Parameter:
    """A number the counts themselves depend on."""

    key: str
    label: str
    unit: str
    usual: float
    least: float
    most: float
    source: str


PARAMETERS: tuple[Parameter, ...] = (
    Parameter("medal1_rus", "Медаль I степени: русский, ЕГЭ, не меньше", "баллов", 70, 1, 100, ORDER_730),
    Parameter("medal1_other", "…и ещё один предмет, не меньше", "баллов", 70, 1, 100, ORDER_730),
    Parameter("medal1_basic", "…либо базовая математика на отметку", "", 5, 3, 5, ORDER_730),
    Parameter("medal2_rus", "Медаль II степени: русский, ЕГЭ, не меньше", "баллов", 60, 1, 100, ORDER_730),
    Parameter("medal2_other", "…и ещё один предмет, не меньше", "баллов", 60, 1, 100, ORDER_730),
    Parameter("medal2_basic", "…либо базовая математика на отметку", "", 5, 3, 5, "уточните по приказу"),
    Parameter("least_n", "Правило среднего балла: писали не меньше", "чел.", 2, 2, 50, FIOKO_2019),
    Parameter("dkr_gap", "ДКР: школа выполнила ВПР лучше, чем ДКР, на", "п. п.", 15, 1, 100, "настройка программы"),
)


@dataclass(frozen=True, slots=True)
class IndexRule:
    """An index as a person set it."""

    formula: str
    school_formula: str
    target: float | None
    target_source: str
    source: str
    shown: bool = True


def shipped(info: IndexInfo) -> IndexRule:
    return IndexRule(info.formula, info.school_formula, info.target, info.target_source, f"{info.source}")


@dataclass(frozen=True, slots=True)
class IndexRules:
    """The rules of a year. `since`: the year they were set for (None = as shipped); `note`: where they come from."""

    indices: dict[str, IndexRule] = field(default_factory=lambda: {one.key: shipped(one) for one in INDICES}, hash=False)
    values: dict[str, float] = field(default_factory=lambda: {p.key: p.usual for p in PARAMETERS}, hash=False)
    subjects: tuple[str, ...] = ("Русский язык", "Математика")
    """Papers that count for ВПР, ОГЭ and ДКР; empty = all."""
    grades: tuple[int, ...] = (4, 5)
    """Classes of ВПР that count; empty = all."""
    since: int | None = None
    note: str = ""

    def __getitem__(self, key: str) -> float:
        return self.values[key]


@dataclass(frozen=True, slots=True)
class IndexValue:
    """An index of one school (or of the district, `organisation_id` None) in one year."""

    key: str
    year: int
    organisation_id: int | None
    value: float | None
    """Percent; None = not enough data, `why` says why."""
    n: int
    """What stands behind it: schools, checks, candidates, rooms."""
    counts: tuple[tuple[str, int], ...]
    """(name in the formula, count) of the names that are known."""
    why: str = ""
    from_exams: bool = False
    """Confirmed medalists were taken from results of the ЕГЭ, not typed."""

    def count(self, name: str) -> int | None:
        return dict(self.counts).get(name)


@dataclass(frozen=True, slots=True)
class SchoolName:
    organisation_id: int
    name: str
    login: str


@dataclass(frozen=True, slots=True)
class IndexPage:
    """Everything «Показатели» shows: all years, own schools alphabetically."""

    years: tuple[int, ...]
    """Newest first: with results or with typed counts."""
    year: int | None
    rules: IndexRules
    """Of `year`."""
    schools: tuple[SchoolName, ...]
    values: dict[tuple[str, int, int | None], IndexValue] = field(default_factory=dict, hash=False)
    """{(index, year, organisation or None for the district): value}."""
    inputs: dict[tuple[int, int, str], int] = field(default_factory=dict, hash=False)
    """{(organisation, year, key of an input): count}, typed or loaded."""

    def of(self, key: str, year: int, organisation_id: int | None = None) -> IndexValue | None:
        return self.values.get((key, year, organisation_id))
