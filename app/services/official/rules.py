"""Words of the official view. No base, no numpy."""

from __future__ import annotations

from app.services.objectivity.official_constants import RULES
from app.services.official.rows import OfficialLine, OfficialYear
from app.services.text_ru import NBSP, number, plural

HOW = {
    "inflated_mean": "По каждой школе: вероятность перейти порог при её числе писавших, если школы различаются так, как обычно "
    "в этих же данных (разброс между школами оценён без крайних десятых долей).",
    "mark_mismatch": "Для школы каждого размера 2000 раз взяты наугад ученики этой же работы: как часто связь баллов и отметок "
    "у них отрицательна.",
    "sharp_rise": "Вероятность выйти за порог при обычном разбросе изменений между школами и числе писавших в каждой.",
    "boundary_peak": "По каждой школе: вероятность такого пика, если её баллы распределены как у всех, но с её средним баллом.",
    "journal_far": "Точно: если бы этих же учеников разложили по школам наугад.",
    "twos_growth": "По каждой школе: вероятность такого роста, если доля «2» меняется за год как обычно в этих же данных.",
}
HOW["sharp_fall"] = HOW["sharp_rise"]
FEW_SCHOOLS = "Не посчитано: меньше 5 школ, их обычный разброс не оценить."
INDEX_HOW = (
    "Случайное число сложено по школам с учётом того, что результаты одной школы по разным работам похожи: это число школ, "
    "у которых при честной работе набрался бы хотя бы один маркер."
)
WHY_NO_RESULTS = "нет результатов"
WHY_NO_BEFORE = "нет результатов 4 класса за прошлый год"
WHY_NO_JOURNAL = "нет отметок по журналу"
WHY_NO_REFERENCE = "не с чем сравнить"
WHY_NO_SCALE = "нет шкалы перевода"
WHY_NO_MARKS = "нет отметок"


def about(value: float) -> str:
    """A number of schools to be expected: «около 3», «меньше 0,1», «0»."""
    if value <= 0:
        return "0"
    if value < 0.1:
        return "меньше 0,1"
    return number(value, 0 if value >= 10 else 1)


def year_words(year: OfficialYear) -> str:
    """The index of a year in one or two sentences."""
    schools = f"{number(year.schools)}{NBSP}{plural(year.schools, 'школы', 'школ', 'школ')}"
    start = f"{year.year} год: хотя бы один из 14 маркеров — {number(year.marked)} из {schools}"
    if year.index is None:
        return f"{start}; школ меньше 5, индекс не считается."
    text = f"{start}, внешний индекс объективности {number(year.index, 1)}"
    if year.expected is None or year.index_by_chance is None:
        return f"{text}."
    many = round(year.expected)
    if not many:
        return f"{text}. Случайно под эти пороги не попала бы, скорее всего, ни одна школа."
    schools = plural(many, "школы", "школ", "школ")
    return (
        f"{text}. Случайно под эти пороги попало бы около {number(many)}{NBSP}{schools} "
        f"(индекс {number(year.index_by_chance, 1)})."
    )


def paper_words(line: OfficialLine) -> str:
    """«ВПР, 4 класс, русский язык», «ОГЭ, математика»."""
    subject = line.subject[:1].lower() + line.subject[1:]
    return f"ОГЭ, {subject}" if line.kind == "oge" else f"{line.grade}{NBSP}класс, {subject}"


def line_words(line: OfficialLine) -> str:
    """What stands under the table about the chosen line."""
    if line.why_not:
        return f"Не считалось: {line.why_not}."
    little = f" Из отмеченных школ мало данных: {number(line.little)}." if line.little else ""
    rule = RULES[line.code]
    how = f"{line.how[:1].lower()}{line.how[1:]}"
    return f"{rule.rule[:1].upper()}{rule.rule[1:]} ({rule.source}). Как посчитано «случайно»: {how}{little}"
