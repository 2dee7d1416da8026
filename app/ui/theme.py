"""One visual language: every colour, space, size, style sheet and icon of the window is named here and only here.

Widgets say *what* they are (`theme.mark(label, "title")`), never how they look. Colours are read when something is
painted (`theme.colors()`), so that a change of the scheme or of the font size needs no restart.

What runs before the first paint does without the namespace `Qt`: making its hundred enumerations takes an eighth of
the time of an empty window.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QLocale, QObject, QPoint, QPointF, QRect, QRectF, QSize, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontMetrics, QIcon, QIconEngine, QPainter, QPalette, QPixmap
from PySide6.QtWidgets import QApplication, QWidget

from app.palette import DARK_TONES, LIGHT_TONES
from app.paths import resources_dir

if TYPE_CHECKING:
    from PySide6.QtCore import QTranslator

Scheme = Literal["system", "light", "dark"]
Role = Literal[
    "window", "panel", "line", "text", "secondary", "accent", "selection", "done", "due", "overdue", "sign", "on_accent", "hover",
    "chart_back",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Colors:
    """One scheme. Text colours have a contrast of at least 4.5 on `window` and `panel` (a test counts it)."""

    window: str
    panel: str
    line: str
    text: str
    secondary: str
    accent: str
    selection: str
    done: str
    due: str
    overdue: str
    sign: str
    on_accent: str
    hover: str
    chart_back: str


LIGHT = Colors(
    window="#F6F7F9",
    panel=LIGHT_TONES.panel,
    line=LIGHT_TONES.line,
    text=LIGHT_TONES.text,
    secondary=LIGHT_TONES.secondary,
    accent=LIGHT_TONES.accent,
    selection="#DCE9F8",
    done="#276B43",
    due="#8A5200",
    overdue="#B3261E",
    sign="#7E45B0",
    on_accent="#FFFFFF",
    hover="#EDF1F6",
    chart_back="#C9D0D9",
)
DARK = Colors(
    window="#1B2027",
    panel=DARK_TONES.panel,
    line=DARK_TONES.line,
    text=DARK_TONES.text,
    secondary=DARK_TONES.secondary,
    accent=DARK_TONES.accent,
    selection="#2B4769",
    done="#7FCB9A",
    due="#E3AA62",
    overdue="#F2938A",
    sign="#C7A0E8",
    on_accent="#14202E",
    hover="#2D3540",
    chart_back="#566372",
)

# --- spaces and sizes, in logical pixels at the ordinary font size -------------------------------------------------
INSIDE = 4
SPACE = 8
AROUND = 16
RADIUS = 4
ICON = 16
ICON_LARGE = 20
DRAWER_BELOW = 1000
"""Windows narrower than this fold the side panel into a drawer."""
FONT_SIZES = (10, 12, 14)
FONT_SIZE_NAMES = {10: "Обычный", 12: "Крупный", 14: "Очень крупный"}


@dataclass(frozen=True, slots=True)
class Status:
    """A state is always a mark, a word and a colour together."""

    icon: str
    role: Role
    word: str


STATUSES: dict[str, Status] = {
    "done": Status("check", "done", "выполнено"),
    "due": Status("circle-medium", "due", "срок подходит"),
    "overdue": Status("exclamation-thick", "overdue", "просрочено"),
    "no_data": Status("minus", "secondary", "нет данных"),
    "little_data": Status("minus", "secondary", "мало данных"),
    "weak": Status("circle-slice-2", "sign", "слабый признак"),
    "medium": Status("circle-slice-4", "sign", "средний признак"),
    "pronounced": Status("circle", "sign", "выраженный признак"),
    "waiting": Status("timer-sand", "secondary", "ждём регион"),
    "error": Status("alert-circle-outline", "overdue", "ошибка"),
    "warning": Status("alert-outline", "due", "предупреждение"),
    "info": Status("information-outline", "accent", "к сведению"),
}


class _Notifier(QObject):
    """Tells widgets that measure pixels themselves that colours or sizes changed."""

    changed = Signal()


@dataclass(slots=True)
class _State:
    colors: Colors = LIGHT
    dark: bool = False
    points: int = FONT_SIZES[0]
    scheme: Scheme = "system"
    system_dark: bool = False
    family: str = ""
    notifier: _Notifier | None = None
    translator: QTranslator | None = None


_state = _State()


def notifier() -> _Notifier:
    if _state.notifier is None:
        _state.notifier = _Notifier()
    return _state.notifier


def apply(app: QApplication, *, points: int | None = None, scheme: Scheme | None = None) -> None:
    """Dress the application; called at the start and whenever the person switches the font size or the scheme."""
    first = _state.family == ""
    if first:
        app.setStyle("Fusion")
        QLocale.setDefault(QLocale("ru_RU"))
        _state.system_dark = app.palette().window().color().lightness() < 128
        _state.family = _load_family("fontpkg_pt_sans", "files/*-Regular.ttf", "files/*-Bold.ttf") or app.font().family()
    if points is not None:
        _state.points = points if points in FONT_SIZES else FONT_SIZES[0]
    if scheme is not None:
        _state.scheme = scheme if scheme in ("light", "dark") else "system"
    _state.dark = _state.system_dark if _state.scheme == "system" else _state.scheme == "dark"
    _state.colors = DARK if _state.dark else LIGHT
    app.setPalette(_palette(_state.colors))
    app.setFont(QFont(_state.family, _state.points))
    app.setStyleSheet(_style_sheet(_state.colors, _state.points))
    if not first:
        notifier().changed.emit()


def settle(app: QApplication) -> None:
    """After the first paint: the rest of the fonts, Qt's own words in Russian, and following the system's scheme."""
    if _state.translator is not None:
        return
    from PySide6.QtCore import QLibraryInfo, QTranslator

    _load_family("fontpkg_pt_sans", "files/*Italic.ttf")
    _state.translator = QTranslator(app)
    if _state.translator.load("qtbase_ru", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        app.installTranslator(_state.translator)
    app.styleHints().colorSchemeChanged.connect(lambda _scheme: _system_changed(app))


def _system_changed(app: QApplication) -> None:
    from PySide6.QtCore import Qt

    _state.system_dark = app.styleHints().colorScheme() == Qt.ColorScheme.Dark
    if _state.scheme == "system":
        apply(app)


def colors() -> Colors:
    return _state.colors


def is_dark() -> bool:
    return _state.dark


def scheme() -> Scheme:
    return _state.scheme


def points() -> int:
    return _state.points


def color(role: Role) -> QColor:
    return QColor(getattr(_state.colors, role))


def px(size: int) -> int:
    """A length that grows with the font: column widths, panels."""
    return round(size * _state.points / FONT_SIZES[0])


def row_height() -> int:
    return 28 if _state.points == FONT_SIZES[0] else 36


def font(*, delta: int = 0, bold: bool = False) -> QFont:
    """The family of the program, `delta` points larger than the text, with tabular figures (PT Sans has no others)."""
    chosen = QFont(_state.family, _state.points + delta)
    chosen.setBold(bold)
    return chosen


def mark(widget: QWidget, kind: str) -> QWidget:
    """Name the part a widget plays («title», «heading», «note», «primary», «card» …); the style sheet does the rest."""
    before = widget.property("kind")
    if before != kind:
        widget.setProperty("kind", kind)
        if before is not None:  # it may be dressed already
            widget.style().unpolish(widget)
            widget.style().polish(widget)
    return widget


def contrast(first: str, second: str) -> float:
    """WCAG contrast of two colours, 1 to 21."""

    def luminance(name: str) -> float:
        c = QColor(name)
        parts = [v / 12.92 if v <= 0.03928 else ((v + 0.055) / 1.055) ** 2.4 for v in (c.redF(), c.greenF(), c.blueF())]
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]

    light, dark = sorted((luminance(first), luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


# --- icons --------------------------------------------------------------------------------------------------------


def icon(name: str, role: Role = "secondary") -> QIcon:
    """An outline icon of the one set, e.g. `icon("printer-outline")`; drawn in today's colours whenever painted."""
    return _icon(name, role)


