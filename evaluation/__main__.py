"""`python -m evaluation evaluate TOOLS DATA [--quick]` and `python -m evaluation train-ordering TOOLS`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "objectivity-evaluation.md"
WEIGHTS = ROOT / "resources" / "objectivity" / "ordering.json"


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="dev.py")
    commands = parser.add_subparsers(dest="command", required=True)
    evaluating = commands.add_parser("evaluate", help="measure the checks on simulated and real results")
    evaluating.add_argument("tools", type=Path, help="folder of the acceptance kit (sim.py, score.py)")
    evaluating.add_argument("data", type=Path, nargs="?", help="folder of real results (vpr2021/…)")
    evaluating.add_argument("--quick", action="store_true", help="a few worlds, nothing written unless --out is given")
    evaluating.add_argument("--out", type=Path, help=f"the page to write (default: {PAGE.relative_to(ROOT)})")
    training = commands.add_parser("train-ordering", help="train the ordering on the development worlds")
    training.add_argument("tools", type=Path)
    training.add_argument("--out", type=Path, default=WEIGHTS)
    args = parser.parse_args(argv)
    if args.command == "train-ordering":
        from evaluation.train_ordering import run

        run(args.tools, args.out)
        return 0
    return _evaluate(args)


def _evaluate(args: argparse.Namespace) -> int:
    from evaluation.report import QUICK, Seeds, evaluate

    page, met = evaluate(args.tools, args.data, QUICK if args.quick else Seeds(), lambda line: print(line, flush=True))
    out = args.out or (None if args.quick else PAGE)
    if out:
        out.write_text(page, encoding="utf-8", newline="\n")
        print(f"written: {out}")
    else:
        print(page)
    return 0 if met else 1


if __name__ == "__main__":
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    sys.exit(main())
