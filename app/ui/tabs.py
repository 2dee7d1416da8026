"""Which tabs there are. A tab is `ui/<feature>/tab.py` with a class taking `UiContext`; it is imported when first shown."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.ui.context import UiContext
    from app.ui.widgets.tab_page import TabPage


@dataclass(frozen=True, slots=True)
class PageSpec:
    """A page of a tab that has several: `words` on the switch, `targets` it opens, `kinds` of workplaces that have it."""

    key: str
    words: str
    module: str
    class_name: str
    targets: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset({"department", "school"})

    def build(self, ui: UiContext) -> TabPage:
        page: TabPage = getattr(import_module(self.module), self.class_name)(ui)
        return page


@dataclass(frozen=True, slots=True)
class TabSpec:
    """`titles`: words on the tab by kind of workplace; a kind that is missing does not have the tab.

    `targets`: kinds of targets the tab opens. `more`: further pages of the tab; the first is the tab itself, named by
    `first_page`.
    """

    key: str
    titles: dict[str, str]
    module: str
    class_name: str
    targets: frozenset[str] = frozenset()
    first_page: str = ""
    more: tuple[PageSpec, ...] = ()

    def opens(self, kind: str, workplace: str = "") -> bool:
        """Does a page of the tab open this kind of target? Pages that the workplace does not have do not count."""
        return kind in self.targets or any(
            kind in page.targets and (not workplace or workplace in page.kinds) for page in self.more
        )

    def build(self, ui: UiContext) -> TabPage:
        kind = ui.workplace.kind
        words = self.first_page if kind == "department" else self.titles[kind]  # one school has no «Школы»
        first = PageSpec("first", words, self.module, self.class_name, self.targets)
        more = tuple(page for page in self.more if kind in page.kinds)
        if more:
            from app.ui.paged_tab import PagedTab

            return PagedTab(ui, self.key, (first, *more), self.titles[kind])
        return first.build(ui)


TABS: tuple[TabSpec, ...] = (
    TabSpec("overview", {"department": "Обзор", "school": "Обзор"}, "app.ui.overview.tab", "OverviewTab"),
    TabSpec(
        "roadmaps", {"department": "Дорожные карты", "school": "Дорожная карта"}, "app.ui.roadmaps.tab", "RoadmapsTab",
        frozenset({"roadmap", "roadmap_item", "duties"}),
    ),
    TabSpec(
        "calendar", {"department": "Календарь процедур", "school": "Календарь"}, "app.ui.calendar.tab", "CalendarTab",
        frozenset({"procedure"}), "Календарь", (
            PageSpec(
                "analysis", "Анализ результатов", "app.ui.analysis.tab", "AnalysisPage", frozenset({"analysis"}),
                frozenset({"department"}),
            ),
            PageSpec(
                "preparation", "Подготовка", "app.ui.checklists.page", "PreparationPage", frozenset({"preparation"}),
                frozenset({"department"}),
            ),
            PageSpec(
                "people", "Люди", "app.ui.assignments.page", "PeoplePage", frozenset({"people"}), frozenset({"department"})
            ),
            PageSpec(
                "schedules", "Графики школ", "app.ui.school_schedule.page", "SchedulesPage", frozenset({"school_schedule"}),
                frozenset({"department"}),
            ),
            PageSpec(
                "schedule", "График школы", "app.ui.school_schedule.page", "SchedulesPage", frozenset({"school_schedule"}),
                frozenset({"school"}),
            ),
            PageSpec("events", "Встречи", "app.ui.events.page", "EventsPage", frozenset({"event"})),
        ),
    ),
    TabSpec(
        "schools", {"department": "Школы", "school": "Карточка школы"}, "app.ui.schools.tab", "SchoolsTab",
        frozenset({"organisation"}), "Школы", (
            PageSpec(
                "collection", "Сбор", "app.ui.collection.tab", "CollectionPage", frozenset({"collection"}),
                frozenset({"department"}),
            ),
            PageSpec(
                "support", "Кому нужна помощь", "app.ui.support.tab", "SupportTab", frozenset({"support"}),
                frozenset({"department"}),
            ),
            PageSpec(
                "self_check", "Самодиагностика", "app.ui.support.self_check", "SelfCheckTab", frozenset(), frozenset({"school"})
            ),
            PageSpec(
                "quality", "Проверка данных", "app.ui.data_quality.page", "QualityTab", frozenset({"quality"}),
                frozenset({"department"}),
            ),
            PageSpec(
                "entry", "Ввод за школу", "app.ui.entry.tab", "EntryTab", frozenset({"entry"}), frozenset({"department"}),
            ),
        ),
    ),
    TabSpec("entry", {"school": "Ввод результатов"}, "app.ui.entry.tab", "EntryTab", frozenset({"entry"})),
    TabSpec("analysis", {"school": "Анализ"}, "app.ui.analysis.tab", "AnalysisPage", frozenset({"analysis"})),
    TabSpec(
        "objectivity", {"department": "Объективность"}, "app.ui.objectivity.tab", "ObjectivityTab", frozenset({"cell"}),
        "Школы и работы", (
            PageSpec("official", "Официальные признаки", "app.ui.objectivity.official_page", "OfficialPage"),
            PageSpec("listed", "Ежегодный список", "app.ui.objectivity.listed_page", "ListedPage"),
            PageSpec("inquiries", "Разборы", "app.ui.inquiries.page", "InquiriesPage", frozenset({"inquiry"})),
            PageSpec("indices", "Показатели", "app.ui.indices.page", "IndicesPage"),
        ),
    ),
    TabSpec("documents", {"department": "Документы"}, "app.ui.documents.tab", "DocumentsTab", frozenset({"document"})),
)  # fmt: skip


def tabs_of(kind: str) -> tuple[TabSpec, ...]:
    """The tabs of a workplace («department» or «school»), in their order."""
    return tuple(spec for spec in TABS if kind in spec.titles)
