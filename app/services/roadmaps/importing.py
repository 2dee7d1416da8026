"""A file or the clipboard → a roadmap as understood, with every doubt told. Nothing is written here.

`open_roadmap` reads the file once; `preview_of` understands it as often as the person changes her mind.
"""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

from app.services.errors import UserError
from app.services.problems import Problem
from app.services.roadmaps.cells import one_line
from app.services.roadmaps.headings import Paragraph, split_preface
from app.services.roadmaps.numbering import parse_number, split_number
from app.services.roadmaps.rows import ReadOptions, ReadRow, RoadmapPreview, RoadmapTree
from app.services.roadmaps.rules import guess_period
from app.services.roadmaps.sources import RoadmapFile, Source
from app.services.roadmaps.table_reader import TableReading, read_table
from app.services.table_files.sniff import reading, refusal, sniff

_SAVE_AS_DOCX = "Откройте его в Word или LibreOffice и сохраните как документ .docx, затем повторите."
_OLD_WORD = {
    "doc": "Файл «{name}» сохранён в старом формате Word (.doc).",
    "odt": "Файл «{name}» — документ OpenDocument (.odt).",
    "rtf": "Файл «{name}» — документ RTF.",
    "pdf": "Файл «{name}» — документ PDF: таблицы из него программа не читает.",
}
_NO_TABLE = "Нужна таблица с графами «Мероприятие», «Срок», «Ответственный» (названия могут быть похожими)."
_AS_READ = ReadOptions()


def preview_roadmap(path: Path, options: ReadOptions = _AS_READ) -> RoadmapPreview:
    """Read a .docx, .xlsx, .xls, .ods, .csv, .txt or .html roadmap. Raises UserError when there is nothing to import."""
    file = open_roadmap(path)
    preview = preview_of(file, options)
    if not preview.tree.item_count:
        what = "таблице" if preview.columns and any(c.role != "other" for c in preview.columns) else ""
        if what:
            raise UserError(f"В таблице файла «{file.name}» не нашлось ни одного мероприятия.", _NO_TABLE)
        raise _no_table(file)
    return preview


def open_roadmap(path: Path) -> RoadmapFile:
    """The tables of a file. Raises UserError when it cannot be read or has no table at all."""
    path = Path(path)
    kind = sniff(path)
    if kind in _OLD_WORD:
        raise UserError(_OLD_WORD[kind].format(name=path.name), _SAVE_AS_DOCX)
    if kind in ("missing", "folder"):
        what = f"«{path.name}» — папка, а не файл." if kind == "folder" else f"Файла «{path.name}» нет на месте."
        raise UserError(what, "Выберите документ Word (.docx) или книгу Excel (.xlsx) с дорожной картой.")
    if kind in ("docx", "zip"):
        from app.services.roadmaps.docx_reader import find_roadmaps, read_document

        file = RoadmapFile(path.name, path.stem, tuple(find_roadmaps(read_document(path))))
    elif kind == "html":
        from app.services.roadmaps.docx_reader import find_roadmaps
        from app.services.roadmaps.html_reader import read_html
        from app.services.table_files.text_tables import html_text

        with reading(path):
            file = RoadmapFile(path.name, path.stem, tuple(find_roadmaps(read_html(html_text(path)))))
    elif kind in ("xlsx", "xlsm", "xls", "ods", "csv"):
        file = RoadmapFile(path.name, path.stem, _from_workbook(path, kind == "csv"), is_text=False)
    else:
        raise refusal(kind, path)
    if not file.sources:
        raise _no_table(file)
    return file


def _from_workbook(path: Path, is_text: bool) -> tuple[Source, ...]:
    from app.services.roadmaps.xlsx_reader import read_workbook

    if is_text:
        from app.services.roadmaps.text_reader import read_text
        from app.services.table_files.text_tables import guess_csv_form

        form = guess_csv_form(path)
        if form.delimiter == "\t":
            with reading(path):
                return read_text(path.read_text(encoding=form.encoding, errors="replace"))
    return read_workbook(path)


