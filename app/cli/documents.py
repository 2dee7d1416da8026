"""document list, lint, print: orders and the other forms."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.cli.groups import command, group, opened
from app.cli.lint import add_lint, show_remarks
from app.cli.output import Output, problem_json

if TYPE_CHECKING:
    from app.services.problems import Problem


def add(commands: Any) -> None:
    actions = group(commands, "document", "документы")
    command(actions, "list", run_list, "журнал документов")
    add_lint(actions, run_lint, "проверить документ вместе с его приложением")
    printing = command(actions, "print", run_print, "напечатать документ")
    printing.add_argument("id", type=int, metavar="№")
    printing.add_argument("--pdf", type=Path, metavar="ФАЙЛ")
    printing.add_argument("--docx", type=Path, metavar="ФАЙЛ")


def run_list(arguments: argparse.Namespace, output: Output) -> int:
    from app.services.documents.queries import list_documents
    from app.services.documents.rows import KINDS, STATES

    with opened(arguments) as ctx:
        rows = list_documents(ctx)
    output.emit(
        [asdict(row) for row in rows],
        [f"{row.id}. {KINDS[row.kind]} {row.number or 'б/н'} «{row.heading}» — {STATES[row.state]}" for row in rows],
    )
    return 0


def run_lint(arguments: argparse.Namespace, output: Output) -> int:
    from app.services.lint.queries import paper_remarks

    with opened(arguments) as ctx:
        return show_remarks(paper_remarks(ctx, arguments.id), arguments, output)


def run_print(arguments: argparse.Namespace, output: Output) -> int:
    from app.services.forms.printing import save_docx, save_pdf

    written: list[Path] = []
    notes: tuple[Problem, ...] = ()
    with opened(arguments) as ctx:
        for path, save in ((arguments.pdf, save_pdf), (arguments.docx, save_docx)):
            if path is not None:
                notes = save(ctx, "order", path, document_id=arguments.id).notes
                written.append(path)
    output.emit(
        {"files": [str(path) for path in written], "problems": [problem_json(note) for note in notes]},
        [f"Записан файл {path}" for path in written],
    )
    output.problems(notes)
    return 0
