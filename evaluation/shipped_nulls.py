"""`python -m evaluation.shipped_nulls TOOLS`: measure the shipped nulls, write `resources/objectivity/nulls.json`.

Three things are measured on the honest cells of worlds 101–120 (plain, with more honest variety, with heavy honest lifting):
the null of every signal and of the combination in a district alone with one year (what is shipped is used there), the
asymmetry of the null (how much wider the upper half is than the lower half that the scale is read from), and the
correlations of the signals. Deterministic.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import numpy as np

from app.paths import resources_dir
from app.services.objectivity import empirical_null
from app.services.objectivity.assess import ROUNDS, assess
from app.services.objectivity.cells import size_bin
from app.services.objectivity.outcome import Assessment
from app.services.objectivity.region import Flags, Floats
from evaluation.worlds import World, make_world, municipalities, of_year, truth_of

PLAN: tuple[tuple[int, dict[str, float], bool], ...] = (
    (101, {}, False),
    (102, {}, False),
    (103, {}, True),
    (104, {"honest_bump": 0.3}, False),
    (105, {"honest_bump": 0.6}, False),
    (106, {}, True),
)
"""Seed, changed parameters, with more honest variety."""
YEARS = (2023, 2024, 2025)
UPPER = ((0.84, 0.9944579), (0.90, 1.2815516), (0.95, 1.6448536), (0.975, 1.959964))
LIMITS = (1.0, 1.5)
"""An asymmetry beyond these says more of the worlds than of the signal; below 1 it would only make p-values bolder."""


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m evaluation.shipped_nulls", description=__doc__)
    parser.add_argument("tools", type=Path, help="folder of the kit")
    worlds = [make_world(parser.parse_args().tools, seed, changes, stress=stress) for seed, changes, stress in PLAN]
    names = ", ".join(world.name for world in worlds)
    source = f"simulated regions {names}: honest cells; python -m evaluation.shipped_nulls"
    file: dict[str, Any] = {"source": source, "nulls": {}, "asymmetry": {}, "correlations": {}}
    # Signals first, then what is made of their calibrated values, then the shipped null of the combination.
    for step in ("signals", "combined"):
        asymmetry, correlations = _regional(worlds)
        combined = step == "combined"
        file["asymmetry"].update({code: row for code, row in asymmetry.items() if (code == empirical_null.COMBINED) == combined})
        if not combined:
            file["correlations"] = correlations
        _write(file)
        file["nulls"].update(
            {code: row for code, row in _districts(worlds).items() if (code == empirical_null.COMBINED) == combined}
        )
        _write(file)


def _write(file: dict[str, Any]) -> None:
    path = resources_dir() / "objectivity" / "nulls.json"
    path.write_text(json.dumps(file, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    empirical_null.shipped_file.cache_clear()


def _raw(said: Assessment) -> dict[str, Floats]:
    """z before calibration, by code."""
    return {**{values.code: values.z for values in said.signals}, empirical_null.COMBINED: said.sum_z}


def _honest(world: World, said: Assessment, region: Any) -> Flags:
    truth = truth_of(world, region, said.cells)
    return truth.counted & ~truth.manipulated


def _regional(worlds: list[World]) -> tuple[dict[str, list[float]], dict[str, dict[str, float]]]:
    """Asymmetry by code and size bin; correlations of the calibrated signals."""
    found: dict[str, list[list[float]]] = {}
    tables = []
    for world in worlds:
        said = assess(world.region)
        honest, bins = _honest(world, said, world.region), size_bin(said.cells.n)
        for code, z in _raw(said).items():
            inside = [np.isfinite(z) & (bins == b) for b in range(4)]
            rounds = ROUNDS if code == empirical_null.COMBINED else 0
            found.setdefault(code, []).append([_asymmetry(z[honest & here], z[here], rounds) for here in inside])
        z = np.stack([values.z for values in said.signals])[:, honest]
        codes = [values.code for values in said.signals]
        signs = np.where(np.isfinite(z), np.sign(z - np.nanmedian(z, axis=1, keepdims=True)), 0.0)
        both = np.isfinite(z).astype(float) @ np.isfinite(z).astype(float).T
        tables.append(np.sin(np.pi / 2 * (signs @ signs.T) / np.maximum(both, 1)))
    mean = np.mean(tables, axis=0)
    correlations = {a: {b: round(float(mean[i, j]), 3) for j, b in enumerate(codes) if i != j} for i, a in enumerate(codes)}
    rows = {code: np.clip(np.mean(values, axis=0), *LIMITS).round(3).tolist() for code, values in found.items()}
    return rows, correlations


def _asymmetry(honest: Floats, seen: Floats, rounds: int) -> float:
    """Upper scale over lower scale of honest values.

    For the combination half-way to what the null read from all the cells would need: it stays a little wide as long as
    some cells are manipulated, and how many there will be nobody knows.
    """
    middle, lower = empirical_null.centre_and_scale(honest)
    ratio = _upper_scale(honest, middle) / lower if lower > 0 else 1.0
    if rounds:
        centre, scale, _ = empirical_null.robust_null(seen, 1.0, rounds)
        ratio = (ratio + _upper_scale(honest, centre) / scale) / 2
    return ratio


def _upper_scale(z: Floats, middle: float) -> float:
    """The mean over quantiles of the upper half, as `centre_and_scale` reads the lower one."""
    reached = np.quantile(z, [share for share, _ in UPPER])
    return float(np.mean((reached - middle) / np.array([at for _, at in UPPER])))


def _districts(worlds: list[World]) -> dict[str, list[list[float]]]:
    """Centre and upper scale by code and size bin, each municipality alone, one year."""
    seen: dict[str, list[list[Floats]]] = {}
    for world in worlds:
        for year in YEARS:
            for district in municipalities(of_year(world.region, year)):
                said = assess(district)
                honest, bins = _honest(world, said, district), size_bin(said.cells.n)
                for code, z in _raw(said).items():
                    rows = seen.setdefault(code, [[], [], [], []])
                    for b in range(4):
                        rows[b].append(z[honest & (bins == b) & np.isfinite(z)])
    nulls: dict[str, list[list[float]]] = {}
    for code, by_bin in seen.items():
        nulls[code] = []
        for parts in by_bin:
            z = np.concatenate(parts)
            middle = float(np.median(z))
            nulls[code].append([round(middle, 3), round(_upper_scale(z, middle), 3)])
    return nulls


if __name__ == "__main__":
    main()
