"""`render_docx`: blocks → Word file by python-docx, with real styles, repeated header rows and unlinked sections."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime
from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_ROW_HEIGHT_RULE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK, WD_LINE_SPACING, WD_TAB_ALIGNMENT
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, Twips

from app.services.forms import docx_xml, layout
from app.services.forms.blocks import (
    Align,
    AnswerLines,
    Block,
    Cell,
    CellLine,
    Column,
    Drafter,
    Figure,
    FormPage,
    Heading,
    NumberedClause,
    PageBreak,
    Paragraph,
    Requisite,
    Run,
    Section,
    Signature,
    Spacer,
    TableBlock,
    TimelineBlock,
    text,
)
from app.services.forms.typography import clean, glue, hyphen_points, loosen
from app.services.text_ru import NBSP

_ALIGN = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
    "justify": WD_ALIGN_PARAGRAPH.JUSTIFY,
}
_STYLES = {"body": "Normal", "requisite": "Реквизит", "note": "Примечание"}
_TABLE_STYLE = "Текст таблицы"
_LONG_PARAGRAPH = 20
"""Lines from which a paragraph is not tied to the next: some programs would push it to a new page whole."""


def render_docx(page: FormPage) -> bytes:
    """The whole paper as the bytes of a .docx."""
    return _Writer(page).written()


class _Writer:
    def __init__(self, page: FormPage) -> None:
        self.page, self.profile = page, page.profile
        self.body_pt = page.body_pt or page.profile.body_pt
        self.document = Document()
        self.section = page.sections[0] if page.sections else None
        self.text_width_mm = 0.0
        self.drawn_marks = 0
        self._style_ids: dict[str, str] = {}

    def written(self) -> bytes:
        self._properties()
        self._styles()
        for index, section in enumerate(self.page.sections):
            self.section, self.text_width_mm = section, layout.text_width_mm(section)
            self._open_section(section, first=index == 0)
            self._blocks(section.blocks)
        if len(self.document.element.body) > 1 and self.document.element.body[-2].tag == qn("w:tbl"):
            # A Word file ends with a paragraph.
            self._no_indent(self.document.add_paragraph(style="Реквизит"), 1)
        out = BytesIO()
        self.document.save(out)
        return out.getvalue()

    # the document as a whole

    def _properties(self) -> None:
        core, now = self.document.core_properties, datetime.now()
        core.title, core.author, core.subject = (
            clean(words)[:255] for words in (self.page.title, self.page.author, self.page.subject)
        )
        core.last_modified_by, core.comments, core.keywords, core.language = "ОКО-Район", "", "", "ru-RU"
        core.created = core.modified = now
        core.revision = 1
        docx_xml.set_language(self.document)
        docx_xml.set_modern_mode(self.document)

    def _styles(self) -> None:
        styles = self.document.styles
        normal = styles["Normal"]
        self._face(normal, self.body_pt)
        form = normal.paragraph_format
        form.space_before = form.space_after = Pt(0)
        form.line_spacing = self.page.line_spacing
        form.widow_control = True
        small, table = self.profile.drafter_pt, self.profile.table_pt
        for name, size in (("Реквизит", self.body_pt), (_TABLE_STYLE, table), ("Подпись", self.body_pt), ("Примечание", small)):
            style = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
            style.base_style = normal
            self._face(style, size)
            style.paragraph_format.line_spacing = 1.0
        for name in ("Title", "Heading 1", "Heading 2", "Header"):
            style = styles[name]
            self._face(style, self.profile.page_number_pt if name == "Header" else self.body_pt, bold=name != "Header")
            form = style.paragraph_format
            form.line_spacing = 1.0
            form.space_before = form.space_after = Pt(0)
            if name != "Header":
                form.keep_with_next = form.keep_together = True
            if name == "Title":
                # The stock style has a coloured rule under it.
                for border in style.element.findall(f".//{qn('w:pBdr')}"):
                    border.getparent().remove(border)
                for kind in ("w:spacing", "w:kern"):
                    for element in style.element.rPr.findall(qn(kind)):
                        style.element.rPr.remove(element)

    def _face(self, style: Any, size: float, bold: bool = False) -> None:
        font = style.font
        font.size, font.bold, font.italic = Pt(size), bold, False
        font.color.rgb = None
        for colour in style.element.findall(f".//{qn('w:color')}"):
            colour.getparent().remove(colour)
        docx_xml.set_fonts(style.element.get_or_add_rPr(), self.profile.word_font)
        docx_xml.set_complex_size(style.element.rPr, size)

    def _open_section(self, section: Section, *, first: bool) -> None:
        word = self.document.sections[0] if first else self.document.add_section(WD_SECTION.NEW_PAGE)
        if not first:
            self._shrink_break()
        width, height = layout.page_size_mm(section)
        word.orientation = WD_ORIENT.LANDSCAPE if section.landscape else WD_ORIENT.PORTRAIT
        word.page_width, word.page_height = Mm(width), Mm(height)
        margins = section.margins
        word.left_margin, word.right_margin = Mm(margins.left), Mm(margins.right)
        word.top_margin, word.bottom_margin = Mm(margins.top), Mm(margins.bottom)
        word.header_distance = word.footer_distance = Mm(self.profile.page_number_from_edge_mm)
        word.different_first_page_header_footer = first or section.restart_numbering
        docx_xml.number_pages(word, restart=section.restart_numbering)
        for header, numbered in ((word.header, True), (word.first_page_header, False)):
            header.is_linked_to_previous = False
            paragraph = header.paragraphs[0]
            paragraph.style = self.document.styles["Header"]
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
            if numbered:
                docx_xml.page_field(paragraph)
            if self.page.watermark:
                self.drawn_marks += 1
                docx_xml.watermark(paragraph, self.page.watermark, self.drawn_marks)
        for footer in (word.footer, word.first_page_footer):
            footer.is_linked_to_previous = False

    def _shrink_break(self) -> None:
        """python-docx puts the section break into the last paragraph or a new one; an empty one must take no room."""
        paragraphs = self.document.element.body.findall(qn("w:p"))
        holder = next(p for p in reversed(paragraphs) if p.pPr is not None and p.pPr.find(qn("w:sectPr")) is not None)
        from docx.text.paragraph import Paragraph as WordParagraph

        paragraph = WordParagraph(holder, self.document)
        if not paragraph.text:
            form = paragraph.paragraph_format
            form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(1)
            form.space_before = form.space_after = Pt(0)

    # blocks

    def _blocks(self, blocks: tuple[Block, ...]) -> None:
        for index, block in enumerate(blocks):
            following = blocks[index + 1 : index + 3]
            if len(following) > 1 and self._is_one_line(following[0]):
                following = following[1:]
            before_signature = bool(following) and isinstance(following[0], Signature)
            match block:
                case Paragraph():
                    self._paragraph(block, before_signature)
                case Heading():
                    self._heading(block)
                case NumberedClause():
                    words = Paragraph((Run(f"{block.number}{NBSP}"), *block.runs), keep_with_next=block.keep_with_next)
                    self._paragraph(words, before_signature)
                case Requisite():
                    self._requisite(block)
                case TableBlock():
                    self._table(block, before_signature)
                case TimelineBlock():
                    self._timeline(block)
                case Figure():
                    self._figure(block)
                case AnswerLines():
                    for number in range(block.count):
                        line = self.document.add_paragraph(style="Normal")
                        self._no_indent(line, layout.ANSWER_LINE_PT)
                        line.paragraph_format.keep_with_next = number < block.count - 1 or before_signature
                        docx_xml.rule_below(line)
                case Signature():
                    self._signature(block)
                case Drafter():
                    self._drafter(block)
                case Spacer():
                    self._no_indent(self.document.add_paragraph(), block.height_pt)
                case PageBreak():
                    paragraph = self.document.add_paragraph()
                    self._no_indent(paragraph, 1)
                    paragraph.add_run().add_break(WD_BREAK.PAGE)

    def _is_one_line(self, block: Block) -> bool:
        if not isinstance(block, Paragraph | NumberedClause):
            return False
        words = "".join(run.text for run in block.runs)
        return layout.estimated_lines(words, self.body_pt, self.text_width_mm - self.profile.first_indent_mm) < 2

    def _no_indent(self, paragraph: Any, height_pt: float) -> None:
        form = paragraph.paragraph_format
        form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(max(1.0, height_pt))
        form.first_line_indent = Mm(0)

    def _paragraph(self, block: Paragraph, keep: bool) -> Any:
        paragraph = self.document.add_paragraph(style=_STYLES[block.style])
        form = paragraph.paragraph_format
        width = block.width_mm or self.text_width_mm - block.left_mm
        middle = block.align == "center" and not block.left_mm
        if middle:
            width = _balanced_mm("".join(run.text for run in block.runs), block.size_pt or self.body_pt, width)
        spare = self.text_width_mm - width
        left = spare / 2 if middle else block.left_mm
        first = self.profile.first_indent_mm if block.first_indent_mm is None else block.first_indent_mm
        paragraph.alignment = _ALIGN[block.align]
        if block.align in ("left", "justify") and first:
            form.first_line_indent = Mm(first)
        if left:
            form.left_indent = Mm(left)
        if spare - left > 0.1:
            form.right_indent = Mm(spare - left)
        if block.single_spaced:
            form.line_spacing = 1.0
        self._gaps(form, block.space_before_pt, block.space_after_pt)
        long = layout.estimated_lines("".join(run.text for run in block.runs), self.body_pt, width) > _LONG_PARAGRAPH
        form.keep_with_next = True if (keep and not long) or block.keep_with_next else None
        self._runs(paragraph, block.runs, block.size_pt)
        return paragraph

    def _gaps(self, form: Any, before: float, after: float) -> None:
        if before:
            form.space_before = Pt(before)
        if after:
            form.space_after = Pt(after)

    def _runs(self, paragraph: Any, runs: tuple[Run, ...], size_pt: float | None = None, width_mm: float = 0.0) -> None:
        size = size_pt or self.body_pt
        for run in runs:
            written = paragraph.add_run()
            for place, words in enumerate(_divided(glue(clean(run.text)), size, width_mm)):
                if place:
                    docx_xml.soft_hyphen(written)
                docx_xml.add_words(written, words)
            written.bold, written.italic = run.bold or None, run.italic or None
            if size_pt and size_pt != self.body_pt:
                written.font.size = Pt(size_pt)
                docx_xml.set_complex_size(written._r.get_or_add_rPr(), size_pt)

    def _heading(self, block: Heading) -> None:
        style = "Title" if block.level == 0 else "Heading 1" if block.level == 1 else "Heading 2"
        paragraph = self.document.add_paragraph(style=style)
        paragraph.alignment = _ALIGN[block.align]
        form = paragraph.paragraph_format
        self._gaps(form, block.space_before_pt, block.space_after_pt)
        width = block.width_mm or self.text_width_mm
        if block.align == "center":
            width = _balanced_mm(block.text, self.body_pt, width)
        spare = self.text_width_mm - width
        if spare > 0.1:
            left = spare / 2 if block.align == "center" else 0.0
            form.left_indent, form.right_indent = Mm(left), Mm(spare - left)
        self._runs(paragraph, (Run(block.text),))
        if not block.bold:
            for run in paragraph.runs:
                run.bold = False

    def _requisite(self, block: Requisite) -> None:
        third = self.text_width_mm / 3
        texts: tuple[tuple[str, Align], ...] = ((block.left, "left"), (block.centre, "center"), (block.right, "right"))
        cells = tuple(Cell((CellLine((Run(words),)),), align) for words, align in texts)
        self._gap_paragraph(block.space_before_pt)
        self._borderless((third, third, third), cells, "Реквизит", keep=True)
        self._gap_paragraph(block.space_after_pt)

    def _signature(self, block: Signature) -> None:
        """One paragraph: lines of the post, then the name at a right tab. Unlike a table it stays with the text above."""
        gap = self.profile.signature_gap_pt if block.gap_pt is None else block.gap_pt
        post_mm, room_mm, name_mm = layout.signature_widths_mm(self.profile, self._current())
        name = clean(block.name).replace("\n", " ")
        paragraph = self.document.add_paragraph(style="Подпись")
        form = paragraph.paragraph_format
        form.space_before, form.keep_together = Pt(gap), True
        lines = [line for part in clean(block.post).split("\n") for line in _filled(part, self.body_pt, post_mm)]
        if layout.estimated_width_pt(name, self.body_pt) > layout.pt(name_mm + room_mm):
            # A name that long has a line of its own.
            lines.append("")
        form.tab_stops.add_tab_stop(Mm(self.text_width_mm), WD_TAB_ALIGNMENT.RIGHT)
        self._runs(paragraph, (Run("\n".join(lines) + "\t" + name),))

    def _gap_paragraph(self, height: float) -> None:
        """Room around a table, which has no spacing of its own."""
        if height:
            paragraph = self.document.add_paragraph(style="Реквизит")
            self._no_indent(paragraph, height)
            paragraph.paragraph_format.keep_with_next = True

    def _borderless(self, widths_mm: tuple[float, ...], cells: tuple[Cell, ...], style: str, keep: bool) -> Any:
        table = self.document.add_table(rows=1, cols=len(cells))
        table.autofit = False
        docx_xml.fix_columns(table, [layout.twips(width) for width in widths_mm], 0, borders=False)
        for word_cell, cell, width in zip(table.rows[0].cells, cells, widths_mm, strict=True):
            word_cell.width = Twips(layout.twips(width))
            self._cell(word_cell, cell, cell.align or "left", style, None, width, keep)
        return table

    def _table(self, block: TableBlock, before_signature: bool) -> None:
        self._gap_paragraph(block.space_before_pt)
        widths = layout.column_widths_mm(block, self._current())
        size = layout.table_size_pt(block, self.profile)
        table = self.document.add_table(rows=0, cols=len(widths), style="Table Grid")
        table.autofit = False
        twips = [layout.twips(width) for width in widths]
        docx_xml.fix_columns(table, twips, layout.twips(layout.table_padding_mm(block, size)), borders=True)
        heads = block.head_rows()
        for index, head in enumerate(heads):
            below = _joined(heads[index + 1].cells) if index + 1 < len(heads) else set()
            docx_xml.repeat_row(self._row(table, head.cells, block, widths, size, keep=True, below=below))
        for index, row in enumerate(block.rows):
            last = index == len(block.rows) - 1
            keep = row.kind in ("section", "subhead") or (last and before_signature)
            below = set() if last else _joined(block.rows[index + 1].cells)
            made = self._row(table, row.cells, block, widths, size, keep=keep, below=below)
            if row.least_mm:
                made.height, made.height_rule = Mm(row.least_mm), WD_ROW_HEIGHT_RULE.AT_LEAST
        if block.space_after_pt:
            self._no_indent(self.document.add_paragraph(style="Реквизит"), block.space_after_pt)

    def _row(
        self,
        table: Any,
        cells: tuple[Cell, ...],
        block: TableBlock,
        widths: tuple[float, ...],
        size: float,
        keep: bool,
        below: Collection[int] = (),
    ) -> Any:
        """`below`: places of the cells the next row goes on from."""
        row = table.add_row()
        word_cells = row.cells
        place = 0
        spans: list[float] = []
        for cell in cells:
            width = sum(widths[place : place + cell.span])
            inside = width - 2 * layout.table_padding_mm(block, size)
            spans.append(inside)
            target = word_cells[place] if cell.span == 1 else word_cells[place].merge(word_cells[place + cell.span - 1])
            target.width = Twips(sum(layout.twips(one) for one in widths[place : place + cell.span]))
            if cell.joined or place in below:
                docx_xml.merge_down(target, begins=not cell.joined)
            align = cell.align or block.columns[place].align
            if cell.fill:
                docx_xml.shade_cell(target, layout.FILLS[cell.fill], layout.HATCH if cell.fill == "break" else "")
            self._cell(target, cell, align, _TABLE_STYLE, size, inside, keep)
            place += cell.span
        for column in range(place, len(widths)):
            word_cells[column].width = Twips(layout.twips(widths[column]))
            self._set_style(word_cells[column].paragraphs[0], _TABLE_STYLE)
        # What flows into the next row does not make this one high.
        own = [(cell, span) for cell, span, place in zip(cells, spans, _places(cells), strict=True) if place not in below]
        lines = _few_lines(tuple(cell for cell, _ in own), [span for _, span in own], size)
        if lines * size * self.profile.line_factor < layout.WHOLE_ROW_SHARE * layout.pt(layout.text_height_mm(self._current())):
            docx_xml.keep_row_whole(row)
        return row

    def _timeline(self, block: TimelineBlock) -> None:
        """Rows of text cells followed by ready cells of the axis."""
        from app.services.forms import docx_timeline

        table_of = TableBlock((*block.columns, Column("", block.axis_mm)), (), block.size_pt)
        *widths, axis_mm = layout.column_widths_mm(table_of, self._current())
        size = layout.table_size_pt(table_of, self.profile)
        grid = docx_timeline.grid_of(block, axis_mm)
        self._timeline_legend(block, size)
        slots = [grid.twips(slot, slot + 1) for slot in range(grid.slots)]
        table = self.document.add_table(rows=0, cols=len(widths) + grid.slots, style="Table Grid")
        table.autofit = False
        padding = layout.twips(layout.cell_padding_mm(size))
        docx_xml.fix_columns(table, [*map(layout.twips, widths), *slots], padding, borders=True)
        titles = tuple(Cell((CellLine((Run(column.title, bold=True),)),), "center") for column in block.columns)
        below = tuple(replace(title, lines=(), joined=True) for title in titles)
        years, months = docx_timeline.head_rows(block, grid, size)
        for cells, axis in ((titles, years), (below, months)):
            docx_xml.repeat_row(self._timeline_row(table, cells, widths, axis, size, keep=True))
        for one in block.rows:
            if one.kind == "item":
                axis = docx_timeline.row_cells(block, one, grid, size)
                docx_xml.keep_row_whole(self._timeline_row(table, one.cells, widths, axis, size))
            else:
                whole = (sum(widths) + axis_mm,)
                self._timeline_row(table, one.cells, whole, "", size, keep=True, span=len(widths) + grid.slots)

    def _timeline_row(
        self,
        table: Any,
        cells: tuple[Cell, ...],
        widths: Sequence[float],
        axis: str,
        size: float,
        *,
        keep: bool = False,
        span: int = 1,
    ) -> Any:
        from docx.table import _Cell, _Row

        from app.services.forms import docx_timeline

        element = docx_xml.new_row(table, [layout.twips(width) for width in widths], span)
        for place, (tc, cell, width) in enumerate(zip(list(element.tc_lst), cells, widths, strict=True)):
            target = _Cell(tc, table)
            if keep and span == 1:
                docx_xml.merge_down(target, begins=not cell.joined)
            align = cell.align or ("left" if span > 1 or place == 1 else "center")
            self._cell(target, cell, align, _TABLE_STYLE, size, width - 2 * layout.cell_padding_mm(size), keep)
        for ready in docx_timeline.parse_cells(axis):
            element.append(ready)
        return _Row(element, table)

    def _timeline_legend(self, block: TimelineBlock, size: float) -> None:
        from app.services.forms import docx_timeline

        self._gap_paragraph(6.0)
        texts = [words for _, words in block.legend] + ([block.today_words] if block.today_words else [])
        wide = [layout.estimated_width_pt(words, size) / layout.PT_PER_MM + 5.0 for words in texts]
        widths = [(8.0, room) for room in wide]
        spare = self.text_width_mm - sum(map(sum, widths))
        if spare < 0:
            widths = [(8.0, max(10.0, room + spare / len(wide))) for room in wide]
        flat = [layout.twips(width) for pair in widths for width in pair]
        table = self.document.add_table(rows=0, cols=len(flat))
        table.autofit = False
        docx_xml.fix_columns(table, flat, layout.twips(1.0), borders=False)
        element = docx_xml.new_row(table, [], 1)
        for ready in docx_timeline.parse_cells(docx_timeline.legend_cells(block, widths, size)):
            element.append(ready)
        self._gap_paragraph(6.0)

    def _set_style(self, paragraph: Any, name: str) -> None:
        """By id: python-docx searches all styles anew for every paragraph, a large table has thousands."""
        if name not in self._style_ids:
            self._style_ids[name] = self.document.styles[name].style_id
        paragraph._p.get_or_add_pPr().style = self._style_ids[name]

    def _cell(self, target: Any, cell: Cell, align: Align, style: str, size: float | None, width_mm: float, keep: bool) -> None:
        lines = () if cell.repeats else cell.lines
        for index, line in enumerate(lines or (CellLine(()),)):
            paragraph = target.paragraphs[0] if index == 0 else target.add_paragraph()
            self._set_style(paragraph, style)
            paragraph.alignment = _ALIGN[align]
            form = paragraph.paragraph_format
            form.keep_with_next = True if keep else None
            start, indent = layout.list_indents_mm(line)
            runs = line.runs
            if line.level:
                form.left_indent = Mm(indent)
                if line.bullet:
                    form.first_line_indent = Mm(start - indent)
                    form.tab_stops.add_tab_stop(Mm(indent))
                    runs = (Run(f"{line.bullet}\t"), *runs)
            if line.tint:
                docx_xml.shade(paragraph, line.tint)
            self._runs(paragraph, runs, size, width_mm - indent)

    def _figure(self, block: Figure) -> None:
        width = min(block.width_mm, self.text_width_mm)
        picture = BytesIO()
        dpi = layout.FIGURE_DPI * (width / 25.4) / float(block.figure.get_size_inches()[0])
        block.figure.savefig(picture, format="png", dpi=dpi)
        picture.seek(0)
        paragraph = self.document.add_paragraph(style="Реквизит")
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.paragraph_format.keep_with_next = bool(block.caption)
        shape = paragraph.add_run().add_picture(picture, width=Mm(width))
        docx_xml.describe_picture(shape, clean(block.alt))
        if block.caption:
            self._paragraph(text(block.caption, align="center", first_indent_mm=0, single_spaced=True, space_before_pt=4), False)

    def _drafter(self, block: Drafter) -> None:
        for line in block.lines:
            paragraph = self.document.add_paragraph(style="Примечание")
            docx_xml.pin_to_bottom(paragraph, layout.twips(self.profile.corner_block_mm))
            self._runs(paragraph, (Run(line),), self.profile.drafter_pt)
        # A frame hangs on the paragraph that follows it.
        self._no_indent(self.document.add_paragraph(style="Реквизит"), 1)

    def _current(self) -> Section:
        assert self.section is not None
        return self.section


def _divided(words: str, size_pt: float, width_mm: float) -> list[str]:
    """The text cut at places for soft hyphens: only inside words that are wider than the cell."""
    if width_mm <= 0:
        return [words]

    def fits(piece: str) -> bool:
        return layout.estimated_width_pt(piece, size_pt) <= layout.pt(width_mm)

    words = " ".join(loosen(piece, fits) for piece in words.split(" "))
    pieces, start = [], 0
    for word in re.finditer(r"[^\s\-–—/]+", words):
        if not fits(word[0]):
            for point in hyphen_points(word[0]):
                pieces.append(words[start : word.start() + point])
                start = word.start() + point
    return [*pieces, words[start:]]


def _filled(words: str, size_pt: float, width_mm: float) -> list[str]:
    """Words set into lines of the width, by estimate."""
    lines = [""]
    for word in words.split(" "):
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and layout.estimated_width_pt(longer, size_pt) > layout.pt(width_mm):
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def _balanced_mm(words: str, size_pt: float, width_mm: float) -> float:
    """The narrowest box for centred text that needs no more lines, so that the last line is not one lonely word."""
    lines = layout.estimated_lines(words, size_pt, width_mm)
    if "\n" in words or lines < 2:
        return width_mm
    narrow = width_mm / 2
    while narrow < width_mm and layout.estimated_lines(words, size_pt, narrow) > lines:
        narrow += 2.0
    return min(width_mm, narrow + 3.0)


def _places(cells: tuple[Cell, ...]) -> list[int]:
    """The column each cell begins in."""
    return [sum(one.span for one in cells[:number]) for number in range(len(cells))]


def _joined(cells: tuple[Cell, ...]) -> set[int]:
    return {place for cell, place in zip(cells, _places(cells), strict=True) if cell.joined}


def _few_lines(cells: tuple[Cell, ...], widths_mm: list[float], size_pt: float) -> int:
    """About how many lines the tallest cell takes."""
    return max(
        (
            sum(layout.estimated_lines("".join(run.text for run in line.runs), size_pt, width) for line in cell.lines)
            for cell, width in zip(cells, widths_mm, strict=True)
        ),
        default=1,
    )
