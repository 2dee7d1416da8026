"""Pages of the district's summary of a year: method in short, schools × papers, reasons for a recheck, limits."""

from __future__ import annotations

from app.services.findings import words
from app.services.findings.rows import STRENGTH_WORDS, FindingRow
from app.services.forms import figures
from app.services.forms.blocks import Block, Cell, Column, FormPage, Row, TableBlock, cell, row, text
from app.services.forms.objectivity_summary_data import ObjectivitySummaryData
from app.services.forms.profile import GOST_2025, Profile
from app.services.forms.report_parts import head, part, remark, report_page
from app.services.results.procedure import PROCEDURE_KINDS
from app.services.results.subjects import paper_code, paper_order, subject_code
from app.services.text_ru import NBSP, counted, number, sort_key

_TITLE = "Сводка по объективности результатов"
_INTERNAL = "Для служебного пользования"
_PAPERS_ACROSS = 8
"""Columns of one table; more papers go into the next table."""
_METHOD = (
    "Каждый результат (одна школа в одной процедуре) сравнён с тем, чего от него следует ожидать, с восьми сторон: подъём "
    "на границах отметок, средний балл рядом с другими школами и с другими работами этой же школы, набор решённых заданий, "
    "трудные и лёгкие задания, связь с журналом, доля писавших. Для каждой стороны посчитано, как часто такое бывает у обычных "
    "школ такого же размера; вместе они дают силу признака."
)
_FLAGGED = (
    "Повод для перепроверки – результат, который выделяется среди всех результатов района за год; порог выбран так, чтобы "
    "среди отмеченных случайных было около одной десятой."
)
_LIMITS = (
    "Признак показывает, что так бывает редко, и не показывает почему: сильный класс, новый учитель и завышение могут выглядеть "
    "одинаково.",
    "Небольшая прибавка баллов всем поровну на таких данных практически незаметна: отсутствие признака ничего не доказывает.",
    "Если писали меньше 5 человек, результат не оценивается; если от 5 до 15, признак не бывает сильнее слабого.",
    "Среди отмеченных есть и честные результаты, поэтому решения принимают после пояснений школы и перепроверки работ.",
)


def objectivity_summary_page(data: ObjectivitySummaryData, profile: Profile = GOST_2025) -> FormPage:
    """Schools in alphabetical order everywhere: this is no ranking."""
    blocks: list[Block] = [
        *head(data.author, _TITLE, data.name, f"{data.year} год", figures.as_of(data.printed_on), _INTERNAL),
        part("1. Как считали"),
        text(_METHOD),
        text(_FLAGGED),
        *_compared(data),
        part("2. Школы и работы"),
        *_grid(data, profile),
        part("3. Поводы для перепроверки"),
        *_reasons(data, profile),
        part("4. По годам"),
        *_trend(data, profile),
        part("5. Чего эти числа не говорят"),
        *(text(f"– {line}", align="left", first_indent_mm=0) for line in _LIMITS),
    ]
    return report_page(
        f"{_TITLE}, {data.year} год", blocks, profile, author=data.author, landscape=True, stem=f"Объективность {data.year}"
    )


def _compared(data: ObjectivitySummaryData) -> list[Block]:
    lines = [f"Сравнение: {data.state.reference}." if data.state.reference else "", *data.state.notes]
    if data.state.state == "stale":
        lines.append("После этого расчёта загружены новые данные: откройте вкладку «Объективность», признаки пересчитаются.")
    return [remark(line) for line in lines if line]


