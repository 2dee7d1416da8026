"""What a reader of the finished file sees: words, places, sizes."""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass
from io import BytesIO
from xml.etree import ElementTree

from app.services.forms.blocks import FormPage, plain_text
from app.services.forms.typography import clean

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MM = 72 / 25.4


def letters(text: str) -> str:
    """Without white space and hyphens: where lines break is not content."""
    return re.sub(r"[\s\u00a0\u00ad-]+", "", text)


def words_of(page: FormPage) -> list[str]:
    """Words of the blocks in reading order, as `letters`. What is pinned to the bottom comes last in its section."""
    from app.services.forms.blocks import Drafter

    out: list[str] = []
    for section in page.sections:
        blocks = sorted(section.blocks, key=lambda block: isinstance(block, Drafter))
        out += [letters(clean(part)) for block in blocks for part in plain_text(block)]
    return [part for part in out if part]


def pdf_pages(pdf: bytes) -> list[str]:
    import pypdf

    return [page.extract_text() for page in pypdf.PdfReader(BytesIO(pdf)).pages]


def pdf_words(pdf: bytes) -> str:
    return letters("".join(pdf_pages(pdf)))


def docx_part(docx: bytes, name: str = "word/document.xml") -> ElementTree.Element:
    with zipfile.ZipFile(BytesIO(docx)) as archive:
        return ElementTree.fromstring(archive.read(name))


def docx_words(docx: bytes) -> str:
    return letters("".join(element.text or "" for element in docx_part(docx).iter(f"{W}t")))


def in_order(parts: list[str], text: str) -> str:
    """Empty when all parts follow one another in the text (other words may stand between); else the first that does not."""
    place = 0
    for part in parts:
        found = text.find(part, place)
        if found < 0:
            return part
        place = found + len(part)
    return ""


@dataclass(frozen=True, slots=True)
class Letter:
    char: str
    left: float
    bottom: float
    right: float
    top: float
    size: float


@dataclass(frozen=True, slots=True)
class SeenPage:
    width: float
    height: float
    letters: tuple[Letter, ...]


def seen(pdf: bytes) -> list[SeenPage]:
    """Every letter of every page with its box in points (from the lower left corner) and its size."""
    import pypdfium2
    import pypdfium2.raw as raw

    document = pypdfium2.PdfDocument(pdf)
    pages = []
    for page in document:
        text = page.get_textpage()
        found = []
        for place in range(text.count_chars()):
            char = text.get_text_range(place, 1)
            left, bottom, right, top = text.get_charbox(place)
            if char.strip():
                found.append(Letter(char, left, bottom, right, top, raw.FPDFText_GetFontSize(text.raw, place)))
        pages.append(SeenPage(page.get_width(), page.get_height(), tuple(found)))
        text.close()
        page.close()
    document.close()
    return pages
