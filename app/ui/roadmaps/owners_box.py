"""Who owes an item: parties understood from the text or chosen by hand, holders of roles, schools.

box = OwnersBox(ui)
box.show_line(roadmap_id, line)
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSize, QStringListModel, Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QCompleter, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.services.changes import Changes, joined
from app.services.errors import UserError
from app.services.parties.rows import KINDS, AppointmentRow, LineOwnership, LinePartyRow, PartyKind, PartyRow
from app.services.parties.rules import kind_of, party_key
from app.services.roadmaps.rows import RoadmapLine
from app.services.text_ru import short_date
from app.ui import theme
from app.ui.context import UiContext
from app.ui.roadmaps.own_dates import spare
from app.ui.roadmaps.party_editor import PartyEditor
from app.ui.widgets.ask_form import AskForm, Foldable
from app.ui.widgets.fields import DateField, TextField
from app.ui.widgets.tick_list import TickList, TickRow

ICONS: dict[PartyKind, str] = {"organisation": "domain", "role": "badge-account-outline", "person": "account-outline"}
MOST_NAMES = 6
"""Schools that are named one by one."""
_Directory = tuple[list[PartyRow], list[AppointmentRow]]


class OwnersBox(QWidget):
    """Reads by itself, again after every change of roadmaps or schools while it is in sight."""

    def __init__(self, ui: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ui = ui
        self._line: RoadmapLine | None = None
        self._owners = LineOwnership()
        self._stale = False
        self.rows: list[_PartyLine] = []
        self.heading = QLabel("Ответственные")
        theme.mark(self.heading, "heading")
        self.printed = _text("note")
        self.by_hand = _text("small")
        self.by_hand.setText("Назначено вручную: правка текста этого не изменит.")
        self._list = QVBoxLayout()
        self._list.setSpacing(theme.INSIDE)
        self.change_button, self.text_button = QPushButton("Исправить…"), QPushButton("Взять из текста")
        self.text_button.setToolTip("Снова понять ответственных по тексту документа")
        self.change_button.clicked.connect(lambda _checked=False: self.edit())
        self.text_button.clicked.connect(lambda _checked=False: self._from_text())
        self.editor = PartyEditor()
        self.editor.saved.connect(self._assign)
        self.editor.added.connect(self._add)
        self.editor.cancelled.connect(self._fold)
        self._make_appointment()
        self.schools_heading = QLabel()
        self.schools_heading.setWordWrap(True)
        theme.mark(self.schools_heading, "bold")
        self.schools_names = _text("note")
        self.schools_button, self.all_button = QPushButton("Выбрать школы…"), QPushButton("Как в тексте")
        self.all_button.setToolTip("Снова все школы, которых называет текст")
        self.schools_button.clicked.connect(lambda _checked=False: self.choose_schools())
        self.all_button.clicked.connect(lambda _checked=False: self._save_schools(()))
        self.schools = _SchoolPicker()
        self.schools.saved.connect(lambda: self._save_schools(self.schools.value()))
        self.schools.cancelled.connect(self._fold)
        self._correct, self._schools_row = _row(self.change_button, self.text_button), _row(self.schools_button, self.all_button)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.INSIDE)
        box.addWidget(self.heading)
        box.addWidget(self.printed)
        box.addLayout(self._list)
        for widget in (self.by_hand, self.appointment, self._correct, self.editor):
            box.addWidget(widget)
        box.addSpacing(theme.INSIDE)
        for widget in (self.schools_heading, self.schools_names, self._schools_row, self.schools):
            box.addWidget(widget)
        ui.refresh.subscribe({"roadmaps", "organisations"}, self, self._changed)
        self._clear()

    def _make_appointment(self) -> None:
        self.holder = TextField("Кто назначен", required=True, placeholder="Фамилия И. О. или организация")
        self.since = DateField("С какого дня", today=lambda: self._ui.ctx.clock().date())
        self.basis = TextField("Основание", placeholder="приказ от … № …")
        self._names = QCompleter([], self)
        self._names.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self._names.setFilterMode(Qt.MatchFlag.MatchContains)
        self.holder.line.setCompleter(self._names)
        form = AskForm("Назначение", [self.holder, self.since, self.basis], "Назначить", required=(self.holder,))
        self._role: LinePartyRow | None = None
        self._directory: list[PartyRow] = []
        self._former: list[AppointmentRow] = []
        form.submitted.connect(self._appoint)
        form.cancelled.connect(self._fold)
        self.remove_button = QPushButton("Снять назначение")
        theme.mark(self.remove_button, "link")
        self.remove_button.clicked.connect(lambda _checked=False: self._remove_appointment())
        box = form.layout()
        assert isinstance(box, QVBoxLayout)
        box.addLayout(spare(self.remove_button))
        self.appointment = form

    # -- for the owner

    def show_line(self, roadmap_id: int | None, line: RoadmapLine | None) -> None:
        """One item; None or a sub-head = nobody."""
        other = line is None or self._line is None or self._line.uid != line.uid
        self._line = line if line is not None and not line.is_subhead and line.id is not None else None
        if other:
            self._clear()
        if self._line is not None:
            self._read()

    # -- reading

    def _changed(self) -> None:
        if self._line is None:
            return
        if self.isVisible():
            self._read()
        else:
            self._stale = True

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self._read()

    def _read(self) -> None:
        self._stale = False
        if self._line is None:
            return
        uid = self._line.uid

        def job(_progress: object) -> tuple[str, LineOwnership]:
            from app.services.parties.queries import line_ownership

            return uid, line_ownership(self._ui.ctx, uid)

        self._ui.worker.read(job, done=self._show, owner=self, key="owners")

    # -- showing

    def _clear(self) -> None:
        self._owners = LineOwnership()
        self._show_parties(())
        self.printed.setText("Выберите мероприятие." if self._line is None else "")
        for widget in (self.by_hand, self.appointment, self._correct, self.editor, self.schools_heading, self.schools_names,
                       self._schools_row, self.schools):  # fmt: skip
            widget.hide()

    def _show(self, found: tuple[str, LineOwnership]) -> None:
        uid, owners = found
        line = self._line
        if line is None or uid != line.uid:
            return
        self._owners = owners
        for widget in (self.appointment, self.editor, self.schools):
            widget.hide()
        said = " ".join(line.responsible.split())
        self.printed.setText(f"В документе: «{said}»" if said else "Ответственный в документе не указан.")
        self._show_parties(owners.parties)
        can = not self._ui.ctx.db.read_only
        by_hand = any(party.by_hand for party in owners.parties)
        self.by_hand.setVisible(by_hand)
        self.text_button.setVisible(by_hand)
        self._correct.setVisible(can)
        self._show_schools(owners, can)

    def _show_parties(self, parties: Sequence[LinePartyRow]) -> None:
        for row in self.rows:
            row.hide()
            row.setParent(None)
            row.deleteLater()
        self.rows = [_PartyLine(party, self._asker(party)) for party in parties]
        for row in self.rows:
            row.appoint.setVisible(row.party.kind == "role" and not self._ui.ctx.db.read_only)
            self._list.addWidget(row)
        if not parties and self._line is not None:
            self.printed.setText(f"{self.printed.text()} Никто не понят: назначьте вручную.")

    def _asker(self, party: LinePartyRow) -> Callable[[], None]:
        return lambda: self.ask_appointment(party)

    def _show_schools(self, owners: LineOwnership, can: bool) -> None:
        names = dict(owners.schools)
        owing = [names[i] for i, _ in owners.schools if i in set(owners.owing)]
        self.schools_heading.setText(schools_words(owners))
        self.schools_heading.setVisible(bool(owners.schools))
        listed = ", ".join(owing[:MOST_NAMES]) + (f" и ещё {len(owing) - MOST_NAMES}" if len(owing) > MOST_NAMES else "")
        self.schools_names.setText(listed)
        self.schools_names.setVisible(bool(owing) and len(owing) < len(owners.schools))
        self.schools_button.setText("Другие школы…" if owners.chosen else "Выбрать школы…")
        self.all_button.setVisible(bool(owners.chosen))
        self._schools_row.setVisible(can and bool(owners.schools))

    def _fold(self) -> None:
        """What is stored stands as before."""
        self._read()
        self.change_button.setFocus(Qt.FocusReason.OtherFocusReason)

    # -- parties

    def edit(self) -> None:
        """Unfold the directory with those that owe the item ticked."""
        self._with_directory(None, self._show_editor)

    def _show_editor(self, found: _Directory) -> None:
        self.editor.show_rows(found[0], [party.party_id for party in self._owners.parties])
        self._correct.hide()
        self.appointment.hide()
        self.editor.show()
        self.editor.take_focus()

    def _with_directory(self, role_id: int | None, show: Callable[[_Directory], None]) -> None:
        def job(_progress: object) -> _Directory:
            from app.services.parties.queries import list_appointments, list_parties

            return list_parties(self._ui.ctx), list_appointments(self._ui.ctx, role_id) if role_id is not None else []

        self._ui.worker.read(job, done=show, owner=self, key="directory")

    def _assign(self, party_ids: tuple[int, ...]) -> None:
        def job(line_id: int) -> Changes:
            from app.services.parties.commands import assign_parties

            return assign_parties(self._ui.ctx, line_id, party_ids)

        self._run(job)

    def _add(self, name: str) -> None:
        """Into the directory, and to those chosen: the kind is that of its words, a surname with initials is a person."""
        chosen = self.editor.value()

        def job(_line_id: int) -> Changes:
            from app.services.parties.commands import save_party

            return save_party(self._ui.ctx, PartyRow(None, _kind(name), name))

        def done(changes: Changes) -> None:
            self._with_directory(None, lambda found: self._show_added(found, (*chosen, changes.value)))

        self._run(job, done)

    def _show_added(self, found: _Directory, ticked: tuple[int, ...]) -> None:
        self._show_editor(found)
        self.editor.show_rows(found[0], ticked)

    def _from_text(self) -> None:
        def job(line_id: int) -> Changes:
            from app.services.parties.commands import parties_from_text

            return parties_from_text(self._ui.ctx, line_id)

        self._run(job)

    # -- roles

    def ask_appointment(self, role: LinePartyRow) -> None:
        """Who holds the role: today's holder and those before are named, another one can be appointed."""
        self._role = role
        self._with_directory(role.party_id, self._show_appointment)

    def _show_appointment(self, found: _Directory) -> None:
        role = self._role
        if role is None:
            return
        self._directory, self._former = found
        self._names.setModel(_names_model(self._directory, self._names))
        self.appointment.title.setText(role.name)
        self.appointment.note.setText("\n".join(map(appointment_words, self._former)))
        self.appointment.note.setVisible(bool(self._former))
        self.remove_button.setVisible(bool(self._former))
        if self._former:
            self.remove_button.setText("Убрать последнее назначение")
        self.appointment.fill()
        self.editor.hide()
        self._correct.hide()
        self.appointment.show()
        self.appointment.take_focus()

    def _appoint(self) -> None:
        role, name, since, basis = self._role, " ".join(self.holder.value().split()), self.since.value(), self.basis.value()
        if role is None:
            return
        key = party_key(name)
        known = next((row for row in self._directory if key in {party_key(n) for n in (row.name, *row.aliases)}), None)

        def job(_line_id: int) -> Changes:
            from app.services.parties.commands import appoint, save_party

            if known is not None and known.id is not None:
                return appoint(self._ui.ctx, role.party_id, known.id, starts_on=since, basis=basis)
            kind = _kind(name)
            made = save_party(self._ui.ctx, PartyRow(None, "person" if kind == "role" else kind, name))
            try:
                appointed = appoint(self._ui.ctx, role.party_id, made.value, starts_on=since, basis=basis)
            except UserError:
                if made.undo is not None:
                    made.undo(self._ui.ctx)
                raise
            return joined(made, appointed, appointed.message)

        self._run(job)

    def _remove_appointment(self) -> None:
        if not self._former:
            return
        last = self._former[0].id

        def job(_line_id: int) -> Changes:
            from app.services.parties.commands import remove_appointment

            return remove_appointment(self._ui.ctx, last)

        self._run(job)

    # -- schools

    def choose_schools(self) -> None:
        """Unfold the list of schools with those that owe the item ticked."""
        self.schools.show_rows(self._owners)
        self._schools_row.hide()
        self.schools_names.hide()
        self.schools.show()
        self.schools.take_focus()

    def _save_schools(self, ids: Sequence[int]) -> None:
        def job(line_id: int) -> Changes:
            from app.services.parties.commands import choose_line_schools

            return choose_line_schools(self._ui.ctx, line_id, ids)

        self._run(job)

    def _run(self, job: Callable[[int], Changes], done: Callable[[Changes], None] | None = None) -> None:
        line = self._line
        if line is None or line.id is None:
            return
        line_id = line.id
        self._ui.worker.write(lambda _progress: job(line_id), done=done, owner=self)


