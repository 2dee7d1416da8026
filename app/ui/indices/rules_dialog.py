"""Формулы и цели: how each index is counted, from which year on, and what the region asks for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QLabel, QVBoxLayout, QWidget

from app.services.indices.rows import INDICES, PARAMETERS, IndexInfo, IndexRule, IndexRules, shipped
from app.services.text_ru import number
from app.ui import theme
from app.ui.context import UiContext
from app.ui.errors import describe
from app.ui.widgets.fields import CheckField, FormGrid, NumberField, TextField
from app.ui.widgets.message_bar import MessageBar
from app.ui.widgets.rules_form import RuleButtons, heading, scrolling_page

_LINES = (
    ("medal1_rus", "medal1_other"), ("medal1_basic",), ("medal2_rus", "medal2_other"), ("medal2_basic",), ("least_n", "dkr_gap"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Fields:
    """Of one index."""

    shown: CheckField
    formula: TextField
    school: TextField
    target: TextField
    target_source: TextField
    source: TextField


class RulesDialog(QDialog):
    """Not modal; stores the rules of the chosen year, earlier years keep theirs."""

    def __init__(self, ui: UiContext, year: int, rules: IndexRules, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Формулы и цели показателей")
        self._ui = ui
        self._rules = rules
        self.indices = {info.key: _fields(info) for info in INDICES}
        self.numbers = {
            p.key: NumberField(
                f"{p.label}, {p.unit}".rstrip(", "), required=True, low=round(p.least), high=round(p.most),
                hint=f"Обычно {number(p.usual)}. Источник: {p.source}.",
            )
            for p in PARAMETERS
        }  # fmt: skip
        self.subjects = TextField("Предметы ВПР, ОГЭ и ДКР через запятую", placeholder="пусто — все предметы")
        self.grades = TextField("Классы ВПР через запятую", placeholder="пусто — все классы")
        self.since = NumberField("С какого года действуют", required=True, low=2000, high=2100)
        self.note = TextField("Откуда формулы и цели", placeholder="приказ отдела образования от 01.09.2026 № 114")
        self.message = MessageBar()
        self._fill(year, rules)
        box = QVBoxLayout(self)
        box.setContentsMargins(theme.AROUND, theme.AROUND, theme.AROUND, theme.AROUND)
        box.setSpacing(theme.SPACE)
        about = QLabel(
            "Формулу пишут как в Excel: числа, названия величин, + − · / и скобки. Для района величины сложены по школам. "
            "Формулы прежних лет не меняются."
        )
        about.setWordWrap(True)
        theme.mark(about, "note")
        box.addWidget(about)
        box.addWidget(self.message)
        box.addWidget(scrolling_page(self._parts()), 1)
        buttons = RuleButtons(self, "Сохранить формулы", "Вернуть исходные", on_save=self.save, on_usual=self._usual)
        self.save_button, self.usual_button = buttons.save, buttons.usual
        box.addLayout(buttons)
        self.resize(theme.px(760), theme.px(620))

    # -- building

    def _parts(self) -> Iterator[QWidget]:
        yield heading("Чьи это формулы")
        yield FormGrid([(self.since, self.note)])
        for info in INDICES:
            fields = self.indices[info.key]
            yield heading(info.title)
            names = QLabel("Величины: " + "; ".join(f"{one.name} — {one.words}" for one in info.names) + ".")
            names.setWordWrap(True)
            names.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            theme.mark(names, "note")
            yield names
            yield FormGrid([fields.formula, fields.school, (fields.target, fields.target_source), fields.source, fields.shown])
        yield heading("От чего зависят числа")
        yield FormGrid([(self.subjects, self.grades)])
        yield FormGrid([tuple(self.numbers[key] for key in line) for line in _LINES])

    def _usual(self) -> None:
        """The shipped ones; nothing is saved yet."""
        self._fill(self.since.value() or 0, IndexRules())

    # -- values

    def _fill(self, year: int, rules: IndexRules) -> None:
        for key, fields in self.indices.items():
            rule = rules.indices[key]
            fields.shown.set_value(rule.shown)
            fields.formula.set_value(rule.formula)
            fields.school.set_value(rule.school_formula)
            fields.target.set_value("" if rule.target is None else f"{rule.target:g}".replace(".", ","))
            fields.target_source.set_value(rule.target_source)
            fields.source.set_value(rule.source)
            for field in (fields.formula, fields.school, fields.target):
                field.set_problem("")
        for key, number_field in self.numbers.items():
            number_field.set_value(round(rules[key]))
        self.subjects.set_value(", ".join(rules.subjects))
        self.grades.set_value(", ".join(map(str, rules.grades)))
        self.since.set_value(year)
        self.note.set_value(rules.note)

    def rules(self) -> IndexRules | None:
        """What is typed; None where a field says what is wrong with it."""
        from app.services.results.subjects import normalise_subject

        numbers = [*self.numbers.values(), self.since]
        for field in numbers:
            field.commit()
            if field.value() is None and not field.problem.text():
                field.set_problem("Нужно целое число.")
        indices = {info.key: self._rule(info) for info in INDICES}
        grades = [part.strip() for part in self.grades.value().split(",") if part.strip()]
        self.grades.set_problem("" if all(one.isdecimal() and 1 <= int(one) <= 11 for one in grades) else "Классы от 1 до 11.")
        every = [*numbers, self.grades, *(f for one in self.indices.values() for f in (one.formula, one.school, one.target))]
        wrong = next((field for field in every if field.problem.text()), None)
        if wrong is not None:
            wrong.setFocus(Qt.FocusReason.OtherFocusReason)
            return None
        subjects = tuple(part.strip() for part in self.subjects.value().split(",") if part.strip())
        return replace(
            self._rules,
            indices=indices,
            values={key: float(field.value()) for key, field in self.numbers.items()},
            subjects=tuple(normalise_subject(one) for one in subjects),
            grades=tuple(sorted({int(one) for one in grades})),
            note=self.note.value(),
        )

    def _rule(self, info: IndexInfo) -> IndexRule:
        fields = self.indices[info.key]
        names = tuple(one.name for one in info.names)
        for field in (fields.formula, fields.school):
            field.set_problem(_problem(field.value(), names))
        text = fields.target.value().replace(",", ".").replace("%", "").strip()
        target: float | None = None
        fields.target.set_problem("")
        if text:
            try:
                target = float(text)
            except ValueError:
                target = -1.0
            if not 0 <= target <= 100:
                fields.target.set_problem("Число от 0 до 100 или пусто.")
        return IndexRule(
            fields.formula.value(), fields.school.value(), target, fields.target_source.value(), fields.source.value(),
            fields.shown.value(),
        )  # fmt: skip

    def save(self) -> None:
        rules = self.rules()
        if rules is None:
            return
        year = self.since.value()

        def job(_progress: object) -> object:
            from app.services.indices.commands import save_index_rules

            return save_index_rules(self._ui.ctx, year, rules)

        self._ui.worker.write(job, done=lambda _changes: self.accept(), failed=self._failed, owner=self)

    def _failed(self, error: BaseException) -> None:
        known = describe(error)
        if known is None:
            raise error
        self.message.say(known.what, known.todo, kind="error")


def _fields(info: IndexInfo) -> _Fields:
    usual = shipped(info)
    return _Fields(
        CheckField("Показывать и печатать"),
        TextField("Формула района", required=True, hint=f"Исходная: {usual.formula}"),
        TextField("Формула школы", required=True, hint=f"Исходная: {usual.school_formula}"),
        TextField("Цель, %", placeholder="пусто — цели нет", width=140),
        TextField("Кто установил цель", placeholder="приказ министерства от … № …"),
        TextField("Источник формулы", hint=f"Исходный: {usual.source}"),
    )


def _problem(formula: str, names: tuple[str, ...]) -> str:
    from app.services.errors import UserError
    from app.services.indices.formula import check

    try:
        check(formula, names)
    except UserError as error:
        return f"{error.what} {error.todo}"
    return ""
