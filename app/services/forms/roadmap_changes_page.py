"""Pages of the table of differences between two versions of a roadmap."""

from __future__ import annotations

from dataclasses import replace

from app.services.forms import figures
from app.services.forms.blocks import Column, FormPage, TableBlock, cell, row
from app.services.forms.profile import GOST_2025, Profile
from app.services.forms.report_parts import head, remark, report_page
from app.services.forms.roadmap_changes_data import RoadmapChangesData
from app.services.problems import Problem
from app.services.text_ru import counted, short_date
from app.services.versions.rows import DIFF_KINDS, DiffRow, VersionRow

TITLE = "Изменения дорожной карты"
_COLUMNS = (
    Column("№\nп/п", 12, "center"),
    Column("Где", 38),
    Column("Было", 75),
    Column("Стало", 75),
    Column("Основание", 47),
)


def roadmap_changes_page(data: RoadmapChangesData, profile: Profile = GOST_2025) -> FormPage:
    """Every change a row, in the order of the newer version; added and removed lines stand whole in one cell."""
    rows = tuple(
        row(
            f"{count}.",
            cell(_where(one)),
            cell(one.before or figures.NOTHING),
            cell(one.after or figures.NOTHING),
            cell(one.basis),
        )
        for count, one in enumerate(data.rows, 1)
    )
    newer = version_words(data.newer) if data.newer else f"карта на {short_date(data.printed_on)}"
    blocks = [
        *head(data.author, TITLE, data.title, f"Было: {version_words(data.older)}", f"Стало: {newer}"),
        TableBlock(_COLUMNS, rows, size_pt=profile.wide_table_pt, space_before_pt=8),
        remark(f"Всего: {counted(len(rows), 'изменение', 'изменения', 'изменений')}.", before=6),
    ]
    page = report_page(TITLE, blocks, profile, author=data.author, landscape=True, stem=f"{TITLE} {data.title}")
    bare = sum(not one.basis for one in data.rows)
    if not bare:
        return page
    words = f"Основание не указано: {counted(bare, 'изменение', 'изменения', 'изменений')}. Графа останется пустой."
    return replace(page, notes=(Problem("warning", "no_basis", words),))


def version_words(version: VersionRow) -> str:
    """«версия 1 (приказ от 12.01.2026 № 14-од)», «версия 2 (проект изменений)»."""
    if version.state == "draft":
        return f"версия {version.number} (проект изменений)"
    approved = version.document or (f"утверждена {short_date(version.approved_on)}" if version.approved_on else "утверждена")
    return f"версия {version.number} ({approved})"


def _where(one: DiffRow) -> str:
    return "\n".join(words for words in (one.place, one.field, f"({DIFF_KINDS[one.kind]})") if words)
