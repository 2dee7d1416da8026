"""Pages of the indices: the district over the years with charts, then schools alphabetically; formulas with sources."""

from __future__ import annotations

from app.services.charts.indices import index_figure
from app.services.forms import figures
from app.services.forms.blocks import Block, Column, Figure, FormPage, Row, Spacer, TableBlock, cell, row, text
from app.services.forms.indices_data import IndicesData
from app.services.forms.profile import GOST_2025, Profile
from app.services.forms.report_parts import head, part, remark, report_page
from app.services.indices.rows import INDEX, INDICES, IndexPage, IndexValue
from app.services.indices.rules import NO_DATA, change_words, counts_words, meets, shown, target_words

_TITLE = "Показатели объективности"
_YEARS = 4
_MET = {True: "да", False: "нет", None: figures.NOTHING}


def indices_page(data: IndicesData, profile: Profile = GOST_2025) -> FormPage:
    """The chosen year with the years before it."""
    page = data.page
    year = page.year or 0
    keys = [info.key for info in INDICES if page.rules.indices[info.key].shown]
    known = [key for key in keys if any(page.of(key, one) and page.of(key, one, None).n for one in page.years)]  # type: ignore[union-attr]
    years = sorted(one for one in page.years if one <= year)[-_YEARS:]
    blocks: list[Block] = [
        *head(data.author, _TITLE, f"{year} год", figures.as_of(data.printed_on)),
        text(
            "Показатель района считается по сумме чисел школ, а не по средним процентам. Если чисел меньше 5, процент "
            "не приводится. Школы перечислены по алфавиту.",
            space_before_pt=8,
            space_after_pt=6,
        ),
        part("Район"),
        TableBlock(_district_columns(years), tuple(_district_row(page, key, years) for key in keys), size_pt=profile.grid_pt + 1),
    ]
    if known and len(page.years) > 1:
        figure = index_figure(page, known, columns=3, width=9.6, height=0.6 + 1.75 * -(-len(known) // 3))
        blocks.append(Spacer(8))
        blocks.append(Figure(figure, 250, f"Показатели района по годам: {', '.join(INDEX[key].title for key in known)}"))
    if known:
        blocks.append(part("Школы"))
        blocks.append(TableBlock(_school_columns(known), tuple(_school_rows(page, known, year)), size_pt=profile.grid_pt + 1))
    blocks.append(part("Как посчитано"))
    for key in keys:
        rule = page.rules.indices[key]
        target = f" Цель: {target_words(key, page.rules)} ({rule.target_source})." if rule.target is not None else ""
        schools = f" Для школы: {rule.school_formula}." if rule.school_formula != rule.formula else ""
        blocks.append(
            remark(f"{INDEX[key].title} – {INDEX[key].about}. {rule.formula}.{schools} Источник: {rule.source}.{target}")
        )
    if page.rules.note:
        blocks.append(remark(f"Формулы и цели установлены: {page.rules.note}."))
    return report_page(_TITLE, blocks, profile, author=data.author, landscape=True, stem=f"{_TITLE} {year}")


def _district_columns(years: list[int]) -> tuple[Column, ...]:
    return (
        Column("Показатель", 62),
        *(Column(f"{year}, %", 22, "center") for year in years),
        Column("Прирост,\nп. п.", 26, "center"),
        Column("Цель, %", 36, "center"),
        Column("Достигнута", 29, "center"),
        Column(f"Числа, {years[-1]} год" if years else "Числа", 76),
    )


def _district_row(page: IndexPage, key: str, years: list[int]) -> Row:
    values = [page.of(key, year) for year in years]
    now = values[-1] if values else None
    before = values[-2] if len(values) > 1 else None
    return row(
        INDEX[key].title,
        *(_figure(value) for value in values),
        change_words(now, before) or figures.NOTHING,
        target_words(key, page.rules) or figures.NOTHING,
        _MET[meets(now, page.rules)],
        cell(counts_words(now) if now is not None else ""),
    )


def _school_columns(keys: list[str]) -> tuple[Column, ...]:
    return (
        Column("№\nп/п", 12, "center"),
        Column("Школа", 66),
        *(Column(f"{INDEX[key].title}, %", 28, "center") for key in keys),
    )


def _school_rows(page: IndexPage, keys: list[str], year: int) -> list[Row]:
    rows: list[Row] = []
    for school in page.schools:
        values = [page.of(key, year, school.organisation_id) for key in keys]
        if any(value is not None and value.counts for value in values):
            rows.append(row(f"{len(rows) + 1}.", school.name, *(_figure(value) for value in values)))
    return rows


def _figure(value: IndexValue | None) -> str:
    """«87,5», of few «2 из 3», a dash without data."""
    return figures.NOTHING if value is None or value.why == NO_DATA else shown(value)
