"""The parts of an .xlsx package, unpacked piece by piece under limits: no bomb, no entities, nothing fetched.

calamine trusts the package; so everything it is going to read is looked through here first.
"""

from __future__ import annotations

import posixpath
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from xml.parsers.expat import ExpatError

from app.services.errors import UserError
from app.services.table_files.sniff import refusal

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

CHUNK = 1 << 18
MAX_PART_BYTES = 160 << 20
"""The biggest sheet seen (26,595 × 36, texts inside the cells) unpacks to 44 MB."""
MAX_PACKAGE_BYTES = 400 << 20
MAX_SMALL_PART_BYTES = 8 << 20
MAX_RATIO = 400
"""Honest sheets pack 10–60 times; looked at only where the unpacked size is big."""
_BIG = 32 << 20


def strange(path: Path, why: str) -> UserError:
    """A file built so that reading it would exhaust the machine or reach outside."""
    return UserError(
        f"Файл «{path.name}» не загружен: {why}. Так выглядят испорченные или вредоносные файлы.",
        "Скачайте отчёт заново из личного кабинета. Если файл прислала школа, попросите пересохранить таблицу в новую книгу.",
    )


@dataclass(frozen=True, slots=True)
class SheetPart:
    """Where the XML of a sheet lies inside the package."""

    name: str
    part: str


@dataclass(frozen=True, slots=True)
class Book:
    """What the workbook part says. `texts`: parts with shared texts."""

    sheets: tuple[SheetPart, ...]
    texts: tuple[str, ...]
    styles: str
    date1904: bool


class Package:
    """An opened .xlsx/.xlsm/.ods: the list of its parts; nothing is kept unpacked."""

    def __init__(self, path: Path) -> None:
        self.path = path
        with zipfile.ZipFile(path) as archive:
            infos = archive.infolist()
        self._infos = {part_key(info.filename): info for info in infos}
        if len(self._infos) < len(infos):
            raise refusal("damaged", path)  # two parts of one name: which of them calamine would read is anybody's guess
        if sum(info.file_size for info in self._infos.values()) > MAX_PACKAGE_BYTES:
            raise strange(path, f"в распакованном виде он больше {MAX_PACKAGE_BYTES >> 20} МБ")
        for info in self._infos.values():
            if info.file_size > _BIG and info.file_size > MAX_RATIO * max(info.compress_size, 1):
                raise strange(path, "он сжат в сотни раз сильнее обычной книги Excel")

    def __contains__(self, name: str) -> bool:
        return part_key(name) in self._infos

    def chunks(self, name: str, limit: int = MAX_PART_BYTES) -> Iterator[bytes]:
        """Unpacked pieces of a part. The true size is counted, not the announced one."""
        info = self._infos[part_key(name)]
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise refusal("damaged", self.path)
        done = 0
        with self.path.open("rb") as file:
            file.seek(info.header_offset)
            header = file.read(30)
            if len(header) < 30 or header[:4] != b"PK\x03\x04":
                raise refusal("damaged", self.path)
            file.seek(sum(struct.unpack_from("<HH", header, 26)), 1)
            inflate = zlib.decompressobj(-15) if info.compress_type == zipfile.ZIP_DEFLATED else None
            left = info.compress_size
            while left > 0:
                packed = file.read(min(CHUNK, left))
                if not packed:
                    raise refusal("truncated", self.path)
                left -= len(packed)
                while packed:
                    if inflate is None:
                        piece, packed = packed, b""
                    else:
                        try:
                            piece = inflate.decompress(packed, CHUNK)
                        except zlib.error as error:
                            raise refusal("damaged", self.path) from error
                        packed = inflate.unconsumed_tail
                    done += len(piece)
                    if done > limit:
                        raise strange(self.path, f"часть «{name}» в распакованном виде больше {limit >> 20} МБ")
                    if done == len(piece):
                        self._check_beginning(name, piece)
                    yield piece
                    if inflate is not None and inflate.eof:
                        left, packed = 0, b""

    def _check_beginning(self, name: str, piece: bytes) -> None:
        """Entities are never needed in a workbook; a DTD is refused before any parser sees it."""
        beginning = piece[:65536]
        if b"\0" in beginning[:200]:
            raise refusal("damaged", self.path)  # UTF-16: no spreadsheet writes it, calamine would show an empty sheet
        if b"<!DOCTYPE" in beginning or b"<!ENTITY" in beginning:
            raise strange(self.path, f"в части «{name}» объявлены внешние или вложенные сущности XML")

    def read(self, name: str, limit: int = MAX_SMALL_PART_BYTES) -> bytes:
        """A whole small part; empty when there is none."""
        return b"".join(self.chunks(name, limit)) if name in self else b""

    def tree(self, name: str) -> Element:
        """A small part as an element tree, entities refused."""
        from defusedxml.ElementTree import fromstring  # type: ignore[import-untyped]

        try:
            root: Element = fromstring(self.read(name), forbid_dtd=True)
        except (ExpatError, SyntaxError, ValueError) as error:
            raise refusal("damaged", self.path) from error
        return root

    def book(self) -> Book:
        """Sheets of the workbook in their order, chart sheets included, and where its other parts lie."""
        main = next((target for kind, target in self._links("").values() if kind == "officeDocument"), "xl/workbook.xml")
        if part_key(main) != "xl/workbook.xml":
            raise refusal("unusual", self.path)  # calamine looks in the usual folder only
        links = self._links(main)
        found = []
        date1904 = False
        for element in self.tree(main).iter():
            tag = element.tag.rpartition("}")[2]
            if tag == "workbookPr":
                date1904 = element.get("date1904", "0") in ("1", "true")
            elif tag == "sheet":
                link = next((value for key, value in element.attrib.items() if key.endswith("}id")), "")
                found.append(SheetPart(element.get("name", ""), links.get(link, ("", ""))[1]))
        texts = {"xl/sharedStrings.xml", *(target for kind, target in links.values() if kind == "sharedStrings")}
        styles = next((target for kind, target in links.values() if kind == "styles"), "xl/styles.xml")
        return Book(tuple(found), tuple(sorted(name for name in texts if name in self)), styles, date1904)

    def _links(self, part: str) -> dict[str, tuple[str, str]]:
        """Relationships of a part ("" = of the package): {id: (last word of the type, name of the target)}."""
        folder, _, name = part.rpartition("/")
        file = f"{folder}/_rels/{name}.rels" if folder else f"_rels/{name}.rels"
        if file not in self:
            return {}
        links = {}
        for element in self.tree(file):
            target = element.get("Target", "")
            inside = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
            links[element.get("Id", "")] = (element.get("Type", "").rpartition("/")[2], inside)
        return links


def part_key(name: str) -> str:
    """How parts are found: calamine does not tell capitals from small letters, and some programs write backslashes."""
    return name.replace("\\", "/").lstrip("/").lower()
