"""Shared pieces of the command line: options common to all commands, opening of the base."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn

from app import __version__
from app.paths import default_data_dir
from app.services.context import Context


class RussianParser(argparse.ArgumentParser):
    """Says what is wrong in Russian; exit code 2 as for every refusal."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"Команда не понята: {message}\nСправка: {self.prog} --help\n")


def add_common_options(parser: argparse.ArgumentParser, *, nested: bool = False) -> None:
    """`--data` and `--json` stand before the command or after it, as the person types them."""
    default: Any = argparse.SUPPRESS if nested else None
    parser.add_argument("--data", type=Path, default=default, metavar="ПАПКА", help="папка данных (база, копии, вложения)")
    parser.add_argument(
        "--json", action="store_true", default=argparse.SUPPRESS if nested else False, help="ответ одним документом JSON"
    )
    if not nested:
        parser.add_argument("--version", action="version", version=f"ОКО-Район {__version__}")


def command(commands: Any, name: str, run: Any, help: str) -> argparse.ArgumentParser:
    """One command with its handler `run(arguments, output) -> exit code`."""
    parser: argparse.ArgumentParser = commands.add_parser(name, help=help, description=help)
    add_common_options(parser, nested=True)
    parser.set_defaults(run=run)
    return parser


def group(commands: Any, name: str, help: str) -> Any:
    """A group such as `results import`, `results summary`."""
    parser = commands.add_parser(name, help=help, description=help)
    add_common_options(parser, nested=True)
    return parser.add_subparsers(dest=f"{name}_command", metavar="ДЕЙСТВИЕ", required=True)


@contextmanager
def opened(arguments: argparse.Namespace) -> Iterator[Context]:
    """The base of `--data` (or the user's own), closed at the end."""
    from app.services.opening import open_context
    from app.services.workplace.commands import load_directories

    ctx = open_context(arguments.data or default_data_dir())
    try:
        load_directories(ctx)
        yield ctx
    finally:
        ctx.db.close()
