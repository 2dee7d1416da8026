"""The picture of a signal as a figure: one drawing for the screen, the PDF and the DOCX."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.services.charts.style import LIGHT, Palette
from app.services.objectivity.pictures import (
    DistributionDetail,
    ExpectationDetail,
    FunnelDetail,
    JournalDetail,
    ParticipationDetail,
    TaskDetail,
)

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from app.services.findings.evidence_rows import Picture

ALT = {
    "scores": "Распределение баллов школы рядом с группой сравнения",
    "bunching": "Число работ по баллам и ожидаемая кривая, границы отметок",
    "expectation": "Работы школы по годам и то, чего от них ожидают по другим работам",
    "funnel": "Средний балл школ в зависимости от числа участников",
    "item_pattern": "Выполнение заданий от лёгких к трудным: школа и обычное при таких баллах",
    "hard_easy": "Выполнение заданий от лёгких к трудным: школа и обычное при таких баллах",
    "journal_gap": "Отметки в журнале и отметки за работу",
    "journal_match": "Отметки в журнале и отметки за работу",
    "participation": "Доля писавших в зависимости от длины списка",
}
"""What a picture shows, for screen readers and under the figure on paper."""


def draw(picture: Picture, palette: Palette = LIGHT, *, width: float = 7.2, height: float = 3.0, title: str = "") -> Figure:
    """`width` and `height` in inches."""
    size = {"width": width, "height": height}
    school = picture.school
    match picture.detail:
        case DistributionDetail():
            from app.services.charts.bunching import bunching_figure

            return bunching_figure(picture.detail, school, title, palette=palette, **size)
        case FunnelDetail():
            from app.services.charts.funnel import funnel_figure

            return funnel_figure(picture.detail, school, title, palette=palette, **size)
        case ExpectationDetail():
            from app.services.charts.expectation import expectation_figure

            return expectation_figure(picture.detail, picture.names, title, palette=palette, **size)
        case TaskDetail():
            from app.services.charts.task_profile import task_profile_figure

            return task_profile_figure(picture.detail, school, picture.n, title, palette=palette, **size)
        case JournalDetail():
            from app.services.charts.journal_matrix import journal_matrix_figure

            return journal_matrix_figure(
                picture.detail, school, title, gap=picture.code == "journal_gap", palette=palette, **size
            )
        case ParticipationDetail():
            from app.services.charts.funnel import participation_figure

            return participation_figure(picture.detail, school, title, palette=palette, **size)
        case _:
            from app.services.charts.distribution import distribution_figure

            assert picture.scores is not None
            return distribution_figure(picture.scores, picture.reference_scores, picture.cuts, title, palette=palette, **size)
