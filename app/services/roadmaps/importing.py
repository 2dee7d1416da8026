"""A file → a roadmap as understood, with every doubt told. Nothing is written here."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

from app.services.errors import UserError
from app.services.problems import Problem
from app.services.roadmaps.cells import TableRow, one_line
from app.services.roadmaps.headings import Paragraph, split_preface
from app.services.roadmaps.numbering import parse_number, split_number
from app.services.roadmaps.rows import RoadmapPreview, RoadmapTree
from app.services.roadmaps.rules import guess_period
from app.services.roadmaps.table_reader import TableReading, read_table
from app.services.table_files.sniff import refusal, sniff

_SAVE_AS_DOCX = "Откройте его в Word или LibreOffice и сохраните как документ .docx, затем повторите."
_OLD_WORD = {
    "doc": "Файл «{name}» сохранён в старом формате Word (.doc).",
    "odt": "Файл «{name}» — документ OpenDocument (.odt).",
    "rtf": "Файл «{name}» — документ RTF.",
    "pdf": "Файл «{name}» — документ PDF: таблицы из него программа не читает.",
}
_NO_TABLE = "Нужна таблица с графами «Мероприятие», «Срок», «Ответственный» (названия могут быть похожими)."


def preview_roadmap(path: Path) -> RoadmapPreview:
    """Read a .docx, .xlsx, .xls, .ods, .csv or .html roadmap. Raises UserError when there is nothing to import."""
    path = Path(path)
    kind = sniff(path)
    if kind in _OLD_WORD:
        raise UserError(_OLD_WORD[kind].format(name=path.name), _SAVE_AS_DOCX)
    if kind in ("docx", "zip"):
        return _from_word(path)
    if kind in ("missing", "folder"):
        what = f"«{path.name}» — папка, а не файл." if kind == "folder" else f"Файла «{path.name}» нет на месте."
        raise UserError(what, "Выберите документ Word (.docx) или книгу Excel (.xlsx) с дорожной картой.")
    if kind not in ("xlsx", "xlsm", "xls", "ods", "csv", "html"):
        raise refusal(kind, path)
    return _from_workbook(path)


def _from_word(path: Path) -> RoadmapPreview:
    from app.services.roadmaps.docx_reader import find_roadmap, read_document

    source = find_roadmap(read_document(path))
    if source is None:
        raise UserError(f"В документе «{path.name}» не нашлось таблицы дорожной карты.", _NO_TABLE)
    problems: list[Problem] = []
    if source.below:
        text = one_line(" ".join(source.below))
        problems.append(Problem("info", "text_below", f"Текст после таблицы не переносится: «{_short(text)}»."))
    return _preview(path, source.rows, list(source.above), problems)


def _from_workbook(path: Path) -> RoadmapPreview:
    from app.services.roadmaps.xlsx_reader import read_workbook

    table = read_workbook(path)
    if table is None:
        raise UserError(f"В книге «{path.name}» не нашлось таблицы дорожной карты.", _NO_TABLE)
    return _preview(path, table.rows, [], list(table.problems))


def _preview(path: Path, rows: Sequence[TableRow], above: list[Paragraph], problems: list[Problem]) -> RoadmapPreview:
    reading = read_table(rows)
    if not reading.items:
        raise UserError(f"В таблице файла «{path.name}» не нашлось ни одного мероприятия.", _NO_TABLE)
    for row in reading.before:
        texts = [one_line(cell.text) for cell in row.cells if cell.text]
        above.append(Paragraph(" ".join(texts), row.bold))
    preface = split_preface(above, path.stem)
    if preface.title_guessed:
        problems.append(Problem("warning", "no_title", f"Название карты не найдено, взято «{_short(preface.title)}»: проверьте."))
    period = guess_period(preface.title)
    preamble = preface.preamble
    first_title = _title_above(reading, preamble)
    if first_title is not None:
        reading = read_table(rows, first_title)
        preamble = preamble.rpartition("\n")[0]
    tree = RoadmapTree(
        title=preface.title,
        sections=reading.sections,
        preamble=preamble,
        period_start=period[0] if period else None,
        period_end=period[1] if period else None,
        has_result_column=reading.has_result_column,
        source_file=path.name,
        approval_text=preface.approval,
    )
    return RoadmapPreview(tree, (*problems, *reading.problems), reading.row_kinds)


def _title_above(reading: TableReading, preamble: str) -> tuple[str, str] | None:
    """Where each section has a table or a header of its own, the title of the first one stands above the first table."""
    first = reading.sections[0] if reading.sections else None
    if first is None or first.title or first.number or len(reading.sections) < 2 or not preamble:
        return None
    last = preamble.split("\n")[-1]
    if len(last) > 200 or last.endswith((".", ";", ":")):
        return None
    kinds = [row.kind for row in reading.row_kinds if row.kind != "phantom"]
    above_headers = sum(1 for kind, below in pairwise(kinds) if kind == "section" and below == "header")
    number, title = split_number(last) or ("", last)
    key, seconds = parse_number(number), [parse_number(section.number) for section in reading.sections[1:]]
    next_in_turn = key is not None and key.key == (1,) and any(other is not None and other.key == (2,) for other in seconds)
    return (number, title) if next_in_turn or above_headers == len(reading.sections) - 1 else None


def _short(text: str, limit: int = 120) -> str:
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"