@lru_cache(maxsize=256)
def _icon(name: str, role: Role) -> QIcon:
    return QIcon(_Glyph(_glyph(name), role))


def status_icon(status: str) -> QIcon:
    known = STATUSES[status]
    return icon(known.icon, known.role)


def app_icon() -> QIcon:
    """The sign of the program: a ring with an open top, drawn, so that it is crisp at any size."""
    return QIcon(_AppSign())


class _Glyph(QIconEngine):
    """A character of the icon font, painted with the colour of its role at the moment of painting."""

    def __init__(self, glyph: str, role: Role) -> None:
        super().__init__()
        self._glyph, self._role = glyph, role

    def clone(self) -> QIconEngine:
        return _Glyph(self._glyph, self._role)

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        from PySide6.QtCore import Qt

        tone = color(self._role)
        if mode == QIcon.Mode.Disabled:
            tone.setAlphaF(0.4)
        face = QFont(_icon_family())
        face.setPixelSize(max(1, min(rect.width(), rect.height())))
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
        painter.setFont(face)
        painter.setPen(tone)
        painter.drawText(QRectF(rect), Qt.AlignmentFlag.AlignCenter, self._glyph)
        painter.restore()

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        return _painted(self, size, mode, state)


class _AppSign(QIconEngine):
    def clone(self) -> QIconEngine:
        return _AppSign()

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        from PySide6.QtCore import Qt
        from PySide6.QtGui import QPolygonF

        side = min(rect.width(), rect.height())
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(LIGHT.accent))
        painter.drawRoundedRect(QRectF(rect), side * 0.2, side * 0.2)
        pen = painter.pen()
        pen.setStyle(Qt.PenStyle.SolidLine)
        pen.setColor(QColor(LIGHT.panel))
        pen.setWidthF(side * 0.11)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        at = QPointF(rect.x(), rect.y())
        painter.drawPolyline(QPolygonF([at + QPointF(side * x, side * y) for x, y in ((0.24, 0.55), (0.43, 0.73), (0.77, 0.29))]))
        painter.restore()

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        return _painted(self, size, mode, state)


