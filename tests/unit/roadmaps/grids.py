"""One table drawn as a Word document, a worksheet, a web page and a text: cells with spans, blocks between tables."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

from app.services.roadmaps.clipboard_reader import preview_clipboard
from app.services.roadmaps.importing import preview_roadmap
from app.services.roadmaps.rows import RoadmapPreview


@dataclass(frozen=True)
class Box:
    text: str = ""
    across: int = 1
    down: int = 1


Grid = Sequence[Sequence[Box | str]]
Blocks = Sequence[Grid | str]
TITLE = "Дорожная карта Заречного района на 2026 год"


def _placed(grid: Grid) -> tuple[dict[tuple[int, int], Box], int, int]:
    taken: set[tuple[int, int]] = set()
    boxes: dict[tuple[int, int], Box] = {}
    for y, row in enumerate(grid):
        x = 0
        for cell in row:
            box = cell if isinstance(cell, Box) else Box(cell)
            while (y, x) in taken:
                x += 1
            boxes[y, x] = box
            taken.update((y + down, x + across) for down in range(box.down) for across in range(box.across))
            x += box.across
    return boxes, len(grid), max(x for _, x in taken) + 1


def by_word(folder: Path, blocks: Blocks) -> RoadmapPreview:
    import docx

    document = docx.Document()
    document.add_paragraph(TITLE)
    for block in blocks:
        if isinstance(block, str):
            document.add_paragraph(block)
            continue
        boxes, height, width = _placed(block)
        table = document.add_table(rows=height, cols=width)
        for (y, x), box in boxes.items():
            cell = table.cell(y, x)
            if box.across > 1 or box.down > 1:
                cell = cell.merge(table.cell(y + box.down - 1, x + box.across - 1))
            for number, line in enumerate(box.text.split("\n")):
                (cell.add_paragraph() if number else cell.paragraphs[0]).add_run(line)
    document.save(str(folder / "карта.docx"))
    return preview_roadmap(folder / "карта.docx")


def by_excel(folder: Path, blocks: Blocks) -> RoadmapPreview:
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.cell(1, 1, TITLE)
    top = 3
    for block in blocks:
        if isinstance(block, str):
            sheet.cell(top, 1, block or None)
            top += 1
            continue
        boxes, height, _ = _placed(block)
        for (y, x), box in boxes.items():
            sheet.cell(top + y, x + 1, box.text or None)
            if box.across > 1 or box.down > 1:
                sheet.merge_cells(
                    start_row=top + y, start_column=x + 1, end_row=top + y + box.down - 1, end_column=x + box.across
                )
        top += height
    book.save(folder / "карта.xlsx")
    return preview_roadmap(folder / "карта.xlsx")


def by_html(_folder: Path, blocks: Blocks) -> RoadmapPreview:
    parts = [f"<p align=center><b>{TITLE}</b></p>"]
    for block in blocks:
        if isinstance(block, str):
            parts.append(f"<p class=MsoNormal>{escape(block) or '&nbsp;'}</p>")
            continue
        boxes, height, _ = _placed(block)
        parts.append("<table class=MsoTableGrid>")
        for y in range(height):
            row = sorted((x, box) for (at, x), box in boxes.items() if at == y)
            cells = (
                f"<td colspan={box.across} rowspan={box.down}>"
                + "".join(f"<p class=MsoNormal>{escape(line)}<o:p></o:p></p>" for line in box.text.split("\n"))
                for _, box in row
            )
            parts.append(f"<tr>{''.join(cells)}</tr>")
        parts.append("</table>")
    return preview_clipboard("".join(parts))


def by_text(_folder: Path, blocks: Blocks) -> RoadmapPreview:
    lines = [TITLE, ""]
    for block in blocks:
        if isinstance(block, str):
            lines.append(block)
            continue
        boxes, height, width = _placed(block)
        for y in range(height):
            texts = (boxes.get((y, x), Box()).text for x in range(width))
            lines.append("\t".join(f'"{text}"' if "\n" in text else text for text in texts))
    return preview_clipboard(text="\n".join(lines))


WAYS: dict[str, Callable[[Path, Blocks], RoadmapPreview]] = {
    "word": by_word,
    "excel": by_excel,
    "html": by_html,
    "text": by_text,
}
