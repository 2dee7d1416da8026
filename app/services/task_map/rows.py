"""Plain rows of task maps."""

from __future__ import annotations

from dataclasses import dataclass

from app.services.results.procedure import ProcedureRow
from app.services.results.rows import TaskRow


@dataclass(frozen=True, slots=True)
class TaskLine:
    """One task at its place in the paper."""

    position: int
    """0-based; the byte of the papers' task scores."""
    task: TaskRow


@dataclass(frozen=True, slots=True)
class TaskMap:
    """The task map of one procedure."""

    procedure: ProcedureRow
    lines: tuple[TaskLine, ...]
    has_papers: bool
    """Papers are stored by these tasks: none can be added or taken away."""

    @property
    def total(self) -> int | None:
        """Maxima together; None while one is not known."""
        points = [line.task.max_points for line in self.lines]
        known = [one for one in points if one is not None]
        return sum(known) if known and len(known) == len(points) else None

    @property
    def described(self) -> int:
        """Tasks with a skill."""
        return sum(1 for line in self.lines if line.task.skill)


@dataclass(frozen=True, slots=True)
class MapOfPaper:
    """One procedure of the list: how much of its map is there."""

    procedure: ProcedureRow
    tasks: int
    described: int
