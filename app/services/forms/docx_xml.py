"""The few things of a Word file that python-docx has no words for."""

from __future__ import annotations

from typing import Any

from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import qn

_SETTINGS_TAIL = ("w:rsids", "w:themeFontLang", "w:clrSchemeMapping", "w:shapeDefaults", "w:decimalSymbol", "w:listSeparator")


def set_fonts(run_properties: Any, font: str) -> None:
    """The same font for Latin, Cyrillic, complex and East Asian characters, and no theme font over it."""
    fonts = run_properties.get_or_add_rFonts()
    for name in list(fonts.attrib):
        del fonts.attrib[name]
    for kind in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{kind}"), font)


def set_complex_size(run_properties: Any, size_pt: float) -> None:
    """Size for complex scripts, which python-docx leaves alone."""
    element = run_properties.find(qn("w:szCs"))
    if element is None:
        element = OxmlElement("w:szCs")
        run_properties.append(element)
    element.set(qn("w:val"), str(round(size_pt * 2)))


def set_language(document: Any, language: str = "ru-RU") -> None:
    """Spelling is checked as Russian."""
    defaults = document.styles.element.find(qn("w:docDefaults"))
    properties = defaults.find(qn("w:rPrDefault")).find(qn("w:rPr"))
    set_fonts(properties, "Times New Roman")
    lang = properties.find(qn("w:lang"))
    if lang is None:
        lang = OxmlElement("w:lang")
        properties.append(lang)
    for kind in ("val", "eastAsia", "bidi"):
        lang.set(qn(f"w:{kind}"), language)


def set_modern_mode(document: Any) -> None:
    """Without this Word 2013+ opens the file in compatibility mode."""
    settings = document.settings.element
    compat = settings.find(qn("w:compat"))
    if compat is None:
        compat = OxmlElement("w:compat")
        after = next((child for child in settings if child.tag in map(qn, _SETTINGS_TAIL)), None)
        if after is not None:
            after.addprevious(compat)
        else:
            settings.append(compat)
    for old in compat.findall(qn("w:compatSetting")):
        if old.get(qn("w:name")) == "compatibilityMode":
            compat.remove(old)
    mode = OxmlElement("w:compatSetting")
    for name, value in (("name", "compatibilityMode"), ("uri", "http://schemas.microsoft.com/office/word"), ("val", "15")):
        mode.set(qn(f"w:{name}"), value)
    compat.append(mode)


def page_field(paragraph: Any) -> None:
    """The field PAGE."""
    for kind in ("begin", None, "end"):
        run = paragraph.add_run()
        if kind is None:
            text = OxmlElement("w:instrText")
            text.set(qn("xml:space"), "preserve")
            text.text = "PAGE"
            run._r.append(text)
        else:
            char = OxmlElement("w:fldChar")
            char.set(qn("w:fldCharType"), kind)
            run._r.append(char)


def number_pages(section: Any, *, restart: bool) -> None:
    """Pages of the section count from 1, or go on from the section before: a new section copies the settings of that."""
    properties = section._sectPr
    number = properties.find(qn("w:pgNumType"))
    if not restart:
        if number is not None:
            properties.remove(number)
        return
    if number is None:
        number = OxmlElement("w:pgNumType")
        margins = properties.find(qn("w:pgMar"))
        margins.addnext(number)
    number.set(qn("w:start"), "1")


def new_row(table: Any, widths_twips: list[int], span: int) -> Any:
    """A row element with cells of these widths, each over `span` columns of the grid; quicker than asking the table."""
    row = OxmlElement("w:tr")
    for width in widths_twips:
        cell = OxmlElement("w:tc")
        properties = cell.get_or_add_tcPr()
        measure = OxmlElement("w:tcW")
        measure.set(qn("w:w"), str(width))
        measure.set(qn("w:type"), "dxa")
        properties.append(measure)
        if span > 1:
            spanned = OxmlElement("w:gridSpan")
            spanned.set(qn("w:val"), str(span))
            properties.append(spanned)
        cell.append(OxmlElement("w:p"))
        row.append(cell)
    table._tbl.append(row)
    return row


def merge_down(cell: Any, *, begins: bool) -> None:
    """The cell begins a vertical merge, or goes on in one."""
    merge = cell._tc.get_or_add_tcPr().get_or_add_vMerge()
    merge.set(qn("w:val"), "restart" if begins else "continue")


def shade_cell(cell: Any, ground: str, hatch: str = "") -> None:
    """A ground of that colour, with diagonal stripes of the other one over it."""
    shading = OxmlElement("w:shd")
    for name, value in (("val", "thinDiagStripe" if hatch else "clear"), ("color", hatch or "auto"), ("fill", ground)):
        shading.set(qn(f"w:{name}"), value)
    properties = cell._tc.get_or_add_tcPr()
    for former in properties.findall(qn("w:shd")):
        properties.remove(former)
    after = properties.find(qn("w:vAlign"))
    if after is not None:
        after.addprevious(shading)
    else:
        properties.append(shading)


