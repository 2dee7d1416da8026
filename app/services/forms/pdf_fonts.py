"""Fonts of the PDF: PT Serif with its true bold and italic; characters it lacks from a reserve font, else a square."""

from __future__ import annotations

from functools import lru_cache
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from xml.sax.saxutils import escape

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from app.services.forms.blocks import Run
from app.services.forms.layout import pt
from app.services.forms.typography import PLACEHOLDER, clean, glue, hyphen_points, loosen
from app.services.text_ru import NBSP

FAMILY = "PTSerif"
RESERVE = "FormReserve"
_FACES = {"": "Regular", "-Bold": "Bold", "-Italic": "Italic", "-BoldItalic": "BoldItalic"}
_SOFT_HYPHEN = "\u00ad"


@lru_cache(maxsize=1)
def register_fonts() -> str:
    """Register the family once; returns the name of the regular face."""
    from fontpkg_pt_serif import ROOT

    for suffix, face in _FACES.items():
        pdfmetrics.registerFont(TTFont(FAMILY + suffix, str(Path(ROOT) / "files" / f"PT_Serif-Web-{face}.ttf")))
    pdfmetrics.registerFontFamily(FAMILY, FAMILY, f"{FAMILY}-Bold", f"{FAMILY}-Italic", f"{FAMILY}-BoldItalic")
    return FAMILY


@lru_cache(maxsize=1)
def _reserve_chars() -> frozenset[str]:
    """Register DejaVu Sans, which comes with matplotlib; returns what it can print (nothing when it is absent)."""
    spec = find_spec("matplotlib")
    folder = Path(spec.origin).parent / "mpl-data" / "fonts" / "ttf" if spec and spec.origin else None
    if folder is None or not (folder / "DejaVuSans.ttf").exists():
        return frozenset()
    regular = TTFont(RESERVE, str(folder / "DejaVuSans.ttf"))
    pdfmetrics.registerFont(regular)
    pdfmetrics.registerFont(TTFont(f"{RESERVE}-Bold", str(folder / "DejaVuSans-Bold.ttf")))
    pdfmetrics.registerFontFamily(RESERVE, RESERVE, f"{RESERVE}-Bold", RESERVE, f"{RESERVE}-Bold")
    # ReportLab writes a broken ToUnicode entry for characters beyond the basic plane: those become squares.
    return frozenset(chr(code) for code in regular.face.charToGlyph if code < 0x10000)


@lru_cache(maxsize=1)
def _own_chars() -> frozenset[str]:
    register_fonts()
    return frozenset(chr(code) for code in pdfmetrics.getFont(FAMILY).face.charToGlyph)


def face(bold: bool, italic: bool) -> str:
    return register_fonts() + ("-" * (bold or italic)) + "Bold" * bold + "Italic" * italic


def markup(runs: tuple[Run, ...], size: float, width_mm: float, fit_words: bool) -> str:
    """Escaped mini-HTML of ReportLab. With `fit_words`, words wider than `width_mm` get places to break at."""
    parts = []
    for run in runs:
        words = glue(clean(run.text))
        if fit_words:
            words = "\n".join(
                " ".join(_fitting(word, face(run.bold, run.italic), size, pt(width_mm)) for word in line.split(" "))
                for line in words.split("\n")
            )
        piece = "".join(_with_reserve(words)).replace("\n", "<br/>").replace("\t", " ")
        if run.italic:
            piece = f"<i>{piece}</i>"
        parts.append(f"<b>{piece}</b>" if run.bold else piece)
    return "".join(parts)


def _with_reserve(words: str) -> list[str]:
    """Escaped text with stretches that PT Serif lacks wrapped into the reserve font."""
    own = _own_chars()
    if own.issuperset(words.replace("\n", "").replace("\t", "")):
        return [escape(words)]
    reserve = _reserve_chars()
    pieces: list[str] = []
    stretch, in_reserve = "", False
    for char in words:
        foreign = char not in own and char not in "\n\t" + _SOFT_HYPHEN
        if foreign and char not in reserve:
            char = PLACEHOLDER if PLACEHOLDER in reserve else "?"
        if foreign != in_reserve:
            pieces.append(_wrapped(stretch, in_reserve))
            stretch, in_reserve = "", foreign
        stretch += char
    return [*pieces, _wrapped(stretch, in_reserve)]


def _wrapped(stretch: str, in_reserve: bool) -> str:
    return f'<font name="{RESERVE}">{escape(stretch)}</font>' if in_reserve and stretch else escape(stretch)


def _fitting(word: str, font: str, size: float, width: float) -> str:
    """A word as it is when it fits, else with breaks at its no-break spaces, after dashes and slashes, at syllables."""
    if len(word) * size < width or pdfmetrics.stringWidth(word, font, size) <= width:
        return word
    if NBSP in word:
        loose = loosen(word, lambda part: pdfmetrics.stringWidth(part, font, size) <= width)
        return " ".join(_fitting(part, font, size, width) for part in loose.split(" "))
    pieces, start = [], 0
    for place, char in enumerate(word[:-1]):
        if char in "-–—/\\_" and place > start:
            pieces.append(word[start : place + 1])
            start = place + 1
    lines: list[str] = []
    for piece in [*pieces, word[start:]]:
        # As many parts on a line as fit, so that the space between two lines is never seen inside one.
        if lines and pdfmetrics.stringWidth(lines[-1] + piece, font, size) <= width:
            lines[-1] += piece
        else:
            lines.append(piece)
    return " ".join(_syllables(line, font, size, width) for line in lines)


def _syllables(word: str, font: str, size: float, width: float) -> str:
    if pdfmetrics.stringWidth(word, font, size) <= width:
        return word
    points = (0, *hyphen_points(word), len(word))
    return _SOFT_HYPHEN.join(word[start:end] for start, end in pairwise(points))
