"""What was copied in Word, Excel, LibreOffice or a browser → a roadmap as understood."""

from __future__ import annotations

from app.services.errors import UserError
from app.services.roadmaps.importing import preview_of
from app.services.roadmaps.rows import ReadOptions, RoadmapPreview
from app.services.roadmaps.sources import RoadmapFile

NAME = "буфер обмена"
_COPY_AGAIN = "Выделите в Word или Excel всю таблицу вместе с шапкой, скопируйте (Ctrl+C) и повторите."


def open_clipboard(html: str = "", text: str = "") -> RoadmapFile:
    """The tables on the clipboard; HTML goes first, for it knows merged cells. Raises UserError when there is none."""
    from app.services.roadmaps.docx_reader import find_roadmaps
    from app.services.roadmaps.html_reader import has_table, read_html
    from app.services.roadmaps.text_reader import read_text

    if not html.strip() and not text.strip():
        raise UserError("В буфере обмена нет текста.", _COPY_AGAIN)
    sources = tuple(find_roadmaps(read_html(html))) if has_table(html) else ()
    sources = sources or read_text(text)
    if not sources:
        raise UserError("В буфере обмена нет таблицы дорожной карты.", _COPY_AGAIN)
    return RoadmapFile(NAME, "Дорожная карта", sources)


def preview_clipboard(html: str = "", text: str = "", options: ReadOptions | None = None) -> RoadmapPreview:
    """The same as understood. Raises UserError when there is nothing to import."""
    preview = preview_of(open_clipboard(html, text), options or ReadOptions())
    if not preview.tree.item_count:
        raise UserError("В скопированной таблице не нашлось ни одного мероприятия.", _COPY_AGAIN)
    return preview