def repeat_row(row: Any) -> None:
    """The row is a header repeated on every page."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def keep_row_whole(row: Any) -> None:
    """For low rows only: a row higher than a page must be allowed to break."""
    row._tr.get_or_add_trPr().insert(0, OxmlElement("w:cantSplit"))


def add_words(run: Any, words: str) -> None:
    """Text with its line breaks and tabs."""
    for number, line in enumerate(words.split("\n")):
        if number:
            run.add_break()
        for place, part in enumerate(line.split("\t")):
            if place:
                run.add_tab()
            if part:
                run.add_text(part)


def fix_columns(table: Any, widths_twips: list[int], padding_twips: int, borders: bool) -> None:
    """Fixed layout: Word keeps our widths instead of guessing its own."""
    properties = table._tbl.tblPr
    layout = properties.find(qn("w:tblLayout"))
    if layout is None:
        layout = OxmlElement("w:tblLayout")
        properties.append(layout)
    layout.set(qn("w:type"), "fixed")
    width = properties.find(qn("w:tblW"))
    if width is None:
        width = OxmlElement("w:tblW")
        properties.append(width)
    width.set(qn("w:type"), "dxa")
    width.set(qn("w:w"), str(sum(widths_twips)))
    indent = OxmlElement("w:tblInd")
    indent.set(qn("w:w"), "0")
    indent.set(qn("w:type"), "dxa")
    margins = OxmlElement("w:tblCellMar")
    upright = padding_twips // 2 if borders else 0
    for side, value in (("top", upright), ("left", padding_twips), ("bottom", upright), ("right", padding_twips)):
        element = OxmlElement(f"w:{side}")
        element.set(qn("w:w"), str(value))
        element.set(qn("w:type"), "dxa")
        margins.append(element)
    layout.addprevious(indent)
    layout.addnext(margins)
    for column, value in zip(table._tbl.tblGrid.findall(qn("w:gridCol")), widths_twips, strict=True):
        column.set(qn("w:w"), str(value))


def pin_to_bottom(paragraph: Any, width_twips: int) -> None:
    """A frame on the bottom edge of the text area of the page where it stands."""
    frame = OxmlElement("w:framePr")
    frame.set(qn("w:w"), str(width_twips))
    frame.set(qn("w:wrap"), "around")
    for name, value in (("vAnchor", "margin"), ("hAnchor", "margin"), ("xAlign", "left"), ("yAlign", "bottom")):
        frame.set(qn(f"w:{name}"), value)
    properties = paragraph._p.get_or_add_pPr()
    style = properties.find(qn("w:pStyle"))
    if style is None:
        properties.insert(0, frame)
    else:
        style.addnext(frame)


def rule_below(paragraph: Any) -> None:
    """A thin line under the paragraph."""
    borders = OxmlElement("w:pBdr")
    for side in ("bottom", "between"):
        line = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", "4"), ("space", "1"), ("color", "auto")):
            line.set(qn(f"w:{name}"), value)
        borders.append(line)
    properties = paragraph._p.get_or_add_pPr()
    successors = ("w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc", "w:rPr")
    after = next((child for child in properties if child.tag in map(qn, successors)), None)
    if after is not None:
        after.addprevious(borders)
    else:
        properties.append(borders)


def shade(paragraph: Any, ground: str) -> None:
    """A ground of this colour («E3D9EF») behind the paragraph."""
    shading = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", ground)):
        shading.set(qn(f"w:{name}"), value)
    properties = paragraph._p.get_or_add_pPr()
    successors = ("w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc", "w:rPr")
    after = next((child for child in properties if child.tag in map(qn, successors)), None)
    if after is not None:
        after.addprevious(shading)
    else:
        properties.append(shading)


def soft_hyphen(run: Any) -> None:
    run._r.append(OxmlElement("w:softHyphen"))


def describe_picture(inline: Any, alt: str) -> None:
    """Text for people who cannot see the picture."""
    properties = inline._inline.docPr
    properties.set("descr", alt)
    properties.set("name", "Диаграмма")


def watermark(paragraph: Any, words: str, number: int) -> None:
    """«ПРОЕКТ» behind the text, as Word itself does it: a shape in the header."""
    from xml.sax.saxutils import quoteattr

    paragraph._p.append(parse_xml(_WATERMARK.format(number=number, id=2048 + number, words=quoteattr(words))))


_WATERMARK = """
<w:r xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:v="urn:schemas-microsoft-com:vml"
  xmlns:o="urn:schemas-microsoft-com:office:office"><w:rPr><w:noProof/></w:rPr><w:pict>
<v:shapetype id="_x0000_t136" coordsize="21600,21600" o:spt="136" adj="10800" path="m@7,l@8,m@5,21600l@6,21600e">
<v:formulas><v:f eqn="sum #0 0 10800"/><v:f eqn="prod #0 2 1"/><v:f eqn="sum 21600 0 @1"/><v:f eqn="sum 0 0 @2"/>
<v:f eqn="sum 21600 0 @3"/><v:f eqn="if @0 @3 0"/><v:f eqn="if @0 21600 @1"/><v:f eqn="if @0 0 @2"/>
<v:f eqn="if @0 @4 21600"/></v:formulas>
<v:path textpathok="t" o:connecttype="rect"/><v:textpath on="t" fitshape="t"/></v:shapetype>
<v:shape id="Draft{number}" o:spid="_x0000_s{id}" type="#_x0000_t136" o:allowincell="f" fillcolor="#e2e2e2" stroked="f"
  style="position:absolute;margin-left:0;margin-top:0;width:430pt;height:96pt;rotation:315;z-index:-251658752;
mso-position-horizontal:center;mso-position-horizontal-relative:margin;
mso-position-vertical:center;mso-position-vertical-relative:margin">
<v:textpath style="font-family:&quot;Times New Roman&quot;;font-size:1pt;font-weight:bold" string={words}/>
</v:shape></w:pict></w:r>"""
