"""Data of the form «Приказ (распоряжение)»."""

from __future__ import annotations

from dataclasses import dataclass

from app.services.context import Context
from app.services.documents.rows import KINDS, DocumentRow
from app.services.errors import UserError
from app.services.forms.roadmap_data import require_items
from app.services.problems import Problem
from app.services.roadmaps.rows import RoadmapTree


@dataclass(frozen=True, slots=True)
class OrderData:
    document: DocumentRow
    roadmap: RoadmapTree | None = None
    """The appendix."""
    notes: tuple[Problem, ...] = ()


def order_data(ctx: Context, document_id: int) -> OrderData:
    """Raises UserError where a signed or registered document lacks what makes it one."""
    from app.services.documents.queries import get_document
    from app.services.roadmaps.queries import get_roadmap

    document = get_document(ctx, document_id)
    roadmap = get_roadmap(ctx, document.roadmap_id) if document.roadmap_id is not None else None
    return checked(document, roadmap)


def checked(document: DocumentRow, roadmap: RoadmapTree | None) -> OrderData:
    """A draft prints with room for what is missing (and says so); a signed paper with holes does not print."""
    if roadmap is not None and document.state != "draft":
        require_items(roadmap)
    missing = [
        name
        for name, value in (
            ("заголовок", document.heading),
            ("текст пунктов", "".join(clause.text for clause in document.clauses)),
            ("орган, который издаёт документ", document.body),
            ("должность подписавшего", document.signer_post),
            ("фамилия подписавшего", document.signer_name),
        )
        if not value.strip()
    ]
    if document.state == "registered":
        missing += ["дата"] * (document.signed_on is None) + ["номер"] * (not document.number.strip())
    kind = KINDS.get(document.kind, "Документ")
    if missing and document.state != "draft":
        raise UserError(
            f"{kind} отмечен как подписанный, но в нём не заполнено: {', '.join(missing)}.",
            "Откройте документ, допишите недостающее и напечатайте снова.",
        )
    notes = tuple(Problem("warning", "empty_field", f"Не заполнено: {name}. В проекте оставлено место.") for name in missing)
    return OrderData(document, roadmap, notes)
