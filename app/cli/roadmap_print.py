"""roadmap print: PDF, DOCX, XLSX, with the choices of the layout."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.cli.groups import command, opened
from app.cli.output import Output
from app.services.forms.roadmap_layout import CHOICES, FLAGS, PRESETS

if TYPE_CHECKING:
    from app.services.context import Context
    from app.services.forms.roadmap_layout import RoadmapLayout
    from app.services.problems import Problem

_ABOUT = {
    "columns": "граф: как в карте, четыре, пять с результатом",
    "orientation": "лист: по содержанию, книжный, альбомный",
    "sections": "разделы: строкой посередине, слева, обычным шрифтом, с номером в своей графе, обычной строкой, "
    "заголовком над отдельной таблицей, без названий",
    "numbering": "номера пунктов: как в карте, 1. 2. в каждом разделе, сплошные, 1.1. 1.2., без номеров",
    "section_numbers": "номера разделов: как в карте, арабские, римские, без номеров",
    "title": "название: одной строкой, вид плана отдельно, вид плана прописными",
    "approval": "над названием: ничего, гриф приложения к приказу, «УТВЕРЖДАЮ»",
    "approval_align": "строки грифа: от одной черты, по центру",
    "merge_equal": "одинаковые соседние сроки и ответственные одной ячейкой",
    "column_numbers": "строка с номерами граф",
    "preamble": "основание, цель, задачи над таблицей",
}


def add_print(actions: Any) -> None:
    presets = "; ".join(f"{code} — {preset.name.lower()}" for code, preset in PRESETS.items())
    printing = command(actions, "print", run_print, "напечатать дорожную карту")
    printing.epilog = f"Виды: {presets}."
    printing.add_argument("id", type=int, metavar="№")
    for kind in ("pdf", "docx", "xlsx"):
        printing.add_argument(f"--{kind}", type=Path, metavar="ФАЙЛ")
    printing.add_argument("--preset", choices=tuple(PRESETS), help="вид печати; без него — как выбрано для этой карты")
    for name, values in CHOICES.items():
        printing.add_argument(f"--{name.replace('_', '-')}", choices=values, help=_ABOUT[name])
    for name in FLAGS:
        option = f"--{name.replace('_', '-')}"
        printing.add_argument(option, action=argparse.BooleanOptionalAction, default=None, help=_ABOUT[name])
    printing.add_argument("--remember", action="store_true", help="запомнить выбранное для этой карты")


def run_print(arguments: argparse.Namespace, output: Output) -> int:
    from app.services.forms.commands import set_roadmap_layout
    from app.services.forms.printing import save_docx, save_pdf, save_roadmap_xlsx

    written: list[Path] = []
    notes: tuple[Problem, ...] = ()
    with opened(arguments) as ctx:
        layout = _layout(ctx, arguments)
        if arguments.remember:
            set_roadmap_layout(ctx, arguments.id, layout)
        for path, save in ((arguments.pdf, save_pdf), (arguments.docx, save_docx)):
            if path is not None:
                notes = save(ctx, "roadmap", path, roadmap_id=arguments.id, layout=layout).notes
                written.append(path)
        if arguments.xlsx is not None:
            notes = save_roadmap_xlsx(ctx, arguments.xlsx, arguments.id, layout).notes
            written.append(arguments.xlsx)
    output.emit({"files": [str(path) for path in written]}, [f"Записан файл {path}" for path in written])
    output.problems(notes)
    return 0


def _layout(ctx: Context, arguments: argparse.Namespace) -> RoadmapLayout:
    """The layout chosen for the roadmap, or the preset named, with the options given."""
    from dataclasses import replace

    from app.services.forms.queries import get_roadmap_layout
    from app.services.forms.roadmap_layout import preset_layout

    base = preset_layout(arguments.preset) if arguments.preset else get_roadmap_layout(ctx, arguments.id)
    given = {name: getattr(arguments, name) for name in (*CHOICES, *FLAGS) if getattr(arguments, name) is not None}
    return replace(base, **given)
