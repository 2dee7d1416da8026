"""Обзор: four lists and the loop plan → assess → check → decide → prove, each number a door."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from app.services.overview.rows import DueRow, MissingRow, Overview
from app.services.text_ru import counted, long_date, number
from app.ui import theme
from app.ui.context import UiContext
from app.ui.overview import columns
from app.ui.overview.columns import Finding
from app.ui.widgets.list_card import Door, ListCard
from app.ui.widgets.tab_page import TabPage

WEEKDAYS = ("понедельник", "вторник", "среда", "четверг", "пятница", "суббота", "воскресенье")


class OverviewTab(TabPage):
    topics = frozenset(
        {
            "organisations",
            "results",
            "roadmaps",
            "documents",
            "calendar",
            "settings",
            "scales",
            "collection",
            "findings",
            "inquiries",
        }
    )
    help_page = "overview"

    def __init__(self, ui: UiContext) -> None:
        super().__init__(ui)
        self.stack = QStackedWidget()
        self.box.addWidget(self.stack)
        self.full = self._full_page()
        self._empty: _FirstSteps | None = None
        self.stack.addWidget(QWidget())
        self.stack.addWidget(self.full)

    @property
    def empty(self) -> _FirstSteps:
        """The page of an empty base; most bases never need it."""
        if self._empty is None:
            self._empty = _FirstSteps(self.ui)
            self.stack.addWidget(self._empty)
        return self._empty

    def _full_page(self) -> QWidget:
        self.today = QLabel()
        theme.mark(self.today, "title")
        self.week: ListCard[DueRow] = ListCard(
            "На этой неделе", columns.due_columns(None), lambda r: (r.target, r.what), "На этой неделе сроков нет.", status="due"
        )
        self.overdue: ListCard[DueRow] = ListCard(
            "Просрочено", columns.due_columns("overdue"), lambda r: (r.target, r.what), "Просроченного нет.", status="overdue"
        )
        self.missing: ListCard[MissingRow] = ListCard(
            "Не сдали", columns.MISSING, lambda r: r.target, "Все школы сдали всё, что загружено.", status="waiting"
        )
        self.findings: ListCard[Finding] = ListCard(
            "Новые признаки", columns.FINDINGS, lambda r: r, columns.NO_FINDINGS["fresh"], status="medium"
        )
        for card in (self.week, self.overdue):
            card.opened.connect(lambda row: self.ui.open_target(row.target))
        self.week_door = self._duties_door(self.week, "week")
        self.overdue_door = self._duties_door(self.overdue, "overdue")
        self.missing.opened.connect(lambda row: self.ui.open_target(row.target))
        self.findings.opened.connect(lambda row: self.ui.open_target(("cell", row[2], row[3])))
        self.findings_door = self.findings.add_door(
            "Пересчитать",
            "Открыть вкладку «Объективность»: признаки пересчитаются там сами",
            lambda: self.ui.open_target(("tab:objectivity", 0)),
        )
        page = QWidget()
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(theme.SPACE)
        quarters: tuple[QWidget, ...] = (self.week, self.overdue, self.missing, self.findings)
        for n, quarter in enumerate(quarters):
            grid.addWidget(quarter, n // 2, n % 2)
            grid.setRowStretch(n // 2, 1)
            grid.setColumnStretch(n % 2, 1)
        self.doors = {
            "roadmaps": Door("Планируем"),
            "calendar": Door("Оцениваем"),
            "objectivity": Door("Проверяем"),
            "documents": Door("Решаем"),
            "schools": Door("Подтверждаем"),
        }
        loop = QHBoxLayout()
        loop.setSpacing(theme.INSIDE)
        for n, (tab, door) in enumerate(self.doors.items()):
            if n:
                arrow = QLabel()
                arrow.setPixmap(theme.icon("chevron-right").pixmap(theme.ICON, theme.ICON))
                loop.addWidget(arrow)
            door.clicked.connect(lambda _checked=False, tab=tab: self.ui.open_target((f"tab:{tab}", 0)))
            loop.addWidget(door, 1)
        box = QVBoxLayout(page)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.SPACE + theme.INSIDE)
        self.sheet_button = QPushButton("Лист на неделю…")
        self.sheet_button.setIcon(theme.icon("printer-outline"))
        self.sheet_button.setToolTip("Что предстоит по дням, просроченное и от кого ждём (Ctrl+P). С пятницы – следующая неделя")
        self.sheet_button.clicked.connect(lambda _checked=False: self.print_page())
        top = QHBoxLayout()
        top.addWidget(self.today, 1)
        top.addWidget(self.sheet_button)
        box.addLayout(top)
        box.addLayout(grid, 1)
        box.addLayout(loop)
        return page

    def _duties_door(self, card: ListCard[DueRow], view: str) -> QPushButton:
        tip = "Список сроков дорожных карт: отобрать, отметить сразу несколько, напечатать"
        return card.add_door("Отметить списком", tip, lambda: self.ui.open_target((f"duties:{view}", 0)))

    def reload(self) -> None:
        today = self.ui.ctx.clock().date()

        def job(_progress: object) -> Overview:
            from app.services.overview.queries import overview

            return overview(self.ui.ctx, today)

        self.ui.worker.read(job, done=self._show, owner=self, key="overview")

    def _show_findings(self, seen: Overview) -> None:
        rows, state = seen.findings, seen.findings_state
        self.findings.nothing.setText(columns.NO_FINDINGS[state])
        self.findings.set_rows(rows)
        if rows and state == "stale":
            self.findings.count.setText(f"{number(len(rows))}, до последних изменений")
        self.findings_door.setVisible(state in ("none", "stale"))
        door = self.doors["objectivity"]
        if state in ("none", "nothing_to_check"):
            door.say("признаки", "ещё не посчитаны" if state == "none" else "пока нечего проверять")
        else:
            door.say(counted(len(rows), "признак", "признака", "признаков"), "повод для перепроверки")

    def print_page(self) -> bool:
        """The sheet of the week."""
        from app.ui.print_form import open_form  # the first tab is shown before anybody prints

        if self.stack.currentWidget() is not self.full:
            return False
        open_form(self.ui, self, "week_sheet")
        return True

    def year_changed(self) -> None:
        """This page is about today: it does not follow the chosen year."""

    def _show(self, seen: Overview) -> None:
        day = self.ui.ctx.clock().date()
        self.today.setText(f"{WEEKDAYS[day.weekday()].capitalize()}, {long_date(day)}")
        for card, rows in ((self.week, seen.this_week), (self.overdue, seen.overdue)):
            card.table.setColumnHidden(2, not any(row.who for row in rows))
            card.set_rows(rows)
        self.week_door.setVisible(bool(seen.counts.roadmaps))
        self.overdue_door.setVisible(bool(seen.counts.roadmaps))
        self.missing.set_rows(seen.missing)
        self._show_findings(seen)
        n = seen.counts
        self.doors["roadmaps"].say(
            counted(n.roadmaps, "дорожная карта", "дорожные карты", "дорожных карт"),
            counted(n.items, "мероприятие", "мероприятия", "мероприятий"),
        )
        self.doors["calendar"].say(
            counted(n.procedures, "процедура", "процедуры", "процедур"), counted(n.papers, "работа", "работы", "работ")
        )
        self.doors["documents"].say(counted(n.documents, "документ", "документа", "документов"), "приказы и распоряжения")
        self.doors["schools"].say(counted(n.schools, "школа", "школы", "школ"), "итоги по годам")
        nothing = not (n.schools or n.papers or n.roadmaps or n.documents)
        self.stack.setCurrentWidget(self.empty if nothing else self.full)
        self.loaded()


class _FirstSteps(QWidget):
    """An empty base: three steps to start, with a button each."""

    def __init__(self, ui: UiContext) -> None:
        super().__init__()
        heading = QLabel("С чего начать")
        theme.mark(heading, "title")
        steps = (
            ("1", "Внесите школы", "Загрузите список из таблицы или впишите школы вручную.", "Открыть список школ",
             lambda: ui.open_target(("tab:schools", 0))),
            ("2", "Загрузите результаты", "Файлы из ФИС ОКО любых лет: программа сама узнает, что в них.",
             "Загрузить результаты…", lambda: ui.load_files(())),
            ("3", "Составьте дорожную карту", "Возьмите готовый файл Word или Excel либо начните с чистого листа.",
             "Открыть дорожные карты", lambda: ui.open_target(("tab:roadmaps", 0))),
        )  # fmt: skip
        box = QVBoxLayout(self)
        box.setSpacing(theme.SPACE + theme.INSIDE)
        box.addStretch(1)
        middle = QVBoxLayout()
        middle.setSpacing(theme.SPACE)
        middle.addWidget(heading)
        self.buttons: list[QPushButton] = []
        for mark, title, text, verb, act in steps:
            card = QFrame()
            theme.mark(card, "card")
            row = QHBoxLayout(card)
            row.setContentsMargins(theme.AROUND, theme.AROUND, theme.AROUND, theme.AROUND)
            row.setSpacing(theme.AROUND)
            figure = QLabel(mark)
            theme.mark(figure, "big")
            words = QVBoxLayout()
            words.setSpacing(2)
            name = QLabel(title)
            theme.mark(name, "heading")
            note = QLabel(text)
            note.setWordWrap(True)
            theme.mark(note, "note")
            words.addWidget(name)
            words.addWidget(note)
            button = QPushButton(verb)
            if not self.buttons:
                theme.mark(button, "primary")
            button.clicked.connect(lambda _checked=False, act=act: act())
            self.buttons.append(button)
            row.addWidget(figure)
            row.addLayout(words, 1)
            row.addWidget(button)
            middle.addWidget(card)
        across = QHBoxLayout()
        across.addStretch(1)
        across.addLayout(middle, 4)
        across.addStretch(1)
        box.addLayout(across)
        box.addStretch(2)
