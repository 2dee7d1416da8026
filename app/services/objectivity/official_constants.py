"""Every number of the official rules, with its source and year, in one place.

What a person may change (the 2026 recommendations are advice, not a rule) is a setting of the analysis and only starts
from these values: `services.analysis.rows.Thresholds`.
"""

from __future__ import annotations

from dataclasses import dataclass

FIOKO_2019 = "ФИОКО, «Уровень объективности оценки образовательных результатов», 19.04.2019"
FIOKO_2026 = "ФИОКО, «Рекомендации по проведению анализа результатов ВПР», 2026"
PROGRAM = "настройка программы"
ORDER_730 = "приказ Минпросвещения России от 29.09.2023 № 730"

T95 = 1.96
"""Quantile of the 95 % interval as the document prints it (not Student's, whatever the size of the school)."""
OUTER_FENCE = 3.0
"""Multiple of the interquartile range beyond which a change is «sharp»."""
MIN_SCHOOLS_FOR_QUARTILES = 5
"""With four values or fewer no value can lie beyond Q75 + 3·IQR of the same values, so the rule says nothing."""
PEAK_LEAST = 20
"""Pupils in the window [cut − 2, cut + 1]: fewer say nothing of a peak."""
JOURNAL_FAR = 2
"""Marks between the paper and the journal that make a pupil worth a look."""
TWOS_GROWTH = 10.0
"""Percentage points by which the share of «2» grew in a year."""
GROUP_LEAST = 10
"""Pupils: smaller groups have no dynamics."""


@dataclass(frozen=True, slots=True)
class OfficialRule:
    """One rule: its name, what fires it in words, whose it is and of which year."""

    code: str
    name: str
    rule: str
    source: str
    year: int


RULES: dict[str, OfficialRule] = {
    one.code: one
    for one in (
        OfficialRule(
            "inflated_mean", "Завышенный средний балл",
            "нижняя граница 95-процентного интервала среднего балла школы выше верхней границы группы сравнения",
            FIOKO_2019, 2019,
        ),
        OfficialRule(
            "mark_mismatch", "Несоответствие отметкам",
            "коэффициент Спирмена между отметкой в журнале и баллом меньше нуля", FIOKO_2019, 2019,
        ),
        OfficialRule(
            "sharp_rise", "Резкий рост",
            "отношение результата 4 класса к результату 5 класса через год ниже Q25 − 3·IQR", FIOKO_2019, 2019,
        ),
        OfficialRule(
            "sharp_fall", "Резкое падение",
            "отношение результата 4 класса к результату 5 класса через год выше Q75 + 3·IQR", FIOKO_2019, 2019,
        ),
        OfficialRule(
            "boundary_peak", "Пик на границе отметки",
            "на границе и баллом выше работ больше, чем бывает в группе сравнения; в окне не меньше 20 работ", FIOKO_2026, 2026,
        ),
        OfficialRule(
            "journal_far", "Расхождение с журналом на 2 и больше",
            "есть ученики, у которых отметка за работу отличается от отметки в журнале на 2 балла и больше", FIOKO_2026, 2026,
        ),
        OfficialRule(
            "twos_growth", "Рост доли «2»",
            "доля «2» по той же работе выросла за год на 10 процентных пунктов и больше", FIOKO_2026, 2026,
        ),
    )
}  # fmt: skip
