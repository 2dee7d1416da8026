"""Columns of the tables of «Кому нужна помощь»."""

from __future__ import annotations

from app.services.results.procedure import PROCEDURE_KINDS
from app.services.results.subjects import paper_order
from app.services.statuses.rows import KINDS as STATUS_KINDS
from app.services.support.rows import (
    BY_KEY,
    DECISIONS,
    KINDS,
    LEVELS,
    ROLES,
    CriterionFact,
    FactorLine,
    Kind,
    Move,
    PaperFact,
    PupilLine,
    ResiliencePoint,
    SchoolSupport,
)
from app.services.text_ru import number
from app.ui import theme
from app.ui.widgets.row_table import Column

LITTLE = "мало данных"
PROPOSALS = {"support": "обсудить поддержку", "base": "может стать базовой", "little": LITTLE, "none": "—"}
STATE_WORDS = {"yes": "да", "no": "нет", "unknown": LITTLE}
SHOWN_STATUSES = ("targeted_support", "base_school", "low_results", "low_results_500")


def proposal(school: SchoolSupport) -> str:
    """Key of PROPOSALS."""
    if school.proposed:
        return "support"
    if school.candidate:
        return "base"
    return "none" if school.counted else "little"


def statuses(school: SchoolSupport) -> str:
    return ", ".join(STATUS_KINDS[kind] for kind in SHOWN_STATUSES if kind in school.statuses)


def decision(school: SchoolSupport, year: int) -> str:
    """«поддержка: включить»."""
    kinds: tuple[Kind, ...] = ("targeted_support", "base_school")
    found = [(kind, one) for kind in kinds if (one := school.decision(kind, year)) is not None]
    return "; ".join(
        f"{'поддержка' if kind == 'targeted_support' else 'базовая'}: {DECISIONS[one.decision]}" for kind, one in found
    )


def _percent(value: float | None) -> str:
    return "" if value is None else number(value, 1)


def signed(value: float | None) -> str:
    return "" if value is None else f"{'+' if value > 0 else ''}{number(value, 1)}"


def _most_growth(school: SchoolSupport) -> float | None:
    return max((one.growth for one in school.papers if one.growth is not None), default=None)


def _failed(school: SchoolSupport) -> int | None:
    exams = [one.figures.twos for one in school.papers if one.figures.procedure.kind in ("oge", "ege")]
    known = [one for one in exams if one is not None]
    return sum(known) if known else None


SCHOOLS: tuple[Column[SchoolSupport], ...] = (
    Column("name", "Школа", lambda r: r.name, width=220, stretch=True),
    Column(
        "proposal", "Что предлагается", lambda r: PROPOSALS[proposal(r)], width=168,
        role=lambda r: "secondary" if proposal(r) in ("none", "little") else None,
        icon=lambda r: theme.icon("hand-heart-outline", "accent") if r.proposed
        else theme.icon("school-outline", "done") if r.candidate else None,
        title_tip="По правилам района. Решение принимает человек",
    ),
    Column(
        "low", "Низких", lambda r: f"{r.low} из {r.counted}" if r.counted else "", width=78, align="right",
        sort=lambda r: r.low if r.counted else None, title_tip="Работ с низким результатом из учтённых",
    ),
    Column("growth", "Рост «2», п. п.", lambda r: signed(_most_growth(r)), width=104, align="right", sort=_most_growth,
           title_tip="Наибольшее изменение доли «2» за год в одной и той же работе"),
    Column("failed", "Ниже минимума", lambda r: "" if _failed(r) is None else number(_failed(r) or 0), width=110, align="right",
           sort=_failed, needs=880, title_tip="Результатов ОГЭ с «2» и ЕГЭ ниже минимума за эти годы"),
    Column("index", "Индекс условий", lambda r: "" if r.index is None else number(r.index), width=108, align="right",
           sort=lambda r: r.index, needs=820, title_tip="Индекс социального благополучия, 0–100: меньше — труднее условия"),
    Column("statuses", "Сейчас", statuses, width=150, tooltip=statuses),
)  # fmt: skip


def _paper_words(one: PaperFact) -> str:
    procedure = one.figures.procedure
    return f"{PROCEDURE_KINDS.get(procedure.kind, procedure.kind)}: {procedure.subject}, {procedure.grade} кл."


def _twos(one: PaperFact) -> str:
    """«5 из 12»; only the number of writers where a report gives nothing but percents."""
    twos = one.figures.twos
    return number(one.figures.n) if twos is None else f"{number(twos)} из {number(one.figures.n)}"


def _interval(one: PaperFact) -> str:
    if one.interval is None or one.figures.share2 is None:
        return ""
    return f"{number(one.interval[0])}–{number(one.interval[1])}"


def _said(one: PaperFact) -> str:
    return one.why_not or ("низкий результат" if one.low else "учтена")


