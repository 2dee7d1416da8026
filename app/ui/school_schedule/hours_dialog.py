"""Hours of the subjects by the curriculum: what the 10 % are counted from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.services.school_schedule.rows import SCHOOL_WEEKS, Hours, Schedule
from app.services.text_ru import number, sort_key
from app.ui import theme
from app.ui.school_schedule.layout import class_words
from app.ui.widgets.cell_table import CellTable

_TITLES = ("Класс", "Предмет", "Часов в год", "Уроков в неделю")


class HoursDialog(QDialog):
    """One row a subject of a grade (or of a class that has hours of its own); an empty number takes the row away."""

    given = Signal(object)
    """Tuple of `Hours`; 0 hours where a person emptied the cell."""

    def __init__(self, schedule: Schedule, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(f"Часы предметов: {schedule.organisation_name}")
        self._rows = hours_rows(schedule)
        self.table = CellTable(_TITLES, (2, 3), "Часы предметов")
        self.table.set_widths((90, 200, 100, 130), stretch=1)
        self.table.show_texts([_texts(one) for one in self._rows], right=(2, 3))
        self.table.typed.connect(lambda _row, _column, _text: self._check())
        self.table.pasted.connect(lambda _row, _column, _text: self._check())
        about = QLabel(
            f"Часы в год по учебному плану. Уроков в неделю можно не указывать: тогда это часы, делённые на {SCHOOL_WEEKS} "
            "недели. Числа можно вставить из Excel (Ctrl+V)."
        )
        about.setWordWrap(True)
        theme.mark(about, "note")
        self.wrong = QLabel()
        self.wrong.setWordWrap(True)
        theme.mark(self.wrong, "problem")
        self.save_button = QPushButton("Сохранить часы")
        theme.mark(self.save_button, "primary")
        self.save_button.clicked.connect(lambda _checked=False: self._save())
        close = QPushButton("Закрыть")
        close.setAutoDefault(False)
        close.clicked.connect(self.reject)
        buttons = QHBoxLayout()
        buttons.addWidget(self.wrong, 1)
        buttons.addWidget(self.save_button)
        buttons.addWidget(close)
        box = QVBoxLayout(self)
        box.setContentsMargins(theme.AROUND, theme.AROUND, theme.AROUND, theme.AROUND)
        box.setSpacing(theme.SPACE)
        box.addWidget(about)
        box.addWidget(self.table, 1)
        box.addLayout(buttons)
        self.resize(theme.px(620), theme.px(520))
        self._check()

    def _read(self) -> tuple[list[Hours], list[str]]:
        found: list[Hours] = []
        wrong: list[str] = []
        for at, one in enumerate(self._rows):
            hours, weekly = self.table.text(at, 2), self.table.text(at, 3)
            if not hours:
                if one.hours:
                    found.append(Hours(one.grade, one.class_label, one.subject, 0))
                continue
            try:
                value = float(weekly.replace(",", ".")) if weekly else None
                found.append(Hours(one.grade, one.class_label, one.subject, int(hours), value))
            except ValueError:
                wrong.append(f"{class_words((one.grade, one.class_label))}, {one.subject}")
        return found, wrong

    def _check(self) -> None:
        wrong = self._read()[1]
        self.wrong.setText(f"Не число: {'; '.join(wrong[:3])}." if wrong else "")
        self.save_button.setEnabled(not wrong)

    def _save(self) -> None:
        found, wrong = self._read()
        if not wrong:
            self.given.emit(tuple(found))
            self.accept()


def hours_rows(schedule: Schedule) -> tuple[Hours, ...]:
    """Stored hours and, with 0 hours, the subjects of the schedule that have none yet: of the whole grade, or of the
    classes that lack them where others have their own."""
    known = {(one.grade, one.class_label, one.subject) for one in schedule.hours}
    labels: dict[int, list[str]] = defaultdict(list)
    for grade, label in schedule.classes:
        labels[grade].append(label)
    asked = set()
    for one in schedule.entries:
        if (one.grade, "", one.subject) in known:
            continue
        wanted = [one.class_label] if one.class_label else labels[one.grade]
        missing = [label for label in wanted if (one.grade, label, one.subject) not in known]
        apart = any((one.grade, label, one.subject) in known for label in labels[one.grade])
        asked |= {(one.grade, label if apart else "", one.subject) for label in missing}
    rows = [*schedule.hours, *(Hours(grade, label, subject, 0) for grade, label, subject in asked)]
    return tuple(sorted(rows, key=lambda one: (one.grade, sort_key(one.class_label), sort_key(one.subject))))


def _texts(one: Hours) -> Sequence[str]:
    weekly = "" if one.weekly is None else number(one.weekly, 0 if one.weekly == int(one.weekly) else 1)
    return (class_words((one.grade, one.class_label)), one.subject, str(one.hours) if one.hours else "", weekly)
