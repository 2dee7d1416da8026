"""One school: grounds with their numbers, the papers behind them, the works behind a paper; decision, risks, plan."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from app.services.changes import Changes
from app.services.support.rows import (
    BY_KEY,
    DECISIONS,
    KINDS,
    LEVELS,
    CriterionFact,
    Decision,
    FactorLine,
    Kind,
    PaperFact,
    PupilLine,
    RiskProfile,
    SchoolSupport,
)
from app.services.text_ru import short_date
from app.ui import theme
from app.ui.context import UiContext
from app.ui.support import columns
from app.ui.support.decide import decide
from app.ui.widgets.ask_form import AskForm
from app.ui.widgets.fields import ChoiceField, DateField, MemoField, TextField
from app.ui.widgets.page_head import PageHead
from app.ui.widgets.row_table import RowTable
from app.ui.widgets.section import Section

MOST_PAPERS, MOST_PUPILS = 10, 12
_ASKED: dict[Kind, str] = {"targeted_support": "О поддержке…", "base_school": "О базовой школе…"}


class SchoolPage(QWidget):
    """`show_school`; the rest it reads itself. `back` leads to the list."""

    changed = Signal()

    def __init__(self, ui: UiContext, back: Callable[[], None]) -> None:
        super().__init__()
        self._ui = ui
        self._school: SchoolSupport | None = None
        self._year = 0
        self._asked: Kind = "targeted_support"
        self._profile: RiskProfile | None = None
        self._factor = ""
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.SPACE + theme.INSIDE)
        box.addLayout(self._head(back))
        box.addWidget(self._body(), 1)

    # -- building

    def _head(self, back: Callable[[], None]) -> PageHead:
        head = PageHead("К списку", back)
        self.back_button, self.title, self.note = head.back_button, head.title, head.note
        self.card_button = QPushButton("Карточка школы")
        self.card_button.setIcon(theme.icon("school-outline"))
        self.card_button.clicked.connect(lambda _checked=False: self._open_card())
        head.addWidget(self.card_button, 0, Qt.AlignmentFlag.AlignTop)
        return head

    def _body(self) -> QWidget:
        self.support = self._criteria_table("Основания для поддержки")
        self.base = self._criteria_table("Условия базовой школы")
        self.grounds = Section("Поддержка: что показывают результаты")
        self.grounds.box.addWidget(self.support)
        self.base_section = Section("Базовая школа: условия")
        self.base_section.box.addWidget(self.base)
        self.papers_section = Section("Работы за эти годы")
        self.papers_note = QLabel()
        self.papers_note.setWordWrap(True)
        theme.mark(self.papers_note, "note")
        self.all_button = QPushButton("Показать все работы")
        theme.mark(self.all_button, "link")
        self.all_button.clicked.connect(lambda _checked=False: self._show_papers(None))
        line = QHBoxLayout()
        line.addWidget(self.papers_note, 1)
        line.addWidget(self.all_button, 0, Qt.AlignmentFlag.AlignTop)
        self.papers: RowTable[PaperFact] = RowTable(columns.PAPERS, key=lambda one: one.figures.procedure.id)
        self.papers.setAccessibleName("Работы школы")
        theme.mark(self.papers, "quiet")
        self.papers.current_changed.connect(self._paper_chosen)
        self.papers.opened.connect(self._open_paper)
        self.papers_section.box.addLayout(line)
        self.papers_section.box.addWidget(self.papers)
        self.pupils_section = Section("Работы учеников")
        self.pupils: RowTable[PupilLine] = RowTable(columns.PUPILS, key=lambda one: (one.class_label, one.code))
        self.pupils.setAccessibleName("Работы учеников по кодам")
        theme.mark(self.pupils, "quiet")
        self.pupils_section.box.addWidget(self.pupils)
        self.decision = self._decision_section()
        self.risks = self._risk_section()
        left, right = QVBoxLayout(), QVBoxLayout()
        for column, sections in (
            (left, (self.grounds, self.papers_section, self.pupils_section, self.base_section)),
            (right, (self.decision, self.risks)),
        ):
            column.setSpacing(theme.SPACE)
            for section in sections:
                column.addWidget(section)
            column.addStretch(1)
        page = QWidget()
        self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight, page)
        self._columns.setContentsMargins(0, 0, theme.SPACE, 0)
        self._columns.setSpacing(theme.SPACE)
        self._columns.addLayout(left, 64)
        self._columns.addLayout(right, 36)
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setWidget(page)
        return self.area

    def _criteria_table(self, name: str) -> RowTable[CriterionFact]:
        table: RowTable[CriterionFact] = RowTable(columns.CRITERIA, key=lambda one: one.key)
        table.setAccessibleName(name)
        theme.mark(table, "quiet")
        table.current_changed.connect(self._criterion_chosen)
        table.opened.connect(lambda _one: self.papers.setFocus())
        return table

    def _decision_section(self) -> Section:
        section = Section("Решение")
        self.said = QLabel()
        self.said.setWordWrap(True)
        self.said.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        section.box.addWidget(self.said)
        self.ask_buttons: dict[Kind, QPushButton] = {}
        line = QHBoxLayout()
        for kind, words in _ASKED.items():
            button = QPushButton(words)
            button.clicked.connect(lambda _checked=False, kind=kind: self.ask(kind))
            line.addWidget(button)
            self.ask_buttons[kind] = button
        line.addStretch(1)
        section.box.addLayout(line)
        self.choice = ChoiceField("Решение", [], required=True)
        self.day = DateField("С какого дня", required=True, today=lambda: self._ui.ctx.clock().date())
        self.basis = TextField("Основание", placeholder="приказ от 12.02.2026 № 14-од")
        self.reason = MemoField("Почему так решили", lines=3)
        self.form = AskForm(
            "", [self.choice, self.day, self.basis, self.reason], "Записать решение", required=[self.choice, self.day],
            note="Статус появится в карточке школы. На документы для публикации статусы не попадают.",
        )  # fmt: skip
        self.form.submitted.connect(self._submit)
        self.form.cancelled.connect(self._fold)
        self.form.hide()
        section.box.addWidget(self.form)
        return section

    def _risk_section(self) -> Section:
        section = Section("Факторы риска и план")
        self.risk_note = QLabel()
        self.risk_note.setWordWrap(True)
        theme.mark(self.risk_note, "note")
        self.factors: RowTable[FactorLine] = RowTable(columns.FACTORS, key=lambda one: one.factor.key)
        self.factors.setAccessibleName("Факторы риска")
        theme.mark(self.factors, "quiet")
        self.factors.opened.connect(self._ask_level)
        self.ask_risks = QPushButton("Анкета…")
        self.ask_risks.clicked.connect(lambda _checked=False: self.open_questionnaire())
        self.plan_button = QPushButton("Составить план поддержки")
        self.plan_button.setToolTip("Дорожная карта школы: общие меры района и меры по факторам риска")
        theme.mark(self.plan_button, "primary")
        self.plan_button.clicked.connect(lambda _checked=False: self.make_plan())
        self.level = ChoiceField("Значимость", [("как по ответам школы", None), *((words, key) for key, words in LEVELS.items())])
        self.level_note = TextField("Почему", placeholder="что известно куратору")
        self.level_form = AskForm("", [self.level, self.level_note], "Сохранить")
        self.level_form.submitted.connect(self._save_level)
        self.level_form.cancelled.connect(self.level_form.hide)
        self.level_form.hide()
        line = QHBoxLayout()
        line.addWidget(self.plan_button)
        line.addWidget(self.ask_risks)
        line.addStretch(1)
        for widget in (self.risk_note, self.factors, self.level_form):
            section.box.addWidget(widget)
        section.box.addLayout(line)
        return section

    # -- showing

    def shown(self) -> int | None:
        return self._school.organisation_id if self._school is not None else None

    def show_school(self, school: SchoolSupport, year: int, years: int) -> None:
        other = self._school is None or self._school.organisation_id != school.organisation_id or self._year != year
        self._school, self._year = school, year
        self.title.setText(school.name)
        self.note.setText(f"По итогам {year - years + 1}–{year} годов" if years > 1 else f"По итогам {year} года")
        for table, rows in ((self.support, school.support), (self.base, school.base)):
            table.set_rows(rows)
            table.fit_rows()
        self._show_papers(None)
        self._show_decision(school)
        self._read_risks(school.organisation_id)
        if other:
            self.level_form.hide()
            self._fold()
            self.area.verticalScrollBar().setValue(0)

    def _show_decision(self, school: SchoolSupport) -> None:
        now = columns.statuses(school)
        lines = [f"Сейчас: {now}." if now else "Статуса у школы сейчас нет."]
        for one in school.decisions[:5]:
            why = f" — {one.reason}" if one.reason else ""
            lines.append(
                f"{short_date(one.decided_on)}, итоги {one.year} года. {KINDS[one.kind]}: {DECISIONS[one.decision]}{why}."
            )
        if not school.decisions:
            words = columns.PROPOSALS[columns.proposal(school)]
            lines.append(f"Решения ещё не было. По правилам: {words}." if words != "—" else "По правилам ничего не предлагается.")
        self.said.setText("\n".join(lines))

    def _criterion_chosen(self, fact: CriterionFact | None) -> None:
        if fact is not None:
            self._show_papers(fact)

    def _show_papers(self, fact: CriterionFact | None) -> None:
        school = self._school
        if school is None:
            return
        rows = school.papers
        if fact is not None and fact.procedures:
            rows = tuple(one for one in rows if one.figures.procedure.id in fact.procedures)
            self.papers_note.setText(f"{fact.title}: {fact.words}.")
        elif fact is not None:
            self.papers_note.setText(f"{fact.title}: {fact.words}. Работ за этим ответом нет, показаны все.")
        else:
            self.papers_note.setText(
                "Выберите признак выше — останутся работы, по которым он посчитан." if rows else "Результатов за эти годы нет."
            )
        self.all_button.setVisible(len(rows) < len(school.papers))
        self.papers.set_rows(rows)
        self.papers.setVisible(bool(rows))
        self.papers.fit_rows(MOST_PAPERS)
        if rows:
            self.papers.select_key(rows[0].figures.procedure.id)
        self._paper_chosen(self.papers.current_row())

    def _paper_chosen(self, paper: PaperFact | None) -> None:
        school = self._school
        if paper is None or school is None:
            self.pupils_section.hide()
            return
        procedure_id, year = paper.figures.procedure.id, self._year

        def read(_progress: object) -> tuple[PupilLine, ...]:
            from app.services.support.queries import pupils_behind

            return pupils_behind(self._ui.ctx, procedure_id, school.organisation_id, year)

        def show(rows: tuple[PupilLine, ...]) -> None:
            self.pupils_section.heading.setText(f"Работы учеников: {paper.figures.procedure.title}")
            self.pupils.set_rows(rows)
            self.pupils.setColumnHidden(3, paper.figures.procedure.kind != "ege")
            self.pupils.sort_by("low")
            self.pupils.fit_rows(MOST_PUPILS)
            self.pupils_section.setVisible(bool(rows))

        self._ui.worker.read(read, done=show, owner=self, key="pupils")

    # -- doors

    def _open_card(self) -> None:
        if self._school is not None:
            self._ui.open_target(("organisation", self._school.organisation_id))

    def _open_paper(self, paper: PaperFact) -> None:
        if self._school is not None:
            self._ui.open_target(("cell", paper.figures.procedure.id, self._school.organisation_id))

    # -- deciding

    def ask(self, kind: Kind) -> None:
        """Unfold the form of a decision with what the rules propose filled in."""
        school = self._school
        if school is None:
            return
        self._asked = kind
        within = kind in school.statuses
        proposed = school.proposed if kind == "targeted_support" else school.candidate
        group = "в группу адресной поддержки" if kind == "targeted_support" else "базовой школой"
        self.form.title.setText("Адресная поддержка" if kind == "targeted_support" else "Базовая школа")
        self.form.title.show()
        take = f"Включить {group}" if kind == "targeted_support" else f"Назначить {group}"
        choices = (
            [("Оставить статус", "take"), ("Снять статус", "release")] if within else [(take, "take"), ("Пока нет", "leave")]
        )
        self.choice.set_choices(choices)
        self.form.fill("take" if within or proposed else "leave", self._ui.ctx.clock().date())
        self.form.show()
        self.choice.setFocus(Qt.FocusReason.OtherFocusReason)

    def _fold(self) -> None:
        self.form.hide()

    def _submit(self) -> None:
        school, day = self._school, self.day.value()
        if school is None or day is None:
            return
        kind, choice, reason = self._asked, self.choice.value(), self.reason.value().strip()
        proposed = school.proposed if kind == "targeted_support" else school.candidate
        if not reason and choice != "release" and (choice == "take") != proposed:
            self.reason.set_problem("Решение расходится с правилами: напишите, почему.")
            self.reason.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        facts = school.support if kind == "targeted_support" else school.base
        grounds = "; ".join(f"{BY_KEY[one.key].title}: {one.words}" for one in facts)
        made = Decision(None, school.organisation_id, self._year, kind, choice, reason, grounds, day)
        basis = self.basis.value().strip()
        self._ui.worker.write(lambda _p: decide(self._ui.ctx, made, basis), done=lambda _c: self._fold(), owner=self)

    # -- risks and the plan

    def _read_risks(self, school: int) -> None:
        def read(_progress: object) -> RiskProfile:
            from app.services.support.profile import risk_profile

            return risk_profile(self._ui.ctx, school)

        self._ui.worker.read(read, done=self._show_risks, owner=self, key="risks")

    def _show_risks(self, profile: RiskProfile) -> None:
        self._profile = profile
        self.factors.set_rows(profile.lines)
        self.factors.fit_rows()
        self.factors.setVisible(bool(profile.answered))
        year = f"{profile.year}/{profile.year + 1}"
        self.risk_note.setText(
            f"Самодиагностика {year} учебного года: отвечено {profile.answered} из {profile.questions}. "
            "Enter на факторе — уточнить значимость."
            if profile.answered
            else "Самодиагностики ещё нет: заполните анкету вместе со школой или отправьте её школе в Excel. "
            "План без неё содержит только общие меры."
        )

    def open_questionnaire(self) -> None:
        if self._school is not None:
            from app.ui.support.risk_dialog import RiskDialog

            RiskDialog(self._ui, self._school.organisation_id, self._school.name, self).open()

    def _ask_level(self, line: FactorLine) -> None:
        self._factor = line.factor.key
        self.level_form.title.setText(line.factor.title)
        self.level_form.title.show()
        self.level_form.fill(line.marked, line.note)
        self.level_form.show()
        self.level.setFocus(Qt.FocusReason.OtherFocusReason)

    def _save_level(self) -> None:
        profile = self._profile
        if profile is None:
            return
        factor, level, note = self._factor, self.level.value(), self.level_note.value()

        def job(_progress: object) -> Changes:
            from app.services.support.profile import mark_factor

            return mark_factor(self._ui.ctx, profile.organisation_id, profile.year, factor, level, note)

        self._ui.worker.write(job, done=lambda _changes: self.level_form.hide(), owner=self)

    def make_plan(self) -> None:
        """One click: the plan is stored and opened; Ctrl+Z takes it away."""
        profile = self._profile
        if profile is None:
            return

        def job(_progress: object) -> Changes:
            from app.services.roadmaps.commands import create_roadmap
            from app.services.support.plan import build_plan

            return create_roadmap(self._ui.ctx, build_plan(self._ui.ctx, profile.organisation_id, profile.year))

        self._ui.worker.write(job, done=lambda changes: self._ui.open_target(("roadmap", changes.value)), owner=self)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.width() < theme.px(theme.DRAWER_BELOW - 2 * theme.AROUND)
        self._columns.setDirection(QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight)