PAPERS: tuple[Column[PaperFact], ...] = (
    Column("year", "Год", lambda r: str(r.figures.procedure.year), width=50, sort=lambda r: -r.figures.procedure.year),
    Column("paper", "Работа", _paper_words, width=190, stretch=True,
           sort=lambda r: paper_order(r.figures.procedure.subject, r.figures.procedure.grade)),
    Column("twos", "«2», чел.", _twos, width=78, align="right", sort=lambda r: r.figures.twos,
           title_tip="Сколько «2» из писавших; в ЕГЭ — ниже минимума"),
    Column("share", "«2», %", lambda r: _percent(r.figures.share2), width=58, align="right", sort=lambda r: r.figures.share2),
    Column("interval", "Может быть, %", _interval, width=98, align="right", needs=560,
           title_tip="Интервал Уилсона, 95 %: у малого класса доля сама по себе сильно колеблется"),
    Column("district", "В районе, %", lambda r: _percent(r.figures.district2), width=84, align="right",
           sort=lambda r: r.figures.district2),
    Column("growth", "За год, п. п.", lambda r: signed(r.growth), width=88, align="right", sort=lambda r: r.growth),
    Column("said", "Учёт", _said, width=150, tooltip=_said, role=lambda r: None if r.counted else "secondary",
           icon=lambda r: theme.status_icon("due") if r.counted and r.low else None),
)  # fmt: skip


def _role(fact: CriterionFact) -> str:
    return "условие" if BY_KEY[fact.key].kind == "base_school" and fact.role == "ground" else ROLES[fact.role]


CRITERIA: tuple[Column[CriterionFact], ...] = (
    Column("title", "Признак", lambda r: r.title, width=256, tooltip=lambda r: f"{r.title}. Источник: {BY_KEY[r.key].source}"),
    Column("state", "Есть", lambda r: STATE_WORDS[r.state], width=100,
           role=lambda r: "secondary" if r.state == "unknown" else None),
    Column("words", "Числа", lambda r: r.words, width=260, stretch=True, tooltip=lambda r: r.words),
    Column("role", "Значение", _role, width=84, role=lambda r: "secondary"),
)  # fmt: skip

PUPILS: tuple[Column[PupilLine], ...] = (
    Column("code", "Код", lambda r: r.code, width=90, stretch=True),
    Column("class", "Класс", lambda r: r.class_label, width=70),
    Column("score", "Первичный балл", lambda r: "" if r.score is None else str(r.score), width=110, align="right",
           sort=lambda r: r.score),
    Column("test", "Тестовый балл", lambda r: "" if r.test_score is None else str(r.test_score), width=104, align="right",
           sort=lambda r: r.test_score),
    Column("mark", "Отметка", lambda r: "" if r.mark is None else str(r.mark), width=72, align="right", sort=lambda r: r.mark),
    Column("low", "В счёт", lambda r: "да" if r.low else "", width=64, sort=lambda r: not r.low,
           title_tip="Вошла в число «2», в ЕГЭ — в число результатов ниже минимума"),
)  # fmt: skip

MOVES: tuple[Column[Move], ...] = (
    Column("name", "Школа", lambda r: r.name, width=200, tooltip=lambda r: r.name),
    Column("kind", "Группа", lambda r: KINDS[r.kind], width=150),
    Column("way", "Что изменилось", lambda r: "вошла" if r.entered else "вышла", width=110,
           icon=lambda r: theme.icon("arrow-right-bold-outline" if r.entered else "arrow-left-bold-outline")),
    Column("why", "Почему", lambda r: r.why, width=330, stretch=True, tooltip=lambda r: r.why),
    Column("before", "Год назад", lambda r: r.before, width=260, tooltip=lambda r: r.before, needs=900),
)  # fmt: skip


def _between(point: ResiliencePoint) -> str:
    return f"от {signed(point.low)} до {signed(point.high)}"


RESILIENT: tuple[Column[ResiliencePoint], ...] = (
    Column("name", "Школа", lambda r: r.name, width=220, stretch=True),
    Column("index", "Индекс условий", lambda r: number(r.index), width=110, align="right", sort=lambda r: r.index),
    Column("result", "К району, п. п.", lambda r: signed(r.result), width=110, align="right", sort=lambda r: r.result,
           title_tip="Выполнение работ школой минус выполнение районом, в среднем по работам"),
    Column("between", "Ожидалось, п. п.", _between, width=160, align="right", sort=lambda r: r.expected,
           title_tip="Где лежал бы результат школы таких же условий, по всем остальным школам"),
    Column("pupils", "Работ", lambda r: number(r.pupils), width=70, align="right", sort=lambda r: r.pupils),
    Column("said", "Вывод", lambda r: "устойчивая" if r.resilient else "трудные условия" if r.hard else "", width=140,
           role=lambda r: None if r.resilient else "secondary",
           icon=lambda r: theme.status_icon("done") if r.resilient else None),
)  # fmt: skip

FACTORS: tuple[Column[FactorLine], ...] = (
    Column("title", "Фактор риска", lambda r: r.factor.title, width=230, stretch=True, tooltip=lambda r: r.factor.about),
    Column("level", "Значимость", lambda r: LEVELS[r.level] if r.level else "нет ответов", width=96,
           role=lambda r: None if r.level in ("high", "middle") else "secondary",
           icon=lambda r: theme.status_icon("due") if r.level == "high" else None,
           tooltip=lambda r: f"Решение человека. {r.note}" if r.marked else "По ответам школы"),
    Column("score", "Ответы", lambda r: f"{r.answered} из {len(r.factor.questions)}", width=70, align="right",
           sort=lambda r: r.score),
)  # fmt: skip
