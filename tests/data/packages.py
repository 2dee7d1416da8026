"""Table files written part by part, for what no library would write: damage, bombs, odd dialects of XML."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_ODS = "application/vnd.oasis.opendocument.spreadsheet"


def sheet_xml(rows: str, head: str = "", tail: str = "") -> str:
    """A sheet with the given XML of rows, of columns before them and of filters after them."""
    inside = f"{head}<sheetData>{rows}</sheetData>{tail}"
    return f'<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="{MAIN}">{inside}</worksheet>'


def text_cell(address: str, text: str) -> str:
    return f'<c r="{address}" t="inlineStr"><is><t>{text}</t></is></c>'


def number_cell(address: str, value: float, style: int | None = None) -> str:
    shown = f' s="{style}"' if style is not None else ""
    return f'<c r="{address}"{shown}><v>{value}</v></c>'


def row(number: int, cells: Iterable[str], attributes: str = "") -> str:
    return f'<row r="{number}"{attributes}>{"".join(cells)}</row>'


def xlsx_from_xml(
    path: Path, sheets: Mapping[str, str | bytes] | str, parts: Mapping[str, str | bytes] | None = None, macros: bool = False
) -> Path:
    """A workbook of ready sheet XML; `parts` are added or put in the place of the usual ones."""
    named: dict[str, str | bytes] = {"Лист1": sheets} if isinstance(sheets, str) else dict(sheets)
    numbers = range(1, len(named) + 1)
    kind = "application/vnd.ms-excel.sheet.macroEnabled.main+xml" if macros else f"{_PACKAGE}/x"
    override = f'<Override PartName="/xl/workbook.xml" ContentType="{kind}"/>'
    listed = "".join(f'<sheet name="{name}" sheetId="{i}" r:id="r{i}"/>' for i, name in zip(numbers, named, strict=True))
    content: dict[str, str | bytes] = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">{override}</Types>',
        "_rels/.rels": _relationships(_relationship("r", "officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{_RELATIONS}"><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": _relationships(
            "".join(_relationship(f"r{i}", "worksheet", f"worksheets/sheet{i}.xml") for i in numbers)
        ),
    }
    for i, xml in zip(numbers, named.values(), strict=True):
        content[f"xl/worksheets/sheet{i}.xml"] = xml
    if macros:
        content["xl/vbaProject.bin"] = "not a real macro"
    return zipped(path, {**content, **(parts or {})})


def _relationships(inside: str) -> str:
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{inside}</Relationships>'


def _relationship(identifier: str, kind: str, target: str) -> str:
    return f'<Relationship Id="{identifier}" Type="{_RELATIONS}/{kind}" Target="{target}"/>'


def ods_from_xml(path: Path, tables: str, encrypted: bool = False) -> Path:
    """An OpenDocument spreadsheet with the given <table:table> elements."""
    spaces = "urn:oasis:names:tc:opendocument:xmlns"
    calc = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content xmlns:office="{spaces}:office:1.0" '
        f'xmlns:table="{spaces}:table:1.0" xmlns:text="{spaces}:text:1.0" xmlns:calcext="{calc}" office:version="1.2">'
        f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
    )
    inside = "<manifest:encryption-data/>" if encrypted else ""
    manifest = (
        f'<manifest:manifest xmlns:manifest="{spaces}:manifest:1.0"><manifest:file-entry manifest:full-path="/" '
        f'manifest:media-type="{_ODS}">{inside}</manifest:file-entry></manifest:manifest>'
    )
    return zipped(path, {"mimetype": _ODS, "META-INF/manifest.xml": manifest, "content.xml": content})


def zipped(path: Path, parts: Mapping[str, str | bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path
