"""The same use cases for people and scripts, without Qt.

Exit codes: 0 done, 1 done with problems reported, 2 refused with nothing changed.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from app.cli import (
    attachments,
    calendar,
    collection,
    contexts,
    documents,
    groups,
    organisations,
    phrases,
    results,
    roadmaps,
    safety,
)
from app.cli.output import Output
from app.services.errors import Cancelled, UserError

DONE, WITH_PROBLEMS, REFUSED = 0, 1, 2


def main(argv: Sequence[str]) -> int:
    """Run one command; `argv` without the program's name."""
    arguments = build_parser().parse_args(list(argv))
    output = Output(as_json=arguments.json)
    try:
        return arguments.run(arguments, output)
    except UserError as error:
        output.refuse(error)
        return REFUSED
    except (Cancelled, KeyboardInterrupt):
        print("Прервано, ничего не изменено.", file=sys.stderr)
        return REFUSED


def build_parser() -> argparse.ArgumentParser:
    parser = groups.RussianParser(
        prog="python -m app",
        description="ОКО-Район: планирование оценочных процедур, результаты, объективность и документы района.",
        epilog="Без команды открывается окно программы.",
    )
    groups.add_common_options(parser)
    commands = parser.add_subparsers(dest="command", metavar="КОМАНДА", required=True)
    for module in (safety, organisations, contexts, results, roadmaps, phrases, documents, attachments, collection, calendar):
        module.add(commands)
    return parser
