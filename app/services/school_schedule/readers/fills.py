"""Colours of cells of an .xlsx: schools write the level of a procedure with them and the values do not carry it."""

from __future__ import annotations

import re

from app.services.table_files.columns import column_index
from app.services.table_files.sheet_xml import whole_rows
from app.services.table_files.workbook import Workbook
from app.services.table_files.xlsx_parts import Package

Fills = dict[tuple[int, int], str]
"""{(row 1-based, column 0-based): colour}; white and no colour are left out. A colour is only ever compared."""

_CELL = re.compile(rb"<(?:[\w.-]+:)?c(?=[\s/>])([^>]*)>")
_REF = re.compile(rb"""(?:^|\s)r\s*=\s*["']\s*([A-Za-z]+)(\d+)""")
_STYLE = re.compile(rb"""\ss\s*=\s*["'](\d+)""")
_WHITE = frozenset({"rgb:FFFFFF", "theme:0:", "indexed:9", "indexed:64", "indexed:65"})


def sheet_fills(workbook: Workbook) -> dict[str, Fills] | None:
    """{sheet: colours}; None for kinds of files whose colours are not read."""
    if workbook.format != "xlsx":
        return None
    package = Package(workbook.path)
    book = package.book()
    colours = _style_colours(package, book.styles)
    return {sheet.name: _fills(package, sheet.part, colours) for sheet in book.sheets if colours and sheet.part in package}


def _fills(package: Package, part: str, colours: dict[int, str]) -> Fills:
    found: Fills = {}
    for data in whole_rows(package.chunks(part)):
        for tag in _CELL.finditer(data):
            place, style = _REF.search(tag[1]), _STYLE.search(tag[1])
            if place and style and int(style[1]) in colours:
                found[int(place[2]), column_index(place[1].decode("ascii"))] = colours[int(style[1])]
    return found


def _style_colours(package: Package, part: str) -> dict[int, str]:
    """{index into cellXfs: colour}."""
    if part not in package:
        return {}
    fills: list[str] = []
    styles: dict[int, str] = {}
    for element in package.tree(part):
        tag = element.tag.rpartition("}")[2]
        if tag == "fills":
            for fill in element:
                solid = next((one for one in fill if one.tag.endswith("patternFill") and one.get("patternType") == "solid"), None)
                front = next((one for one in solid if one.tag.endswith("fgColor")), None) if solid is not None else None
                fills.append(_colour(dict(front.attrib)) if front is not None else "")
        elif tag == "cellXfs":
            for index, xf in enumerate(element):
                place = int(xf.get("fillId", "0"))
                if place < len(fills) and fills[place]:
                    styles[index] = fills[place]
    return styles


def _colour(said: dict[str, str]) -> str:
    if "rgb" in said:
        colour = f"rgb:{said['rgb'][-6:].upper()}"
    elif "theme" in said:
        colour = f"theme:{said['theme']}:{said.get('tint', '')[:6]}"
    else:
        colour = f"indexed:{said.get('indexed', '')}"
    return "" if colour in _WHITE else colour
