"""roadmap report, timeline: how far a roadmap has been carried out, as a paper."""

from __future__ import annotations

import argparse
from datetime import date, datetime
from pathlib import Path
from typing import Any

from app.cli.groups import command, opened
from app.cli.output import Output

_KINDS = (".pdf", ".docx")


def add_report(actions: Any) -> None:
    report = command(actions, "report", run_report, "отчёт о выполнении дорожной карты")
    _add_common(report)
    report.add_argument(
        "--stage", choices=("interim", "final"), help="промежуточный или итоговый; иначе – итоговый, если период плана закончился"
    )
    timeline = command(actions, "timeline", run_timeline, "график дорожной карты по месяцам")
    _add_common(timeline)
    timeline.add_argument("--size", choices=("A4", "A3"), default="A4", help="лист")


def _add_common(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("id", type=int, metavar="№")
    parser.add_argument(
        "--out", type=_paper, action="append", required=True, metavar="ФАЙЛ", help="файл .pdf или .docx; можно несколько раз"
    )
    parser.add_argument("--as-of", type=_day, metavar="ДАТА", help="на какой день: 2026-12-31 или 31.12.2026; иначе – сегодня")


def _paper(text: str) -> Path:
    path = Path(text)
    if path.suffix.lower() not in _KINDS:
        raise argparse.ArgumentTypeError(f"файл «{path.name}»: нужен .pdf или .docx")
    return path


def _day(text: str) -> date:
    for form in ("%Y-%m-%d", "%d.%m.%Y"):
        try:
            return datetime.strptime(text.strip(), form).date()
        except ValueError:
            continue
    raise argparse.ArgumentTypeError(f"дата «{text}» не понята: нужно 2026-12-31 или 31.12.2026")


def run_report(arguments: argparse.Namespace, output: Output) -> int:
    return _run(arguments, output, "progress_report", stage=arguments.stage)


def run_timeline(arguments: argparse.Namespace, output: Output) -> int:
    return _run(arguments, output, "timeline", size=arguments.size)


def _run(arguments: argparse.Namespace, output: Output, form: str, **choices: Any) -> int:
    from app.services.forms.printing import render, write_file
    from app.services.forms.registry import make

    with opened(arguments) as ctx:
        page = make(ctx, form, roadmap_id=arguments.id, as_of=arguments.as_of, **choices)
    for path in arguments.out:
        write_file(path, render(page, "docx" if path.suffix.lower() == ".docx" else "pdf"))
    output.emit(
        {"title": page.title, "files": [str(path) for path in arguments.out]}, [f"Записан файл {path}" for path in arguments.out]
    )
    output.problems(page.notes)
    return 0
