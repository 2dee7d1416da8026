"""What the program prints as a Word document, it reads back as the same roadmap."""

from __future__ import annotations

from pathlib import Path

from app.services.context import Context
from app.services.documents.commands import order_for_roadmap
from app.services.forms.printing import save_docx
from app.services.roadmaps.commands import create_roadmap
from app.services.roadmaps.importing import preview_roadmap
from app.services.roadmaps.templates import build_template
from tests.unit.roadmaps.paper import plain


def test_an_order_with_its_appendix(ctx: Context, tmp_path: Path):
    tree = build_template("objectivity", 2026)
    order_id = order_for_roadmap(ctx, create_roadmap(ctx, tree).value).value
    save_docx(ctx, "order", tmp_path / "приказ.docx", document_id=order_id)
    preview = preview_roadmap(tmp_path / "приказ.docx")
    assert plain(preview.tree) == plain(tree)
    assert preview.tree.title == tree.title
    assert preview.tree.preamble == tree.preamble
    assert "ПРИКАЗ" in preview.tree.approval_text
    assert preview.problems == ()
