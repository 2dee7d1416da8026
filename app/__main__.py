"""`python -m app`: the window; with a command, the same work without Qt; with --self-test, the program tests itself."""

from __future__ import annotations

import sys
from collections.abc import Sequence

VALUE_OPTIONS = ("--data",)
"""Options of the window that take a value: what follows them is not a command."""


def main(argv: Sequence[str]) -> int:
    """Exit code of the program."""
    _make_streams_safe(argv)
    if "--self-test" in argv:
        from app import selftest

        return selftest.main([a for a in argv if a != "--self-test"])
    if _is_command(argv):
        from app import cli

        return cli.main(argv)
    from app import main as window

    return window.run(argv)


def _is_command(argv: Sequence[str]) -> bool:
    """Is there a word that is neither an option nor an option's value, or a question about the command line?"""
    rest = iter(argv)
    for word in rest:
        if word in ("-h", "--help", "--version") or not word.startswith("-"):
            return True
        if word in VALUE_OPTIONS:
            next(rest, None)
    return False


def _make_streams_safe(argv: Sequence[str]) -> None:
    """A letter the console does not have must not stop the work; JSON is UTF-8 everywhere.

    The windowed program has no streams at all: then there is nothing to do.
    """
    for stream in (sys.stdout, sys.stderr):
        if stream is not None and hasattr(stream, "reconfigure"):
            if "--json" in argv and stream is sys.stdout:
                stream.reconfigure(encoding="utf-8", newline="\n")
            else:
                stream.reconfigure(errors="replace")


if __name__ == "__main__":
    if getattr(sys, "frozen", False):  # only the built program needs it, and importing it takes time
        import multiprocessing

        multiprocessing.freeze_support()
    sys.exit(main(sys.argv[1:]))