class _PartyLine(QWidget):
    """A party with its kind as an icon; a role says who holds it."""

    def __init__(self, party: LinePartyRow, ask: Callable[[], None]) -> None:
        super().__init__()
        self.party = party
        picture = QLabel()
        side = theme.px(theme.ICON)
        name = "account-group-outline" if party.is_schools else ICONS[party.kind]
        picture.setPixmap(theme.icon(name).pixmap(QSize(side, side), self.devicePixelRatioF()))
        picture.setToolTip("школы" if party.is_schools else KINDS[party.kind])
        self.name = _text("")
        self.name.setText(party.name)
        self.holder = _text("small" if party.holder else "warning")
        self.holder.setText(f"сейчас: {party.holder}" if party.holder else "никто не назначен")
        self.appoint = QPushButton("Сменить…" if party.holder else "Назначить…")
        theme.mark(self.appoint, "link")
        self.appoint.clicked.connect(lambda _checked=False: ask())
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self.name)
        if party.kind == "role":
            words.addWidget(self.holder)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 2, 0, 2)
        row.setSpacing(theme.SPACE)
        row.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        row.addWidget(self.appoint, 0, Qt.AlignmentFlag.AlignTop)
        self.appoint.hide()


class _SchoolPicker(Foldable):
    """All schools that an item could be addressed to, to tick."""

    def __init__(self) -> None:
        super().__init__()
        self._all: tuple[int, ...] = ()
        self._by_text = False
        self.ticks = TickList("Школы", search=True, most=8)
        self.save_button, cancel = QPushButton("Поручить отмеченным"), QPushButton("Отмена")
        theme.mark(self.save_button, "primary")
        cancel.clicked.connect(lambda _checked=False: self.cancelled.emit())
        self.saved = self.save_button.clicked
        self.ticks.changed.connect(self._say)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.INSIDE)
        box.addWidget(self.ticks)
        box.addWidget(_row(self.save_button, cancel))

    def show_rows(self, owners: LineOwnership) -> None:
        self._all = tuple(i for i, _ in owners.schools)
        self._by_text = any(party.is_schools for party in owners.parties)
        self.ticks.words.clear()
        self.ticks.set_rows([TickRow(i, name) for i, name in owners.schools], owners.owing)
        self._say()

    def value(self) -> tuple[int, ...]:
        """Chosen schools; all of them where the text means all anyway = none in particular."""
        ticked = self.ticks.ticked()
        return () if self._by_text and ticked == self._all else ticked

    def take_focus(self) -> None:
        self.ticks.words.setFocus()

    def _say(self) -> None:
        self.save_button.setEnabled(bool(self.ticks.ticked()))


