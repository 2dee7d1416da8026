"""One responsible party: name, kind, what it means, its spellings; for a role who has held it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from PySide6.QtCore import QStringListModel, Qt, Signal
from PySide6.QtWidgets import QCompleter, QLabel, QPushButton

from app.services.parties.rows import KINDS, AppointmentRow, PartyRow
from app.services.parties.rules import means_schools, party_key
from app.services.text_ru import counted
from app.ui import theme
from app.ui.context import UiContext
from app.ui.roadmaps.owners_box import appointment_words
from app.ui.widgets.ask_form import AskForm
from app.ui.widgets.fields import ChoiceField, DateField, FormGrid, TextField
from app.ui.widgets.search_choice import SearchChoice
from app.ui.widgets.side_panel import SidePanel
from app.ui.widgets.tick_list import TickList, TickRow

MEANS = (
    ("никого, кроме названного", "own"),
    ("все школы", "all"),
    ("выбранные школы", "some"),
    ("организация из справочника", "organisation"),
)


class PartyCard(SidePanel):
    """`saved(PartyRow)` at every change; `appointed(role id, name, known id or None, from, until, basis)`; `removed(id)`."""

    saved = Signal(object)
    appointed = Signal(int, str, object, object, object, str)
    removed = Signal(int)

    def __init__(self, ui: UiContext) -> None:
        super().__init__()
        self._ui = ui
        self._row: PartyRow | None = None
        self._people: list[PartyRow] = []
        self._filling = False
        self.name = TextField("Название", required=True)
        self.kind = ChoiceField("Вид", [(words, kind) for kind, words in KINDS.items()])
        self.means = ChoiceField("Кого означает", MEANS, hint="Школам, которых он означает, мероприятия видны как их собственные")
        self.organisation = SearchChoice("Выберите организацию")
        self.schools = TickList("Школы", search=True, most=6)
        self.save_schools = QPushButton("Запомнить выбранные школы")
        self.spellings = QLabel()
        self.spellings.setWordWrap(True)
        self.spellings.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.new_spelling = TextField("Ещё одно написание", placeholder="например, «упр. образования»; Enter")
        self.create_button = QPushButton("Добавить в справочник")
        theme.mark(self.create_button, "primary")
        self.name.committed.connect(lambda value: self._save(name=value))
        self.kind.committed.connect(lambda value: self._save(kind=value))
        self.means.committed.connect(self._meant)
        self.organisation.chosen.connect(lambda value: self._meant("organisation", value))
        self.save_schools.clicked.connect(lambda _checked=False: self._meant("some"))
        self.new_spelling.line.returnPressed.connect(self._add_spelling)
        self.create_button.clicked.connect(lambda _checked=False: self._create())
        self._make_appointments()
        self._about = FormGrid([self.name, self.kind, self.means])
        self._spelled = _heading("Написания в документах")
        for widget in (
            self._about, self.organisation, self.schools, self.save_schools, self._spelled, self.spellings, self.new_spelling,
            self._held, self.history, self.appoint_button, self.form, self.remove_button,
        ):  # fmt: skip
            self.body.addWidget(widget)
        self.body.addStretch(1)
        self.add_footer(self.create_button)
        self._all = (
            self._about, self.organisation, self.schools, self.save_schools, self._spelled, self.spellings, self.new_spelling,
            self._held, self.history, self.appoint_button, self.form, self.remove_button, self.create_button,
        )  # fmt: skip
        self.show_party(None, (), {}, {}, ())

    def _make_appointments(self) -> None:
        self._held = _heading("Кто назначен")
        self.history = QLabel()
        self.history.setWordWrap(True)
        self.appoint_button, self.remove_button = QPushButton("Назначить…"), QPushButton("Убрать последнее назначение")
        theme.mark(self.remove_button, "link")
        today = lambda: self._ui.ctx.clock().date()  # noqa: E731
        self.holder = TextField("Кто", required=True, placeholder="Фамилия И. О. или организация")
        self.since = DateField("С какого дня", today=today)
        self.until = DateField("По какой день", today=today, hint="Пусто: пока не снят")
        self.basis = TextField("Основание", placeholder="приказ от … № …")
        self._names = QCompleter([], self)
        self._names.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self._names.setFilterMode(Qt.MatchFlag.MatchContains)
        self.holder.line.setCompleter(self._names)
        self.form = AskForm("", [self.holder, (self.since, self.until), self.basis], "Назначить", required=(self.holder,))
        self.form.submitted.connect(self._appoint)
        self.form.cancelled.connect(self._fold)
        self.appoint_button.clicked.connect(lambda _checked=False: self._unfold())
        self.remove_button.clicked.connect(lambda _checked=False: self._remove())
        self._former: list[AppointmentRow] = []

    # -- for the owner

    def show_party(
        self,
        row: PartyRow | None,
        parties: Sequence[PartyRow],
        schools: Mapping[int, str],
        organisations: Mapping[int, str],
        appointments: Sequence[AppointmentRow],
    ) -> None:
        """Another party, the same one as now stored, a draft (id None), or nobody."""
        other = (row.id if row else None) != (self._row.id if self._row else None) or row is None or row.id is None
        self._row, self._former = row, list(appointments)
        self._people = [p for p in parties if p.kind != "role" and not p.is_schools]
        self._names.setModel(QStringListModel([p.name for p in self._people], self._names))
        if row is None:
            self.set_heading("Никто не выбран", "Выберите строку слева, и здесь будет всё о ней.")
            for widget in self._all:
                widget.hide()
            return
        self.set_heading(row.name or "Новый ответственный", _used(row))
        if other:
            for field in (self.name, self.kind, self.means, self.new_spelling):
                field.commit_stopped()
            self.new_spelling.set_value("")
            self.form.hide()
        self.name.set_value(row.name)
        self.kind.set_value(row.kind)
        means = ("some" if row.school_ids else "all") if row.is_schools else "organisation" if row.organisation_id else "own"
        self.means.set_value(means)
        self.organisation.set_choices([(name, i) for i, name in sorted(organisations.items(), key=lambda pair: pair[1])])
        self.organisation.set_value(row.organisation_id)
        self.schools.set_rows([TickRow(i, n) for i, n in sorted(schools.items(), key=lambda pair: pair[1])], row.school_ids)
        self.spellings.setText("\n".join(f"– {name}" for name in row.aliases) or "Других написаний нет.")
        self.history.setText("\n".join(map(appointment_words, self._former)) or "Никто не назначен.")
        self._arrange(means)

    def take_focus(self) -> None:
        self.name.setFocus()

    # -- inside

    def _arrange(self, means: str) -> None:
        row = self._row
        assert row is not None
        can, stored = not self._ui.ctx.db.read_only, row.id is not None
        role = row.kind == "role" and not row.is_schools
        self._about.show()
        self._about.setEnabled(can)
        self.organisation.setVisible(means == "organisation")
        self.schools.setVisible(means == "some")
        self.save_schools.setVisible(means == "some" and can)
        for widget in (self._spelled, self.spellings):
            widget.setVisible(stored)
        self.new_spelling.setVisible(stored and can)
        for widget in (self._held, self.history):
            widget.setVisible(stored and role)
        if not (stored and role):
            self.form.hide()
        self.appoint_button.setVisible(stored and role and can and self.form.isHidden())
        self.remove_button.setVisible(stored and role and can and bool(self._former))
        self.create_button.setVisible(not stored and can)
        self.means.setEnabled(row.kind != "person")

    def _save(self, **values: object) -> None:
        if self._row is None:
            return
        row = replace(self._row, **values)  # type: ignore[arg-type]
        if row.kind == "person":
            row = replace(row, is_schools=False, school_ids=(), organisation_id=None)
        self._row = row
        if row.id is not None:
            self.saved.emit(row)
        elif "name" in values and means_schools(row.name):
            self.means.set_value("all")
            self._row = replace(row, is_schools=True, kind="organisation")

    def _meant(self, means: str, organisation_id: int | None = None) -> None:
        if self._row is None:
            return
        if means == "some" and not self.schools.ticked():
            self._arrange("some")  # the schools are still to be ticked
            self.schools.setFocus()
            return
        if means == "organisation" and organisation_id is None:
            self._arrange("organisation")
            self.organisation.setFocus()
            return
        self._save(
            is_schools=means in ("all", "some"),
            school_ids=self.schools.ticked() if means == "some" else (),
            organisation_id=organisation_id if means == "organisation" else None,
        )
        if self._row is not None and self._row.id is None:
            self._arrange(means)

    def _add_spelling(self) -> None:
        name = " ".join(self.new_spelling.value().split())
        if self._row is None or not party_key(name):
            return
        self.new_spelling.commit_stopped()
        self.new_spelling.set_value("")
        self._save(aliases=(*self._row.aliases, name))

    def _create(self) -> None:
        self.name.commit()
        if self._row is None:
            return
        if not party_key(self._row.name):
            self.name.set_problem("Без этого не обойтись.")
            self.name.setFocus()
            return
        self.saved.emit(self._row)

    def _unfold(self) -> None:
        self.form.fill(None, self._ui.ctx.clock().date())
        self.form.show()
        self.appoint_button.hide()
        self.form.take_focus()

    def _fold(self) -> None:
        self.form.hide()
        self.appoint_button.show()
        self.appoint_button.setFocus()

    def _appoint(self) -> None:
        if self._row is None or self._row.id is None:
            return
        name = " ".join(self.holder.value().split())
        key = party_key(name)
        known = next((p.id for p in self._people if key in {party_key(n) for n in (p.name, *p.aliases)}), None)
        self.form.hide()
        self.appointed.emit(self._row.id, name, known, self.since.value(), self.until.value(), self.basis.value())

    def _remove(self) -> None:
        if self._former:
            self.removed.emit(self._former[0].id)


def _used(row: PartyRow) -> str:
    if row.id is None:
        return "Впишите название и добавьте его в справочник."
    where = counted(row.lines, "пункте", "пунктах", "пунктах")
    return f"Назван в {where} дорожных карт." if row.lines else "В дорожных картах пока не назван."


def _heading(text: str) -> QLabel:
    label = QLabel(text)
    theme.mark(label, "heading")
    return label
