"""Pages of the list of official markers: alphabetical, with n beside each, without verdicts."""

from __future__ import annotations

from itertools import groupby

from app.services.checks.rows import MARKER_NAMES, MarkerRow
from app.services.forms import figures
from app.services.forms.blocks import Block, Column, FormPage, Row, TableBlock, cell, row, section_row, text
from app.services.forms.marker_list_data import MarkerListData
from app.services.forms.profile import GOST_2025, Profile
from app.services.forms.report_parts import head, remark, report_page
from app.services.text_ru import NBSP, counted, number, sort_key

_TITLE = "Официальные признаки необъективности результатов"
_COLUMNS = (
    Column("№\nп/п", 12, "center"),
    Column("Школа", 64),
    Column("Предмет, класс", 42),
    Column("Признак", 44),
    Column("Писали", 20, "center"),
    Column("Значение", 23, "center"),
    Column("Граница", 22, "center"),
    Column("С чем сравнивали", 40),
)
_EXPLAINED = {
    "inflated_mean": "завышенный средний балл: значение – нижняя граница 95-процентного интервала среднего балла школы, "
    "граница – верхняя граница такого же интервала группы сравнения",
    "mark_mismatch": "несоответствие отметкам: коэффициент Спирмена между отметкой в журнале и баллом, граница – ноль",
    "sharp_rise": "резкий рост и резкое падение: отношение доли выполнения в 4 классе к доле в 5 классе через год, "
    "границы – по разбросу этого отношения у всех школ",
}  # fmt: skip


def marker_list_page(data: MarkerListData, profile: Profile = GOST_2025) -> FormPage:
    """Years from the newest; inside a year schools in alphabetical order."""
    ordered = sorted(data.markers, key=_order)
    looked = (
        f"Просмотрено: {counted(data.schools, 'школа', 'школы', 'школ')}, "
        f"{counted(data.cells, 'результат', 'результата', 'результатов')} (школа, предмет, класс). "
        f"Признаков: {number(len(ordered))}."
    )
    blocks: list[Block] = [
        *head(data.author, _TITLE, f"{data.year} год" if data.year else "", figures.as_of(data.printed_on)),
        text("Признак – повод для перепроверки, а не вывод о школе. Школы перечислены по алфавиту.", space_before_pt=8),
        text(looked, space_after_pt=6),
    ]
    if ordered:
        blocks.append(TableBlock(_COLUMNS, tuple(_rows(ordered)), size_pt=profile.grid_pt + 1, space_before_pt=2))
        codes = {"sharp_rise" if one.code == "sharp_fall" else one.code for one in ordered}
        explained = [words for code, words in _EXPLAINED.items() if code in codes]
        blocks.append(remark(f"Как читать значения: {'; '.join(explained)}.", before=8))
        if any(one.little_data for one in ordered):
            blocks.append(remark(_LITTLE_DATA))
    else:
        blocks.append(text("Ни один официальный признак не отмечен."))
    blocks += [remark(note) for note in data.notes if not note.startswith(("«Мало данных»", "Признак —"))]
    return report_page(_TITLE, blocks, profile, author=data.author, landscape=True, stem=f"Признаки {data.year or 'за все годы'}")


_LITTLE_DATA = "«Мало данных»: писали меньше 5 человек; в официальном счёте признак остаётся, выводов по нему не делают."


def _order(marker: MarkerRow) -> tuple[object, ...]:
    return -marker.year, sort_key(marker.school), marker.login, marker.grade, sort_key(marker.subject), marker.code


def _rows(ordered: list[MarkerRow]) -> list[Row]:
    rows: list[Row] = []
    count = 0
    for year, markers in groupby(ordered, key=lambda one: one.year):
        rows.append(section_row(f"{year} год", len(_COLUMNS)))
        for marker in markers:
            count += 1
            rows.append(_row(count, marker))
    return rows


def _row(count: int, marker: MarkerRow) -> Row:
    name = f"{marker.school}\n{marker.login}" if marker.login else marker.school
    subject = f"{marker.subject}, {marker.grade}{NBSP}класс"
    start = (f"{count}.", cell(name), subject, MARKER_NAMES.get(marker.code, marker.code), str(marker.n))
    if marker.little_data:
        return row(*start, cell(figures.LITTLE, align="center", span=2), marker.reference)
    digits = 2
    return row(*start, number(marker.value, digits), number(marker.bound, digits), marker.reference)
