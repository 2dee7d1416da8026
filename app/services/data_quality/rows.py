"""Plain rows of the data check."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.services.problems import Severity

KINDS = {
    "not_submitted": "Результатов нет",
    "request_late": "Не ответили на запрос",
    "over_enrolment": "Писали больше, чем учится",
    "over_pupils": "Писали больше, чем учеников в школе",
    "over_max": "Балл выше максимума",
    "task_over_max": "Балл за задание выше максимума",
    "sum_total": "Сумма не равна итогу",
    "mark_scale": "Отметка не по шкале",
    "participation": "Многие не писали",
    "closed_wrote": "Писали после закрытия",
    "similar": "Похожие школы",
    "no_scale": "Нет шкалы",
    "other_scale": "Шкала для другой работы",
    "no_dates": "Нет дат",
    "no_max": "Нет максимума",
    "enrolment_missing": "Нет численности",
    "no_login": "Нет логина",
}
"""Kinds of remarks in the order of the page."""
ABOUT = {
    "not_submitted": "Школа учит этой ступени, другие школы работу написали, а её результатов в базе нет.",
    "request_late": "Срок запроса прошёл, принятого ответа школы нет.",
    "over_enrolment": "Участников больше, чем учеников параллели по контекстным данным того же учебного года.",
    "over_pupils": "Участников одной работы больше, чем учеников во всей школе по её карточке.",
    "over_max": "Итоговый балл больше максимума работы.",
    "task_over_max": "За задание стоит больше, чем за него дают.",
    "sum_total": "Баллы за задания в сумме дают не тот итог, что в файле.",
    "mark_scale": "Отметка в файле не та, что следует из балла по шкале. Бывает, что шкала в справочнике не та.",
    "participation": "Доля не писавших вдвое выше районной и от четверти класса. Спокойные причины: карантин, малый класс.",
    "closed_wrote": "По карточке школа тогда уже была закрыта.",
    "similar": "Две карточки одной территории называются почти одинаково: возможно, это одна школа.",
    "no_scale": "Отметки не посчитать: ни в файле, ни в справочнике шкал их нет.",
    "other_scale": "Максимум шкалы не равен максимуму работы, поэтому шкала не применяется.",
    "no_dates": "Работа не видна в календаре по дням и не связана со сроками дорожных карт.",
    "no_max": "Без максимума не посчитать долю выполнения.",
    "enrolment_missing": "Без численности параллелей не видно, все ли писали.",
    "no_login": "Без логина ФИС ОКО школа узнаётся в файлах только по названию.",
}
"""What a kind means and what innocent reason it may have."""


@dataclass(frozen=True, slots=True)
class Issue:
    """One remark. `figures`: the numbers it was made of: with others a remark that was put aside comes back.

    `target`: what opens the place, as `ui.open_target` takes it; `door`: the words on that button.
    """

    kind: str
    key: str
    severity: Severity
    text: str
    figures: str
    target: tuple[str, int] | tuple[str, int, int]
    door: str
    school: str = ""
    procedure: str = ""
    year: int | None = None
    dismissed: str = ""
    """The reason it was put aside with; empty = it is open."""
    dismissed_at: datetime | None = None

    @property
    def title(self) -> str:
        return KINDS[self.kind]


@dataclass(frozen=True, slots=True)
class QualityPage:
    """Open remarks and those put aside, in the order of KINDS, then newest year, then alphabetically. `years`: newest first."""

    issues: tuple[Issue, ...]
    dismissed: tuple[Issue, ...]
    years: tuple[int, ...]
    checked: str
    """What was looked at, in words."""


@dataclass(frozen=True, slots=True)
class Taking:
    """How many of one school took part in a procedure. `enrolled` by context data, None where unknown."""

    present: int
    absent: int
    enrolled: int | None = None

    @property
    def expected(self) -> int:
        return max(self.present + self.absent, self.enrolled or 0)

    @property
    def missing(self) -> int:
        return self.expected - self.present
