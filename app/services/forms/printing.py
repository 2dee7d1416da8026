"""Forms as bytes and as files. A file appears whole or not at all."""

from __future__ import annotations

import os
import uuid
from contextlib import suppress
from pathlib import Path
from typing import Any, Literal

from app.services.context import Context
from app.services.errors import UserError
from app.services.forms.blocks import FormPage
from app.services.forms.registry import make
from app.services.forms.roadmap_layout import RoadmapLayout

Kind = Literal["pdf", "docx"]


def render(page: FormPage, kind: Kind) -> bytes:
    """The pages as the bytes of a file. The libraries are loaded here, not at the start of the program."""
    if kind == "pdf":
        from app.services.forms.pdf_renderer import render_pdf

        return render_pdf(page)
    from app.services.forms.docx_renderer import render_docx

    return render_docx(page)


def file_name(page: FormPage, kind: Kind | Literal["xlsx"]) -> str:
    """«Приказ от 05.06.2026 № 319 Об утверждении.pdf», good on every system."""
    return f"{page.file_stem}.{kind}"


def save_pdf(ctx: Context, code: str, path: Path, **ids: Any) -> FormPage:
    """Make a form and write it; a folder gets the suggested name. The returned page carries notes for the person."""
    return _save(ctx, code, path, "pdf", ids)


def save_docx(ctx: Context, code: str, path: Path, **ids: Any) -> FormPage:
    """The same as a Word file."""
    return _save(ctx, code, path, "docx", ids)


def roadmap_xlsx(ctx: Context, roadmap_id: int, layout: RoadmapLayout | None = None) -> tuple[bytes, FormPage]:
    """The roadmap as a workbook, with the page that carries its name and notes. `layout` None = as chosen for it."""
    from app.services.forms.roadmap_data import roadmap_data
    from app.services.forms.roadmap_xlsx import render_xlsx

    page = make(ctx, "roadmap", roadmap_id=roadmap_id, layout=layout)
    return render_xlsx(roadmap_data(ctx, roadmap_id, layout), page.profile, page.watermark), page


def save_roadmap_xlsx(ctx: Context, path: Path, roadmap_id: int, layout: RoadmapLayout | None = None) -> FormPage:
    """The same as a file; a folder gets the suggested name."""
    content, page = roadmap_xlsx(ctx, roadmap_id, layout)
    write_file(path / file_name(page, "xlsx") if path.is_dir() else path, content)
    return page


def _save(ctx: Context, code: str, path: Path, kind: Kind, ids: dict[str, Any]) -> FormPage:
    page = make(ctx, code, **ids)
    write_file(path / file_name(page, kind) if path.is_dir() else path, render(page, kind))
    return page


def write_file(path: Path, content: bytes) -> None:
    """Beside the target first, then in its place. Raises UserError that says what is in the way."""
    temporary = path.with_name(f".oko-{uuid.uuid4().hex}{path.suffix}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with temporary.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except PermissionError as error:
        todo = "Если он открыт в другой программе, закройте его там и повторите; или сохраните под другим именем."
        raise UserError(f"Файл «{path.name}» не записан: система не разрешает.", todo) from error
    except OSError as error:
        todo = "Проверьте, хватает ли места на диске и существует ли папка, и повторите."
        raise UserError(f"Файл «{path.name}» не записан: {error.strerror or error}.", todo) from error
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