def preview_of(file: RoadmapFile, options: ReadOptions = _AS_READ) -> RoadmapPreview:
    """One table of an opened file as understood; a table nobody understands has columns without roles and no items."""
    chosen = options.table if options.table is not None and 0 <= options.table < len(file.sources) else file.best
    source = file.sources[chosen]
    rows = source.rows
    if not options.hidden_rows:
        rows = tuple(row for index, row in enumerate(rows) if index not in source.hidden)
    table = read_table(rows, options=options)
    above = [*source.above, *_paragraphs_before(table)]
    preface = split_preface(above, file.stem)
    preamble = preface.preamble
    first_title = _title_above(table, preamble)
    if first_title is not None:
        table = read_table(rows, first_title, options)
        preamble = preamble.rpartition("\n")[0]
    problems = [*source.problems, *_remarks(file, chosen, source, options)]
    if preface.title_guessed:
        problems.append(Problem("warning", "no_title", f"Название карты не найдено, взято «{_short(preface.title)}»: проверьте."))
    if not table.row_kinds:
        problems.append(Problem("error", "no_columns", "Графы таблицы не опознаны: назовите их."))
    period = guess_period(preface.title)
    tree = RoadmapTree(
        title=preface.title,
        sections=table.sections,
        preamble=preamble,
        period_start=period[0] if period else None,
        period_end=period[1] if period else None,
        has_result_column=table.has_result_column,
        source_file=file.name,
        approval_text=preface.approval,
    )
    found = (*problems, *table.problems)
    return RoadmapPreview(
        tree,
        found,
        table.row_kinds or _unread(source),
        table.columns,
        tuple(one.title for one in file.sources),
        chosen,
        sum(problem.code == "merged_cell" for problem in found),
        len(source.hidden),
    )


def _no_table(file: RoadmapFile) -> UserError:
    if file.is_text:
        return UserError(f"В документе «{file.name}» не нашлось таблицы дорожной карты.", _NO_TABLE)
    return UserError(f"В книге «{file.name}» не нашлось таблицы дорожной карты.", _NO_TABLE)


def _paragraphs_before(table: TableReading) -> list[Paragraph]:
    """Rows above the header: the title and what else stands there."""
    if not table.row_kinds:
        return []
    rows = [(row, [one_line(cell.text) for cell in row.cells if cell.text]) for row in table.before]
    return [Paragraph(" ".join(texts), row.bold) for row, texts in rows]


def _unread(source: Source) -> tuple[ReadRow, ...]:
    """Rows of a table whose columns nobody knows yet."""
    return tuple(
        ReadRow(row.place, "unparsed", tuple(c.text for c in row.cells), "графы не названы", i, tuple(c.text for c in row.cells))
        for i, row in enumerate(source.rows)
    )


def _remarks(file: RoadmapFile, chosen: int, source: Source, options: ReadOptions) -> list[Problem]:
    """What of the file is not in the roadmap, or is there though the eye does not see it."""
    found: list[Problem] = []
    if source.below:
        text = one_line(" ".join(source.below))
        found.append(Problem("info", "text_below", f"Текст после таблицы не переносится: «{_short(text)}»."))
    others = [one.name for index, one in enumerate(file.sources) if index != chosen]
    if others:
        which = ", ".join(others)
        found.append(Problem("info", "other_tables", f"Прочитана {source.name}. Есть и другие, похожие: {which}."
                             if file.is_text else f"Прочитан {source.name}. Есть и другие, похожие: {which}."))  # fmt: skip
    if source.hidden and options.hidden_rows:
        found.append(Problem("warning", "hidden_rows", f"На листе есть скрытые строки ({len(source.hidden)}): они прочитаны."))
    return found


def _title_above(table: TableReading, preamble: str) -> tuple[str, str] | None:
    """Where each section has a table or a header of its own, the title of the first one stands above the first table."""
    first = table.sections[0] if table.sections else None
    if first is None or not preamble:
        return None
    last = preamble.split("\n")[-1]
    if len(last) > 200 or re.search(r"[.;:]$", last):
        return None
    above = split_number(last)
    key = parse_number(above[0]) if above else None
    if above and key is not None and key.is_parent_of(parse_number(first.number)):
        return above  # the table begins with a sub-head
    if first.title or first.number or len(table.sections) < 2:
        return None
    kinds = [row.kind for row in table.row_kinds if row.kind != "phantom"]
    above_headers = sum(1 for kind, below in pairwise(kinds) if kind == "section" and below == "header")
    number, title = above or ("", last)
    seconds = [parse_number(section.number) for section in table.sections[1:]]
    next_in_turn = key is not None and key.key == (1,) and any(other is not None and other.key == (2,) for other in seconds)
    return (number, title) if next_in_turn or above_headers == len(table.sections) - 1 else None


def _short(text: str, limit: int = 120) -> str:
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"
