"""Indices over the years, one small chart an index: the district, or a school beside it, and the target."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from app.services.charts.history import history_figure
from app.services.charts.rows import HistoryPanel, HistoryPoint
from app.services.charts.style import LIGHT, Palette
from app.services.indices.rows import INDEX, IndexPage

if TYPE_CHECKING:
    from matplotlib.figure import Figure

LAST_YEARS = 6


def index_figure(
    page: IndexPage,
    keys: Sequence[str],
    organisation_id: int | None = None,
    *,
    titled: bool = True,
    columns: int = 3,
    width: float = 7.2,
    height: float | None = None,
    palette: Palette = LIGHT,
) -> Figure:
    """All on one scale from 0 to 100; years without data leave a gap. `organisation_id`: a school beside the district.

    `titled` False: the place says which index it is, the panel only its unit.
    """
    panels = [_panel(page, key, organisation_id) for key in keys]
    return history_figure(
        panels if titled else [replace(panel, title="%") for panel in panels],
        unit="%" if titled else "",
        school="школа" if organisation_id is not None else "район",
        reference="район",
        region="цель",
        columns=columns,
        width=width,
        height=height,
        palette=palette,
    )


def _panel(page: IndexPage, key: str, organisation_id: int | None) -> HistoryPanel:
    years = sorted(page.years)[-LAST_YEARS:]
    target = page.rules.indices[key].target
    return HistoryPanel(
        INDEX[key].title,
        _points(page, key, years, organisation_id),
        _points(page, key, years, None) if organisation_id is not None else (),
        tuple(HistoryPoint(year, target, 0) for year in years) if target is not None else (),
    )


def _points(page: IndexPage, key: str, years: Sequence[int], organisation_id: int | None) -> tuple[HistoryPoint, ...]:
    found = ((year, page.of(key, year, organisation_id)) for year in years)
    return tuple(HistoryPoint(year, one.value if one else None, one.n if one else 0) for year, one in found)
