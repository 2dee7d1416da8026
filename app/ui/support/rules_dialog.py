"""Правила: the numbers of the criteria, which of them propose, which results count; kept by year."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QLabel, QVBoxLayout, QWidget

from app.services.results.procedure import PROCEDURE_KINDS
from app.services.support.rows import BY_KEY, CRITERIA, KINDS, MINIMUMS_2026, PARAMETERS, ROLES, Criterion, Role, Rules
from app.services.text_ru import number
from app.ui import theme
from app.ui.context import UiContext
from app.ui.errors import describe
from app.ui.widgets.fields import CheckField, ChoiceField, FormGrid, MemoField, NumberField, TextField
from app.ui.widgets.message_bar import MessageBar
from app.ui.widgets.rules_form import RuleButtons, heading, scrolling_page

_GENERAL = ("years", "least_n")
_RESILIENCE = ("interval", "least_schools")
_SUPPORT_ROLES: tuple[Role, ...] = ("ground", "note", "off")


class RulesDialog(QDialog):
    """Not modal; stores the rules of the chosen year, earlier years keep theirs."""

    def __init__(self, ui: UiContext, year: int, rules: Rules, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Правила: кому нужна помощь")
        self._ui = ui
        self._rules = rules
        self.numbers = {
            p.key: NumberField(
                f"{p.label}, {p.unit}", required=True, low=round(p.least), high=round(p.most),
                hint=f"Обычно {number(p.usual)}. {p.source[:1].upper()}{p.source[1:]}.",
            )
            for p in PARAMETERS
        }  # fmt: skip
        self.roles = {one.key: ChoiceField(one.title, _role_choices(one), hint=f"Источник: {one.source}") for one in CRITERIA}
        self.kinds = {key: CheckField(words) for key, words in PROCEDURE_KINDS.items() if key not in ("gve", "final_interview")}
        self.subjects = TextField("Предметы через запятую", placeholder="пусто — все предметы")
        self.minimums = MemoField("Минимальные баллы ЕГЭ: предмет и балл, по строке", lines=8)
        self.since = NumberField("С какого года действуют", required=True, low=2000, high=2100)
        self.note = TextField("Откуда правила", placeholder="приказ отдела образования от 01.09.2026 № 114")
        self.message = MessageBar()
        self._fill(year, rules)
        box = QVBoxLayout(self)
        box.setContentsMargins(theme.AROUND, theme.AROUND, theme.AROUND, theme.AROUND)
        box.setSpacing(theme.SPACE)
        about = QLabel(
            "Основание — довод предложить поддержку; сведение показывается рядом и само ничего не предлагает. "
            "Решение всегда принимает человек. Правила прежних лет не меняются."
        )
        about.setWordWrap(True)
        theme.mark(about, "note")
        box.addWidget(about)
        box.addWidget(self.message)
        box.addWidget(scrolling_page(self._parts()), 1)
        buttons = RuleButtons(self, "Сохранить правила", "Вернуть обычные числа", on_save=self.save, on_usual=self._usual)
        self.save_button, self.usual_button = buttons.save, buttons.usual
        box.addLayout(buttons)
        self.resize(theme.px(720), theme.px(620))

    # -- building

    def _parts(self) -> Iterator[QWidget]:
        yield heading("Чьи это правила")
        yield FormGrid([(self.since, self.note)])
        yield heading("Какие результаты учитывать")
        yield FormGrid([tuple(self.kinds[key] for key in part) for part in _in_threes(list(self.kinds))])
        yield FormGrid([self.subjects, tuple(self.numbers[key] for key in _GENERAL)])
        for kind, words in KINDS.items():
            yield heading(words)
            for one in CRITERIA:
                if one.kind == kind:
                    fields = tuple(self.numbers[key] for key in one.parameters)
                    yield FormGrid([(self.roles[one.key], *fields[:1]), *((field,) for field in fields[1:])])
        yield heading("Устойчивые школы")
        yield FormGrid([tuple(self.numbers[key] for key in _RESILIENCE)])
        yield heading("Минимумы ЕГЭ")
        yield FormGrid([self.minimums])

    def _usual(self) -> None:
        """The shipped ones; nothing is saved yet."""
        self._fill(self.since.value() or 0, Rules())

    # -- values

    def _fill(self, year: int, rules: Rules) -> None:
        for key, field in self.numbers.items():
            field.set_value(round(rules[key]))
        for key, choice in self.roles.items():
            choice.set_value(rules.roles[key])
        for key, check in self.kinds.items():
            check.set_value(key in rules.kinds)
        self.subjects.set_value(", ".join(rules.subjects))
        self.minimums.set_value("\n".join(f"{subject} {number(score)}" for subject, score in rules.minimums.items()))
        self.since.set_value(year)
        self.note.set_value(rules.note)

    def rules(self) -> Rules | None:
        """What is typed; None where a field says what is wrong with it."""
        fields = [*self.numbers.values(), self.since]
        for field in fields:
            field.commit()
            if field.value() is None and not field.problem.text():
                field.set_problem("Нужно целое число.")
        minimums = _minimums(self.minimums.value())
        self.minimums.set_problem("" if isinstance(minimums, dict) else f"Непонятна строка «{minimums}»: нужны предмет и балл.")
        wrong = next((field for field in (*fields, self.minimums) if field.problem.text()), None)
        if wrong is not None or not isinstance(minimums, dict):
            (wrong or self.minimums).setFocus(Qt.FocusReason.OtherFocusReason)
            return None
        subjects = tuple(part.strip() for part in self.subjects.value().split(",") if part.strip())
        from app.services.results.subjects import normalise_subject

        return replace(
            self._rules,
            values={key: float(field.value()) for key, field in self.numbers.items()},
            roles={key: choice.value() for key, choice in self.roles.items()},
            kinds=tuple(key for key, check in self.kinds.items() if check.value()),
            subjects=tuple(normalise_subject(one) for one in subjects),
            minimums=minimums,
            note=self.note.value(),
        )

    def save(self) -> None:
        rules = self.rules()
        if rules is None:
            return
        year = self.since.value()

        def job(_progress: object) -> object:
            from app.services.support.commands import save_rules

            return save_rules(self._ui.ctx, year, rules)

        self._ui.worker.write(job, done=lambda _changes: self.accept(), failed=self._failed, owner=self)

    def _failed(self, error: BaseException) -> None:
        known = describe(error)
        if known is None:
            raise error
        self.message.say(known.what, known.todo, kind="error")


def _role_choices(one: Criterion) -> list[tuple[str, Role]]:
    if BY_KEY[one.key].kind == "base_school":
        return [("условие", "ground"), ("не считать", "off")]
    return [(ROLES[role], role) for role in _SUPPORT_ROLES]


def _minimums(text: str) -> dict[str, float] | str:
    """{subject: score}, or the line that is none."""
    found = dict.fromkeys(MINIMUMS_2026, 0.0)
    for line in filter(None, (one.strip() for one in text.splitlines())):
        match = re.fullmatch(r"(.+?)[\s:–—-]+(\d{1,3})", line)
        if match is None or int(match[2]) > 100:
            return line
        found[match[1].strip()] = float(match[2])
    return {subject: score for subject, score in found.items() if score or subject in MINIMUMS_2026}


def _in_threes(keys: list[str]) -> list[list[str]]:
    return [keys[at : at + 3] for at in range(0, len(keys), 3)]
