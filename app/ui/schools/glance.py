"""The card at a glance: what the doors on top of it say. Pure words over the rows of the card."""

from __future__ import annotations

from app.services.card.rows import SchoolCard
from app.services.card.shown import FEW, school_year, too_few
from app.services.charts.multiples import last_point
from app.services.text_ru import NBSP, counted, number, short_date

DOORS = (
    ("Результаты", "results"),
    ("Западающие задания", "gaps"),
    ("Признаки", "findings"),
    ("Сроки", "due"),
    ("Условия", "contexts"),
)
"""(what it is about, section it leads to)."""


def said(card: SchoolCard) -> tuple[tuple[str, str], ...]:
    """(words, note) of every door."""
    return (_results(card), _gaps(card), _findings(card), _due(card), _context(card))


def _results(card: SchoolCard) -> tuple[str, str]:
    """How many papers of the newest year lie over and under the district by «4» and «5», ties are neither."""
    if not card.results:
        return "нет данных", "загрузите файлы"
    newest = max(year for series in card.results for year in series.years)
    points = [last_point(series) for series in card.results if newest in series.years]
    higher = lower = compared = 0
    for point in points:
        school, district = point.school, point.district
        known = school.quality_rate is not None and district is not None and district.quality_rate is not None
        if not known or school.participants < FEW or district is None:
            continue
        compared += 1
        difference = (school.quality_rate or 0) - (district.quality_rate or 0)
        higher += difference >= 0.5
        lower += difference <= -0.5
    papers = counted(len(points), "работа", "работы", "работ")
    if not compared:
        return f"{papers} в {newest}", "сравнить с районом нельзя: мало данных"
    return f"выше района {higher}, ниже {lower}", f"{papers} {newest} года, доля «4» и «5»"


def _gaps(card: SchoolCard) -> tuple[str, str]:
    if card.gaps_year is None:
        return "нет данных", "нужны баллы по заданиям"
    if not card.task_gaps and too_few(card):
        return "мало данных", f"в {card.gaps_year} году писали меньше {FEW} человек"
    if not card.task_gaps:
        return "нет", f"{card.gaps_year} год, ниже района ни одного"
    worst = card.task_gaps[0]
    subject = worst.procedure.subject[:1].lower() + worst.procedure.subject[1:]
    note = f"самое слабое: {subject}, № {worst.code}, −{number(abs(worst.difference))}{NBSP}%"
    return counted(len(card.task_gaps), "задание", "задания", "заданий") + " ниже района", note


def _findings(card: SchoolCard) -> tuple[str, str]:
    if not card.results:
        return "нет данных", "появятся с результатами"
    if card.signs:
        newest = card.signs[0].year
        fresh = sum(sign.year == newest for sign in card.signs)
        return counted(len(card.signs), "признак", "признака", "признаков"), f"в {newest} году — {fresh}"
    if not card.findings:
        return "нет", "повода для перепроверки нет"
    newest = max(marker.year for marker in card.findings)
    fresh = sum(marker.year == newest for marker in card.findings)
    words = counted(len(card.findings), "официальный признак", "официальных признака", "официальных признаков")
    return words, f"в {newest} году — {fresh}"


def _due(card: SchoolCard) -> tuple[str, str]:
    late = sum(row.shown == "overdue" for row in card.due)
    ahead = [row.due_on for row in card.due if row.shown != "overdue" and row.due_on is not None]
    note = f"ближайший {short_date(min(ahead))}" if ahead else "на 30 дней вперёд ничего нет"
    if late:
        return f"просрочено {late}", note
    return (f"впереди {len(ahead)}" if ahead else "нет"), note


def _context(card: SchoolCard) -> tuple[str, str]:
    index = card.social_index
    if index is None or index.value is None:
        return "нет данных", "впишите или загрузите показатели"
    return f"{number(index.value)} из 100", f"социальное благополучие, {school_year(index.year)}"
