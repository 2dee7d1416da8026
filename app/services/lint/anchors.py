"""What a dismissal hangs on: the lines by their uid, the words by their fingerprint. Numbers and positions do not count."""

from __future__ import annotations

from collections.abc import Collection
from hashlib import blake2s

from app.services.lint.rows import LintFinding, Place, Spot
from app.services.roadmaps.cells import one_line
from app.services.roadmaps.rows import RoadmapTree


def places_of(tree: RoadmapTree, finding: LintFinding) -> tuple[Place, ...]:
    """One for each of its spots, in the same order."""
    return tuple(_place(tree, spot) for spot in finding.spots)


def covered(places: Collection[Place], dismissed: Collection[Place]) -> bool:
    """A remark about many places stays dismissed when some of them were put right, and comes back with a new one."""
    return set(places) <= set(dismissed)


def _place(tree: RoadmapTree, spot: Spot) -> Place:
    if spot.line is not None and spot.section is not None:
        line = tree.sections[spot.section].lines[spot.line]
        return (line.uid or f"line {spot.section}.{spot.line}", spot.field, _print(getattr(line, spot.field)))
    if spot.section is not None:
        section = tree.sections[spot.section]
        return ("section", spot.field, _print(f"{section.number} {section.title}" if spot.field == "number" else spot.subject))
    if spot.in_order:
        return ("order", spot.field, _print(spot.subject))
    # A remark about the paper as a whole does not depend on the words of its title.
    return ("paper", spot.field, _print(spot.subject) if spot.field in ("title", "preamble") else "")


def _print(text: str) -> str:
    return blake2s(one_line(text).encode("utf-8"), digest_size=8).hexdigest()