def _grid(data: ObjectivitySummaryData, profile: Profile) -> list[Block]:
    papers = _papers(data.findings)
    schools: dict[int, str] = {row.organisation_id: row.school for row in data.findings}
    by_cell = {(row.organisation_id, row.procedure_id): row for row in data.findings}
    blocks: list[Block] = []
    for start in range(0, len(papers), _PAPERS_ACROSS):
        part_of = papers[start : start + _PAPERS_ACROSS]
        columns = (Column("№\nп/п", 12, "center"), Column("Школа", 60), *(Column(name, 25, "center") for _id, name in part_of))
        rows = []
        for count, (school, name) in enumerate(schools.items(), start=1):
            shown = [_mark(by_cell.get((school, procedure))) for procedure, _name in part_of]
            rows.append(row(f"{count}.", name, *shown))
        blocks.append(
            TableBlock(columns, tuple(rows), size_pt=profile.grid_pt, space_before_pt=4 if start else 0, space_after_pt=4)
        )
    blocks.append(
        remark(
            f"Жирным со звёздочкой – повод для перепроверки. «{figures.NOTHING}» – работу не писали, «нет» – признаков нет. "
            "Школы перечислены по алфавиту.",
            before=2,
        )
    )
    return blocks


def _mark(found: FindingRow | None) -> str | Cell:
    if found is None:
        return figures.NOTHING
    shown = "нет" if found.strength == "none" else STRENGTH_WORDS[found.strength]
    return cell(f"{shown}{NBSP}*", bold=True) if found.flagged else shown


def _papers(findings: tuple[FindingRow, ...]) -> list[tuple[int, str]]:
    """(procedure id, «РУ 4»), in the order of the screen."""
    one_of = {row.procedure_id: row for row in findings}
    ordered = sorted(one_of.values(), key=lambda row: (paper_order(row.subject, row.grade), row.kind, row.procedure_id))
    return [(row.procedure_id, _paper(row)) for row in ordered]


def _paper(found: FindingRow) -> str:
    if found.kind == "vpr":
        return paper_code(found.subject, found.grade)
    return f"{PROCEDURE_KINDS.get(found.kind, found.kind)} {subject_code(found.subject)}{NBSP}{found.grade}"


def _reasons(data: ObjectivitySummaryData, profile: Profile) -> list[Block]:
    flagged = [row for row in data.findings if row.flagged]
    judged = sum(row.p is not None for row in data.findings)
    looked = f"Оценено: {counted(judged, 'результат', 'результата', 'результатов')}."
    if not flagged:
        return [text(f"{looked} Поводов для перепроверки нет.")]
    columns = (
        Column("№\nп/п", 12, "center"),
        Column("Школа", 66),
        Column("Предмет, класс", 40),
        Column("Писали", 18, "center"),
        Column("Сила", 28, "center"),
        Column("Что заметнее всего (в скобках – обычно)", 66),
        Column("Как часто бывает", 37),
    )
    rows = []
    for count, found in enumerate(sorted(flagged, key=_order), start=1):
        subject = f"{found.subject}, {found.grade}{NBSP}класс"
        seen = words.brief(found.leading) if found.leading is not None else figures.NOTHING
        often = words.rarity(found.p).removeprefix("случается ")
        rows.append(row(f"{count}.", found.school, subject, str(found.n), STRENGTH_WORDS[found.strength], seen, often))
    found_words = counted(len(flagged), "повод", "повода", "поводов")
    return [
        text(f"{looked} Найдено: {found_words}.", space_after_pt=4, keep_with_next=True),
        TableBlock(columns, tuple(rows), size_pt=profile.grid_pt),
    ]


def _order(found: FindingRow) -> tuple[object, ...]:
    return sort_key(found.school), found.login, paper_order(found.subject, found.grade), found.procedure_id


def _trend(data: ObjectivitySummaryData, profile: Profile) -> list[Block]:
    columns = (
        Column("Год", 30, "center"),
        Column("Оценено результатов", 60, "right"),
        Column("Поводов для перепроверки", 70, "right"),
        Column("Доля, %", 40, "right"),
    )
    rows: list[Row] = [
        row(
            str(one.year),
            number(one.cells),
            number(one.flagged),
            figures.LITTLE if one.share is None else number(one.share, 1),
            bold=one.year == data.year,
        )
        for one in data.trend
    ]
    return [
        TableBlock(columns, tuple(rows), size_pt=profile.wide_table_pt),
        remark("Доля – поводы для перепроверки среди оценённых результатов своих школ.", before=4),
    ]
