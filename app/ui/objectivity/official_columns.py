"""Columns of the official view: rules with what chance gives, schools with markers, marks against the journal."""

from __future__ import annotations

from app.services.checks.rows import FEW, STRENGTHS, MarkerRow
from app.services.official.rows import CODE_ORDER, OFFICIAL_NAMES, PARTS, JournalLine, OfficialLine
from app.services.official.rules import about, paper_words
from app.services.results.subjects import paper_order
from app.services.text_ru import number
from app.ui.objectivity import signs
from app.ui.widgets.row_table import Column

_PAPER_TIP = "Какая работа: предмет и класс"
_DASH = "–"


def _percent(value: float | None, n: int) -> str:
    return (_DASH if not n else "мало данных") if value is None else number(value, 1)


SUMMARY: tuple[Column[OfficialLine], ...] = (
    Column("year", "Год", lambda r: str(r.year), width=52, sort=lambda r: r.year),
    Column(
        "marker", "Признак", lambda r: OFFICIAL_NAMES[r.code], width=210, stretch=True,
        sort=lambda r: CODE_ORDER.index(r.code), tooltip=lambda r: f"{OFFICIAL_NAMES[r.code]}\n{PARTS[r.part]}",
    ),
    Column("paper", "Работа", paper_words, width=170, sort=lambda r: (r.kind, paper_order(r.subject, r.grade)),
           title_tip=_PAPER_TIP),
    Column("looked", "Проверено школ", lambda r: number(r.looked) if not r.why_not else _DASH, width=112, align="right",
           sort=lambda r: r.looked, title_tip="Школы, о которых правило может что-то сказать"),
    Column("flagged", "С признаком", lambda r: number(r.flagged) if not r.why_not else _DASH, width=92, align="right",
           sort=lambda r: None if r.why_not else r.flagged),
    Column("expected", "Случайно попало бы", lambda r: _DASH if r.expected is None else about(r.expected), width=136,
           align="right", sort=lambda r: r.expected,
           title_tip="Столько школ попало бы под этот порог случайно, при честной работе: посчитано по этим же данным"),
    Column("share", "Доля школ, %", lambda r: _percent(r.share, r.looked), width=104, align="right", sort=lambda r: r.share),
    Column("why", "Примечание", lambda r: r.why_not, width=196, role=lambda r: "secondary", needs=900),
)  # fmt: skip


ADVICE = frozenset({"journal_far"})
"""What is no sign of a school: pupils whose works are worth a look."""


def _strength(marker: MarkerRow) -> str:
    return "посмотреть работы" if marker.code in ADVICE and not marker.little_data else STRENGTHS[signs.marker_strength(marker)]


def _figure(marker: MarkerRow, value: float) -> str:
    if marker.little_data:
        return ""
    return number(value, {"journal_far": 0, "boundary_peak": 1, "twos_growth": 1}.get(marker.code, 2))


MARKERS: tuple[Column[MarkerRow], ...] = (
    Column("year", "Год", lambda r: str(r.year), width=52, sort=lambda r: r.year),
    Column("school", "Школа", lambda r: r.school, width=250, stretch=True, tooltip=lambda r: f"{r.school}\n{r.login}"),
    Column(
        "paper", "Работа", lambda r: f"{r.subject}, {r.grade} класс", width=160,
        sort=lambda r: paper_order(r.subject, r.grade), title_tip=_PAPER_TIP,
    ),
    Column(
        "marker", "Признак", lambda r: OFFICIAL_NAMES[r.code], width=206, sort=lambda r: CODE_ORDER.index(r.code),
        icon=lambda r: signs.icon(signs.marker_strength(r)) if r.code not in ADVICE else None,
    ),
    Column(
        "strength", "Сигнал", _strength, width=128,
        role=lambda r: "secondary" if r.code in ADVICE else signs.role(signs.marker_strength(r)),
        title_tip=f"Слабый сигнал: писали от {FEW} до 15; мало данных: меньше {FEW}",
    ),
    Column("n", "Писали", lambda r: number(r.n), width=64, align="right", sort=lambda r: r.n,
           title_tip="Ученики, по которым посчитан признак"),
    Column(
        "value", "Значение", lambda r: _figure(r, r.value), width=78, align="right",
        sort=lambda r: None if r.little_data else r.value,
        title_tip="Завышенный средний балл: нижняя граница интервала школы, баллы; несоответствие отметкам: коэффициент "
        "Спирмена; резкое изменение: отношение долей выполнения; пик: доля работ на границе и баллом выше, %; расхождение "
        "с журналом: учеников; рост доли «2»: процентных пунктов",
    ),
    Column("bound", "Граница", lambda r: _figure(r, r.bound), width=72, align="right",
           sort=lambda r: None if r.little_data else r.bound),
    Column("reference", "С чем сравнили", lambda r: r.reference, width=190, needs=960),
)  # fmt: skip

JOURNAL: tuple[Column[JournalLine], ...] = (
    Column("year", "Год", lambda r: str(r.year), width=52, sort=lambda r: r.year),
    Column("paper", "Работа", lambda r: f"{r.subject}, {r.grade} класс", width=220, stretch=True,
           sort=lambda r: paper_order(r.subject, r.grade)),
    Column("n", "Сравнили учеников", lambda r: number(r.n), width=130, align="right", sort=lambda r: r.n),
    Column("lowered", "Понизили, %", lambda r: _percent(r.percent(r.lowered), r.n), width=104, align="right",
           sort=lambda r: r.percent(r.lowered), title_tip="Отметка за работу ниже отметки в журнале"),
    Column("confirmed", "Подтвердили, %", lambda r: _percent(r.percent(r.confirmed), r.n), width=118, align="right",
           sort=lambda r: r.percent(r.confirmed)),
    Column("raised", "Повысили, %", lambda r: _percent(r.percent(r.raised), r.n), width=104, align="right",
           sort=lambda r: r.percent(r.raised), title_tip="Отметка за работу выше отметки в журнале"),
    Column("far", "На 2 и больше, учеников", lambda r: number(r.far), width=160, align="right", sort=lambda r: r.far),
)  # fmt: skip