def _painted(engine: QIconEngine, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
    pixmap = QPixmap(size)
    if pixmap.isNull():  # a cell too small for its icon asks for nothing
        return pixmap
    pixmap.fill(QColor(0, 0, 0, 0))
    painter = QPainter(pixmap)
    engine.paint(painter, QRect(QPoint(0, 0), size), mode, state)
    painter.end()
    return pixmap


@lru_cache(maxsize=1)
def _icon_family() -> str:
    return _load_family("qtawesome", "fonts/materialdesignicons6*.ttf")


@lru_cache(maxsize=1)
def _charmap() -> str:
    """The names of the icon font as JSON text: a search in it is quicker than reading all seven thousand."""
    (path,) = _package("qtawesome").glob("fonts/materialdesignicons6*charmap*.json")
    return path.read_text(encoding="utf-8")


def _glyph(name: str) -> str:
    found = re.search(rf'"{re.escape(name)}"\s*:\s*"(?:0x)?([0-9a-fA-F]+)"', _charmap())
    if found is None:
        raise KeyError(name)
    return chr(int(found[1], 16))


def _package(name: str) -> Path:
    """Where a package of data lies. Importing qtawesome itself would cost as much as an empty window."""
    spec = find_spec(name)
    if spec is None or spec.origin is None:
        raise RuntimeError(f"package {name} is missing")
    return Path(spec.origin).parent


def _load_family(package: str, *patterns: str) -> str:
    family = ""
    for pattern in patterns:
        for path in sorted(_package(package).glob(pattern)):
            families = QFontDatabase.applicationFontFamilies(QFontDatabase.addApplicationFont(str(path)))
            family = family or next(iter(families), "")
    return family


# --- palette and style sheet ----------------------------------------------------------------------------------------


def _palette(c: Colors) -> QPalette:
    palette = QPalette()
    group = QPalette.ColorRole
    for role, name in (
        (group.Window, c.window), (group.WindowText, c.text), (group.Base, c.panel), (group.AlternateBase, c.window),
        (group.Text, c.text), (group.Button, c.panel), (group.ButtonText, c.text), (group.BrightText, c.overdue),
        (group.ToolTipBase, c.panel), (group.ToolTipText, c.text), (group.PlaceholderText, c.secondary),
        (group.Highlight, c.selection), (group.HighlightedText, c.text), (group.Link, c.accent), (group.LinkVisited, c.accent),
        (group.Light, c.panel), (group.Midlight, c.hover), (group.Mid, c.line), (group.Dark, c.line), (group.Accent, c.accent),
    ):  # fmt: skip
        palette.setColor(role, QColor(name))
    for role in (group.WindowText, group.Text, group.ButtonText):
        faded = QColor(c.secondary)
        faded.setAlphaF(0.7)
        palette.setColor(QPalette.ColorGroup.Disabled, role, faded)
    return palette


def _style_sheet(c: Colors, size: int) -> str:
    names = {f.name: getattr(c, f.name) for f in fields(c)}
    metrics = QFontMetrics(QFont(_state.family, size))
    field = metrics.height() + 8
    tick, ring = px(ICON) - 2, px(5)
    return _QSS % {
        **names,
        "icons": (resources_dir() / "icons").as_posix(),
        "scheme": "dark" if c is DARK else "light",
        "radius": RADIUS,
        "icon": px(ICON),
        "big": size + 6,
        "title": size + 3,
        "heading": size + 1,
        "small": size - 1,
        "field": field,
        "row": row_height(),
        "door": metrics.height() + 2 * QFontMetrics(QFont(_state.family, size - 1)).height(),
        "tab": field + 8,
        "tick": tick,
        "ring": ring,
        "hole": tick + 2 - 2 * ring,
        "dot": tick // 2 + 1,
    }


_QSS = """
QToolTip { background: %(panel)s; color: %(text)s; border: 1px solid %(line)s; padding: 4px; }
QWidget[kind="panel"], QScrollArea[kind="panel"], QWidget[kind="card"] { background: %(panel)s; }
QFrame[kind="card"] { background: %(panel)s; border: 1px solid %(line)s; border-radius: %(radius)dpx; }
QFrame[kind="side"] { background: %(panel)s; border: none; border-left: 1px solid %(line)s; }
QFrame[kind="header"] { background: %(panel)s; border: none; }
QFrame[kind="tabs"] { background: %(panel)s; border: none; border-bottom: 1px solid %(line)s; }
QFrame[kind="rule"] { background: %(line)s; border: none; max-height: 1px; min-height: 1px; }
QFrame[kind="message"], QFrame[kind="message-error"], QFrame[kind="message-warning"] { margin-top: 8px; }
QFrame[kind="message"], QFrame[kind="strip"] { background: %(selection)s; border: none; border-radius: %(radius)dpx; }
QFrame[kind="message-error"] { background: %(panel)s; border: 1px solid %(overdue)s; border-radius: %(radius)dpx; }
QFrame[kind="message-warning"] { background: %(panel)s; border: 1px solid %(due)s; border-radius: %(radius)dpx; }
QFrame[kind="page"] { background: #FFFFFF; border: 1px solid %(line)s; }

QLabel[kind="big"] { font-size: %(big)dpt; }
QLabel[kind="title"] { font-size: %(title)dpt; font-weight: 700; }
QLabel[kind="heading"] { font-size: %(heading)dpt; font-weight: 700; }
QLabel[kind="bold"] { font-weight: 700; }
QLabel[kind="note"], QLabel[kind="unit"] { color: %(secondary)s; }
QLabel[kind="small"] { color: %(secondary)s; font-size: %(small)dpt; }
QLabel[kind="problem"] { color: %(overdue)s; font-size: %(small)dpt; }
QLabel[kind="warning"] { color: %(due)s; font-size: %(small)dpt; }
QLabel[kind="corner"] { color: %(secondary)s; background: %(panel)s; border: none; border-bottom: 1px solid %(line)s;
    border-right: 1px solid %(line)s; padding: 0 8px; }
QLabel[kind="step-now"] { color: %(accent)s; font-weight: 700; }
QLabel[kind="step-done"] { color: %(done)s; }
QLabel[kind="step-next"] { color: %(secondary)s; }

QPushButton { background: %(panel)s; color: %(text)s; border: 1px solid %(line)s; border-radius: %(radius)dpx;
    padding: 0 12px; min-height: %(field)dpx; icon-size: %(icon)dpx; }
QPushButton:hover { background: %(hover)s; }
QPushButton:pressed { background: %(selection)s; }
QPushButton:focus { border: 1px solid %(accent)s; }
QPushButton:disabled { color: %(secondary)s; background: %(window)s; }
QPushButton[kind="primary"] { background: %(accent)s; color: %(on_accent)s; border: 1px solid %(accent)s; }
QPushButton[kind="primary"]:focus { border: 2px solid %(text)s; padding: 0 11px; }
QPushButton[kind="primary"]:disabled { background: %(line)s; border-color: %(line)s; color: %(secondary)s; }
QPushButton[kind="link"] { background: transparent; border: 1px solid transparent; color: %(accent)s; padding: 0 4px;
    text-align: left;
    min-height: %(row)dpx; }
QPushButton[kind="link"]:hover, QPushButton[kind="door"]:hover { background: %(hover)s; }
QPushButton[kind="link"]:focus { border: 1px solid %(accent)s; }
QPushButton[kind="door"] { background: %(panel)s; border: 1px solid %(line)s; text-align: left; padding: 8px 12px;
    min-height: %(door)dpx; }
QPushButton[kind="door"]:focus { border: 1px solid %(accent)s; }
QPushButton[kind="segment"] { border-radius: 0; border-left: none; }
QPushButton[kind="segment"][place="first"] { border-left: 1px solid %(line)s; border-top-left-radius: %(radius)dpx;
    border-bottom-left-radius: %(radius)dpx; }
QPushButton[kind="segment"][place="last"] { border-top-right-radius: %(radius)dpx; border-bottom-right-radius: %(radius)dpx; }
QPushButton[kind="segment"]:checked { background: %(selection)s; }
QPushButton[kind="segment"]:focus { color: %(accent)s; }
QPushButton::menu-indicator { image: none; width: 0; }
QToolButton { background: transparent; border: 1px solid transparent; border-radius: %(radius)dpx; padding: 3px; }
QToolButton:hover { background: %(hover)s; }
QToolButton:focus { border: 1px solid %(accent)s; }
QToolButton:checked { background: %(selection)s; }
QToolButton::menu-indicator { image: none; width: 0; }

QLineEdit, QPlainTextEdit, QTextEdit, QSpinBox, QDateEdit, QComboBox { background: %(panel)s; color: %(text)s;
    border: 1px solid %(line)s; border-radius: %(radius)dpx; padding: 0 6px; selection-background-color: %(accent)s;
    selection-color: %(on_accent)s; }
QLineEdit, QSpinBox, QDateEdit, QComboBox { min-height: %(field)dpx; }
QPlainTextEdit, QTextEdit { padding: 3px; }
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QSpinBox:focus, QDateEdit:focus,
    QComboBox:focus { border: 1px solid %(accent)s; }
QLineEdit[wrong="true"], QPlainTextEdit[wrong="true"], QComboBox[wrong="true"] { border: 1px solid %(overdue)s; }
QLineEdit:disabled, QPlainTextEdit:disabled, QComboBox:disabled, QLineEdit:read-only { background: %(window)s; }
QComboBox::drop-down { border: none; width: 22px; }
QComboBox::down-arrow { image: url("%(icons)s/arrow-down-%(scheme)s.svg"); width: 16px; height: 16px; }
QComboBox QAbstractItemView { background: %(panel)s; border: 1px solid %(line)s; outline: none;
    selection-background-color: %(selection)s; selection-color: %(text)s; }
QComboBox[kind="quiet"] { border: 1px solid transparent; background: transparent; font-weight: 700; }
QComboBox[kind="quiet"]:hover { background: %(hover)s; }
QComboBox[kind="quiet"]:focus { border: 1px solid %(accent)s; }

QCheckBox::indicator, QTreeView::indicator, QListView::indicator, QTableView::indicator { background: %(panel)s;
    border: 1px solid %(secondary)s; border-radius: 3px; width: %(tick)dpx; height: %(tick)dpx; }
QCheckBox::indicator:checked, QTreeView::indicator:checked, QListView::indicator:checked, QTableView::indicator:checked {
    background: %(accent)s; border: 1px solid %(accent)s; image: url("%(icons)s/tick-%(scheme)s.svg"); }
QRadioButton::indicator { background: %(panel)s; border: 1px solid %(secondary)s; border-radius: %(dot)dpx;
    width: %(tick)dpx; height: %(tick)dpx; }
QRadioButton::indicator:checked { border: %(ring)dpx solid %(accent)s; width: %(hole)dpx; height: %(hole)dpx; }
QCheckBox::indicator:focus, QRadioButton::indicator:focus { border-color: %(accent)s; }
QCheckBox::indicator:disabled, QRadioButton::indicator:disabled, QTreeView::indicator:disabled { border-color: %(line)s; }

QMenu { background: %(panel)s; color: %(text)s; border: 1px solid %(line)s; padding: 4px 0; }
QMenu::item { padding: 5px 24px 5px 12px; }
QMenu::icon { padding-left: 12px; }
QMenu::item:selected { background: %(selection)s; }
QMenu::item:disabled { color: %(secondary)s; }
QMenu::separator { height: 1px; background: %(line)s; margin: 4px 0; }

QTabBar { background: transparent; }
QTabBar::tab { background: transparent; color: %(text)s; border: none; border-bottom: 2px solid transparent;
    padding: 0 12px; min-height: %(tab)dpx; margin: 0; }
QTabBar::tab:selected { color: %(accent)s; border-bottom: 2px solid %(accent)s; }
QTabBar::tab:hover:!selected { background: %(hover)s; }
QTabBar::tab:focus { color: %(accent)s; }

QTableView, QTreeView, QListView, QTableWidget, QTreeWidget, QListWidget { background: %(panel)s; color: %(text)s;
    border: 1px solid %(line)s;
    gridline-color: %(line)s; outline: none; alternate-background-color: %(window)s;
    selection-background-color: %(selection)s; selection-color: %(text)s; }
QListView[kind="quiet"], QTableView[kind="quiet"], QTreeView[kind="quiet"] { border: none; }
QListWidget[kind="index"] { background: transparent; border: none; }
QTableView::item, QTreeView::item, QListView::item { padding: 0 6px; border: none; }
QTableView::item:selected, QTreeView::item:selected, QListView::item:selected { background: %(selection)s; color: %(text)s; }
QListView::item:hover:!selected { background: %(hover)s; }
QHeaderView { background: %(panel)s; border: none; }
QHeaderView::section { background: %(panel)s; color: %(secondary)s; border: none; border-bottom: 1px solid %(line)s;
    border-right: 1px solid %(line)s; padding: 0 8px; min-height: %(row)dpx; }
QHeaderView[kind="rows"]::section { color: %(text)s; }
QHeaderView::section:hover { background: %(hover)s; }
QTableCornerButton::section { background: %(panel)s; border: none; }

QScrollArea { border: none; background: transparent; }
QAbstractScrollArea::corner { background: transparent; border: none; }
QScrollBar:vertical { background: transparent; width: 12px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 12px; margin: 0; }
QScrollBar::handle { background: %(chart_back)s; border-radius: 3px; margin: 3px; }
QScrollBar::handle:hover { background: %(secondary)s; }
QScrollBar::handle:vertical { min-height: 32px; }
QScrollBar::handle:horizontal { min-width: 32px; }
QScrollBar::add-line, QScrollBar::sub-line, QScrollBar::add-page, QScrollBar::sub-page { background: none;
    border: none; width: 0; height: 0; }
QSplitter::handle { background: transparent; }
QSplitter::handle:hover { background: %(line)s; }
QProgressBar { background: %(hover)s; border: none; border-radius: 3px; max-height: 6px; min-height: 6px; }
QProgressBar::chunk { background: %(accent)s; border-radius: 3px; }
QStatusBar { background: %(panel)s; color: %(secondary)s; border-top: 1px solid %(line)s; }
QStatusBar::item { border: none; }
QStatusBar QLabel { color: %(secondary)s; }
QDialog { background: %(window)s; }
"""
