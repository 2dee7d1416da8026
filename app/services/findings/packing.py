"""Signals of a cell as bytes of the base (`models.findings.Finding.signals`)."""

from __future__ import annotations

import math
import struct
from collections.abc import Sequence

from app.services.findings.rows import SignalRow
from app.services.objectivity.cells import WHY


def pack(signals: Sequence[tuple[float, float, float, int]]) -> bytes:
    """(p, value, expected, key of WHY) a signal, NaN = none."""
    floats = [number for p, value, expected, _why in signals for number in (p, value, expected)]
    return struct.pack(f"<{len(floats)}f{len(signals)}B", *floats, *(why for *_numbers, why in signals))


def unpack(codes: Sequence[str], packed: bytes) -> tuple[SignalRow, ...]:
    """In the order of `codes`; empty where the bytes are of another set of signals."""
    size = struct.calcsize(f"<{3 * len(codes)}f{len(codes)}B")
    if len(packed) != size:
        return ()
    numbers = struct.unpack(f"<{3 * len(codes)}f{len(codes)}B", packed)
    rows = []
    for place, code in enumerate(codes):
        p, value, expected = (_known(number) for number in numbers[3 * place : 3 * place + 3])
        rows.append(SignalRow(code, p, value, expected, WHY.get(numbers[3 * len(codes) + place], "")))
    return tuple(rows)


def _known(number: float) -> float | None:
    return None if math.isnan(number) else number
