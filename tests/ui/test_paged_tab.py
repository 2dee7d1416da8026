"""A tab of several pages: built when shown, remembered, targets find their page."""

from __future__ import annotations

from dataclasses import replace

from app.ui.calendar.tab import CalendarTab
from app.ui.paged_tab import PagedTab
from app.ui.schools.tab import SchoolsTab
from app.ui.tabs import TABS, PageSpec

PAGES = (
    PageSpec("schools", "Школы", "app.ui.schools.tab", "SchoolsTab", frozenset({"organisation"})),
    PageSpec("calendar", "Процедуры", "app.ui.calendar.tab", "CalendarTab", frozenset({"procedure"})),
)


def _tab(desk, qtbot) -> PagedTab:
    tab = PagedTab(desk.window.ui, "trial", PAGES, "Проба")
    qtbot.addWidget(tab)
    tab.show()
    return tab


def test_a_page_is_built_when_it_is_shown(desk, qtbot):
    tab = _tab(desk, qtbot)
    assert isinstance(tab.current(), SchoolsTab)
    assert tab.stack.count() == 1
    tab.switch.buttons["calendar"].click()
    assert isinstance(tab.current(), CalendarTab)
    assert tab.stack.currentWidget() is tab.current()
    assert tab.help_page == CalendarTab.help_page


def test_the_page_is_remembered(desk, qtbot):
    _tab(desk, qtbot).show_page("calendar")
    assert isinstance(_tab(desk, qtbot).current(), CalendarTab)


def test_a_target_goes_to_the_page_that_knows_it(desk, qtbot):
    tab = _tab(desk, qtbot)
    assert tab.open_target(("procedure", 1))
    assert isinstance(tab.current(), CalendarTab)
    assert tab.open_target(("organisation", 1))
    assert isinstance(tab.current(), SchoolsTab)
    assert not tab.open_target(("document", 1))


def test_a_tab_with_more_pages_is_made_of_them(desk):
    schools = next(spec for spec in TABS if spec.key == "schools")
    spec = replace(schools, first_page="Школы", more=PAGES[1:])
    assert isinstance(spec.build(desk.window.ui), PagedTab)
    assert spec.opens("procedure")
    only_there = replace(spec, more=(replace(PAGES[1], kinds=frozenset({"school"})),))
    assert isinstance(only_there.build(desk.window.ui), SchoolsTab)
