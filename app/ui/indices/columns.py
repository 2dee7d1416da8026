"""Columns of «Показатели»: the indices of the district, one index by school."""

from __future__ import annotations

from dataclasses import dataclass

from app.services.indices import rules
from app.services.indices.rows import INDEX, INDICES, IndexPage, IndexRules, IndexValue
from app.ui import theme
from app.ui.widgets.row_table import Column

_DASH = "–"
_MET = {True: "достигнута", False: "не достигнута", None: ""}


@dataclass(frozen=True, slots=True)
class IndexLine:
    """One index of the district."""

    key: str
    rules: IndexRules
    now: IndexValue | None
    before: IndexValue | None

    @property
    def met(self) -> bool | None:
        return rules.meets(self.now, self.rules)


@dataclass(frozen=True, slots=True)
class SchoolLine:
    """The chosen index of one school: the year shown and two years before it."""

    organisation_id: int
    name: str
    login: str
    values: tuple[IndexValue | None, ...]


def index_lines(page: IndexPage) -> tuple[IndexLine, ...]:
    year = page.year
    if year is None:
        return ()
    return tuple(
        IndexLine(info.key, page.rules, page.of(info.key, year), page.of(info.key, year - 1))
        for info in INDICES
        if page.rules.indices[info.key].shown
    )


def school_lines(page: IndexPage, key: str) -> tuple[SchoolLine, ...]:
    year = page.year or 0
    return tuple(
        SchoolLine(
            one.organisation_id, one.name, one.login,
            tuple(page.of(key, year - back, one.organisation_id) for back in range(3)),
        )
        for one in page.schools
    )  # fmt: skip


def _figure(value: IndexValue | None) -> str:
    return _DASH if value is None or value.why == rules.NO_DATA else rules.shown(value)


def _number(value: IndexValue | None) -> float | None:
    return value.value if value is not None else None


def _counts(value: IndexValue | None) -> str:
    return rules.counts_words(value) if value is not None else ""


def _met_icon(line: IndexLine) -> str:
    return "done" if line.met else "no_data" if line.met is None else "warning"


INDICES_COLUMNS: tuple[Column[IndexLine], ...] = (
    Column("title", "Показатель", lambda r: INDEX[r.key].title, width=226,
           tooltip=lambda r: f"{INDEX[r.key].title}: {INDEX[r.key].about}"),
    Column("value", "Район, %", lambda r: _figure(r.now), width=100, align="right", sort=lambda r: _number(r.now),
           role=lambda r: None if _number(r.now) is not None else "secondary", tooltip=lambda r: _counts(r.now)),
    Column("change", "За год, п. п.", lambda r: rules.change_words(r.now, r.before), width=92, align="right"),
    Column("target", "Цель, %", lambda r: rules.target_words(r.key, r.rules), width=104),
    Column("met", "", lambda r: _MET[r.met], width=120,
           icon=lambda r: theme.status_icon(_met_icon(r)) if r.met is not None else None, title_tip="Достигнута ли цель"),
    Column("counts", "Числа", lambda r: _counts(r.now), width=170, stretch=True),
)  # fmt: skip

SCHOOL_COLUMNS: tuple[Column[SchoolLine], ...] = (
    Column("school", "Школа", lambda r: r.name, width=236, stretch=True, tooltip=lambda r: f"{r.name}\n{r.login}"),
    Column("now", "Значение, %", lambda r: _figure(r.values[0]), width=104, align="right", sort=lambda r: _number(r.values[0]),
           role=lambda r: None if _number(r.values[0]) is not None else "secondary", tooltip=lambda r: _counts(r.values[0])),
    Column("before", "Год назад", lambda r: _figure(r.values[1]), width=104, align="right", sort=lambda r: _number(r.values[1]),
           role=lambda r: "secondary"),
    Column("earlier", "Два года назад", lambda r: _figure(r.values[2]), width=112, align="right",
           sort=lambda r: _number(r.values[2]), role=lambda r: "secondary", needs=700),
    Column("counts", "Числа", lambda r: _counts(r.values[0]), width=220, needs=760),
)  # fmt: skip