def schools_words(owners: LineOwnership) -> str:
    """«Школы: все 12», «Школы: 3 из 12», «Школам не поручено»."""
    number, whole = len(owners.owing), len(owners.schools)
    if number == 0:
        return "Школам не поручено"
    how = ", выбраны вручную" if owners.chosen else ""
    return f"Школы: все {whole}{how}" if number == whole else f"Школы: {number} из {whole}{how}"


def appointment_words(row: AppointmentRow) -> str:
    """«Иванова И. И. с 01.09.2026, приказ от 28.08.2026 № 5»."""
    since = f" с {short_date(row.starts_on)}" if row.starts_on else ""
    until = f" по {short_date(row.ends_on)}" if row.ends_on else ""
    return f"{row.holder}{since}{until}" + (f", {row.basis}" if row.basis else "")


def _kind(name: str) -> PartyKind:
    words = name.replace(".", ". ").split()
    initials = [word for word in words if len(word) == 2 and word.endswith(".") and word[0].isupper()]
    return kind_of(name, is_person=len(words) in (2, 3) and len(initials) == len(words) - 1)


def _names_model(rows: Sequence[PartyRow], parent: QCompleter) -> QStringListModel:
    return QStringListModel([row.name for row in rows if row.kind != "role" and not row.is_schools], parent)


def _row(*buttons: QPushButton) -> QWidget:
    widget = QWidget()
    row = QHBoxLayout(widget)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(theme.SPACE)
    for button in buttons:
        row.addWidget(button)
    row.addStretch(1)
    return widget


def _text(kind: str) -> QLabel:
    label = QLabel()
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    if kind:
        theme.mark(label, kind)
    return label
