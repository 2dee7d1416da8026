"""The calendar as an .ics file on the disk."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from app.services.forms.printing import write_file
from app.services.forms.typography import file_stem
from app.services.ics.queries import calendar_feed
from app.services.ics.rows import Feed, Scope
from app.services.ics.writing import render_ics

if TYPE_CHECKING:
    from app.services.context import Context


def save_ics(ctx: Context, path: Path, scope: Scope | None = None) -> Feed:
    """Write the calendar; a folder gets the suggested name. Raises UserError when it is empty or cannot be written."""
    feed = calendar_feed(ctx, scope)
    target = path / suggested_name(feed) if path.is_dir() else path
    write_file(target, render_ics(feed, ctx.clock().astimezone()))
    return feed


def suggested_name(feed: Feed) -> str:
    return f"{file_stem(f'Календарь {feed.name}')}.ics"
