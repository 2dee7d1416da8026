"""«Начать ввод»: which paper, which class, how many pupils. The form of ФИС ОКО or the base fill in what they know."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from app.services.entry import rules
from app.services.entry.rows import KIND_NAMES, KINDS, KnownPaper, NewSheet, Paper
from app.services.results.subjects import SUBJECTS
from app.ui import theme
from app.ui.widgets.ask_form import AskForm
from app.ui.widgets.fields import CheckField, ChoiceField, NumberField, TextField

if TYPE_CHECKING:
    from app.services.entry.form_file import Form

LETTERS = "АБВГДЕЖЗИКЛМНОПРСТ"


class NewSheetPage(QWidget):
    """`made(NewSheet, Form | None)` when everything needed was said; `cancelled` on the way out."""

    made = Signal(object, object)
    cancelled = Signal()
    form_asked = Signal()

    def __init__(self, schools: Sequence[tuple[str, int]] = ()) -> None:
        super().__init__()
        self._known: dict[int, Paper] = {}
        self._taken: tuple[str, ...] = ()
        self._form: Form | None = None
        self._own_code = True
        self.school = ChoiceField("Школа", schools, required=True)
        self.known = ChoiceField("Задания взять у работы из базы", [("— впишу сам —", None)])
        self.kind = ChoiceField("Вид", [(f"{short} — {KIND_NAMES[key]}", key) for key, short in KINDS.items()])
        self.year = NumberField("Год", required=True, low=2000, high=2100)
        self.subject = ChoiceField("Предмет", [(name, name) for name in SUBJECTS])
        self.grade = NumberField("Класс", required=True, low=1, high=11)
        self.letter = TextField("Буква класса", placeholder="А", hint="Пусто, если класс один", width=120)
        self.number = NumberField("Порядковый номер класса", low=1, high=50, hint="Его спрашивает форма ФИС ОКО")
        self.pupils = NumberField("Учеников в классе", required=True, low=1, high=rules.MAX_PUPILS)
        self.first_code = NumberField(
            "Первый код участника", required=True, low=1, high=999_999_999, hint="Дальше коды идут подряд"
        )
        self.tasks = TextField(
            "Максимальный балл каждого задания", required=True, placeholder="2 1 3К1(3) 3К2(2)",
            hint="По порядку: «2 1 3 2»; у заданий с особыми номерами номер перед скобкой: «3К1(3)»",
        )  # fmt: skip
        self.variants = TextField("Варианты", placeholder="1, 2", hint="Если вариант один, спрашивать его не будем")
        self.journal = CheckField("Вводить отметку по журналу")
        whose = [self.school] if schools else []
        self.form = AskForm(
            "",
            [
                *whose,
                self.known,
                (self.kind, self.subject),
                (self.year, self.grade, self.letter),
                (self.number, self.pupils, self.first_code),
                self.tasks,
                (self.variants, self.journal),
            ],
            "Начать ввод",
            required=(*whose, self.year, self.grade, self.pupils, self.first_code, self.tasks),
        )
        self.school.setVisible(bool(schools))
        self.form.submitted.connect(self._submit)
        self.form.cancelled.connect(self.cancelled)
        heading = QLabel("Новый ввод")
        theme.mark(heading, "title")
        self.open_form = QPushButton("Открыть форму ФИС ОКО…")
        self.open_form.setIcon(theme.icon("file-excel-outline"))
        self.open_form.clicked.connect(lambda _checked=False: self.form_asked.emit())
        self.told = QLabel("Для ВПР откройте форму сбора результатов: задания и варианты возьмутся из неё.")
        self.told.setWordWrap(True)
        theme.mark(self.told, "note")
        line = QHBoxLayout()
        line.setSpacing(theme.SPACE)
        line.addWidget(self.open_form)
        line.addWidget(self.told, 1)
        inner = QWidget()
        inner.setMaximumWidth(theme.px(720))
        box = QVBoxLayout(inner)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.SPACE)
        box.addWidget(heading)
        box.addLayout(line)
        box.addWidget(self.form)
        box.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setWidget(inner)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll = scroll
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scroll)
        self.known.edited.connect(self._take_known)
        self.grade.edited.connect(self._propose_code)
        self.first_code.edited.connect(self._code_is_theirs)
        self.letter.edited.connect(self._propose_number)
        for field in (self.kind, self.year, self.subject, self.grade, self.school):
            field.edited.connect(self._paper_changed)

    paper_changed = Signal()
    """Another paper or school: the owner says which codes are taken there (`set_taken`)."""

    # -- for the owner

    def start(self, year: int, known: Sequence[KnownPaper]) -> None:
        """An empty form."""
        self._form, self._taken, self._own_code = None, (), True
        self._known = {one.procedure_id: one.paper for one in known}
        self.known.set_choices([("— впишу сам —", None), *((one.paper.title, one.procedure_id) for one in known)])
        self.known.setVisible(bool(known))
        for field, value in (
            (self.known, None), (self.kind, "municipal_test"), (self.year, year), (self.subject, "Русский язык"),
            (self.grade, None), (self.letter, ""), (self.number, 1), (self.pupils, None), (self.first_code, None),
            (self.tasks, ""), (self.variants, "1, 2"), (self.journal, True),
        ):  # fmt: skip
            field.commit_stopped()
            field.set_value(value)
        self._lock(False)
        self.told.setText("Для ВПР откройте форму сбора результатов: задания и варианты возьмутся из неё.")

    def take_focus(self) -> None:
        (self.known if self._known and self._form is None else self.kind).setFocus(Qt.FocusReason.OtherFocusReason)

    def take_form(self, form: Form) -> None:
        """What the form says of the paper; what it does not say stays to be written."""
        self._form = form
        self.kind.set_value("vpr")
        self.tasks.set_value(rules.task_words(form.tasks))
        self.variants.set_value(", ".join(form.variants))
        self.journal.set_value("journal" in form.places)
        for field, value in ((self.year, form.year), (self.grade, form.grade), (self.subject, form.subject)):
            if value:
                field.set_value(value)
        if form.codes:
            self.pupils.set_value(len(form.codes))
            self.first_code.set_value(min((int(code) for code in form.codes if code.isdigit()), default=None))
            self._own_code = False
        self._lock(True)
        self._propose_code()
        self.told.setText(f"Задания взяты из формы «{form.file_name}». Проверьте предмет и класс, впишите число учеников.")
        self.paper_changed.emit()
        (self.pupils if form.grade else self.grade).setFocus(Qt.FocusReason.OtherFocusReason)

    def set_taken(self, codes: Sequence[str]) -> None:
        """Codes of the school's other classes in this paper: ours go on behind them."""
        self._taken = tuple(codes)
        self._propose_code()

    def paper_key(self) -> tuple[int | None, str, int | None, int | None, str]:
        """(school, kind, year, grade, subject)."""
        return self.school.value(), self.kind.value(), self.year.value(), self.grade.value(), self.subject.value()

    def showEvent(self, event: QShowEvent) -> None:
        """The beginning is in sight, whatever unfolds below."""
        super().showEvent(event)
        QTimer.singleShot(0, self, lambda: QTimer.singleShot(0, self, self._to_top))

    # -- inside

    def _to_top(self) -> None:
        self._scroll.verticalScrollBar().setValue(0)

    def _lock(self, on: bool) -> None:
        for field in (self.tasks, self.variants, self.kind, self.known):
            field.setEnabled(not on)

    def _take_known(self) -> None:
        paper = self._known.get(self.known.value() or -1)
        if paper is None:
            return
        self.kind.set_value(paper.kind)
        self.year.set_value(paper.year)
        if self.subject.combo.findData(paper.subject) < 0:
            self.subject.combo.addItem(paper.subject, paper.subject)
        self.subject.set_value(paper.subject)
        self.grade.set_value(paper.grade)
        self.tasks.set_value(rules.task_words(paper.tasks))
        self._propose_code()
        self.paper_changed.emit()

    def _paper_changed(self) -> None:
        self.paper_changed.emit()

    def _code_is_theirs(self) -> None:
        self._own_code = False

    def _propose_code(self) -> None:
        grade = self.grade.value()
        if self._own_code and grade:
            self.first_code.set_value(rules.first_code(grade, self._taken))

    def _propose_number(self) -> None:
        letter = self.letter.value().upper()
        if letter in LETTERS and letter:
            self.number.set_value(LETTERS.index(letter) + 1)

    def _submit(self) -> None:
        tasks, why = rules.tasks_from_words(self.tasks.value())
        if self._form is not None:
            tasks, why = self._form.tasks, ""
        if why:
            self.tasks.set_problem(why)
            self.tasks.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        variants = tuple(dict.fromkeys(part for part in self.variants.value().replace(",", " ").split())) or ("1",)
        paper = Paper(
            self.kind.value(), self.year.value(), self.grade.value(), self.subject.value(), tasks, variants, self.journal.value(),
            self._form is not None and "gender" in self._form.places,
        )  # fmt: skip
        codes = rules.numbered(self.first_code.value(), self.pupils.value())
        if self._form is not None and len(self._form.codes) == self.pupils.value() and self._form.codes:
            codes = tuple(self._form.codes)
        school = self.school.value() or 0
        new = NewSheet(school, paper, codes, self.letter.value().upper(), self.number.value() or 1)
        self.made.emit(new, self._form)
