"""The kit's own scorer on the engine's assessment."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from app.services.objectivity.outcome import Assessment
from app.services.objectivity.region import Region
from app.services.text_ru import search_key
from evaluation.kit import load
from evaluation.worlds import SUBJECTS, World

NAMES = {search_key(name): name for name in SUBJECTS.values()}


def predictions(region: Region, said: Assessment) -> list[dict[str, Any]]:
    """What `check --json` would print of the judged cells; schools are known by the kit's login."""
    rows = []
    for c in np.flatnonzero(np.isfinite(said.p)):
        paper = region.papers[said.cells.paper[c]]
        signals = [
            {"code": signal.code, "p": float(p[c])}
            for signal, p in zip(said.signals, said.p_of, strict=True)
            if np.isfinite(p[c])
        ]
        rows.append(
            {
                "year": paper.year,
                "grade": paper.grade,
                "subject": NAMES[paper.subject],
                "school": f"edu99{int(region.schools[said.cells.school[c]]) - 1:04d}",
                "n": int(said.cells.n[c]),
                "p": float(said.p[c]),
                "score": float(said.score[c]),
                "flagged": bool(said.flagged[c]),
                "signals": signals,
            }
        )
    return rows


def score(tools: Path, world: World, rows: list[dict[str, Any]], *, year: int | None = None) -> dict[str, Any]:
    """Figures of `score.py PRED.json TRUTH [--year …]`: its own functions on its own files."""
    scorer = load(tools, "score")
    with tempfile.TemporaryDirectory() as folder:
        world.truth.to_csv(Path(folder) / "truth.csv", index=False)
        written = Path(folder) / "pred.json"
        written.write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")
        truth, pred = scorer.load_truth(folder), scorer.load_predictions(written)
    if year is not None:
        truth = truth[truth["year"] == year].reset_index(drop=True)
    figures: dict[str, Any] = scorer.score_cells(truth, pred)
    return figures
