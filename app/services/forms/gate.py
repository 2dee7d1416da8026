"""What stands between a paper and its clean print: errors of the checks that nobody put right or dismissed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from app.services.context import Context
from app.services.forms.blocks import FormPage
from app.services.lint.rows import Remark
from app.services.problems import Problem
from app.services.text_ru import counted

GATED = frozenset({"order", "roadmap"})
_CITED = 150
"""Letters of the first error that the line above the pages has room for."""


def gated(ctx: Context, code: str, page: FormPage, ids: dict[str, Any]) -> FormPage:
    """The same pages; with open errors they are marked as a draft and the person who prints is told what to do."""
    if code not in GATED:
        return page
    from app.services.lint.queries import paper_remarks, remarks

    if code == "order":
        errors = _errors(paper_remarks(ctx, ids["document_id"]))
        where = "в документе и его приложении" if len(page.sections) > 1 else "в документе"
    else:
        # An order that stood above the table of the file is not printed with the roadmap.
        found = remarks(ctx, ids["roadmap_id"])
        errors = _errors(one for one in found if not all(spot.in_order for spot in one.finding.spots))
        where = "в дорожной карте"
    if not errors:
        return page
    many = len(errors)
    what = f"{where[:1].upper()}{where[1:]} {counted(many, 'ошибка', 'ошибки', 'ошибок')}: печатается с пометкой «ПРОЕКТ»."
    first = errors[0].finding.problem.text
    first = f"{first[:1].lower()}{first[1:]}" if len(first) <= _CITED else f"{first[:1].lower()}{first[1:_CITED].rstrip()}…"
    todo = "Исправьте или отклоните с причиной в списке замечаний." if many > 1 else "Исправьте или отклоните с причиной."
    note = Problem("error", "open_errors", f"{what} {'Первая' if many > 1 else 'Это'} – {first} {todo}")
    return replace(page, watermark=page.watermark or page.profile.draft_mark, notes=(note, *page.notes))


def _errors(found: Iterable[Remark]) -> list[Remark]:
    return [remark for remark in found if remark.severity == "error" and remark.is_open]
