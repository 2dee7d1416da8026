"""One visual language: readable colours, marks that exist, sizes that follow the font."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QFontMetrics, QIcon
from PySide6.QtWidgets import QApplication, QPushButton, QTableView

from app.ui import theme


@pytest.fixture
def restored(qapp: QApplication):
    yield qapp
    theme.apply(qapp, points=10, scheme="light")


@pytest.mark.parametrize("colors", [theme.LIGHT, theme.DARK], ids=["light", "dark"])
def test_every_text_can_be_read(colors):
    for role in ("text", "secondary", "accent", "done", "due", "overdue", "sign"):
        for ground in (colors.window, colors.panel):
            assert theme.contrast(getattr(colors, role), ground) >= 4.5, role
    assert theme.contrast(colors.text, colors.selection) >= 4.5
    assert theme.contrast(colors.on_accent, colors.accent) >= 4.5


def test_contrast_of_black_on_white():
    assert theme.contrast("#000000", "#FFFFFF") == pytest.approx(21)


@pytest.mark.parametrize("status", sorted(theme.STATUSES))
def test_a_state_has_a_mark_and_a_word(status):
    assert theme.STATUSES[status].word
    assert _ink(theme.status_icon(status)) > 5


def _ink(icon: QIcon, size: int = 32) -> int:
    image = icon.pixmap(QSize(size, size)).toImage()
    return sum(image.pixelColor(x, y).alpha() > 100 for x in range(size) for y in range(size))


def test_the_sign_of_the_program_is_drawn():
    assert _ink(theme.app_icon()) > 300


def test_an_unknown_icon_is_our_mistake():
    with pytest.raises(KeyError):
        theme.icon("no-such-icon")


def test_the_shipped_family_is_used_and_its_figures_are_of_one_width(qapp):
    assert qapp.font().family() == "PT Sans"
    metrics = QFontMetrics(theme.font())
    assert len({metrics.horizontalAdvance(figure) for figure in "0123456789"}) == 1


def test_the_big_font_makes_everything_bigger(restored):
    small = theme.row_height(), theme.px(100), QPushButton("Загрузить").sizeHint().height()
    theme.apply(restored, points=14)
    assert (theme.row_height(), theme.px(100)) == (36, 140)
    assert QPushButton("Загрузить").sizeHint().height() > small[2]
    theme.apply(restored, points=11)  # no such size: the ordinary one
    assert theme.points() == 10


def test_the_dark_scheme_recolours_icons_that_exist_already(restored):
    icon = theme.icon("check", "done")
    light = icon.pixmap(QSize(32, 32)).toImage()
    theme.apply(restored, scheme="dark")
    assert theme.is_dark()
    assert icon.pixmap(QSize(32, 32)).toImage() != light
    assert restored.palette().window().color().name() == theme.DARK.window.lower()


def test_a_scheme_nobody_knows_is_the_systems(restored):
    theme.apply(restored, scheme="purple")
    assert theme.scheme() == "system"


def test_rows_of_tables_follow_the_font(restored, qtbot):
    from app.ui.widgets.row_table import Column, RowTable

    table: RowTable[str] = RowTable([Column("a", "A", str)], key=lambda r: r)
    qtbot.addWidget(table)
    assert isinstance(table, QTableView)
    assert table.verticalHeader().defaultSectionSize() == 28
    theme.apply(restored, points=12)
    assert table.verticalHeader().defaultSectionSize() == 36
