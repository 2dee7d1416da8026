"""Pages of the list of official markers: alphabetical, with n beside each, without verdicts."""

from __future__ import annotations

from itertools import groupby

from app.services.checks.rows import MarkerRow
from app.services.forms import figures
from app.services.forms.blocks import Block, Column, FormPage, Row, TableBlock, cell, row, section_row, text
from app.services.forms.marker_list_data import MarkerListData
from app.services.forms.profile import GOST_2025, Profile
from app.services.forms.report_parts import head, part, remark, report_page
from app.services.objectivity.official_constants import RULES
from app.services.official.rows import CODE_ORDER, OFFICIAL_NAMES, PARTS, JournalLine, OfficialLine
from app.services.official.rules import HOW, INDEX_HOW, about, paper_words, year_words
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
_RULES = (
    Column("Признак", 66),
    Column("Работа", 62),
    Column("Проверено\nшкол", 26, "center"),
    Column("С признаком", 26, "center"),
    Column("Случайно\nпопало бы", 28, "center"),
    Column("Доля\nшкол, %", 24, "center"),
)
_JOURNAL = (
    Column("Работа", 80),
    Column("Сравнили\nучеников", 28, "center"),
    Column("Понизили,\n%", 26, "center"),
    Column("Подтвердили,\n%", 30, "center"),
    Column("Повысили,\n%", 26, "center"),
    Column("На 2 и больше,\nучеников", 34, "center"),
)
_EXPLAINED = {
    "inflated_mean": "завышенный средний балл: значение – нижняя граница 95-процентного интервала среднего балла школы, "
    "граница – верхняя граница такого же интервала группы сравнения",
    "mark_mismatch": "несоответствие отметкам: коэффициент Спирмена между отметкой в журнале и баллом, граница – ноль",
    "sharp_rise": "резкий рост и резкое падение: отношение доли выполнения в 4 классе к доле в 5 классе через год, "
    "границы – по разбросу этого отношения у всех школ",
    "boundary_peak": "пик на границе отметки: доля работ на границе и баллом выше среди работ в окне, граница – та же доля "
    "группы сравнения",
    "journal_far": "расхождение с журналом: сколько учеников получили отметку на 2 и больше выше или ниже журнальной",
    "twos_growth": "рост доли «2»: прирост за год в процентных пунктах",
}  # fmt: skip


def marker_list_page(data: MarkerListData, profile: Profile = GOST_2025) -> FormPage:
    """Years from the newest; inside a year schools in alphabetical order."""
    ordered = sorted(data.markers, key=_order)
    far = sum(marker.code == "journal_far" for marker in ordered)
    looked = (
        f"Просмотрено: {counted(data.schools, 'школа', 'школы', 'школ')}, "
        f"{counted(data.cells, 'результат', 'результата', 'результатов')} (школа, предмет, класс). "
        f"Признаков: {number(len(ordered) - far)}."
        + (f" Работ, где есть расхождение с журналом на 2 и больше: {number(far)}." if far else "")
    )
    blocks: list[Block] = [
        *head(data.author, _TITLE, f"{data.year} год" if data.year else "", figures.as_of(data.printed_on)),
        text("Признак – повод для перепроверки, а не вывод о школе. Школы перечислены по алфавиту.", space_before_pt=8),
        text(looked, space_after_pt=6),
    ]
    if data.lines:
        blocks += _summary(data, profile)
        blocks.append(part("Школы с признаками"))
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


def _summary(data: MarkerListData, profile: Profile) -> list[Block]:
    """Rules with what chance gives, year by year; marks against the journal."""
    blocks: list[Block] = [part("Сколько школ отмечает каждое правило")]
    blocks += [text(year_words(year), align="left", space_after_pt=3) for year in data.years]
    known = [line for line in data.lines if not line.why_not]
    rows: list[Row] = []
    for (year, code), lines in groupby(known, key=lambda one: (one.year, one.part)):
        title = PARTS[code] if data.year else f"{year} год. {PARTS[code]}"
        rows.append(section_row(title, len(_RULES)))
        rows += [_rule(line) for line in lines]
    blocks.append(TableBlock(_RULES, tuple(rows), size_pt=profile.grid_pt + 1, space_before_pt=4))
    codes = sorted({line.code for line in known}, key=CODE_ORDER.index)
    said = dict.fromkeys(HOW[code] for code in codes)
    blocks.append(remark("«Случайно попало бы» – столько школ попало бы под порог при честной работе.", before=8))
    blocks += [remark(f"{', '.join(_named(codes, how))}: {how[:1].lower()}{how[1:]}") for how in said]
    blocks.append(remark(INDEX_HOW))
    sources = dict.fromkeys(RULES[code].source for code in codes)
    blocks.append(remark(f"Правила: {'; '.join(sources)}."))
    if data.journal:
        blocks.append(part("Отметки за работу и отметки в журнале"))
        blocks.append(TableBlock(_JOURNAL, tuple(_journal(line) for line in data.journal), size_pt=profile.grid_pt + 1))
    return blocks


def _named(codes: list[str], how: str) -> list[str]:
    return [OFFICIAL_NAMES[code] for code in codes if HOW[code] == how]


def _rule(line: OfficialLine) -> Row:
    return row(
        OFFICIAL_NAMES[line.code], paper_words(line), number(line.looked), number(line.flagged),
        figures.NOTHING if line.expected is None else about(line.expected),
        figures.share(line.flagged, line.looked),
    )  # fmt: skip


def _journal(line: JournalLine) -> Row:
    title = f"{line.year}, {line.subject[:1].lower()}{line.subject[1:]}, {line.grade}{NBSP}класс"
    if line.n < figures.FEW:
        return row(title, str(line.n), cell(figures.LITTLE, align="center", span=4))
    shares = (figures.share(count, line.n) for count in (line.lowered, line.confirmed, line.raised))
    return row(title, number(line.n), *shares, number(line.far))


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
    start = (f"{count}.", cell(name), subject, OFFICIAL_NAMES.get(marker.code, marker.code), str(marker.n))
    if marker.little_data:
        return row(*start, cell(figures.LITTLE, align="center", span=2), marker.reference)
    digits = {"journal_far": 0, "boundary_peak": 1, "twos_growth": 1}.get(marker.code, 2)
    return row(*start, number(marker.value, digits), number(marker.bound, digits), marker.reference)
