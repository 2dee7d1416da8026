"""One assessment of the base: papers read in one snapshot, then computed with no transaction open."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from app.services.calendar.queries import own_organisations
from app.services.context import Context
from app.services.findings import brief, rules
from app.services.findings.reading import read_region
from app.services.progress import NoProgress, Progress
from app.services.text_ru import counted

if TYPE_CHECKING:
    from app.services.objectivity.outcome import Assessment
    from app.services.objectivity.region import Region

ReferenceChoice = Literal["auto", "region", "municipality"]
NO_SCALE, MAXIMUM_DIFFERS = "no_scale", "maximum_differs"


@dataclass(frozen=True, slots=True, eq=False)
class Computed:
    """`parts`: one for the whole base, or one a municipality where each was to be judged alone."""

    parts: tuple[tuple[Region, Assessment], ...]
    own: frozenset[int]
    """Schools the workplace answers for."""
    fingerprint: str

    @property
    def reference(self) -> str:
        """What the schools were compared with, in words."""
        regions = [region for region, _assessment in self.parts]
        papers = [paper for region in regions for paper in region.papers if paper.kind in brief.JUDGED and paper.pupils]
        levels = [paper.known.level for paper in papers if paper.known is not None]
        return rules.reference_words(
            sum(region.schools.size for region in regions),
            1 if len(regions) > 1 else sum(np.unique(region.municipality).size for region in regions),
            len(papers),
            levels.count("region"),
            levels.count("sample"),
        )

    @property
    def notes(self) -> tuple[str, ...]:
        """What the person should know before believing the figures."""
        return tuple(_notes(self.parts))


def compute_findings(ctx: Context, progress: Progress | None = None, reference: ReferenceChoice = "auto") -> Computed:
    """Assess every school of the base. Reads only; takes seconds where a whole region is loaded.

    `municipality`: each municipality by itself, as if nothing else had been loaded; `region` and `auto`: all schools
    of the base together, and what reports say of the region where its papers are not here.
    """
    from app.services.objectivity.assess import assess
    from app.services.objectivity.region import cut_to

    progress = progress or NoProgress()
    with ctx.db.read() as session:
        seen = brief.fingerprint(session)
        own = frozenset(session.scalars(own_organisations(session)))
        region = read_region(session, progress)
    if reference == "municipality":
        towns = sorted({int(town) for town in region.municipality})
        regions = [_unknown(cut_to(region, town)) for town in towns]
    else:
        regions = [region]
    parts = []
    for done, one in enumerate(regions):
        progress.report(done, len(regions), "Поиск признаков")
        parts.append((one, assess(one)))
    progress.report(len(regions), len(regions), "Поиск признаков")
    return Computed(tuple(parts), own, seen)


def _unknown(region: Region) -> Region:
    """Without what reports say of a larger whole."""
    from dataclasses import replace

    return replace(region, papers=tuple(replace(paper, known=None) for paper in region.papers))


def _notes(parts: tuple[tuple[Region, Assessment], ...]) -> Iterator[str]:
    cells = judged = shipped = 0
    for _region, assessment in parts:
        cells += len(assessment.cells)
        judged += int(np.isfinite(assessment.p).sum())
        shipped += sum(null.shipped for null in assessment.nulls if null.signal == "combined")
    if cells - judged:
        yield (
            f"Мало данных: {counted(cells - judged, 'работа', 'работы', 'работ')} школ "
            "(писали меньше 5 человек, у всех одинаковый балл или нечего сравнивать)."
        )
    if shipped:
        yield "Своих работ мало, чтобы узнать обычный разброс: взяты значения, которые поставляются с программой."
