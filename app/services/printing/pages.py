"""PDF bytes in, pictures of pages out. The library is asked by one caller at a time: it is not made for threads."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

_one_at_a_time = threading.Lock()
POINTS_PER_INCH = 72


@dataclass(frozen=True, slots=True)
class PageSize:
    """Width and height in points (1/72 inch)."""

    width: float
    height: float


@dataclass(frozen=True, slots=True)
class PagePicture:
    """`pixels` are rows of BGRX bytes, `stride` bytes apart."""

    width: int
    height: int
    stride: int
    pixels: bytes = field(repr=False)


def page_sizes(pdf: bytes) -> tuple[PageSize, ...]:
    """Sizes of all pages of the document."""
    import pypdfium2

    with _one_at_a_time:
        document = pypdfium2.PdfDocument(pdf)
        try:
            return tuple(PageSize(*document.get_page_size(n)) for n in range(len(document)))
        finally:
            document.close()


def page_picture(pdf: bytes, number: int, dpi: float) -> PagePicture:
    """Page `number` (from 0) drawn on white at the resolution."""
    import pypdfium2

    with _one_at_a_time:
        document = pypdfium2.PdfDocument(pdf)
        try:
            page = document[number]
            bitmap = page.render(scale=dpi / POINTS_PER_INCH, prefer_bgrx=True, rev_byteorder=False)
            picture = PagePicture(bitmap.width, bitmap.height, bitmap.stride, bytes(bitmap.buffer))
            bitmap.close()
            page.close()
            return picture
        finally:
            document.close()
