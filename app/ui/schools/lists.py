"""Sections of the card that are lists: gaps in tasks, signs, what is due, documents, history."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from app.services.card.rows import CardDocument, HistoryRow, LinkedSchool, SchoolCard, SchoolRoadmap, TaskGap
from app.services.card.shown import too_few
from app.services.checks.rows import MarkerRow
from app.services.duties.rows import SHOWN_WORDS, DutyRow
from app.services.findings.rows import FindingRow
from app.services.text_ru import NBSP, counted, long_date, number, short_date
from app.ui import theme
from app.ui.schools import columns
from app.ui.schools.section import CardSection
from app.ui.widgets.row_table import Column, RowTable

if TYPE_CHECKING:
    from app.ui.context import UiContext

LEVELS = {"Б": "базовый", "П": "повышенный", "В": "высокий"}
MOST_GAPS = 8


def _percent(value: float) -> str:
    return number(value)


GAPS: tuple[Column[TaskGap], ...] = (
    Column("paper", "Работа", lambda g: f"{g.procedure.subject}, {g.procedure.grade} класс", width=190, stretch=True),
    Column("code", "Задание", lambda g: g.code, width=68, align="right"),
    Column(
        "skill", "Что проверяет", lambda g: g.skill, width=280, stretch=True,
    ),
    Column("level", "Уровень", lambda g: LEVELS.get(g.level, g.level), width=96, needs=720),
    Column("max", "Балл", lambda g: str(g.max_points), width=52, align="right", sort=lambda g: g.max_points, needs=720),
    Column("n", "Писали", lambda g: number(g.n), width=62, align="right", sort=lambda g: g.n, needs=640),
    Column("school", "Школа, %", lambda g: _percent(g.school), width=76, align="right", sort=lambda g: g.school),
    Column("district", "Район, %", lambda g: _percent(g.district), width=76, align="right", sort=lambda g: g.district),
    Column(
        "difference", "Ниже на", lambda g: _percent(abs(g.difference)), width=70, align="right",
        sort=lambda g: abs(g.difference), title_tip="На сколько процентных пунктов ниже района",
    ),
)  # fmt: skip

_SHOWN_ICONS = {
    "overdue": "overdue", "in_progress": "due", "ahead": "due", "waiting_region": "waiting", "done": "done",
    "postponed": "due", "cancelled": "no_data",
}  # fmt: skip


def _state(row: DutyRow) -> str:
    words = SHOWN_WORDS[row.shown]
    return f"{words}, {row.days_late}{NBSP}дн." if row.shown == "overdue" and 0 < row.days_late < 1000 else words


DUE: tuple[Column[DutyRow], ...] = (
    Column(
        "due", "Срок", lambda r: short_date(r.due_on) if r.due_on else r.deadline, width=86, align="right",
        sort=lambda r: r.due_on,
    ),
    Column("text", "Мероприятие", lambda r: f"{r.number} {r.text}".strip(), width=320, stretch=True),
    Column("roadmap", "Дорожная карта", lambda r: r.roadmap, width=200, needs=760),
    Column("state", "Состояние", _state, width=150, icon=lambda r: theme.status_icon(_SHOWN_ICONS[r.shown])),
)  # fmt: skip

ROADMAPS: tuple[Column[SchoolRoadmap], ...] = (
    Column("title", "Своя дорожная карта", lambda r: r.title, width=320, stretch=True),
    Column("done", "Выполнено", lambda r: f"{r.done} из {r.total}", width=110, align="right", sort=lambda r: r.done),
    Column(
        "overdue", "Просрочено", lambda r: str(r.overdue) if r.overdue else "", width=96, align="right",
        sort=lambda r: r.overdue, role=lambda r: "overdue" if r.overdue else None,
    ),
)  # fmt: skip

DOCUMENTS: tuple[Column[CardDocument], ...] = (
    Column(
        "date", "Дата", lambda d: short_date(d.document.signed_on) if d.document.signed_on else "", width=86, align="right",
        sort=lambda d: d.document.signed_on,
    ),
    Column("number", "№", lambda d: d.document.number, width=80),
    Column("heading", "Документ", lambda d: d.document.heading or "без заголовка", width=300, stretch=True),
    Column("why", "Почему здесь", lambda d: d.why, width=220),
)  # fmt: skip

HISTORY_ICONS = {
    "renamed": "rename-box", "joined": "call-merge", "took_in": "call-merge", "closed": "lock-outline",
    "reopened": "lock-open-variant-outline", "status": "flag-outline", "person": "account-outline", "import": "tray-arrow-down",
}  # fmt: skip
HISTORY: tuple[Column[HistoryRow], ...] = (
    Column("on", "Дата", lambda h: short_date(h.on), width=86, align="right", sort=lambda h: h.on),
    Column("text", "Что произошло", lambda h: h.text, width=360, stretch=True,
           icon=lambda h: theme.icon(HISTORY_ICONS.get(h.kind, "circle-small"))),
    Column("basis", "Основание", lambda h: h.basis, width=220),
)  # fmt: skip


class GapsSection(CardSection):
    def __init__(self, ui: UiContext) -> None:
        super().__init__("Западающие задания")
        self._school = 0
        self.table: RowTable[TaskGap] = RowTable(GAPS, key=lambda gap: (gap.procedure.id, gap.code))
        self.table.setAccessibleName(self.title)
        if ui.workplace.kind == "department":
            self.table.opened.connect(lambda gap: ui.open_target(("cell", gap.procedure.id, self._school)))
        self._all: tuple[TaskGap, ...] = ()
        self._unfolded = False
        self.fold = self.add_link("", self._toggle)
        self.box.addWidget(self.table)

    def show_card(self, card: SchoolCard) -> None:
        self._all, year = card.task_gaps, card.gaps_year
        self._school = card.row.id or 0
        if not card.results:
            self.say("Появятся с результатами по заданиям.")
        elif year is None:
            self.say("Результатов по заданиям нет: загрузите файлы, где есть баллы за каждое задание.")
        elif not self._all and too_few(card):
            self.say(f"В {year} году каждую работу писали меньше 5 человек: проценты выполнения не показываются.")
        elif not self._all:
            self.say(f"В {year} году ниже района школа не выполнила ни одного задания.")
        else:
            many = counted(len(self._all), "задание", "задания", "заданий")
            words = f"{year} год: {many}, которые школа выполнила хуже района; процент выполнения от наибольшего балла."
            if not any(gap.skill for gap in self._all):
                words += " Что проверяет задание, станет видно, когда загрузят описание работы."
            self.say(words)
        self._show()

    def _show(self) -> None:
        rows = self._all if self._unfolded else self._all[:MOST_GAPS]
        self.table.set_rows(rows)
        self.table.show_column("skill", any(gap.skill for gap in self._all))
        self.table.setVisible(bool(rows))
        self.table.fit_rows(200)
        self.fold.setVisible(len(self._all) > MOST_GAPS)
        self.fold.setText("Свернуть" if self._unfolded else f"Показать все {len(self._all)}")

    def _toggle(self) -> None:
        self._unfolded = not self._unfolded
        self._show()


class FindingsSection(CardSection):
    def __init__(self, ui: UiContext) -> None:
        super().__init__("Признаки")
        self.signs: RowTable[FindingRow] = RowTable(columns.SIGNS, key=lambda f: (f.procedure_id, f.organisation_id))
        self.signs.setAccessibleName("Поводы для перепроверки")
        self.table: RowTable[MarkerRow] = RowTable(columns.MARKERS, key=lambda m: (m.procedure_id, m.code))
        self.table.setAccessibleName("Официальные признаки")
        if ui.workplace.kind == "department":
            self.signs.opened.connect(lambda f: ui.open_target(("cell", f.procedure_id, f.organisation_id)))
            self.table.opened.connect(lambda m: ui.open_target(("cell", m.procedure_id, m.organisation_id)))
        self.box.addWidget(self.signs)
        self.box.addWidget(self.table)

    def show_card(self, card: SchoolCard) -> None:
        self.signs.set_rows(card.signs)
        self.table.set_rows(card.findings)
        for table in (self.signs, self.table):
            table.setVisible(bool(table.all_count()))
            table.fit_rows(24)
        found = []
        if card.signs:
            found.append(counted(len(card.signs), "признак", "признака", "признаков"))
        if card.findings:
            found.append(counted(len(card.findings), "официальный", "официальных", "официальных"))
        self.say(f"{', '.join(found)}. Признак — повод для перепроверки, а не вывод." if found else "Признаков нет.")


class DueSection(CardSection):
    """What the school owes by roadmaps, and its own roadmaps."""

    def __init__(self, ui: UiContext) -> None:
        super().__init__("Мероприятия и сроки")
        self.table: RowTable[DutyRow] = RowTable(DUE, key=lambda row: row.key)
        self.table.setAccessibleName(self.title)
        self.table.opened.connect(
            lambda r: ui.open_target(("roadmap_item", r.line_id) if r.line_id else ("roadmap", r.roadmap_id))
        )
        self.roadmaps: RowTable[SchoolRoadmap] = RowTable(ROADMAPS, key=lambda row: row.id)
        self.roadmaps.setAccessibleName("Дорожные карты школы")
        self.roadmaps.opened.connect(lambda r: ui.open_target(("roadmap", r.id)))
        self.box.addWidget(self.table)
        self.box.addWidget(self.roadmaps)

    def show_card(self, card: SchoolCard) -> None:
        self.table.set_rows(card.due)
        self.table.setVisible(bool(card.due))
        self.table.fit_rows(12)
        self.roadmaps.set_rows(card.roadmaps)
        self.roadmaps.setVisible(bool(card.roadmaps))
        self.roadmaps.fit_rows(6)
        more = f" Показаны ближайшие {len(card.due)} из {card.due_total}." if card.due_total > len(card.due) else ""
        self.say(more.strip() if card.due else "В ближайшие 30 дней от школы ничего не ждут, просроченного нет.")


class DocumentsSection(CardSection):
    def __init__(self, ui: UiContext) -> None:
        super().__init__("Документы")
        self.table: RowTable[CardDocument] = RowTable(DOCUMENTS, key=lambda row: row.document.id)
        self.table.setAccessibleName(self.title)
        if ui.workplace.kind == "department":
            self.table.opened.connect(lambda d: ui.open_target(("document", d.document.id)))
        self.box.addWidget(self.table)

    def show_rows(self, rows: Sequence[CardDocument]) -> None:
        self.table.set_rows(rows)
        self.table.setVisible(bool(rows))
        self.table.fit_rows(12)
        self.say("" if rows else "Документов о школе пока нет: сюда попадают основания статусов и приказы о её дорожной карте.")


class HistorySection(CardSection):
    def __init__(self, ui: UiContext) -> None:
        super().__init__("История")
        self._ui = ui
        self.table: RowTable[HistoryRow] = RowTable(HISTORY, key=lambda row: (row.on, row.kind, row.text))
        self.table.setAccessibleName(self.title)
        self.box.addWidget(self.table)

    def show_card(self, card: SchoolCard) -> None:
        self.table.set_rows(card.history)
        self.table.setVisible(bool(card.history))
        self.table.fit_rows(20)
        words = [former_words(one) for one in card.former]
        if not words and not card.history:
            words = ["Пока ничего: здесь будут новые наименования, присоединения, смена людей и статусов."]
        self.say(" ".join(words))


def former_words(one: LinkedSchool) -> str:
    return f"{long_date(one.on)} присоединена {one.name}: её результаты показаны вместе с результатами школы."
