"""Data of the form «Приказ (распоряжение)»."""

from __future__ import annotations

from dataclasses import dataclass, replace

from app.services.context import Context
from app.services.documents.rows import KINDS, STATES, DocumentRow
from app.services.documents.rules import check_document
from app.services.errors import UserError
from app.services.forms.roadmap_layout import USUAL, RoadmapLayout
from app.services.problems import Problem
from app.services.roadmaps.rows import RoadmapTree


@dataclass(frozen=True, slots=True)
class OrderData:
    document: DocumentRow
    roadmap: RoadmapTree | None = None
    """The appendix."""
    notes: tuple[Problem, ...] = ()
    """Remarks of the checks before print."""
    layout: RoadmapLayout = USUAL
    """Of the appendix."""


def order_data(ctx: Context, document_id: int) -> OrderData:
    """The document with its roadmap. Raises UserError where a signed or registered one lacks what makes it one."""
    from app.services.documents.queries import get_document
    from app.services.forms.queries import get_roadmap_layout
    from app.services.roadmaps.queries import get_roadmap

    document = get_document(ctx, document_id)
    roadmap = get_roadmap(ctx, document.roadmap_id) if document.roadmap_id is not None else None
    data = checked(document, roadmap)
    return replace(data, layout=get_roadmap_layout(ctx, roadmap.id)) if roadmap is not None and roadmap.id is not None else data


ESSENTIAL = frozenset(
    {"no_body", "no_heading", "no_clauses", "no_signer", "number_without_date", "registered_without_number", "appendix_empty"}
)
"""Errors without which a paper is not the paper it says it is."""


def checked(document: DocumentRow, roadmap: RoadmapTree | None) -> OrderData:
    """A draft prints with room for what is missing (and says so); a signed paper with holes does not print."""
    problems = [problem for problem in check_document(document, roadmap) if problem.severity != "info"]
    blocking = [problem.text for problem in problems if problem.severity == "error" and problem.code in ESSENTIAL]
    if blocking and document.state != "draft":
        kind = KINDS.get(document.kind, "Документ")
        what = f"{kind} ({STATES.get(document.state, document.state)}) не печатается: {' '.join(blocking)}"
        raise UserError(what, "Откройте документ, допишите недостающее и напечатайте снова.")
    return OrderData(document, roadmap, tuple(problems))
