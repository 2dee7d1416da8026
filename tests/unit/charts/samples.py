"""Made-up numbers for the pictures of the signals."""

from __future__ import annotations

import numpy as np

from app.services.objectivity.pictures import (
    CutWindow,
    DistributionDetail,
    ExpectationDetail,
    FunnelDetail,
    JournalDetail,
    ParticipationDetail,
    TaskDetail,
)

SCHOOL = "МБОУ «Заречная СОШ № 1»"


def distribution(top: int = 30, n: int = 34, cuts: tuple[int, ...] = (10, 17, 24)) -> DistributionDetail:
    rng = np.random.default_rng(3)
    scores = np.clip(np.round(rng.normal(0.6 * top, 0.2 * top, n)), 0, top).astype(int)
    scores = np.where(np.isin(scores + 1, cuts), scores + 1, scores)
    counts = np.bincount(scores, minlength=top + 1)
    curve = np.exp(-0.5 * ((np.arange(top + 1) - 0.58 * top) / (0.2 * top)) ** 2)
    expected = n * curve / curve.sum()
    windows = tuple(CutWindow(c, int(counts[c - 2 : c + 1].sum()), int(counts[c]), float(expected[c]) + 0.3) for c in cuts)
    return DistributionDetail(counts, expected, cuts, windows)


def funnel(schools: int = 60, own_n: int = 24) -> FunnelDetail:
    rng = np.random.default_rng(4)
    n = np.clip(np.round(np.exp(rng.normal(3.2, 0.7, schools))), 1, 160).astype(np.int64)
    mean = np.clip(55 + rng.normal(0, np.sqrt(22.0**2 / n + 36.0)), 0, 100)
    n[5], mean[5] = own_n, 81.0
    return FunnelDetail(n, mean, 5, 55.0, 22.0, 6.0)


def tasks(count: int = 14) -> TaskDetail:
    rng = np.random.default_rng(5)
    difficulty = rng.uniform(8, 85, count)
    expected = np.clip(100 - difficulty + rng.normal(0, 4, count), 0, 100)
    z = rng.normal(0, 1, count)
    z[3], z[9] = 4.1, -2.6
    completion = np.clip(expected + 6 * z, 0, 100)
    codes = tuple(f"{i + 1}К1" if i % 5 == 4 else str(i + 1) for i in range(count))
    return TaskDetail(codes, np.full(count, 2), completion, expected, z, difficulty)


def journal() -> JournalDetail:
    matrix = np.array([[0, 1, 0, 0], [0, 9, 1, 0], [0, 0, 11, 0], [0, 0, 1, 4]])
    return JournalDetail(matrix, 24, 16.3, 4.2)


def expectation(papers: int = 8, exams: int = 2) -> tuple[ExpectationDetail, tuple[str, ...]]:
    rng = np.random.default_rng(6)
    observed = rng.normal(0.2, 0.5, papers)
    observed[4] = 2.4
    predicted = np.full(papers, 0.25)
    predicted[papers - exams :] = np.nan
    names = tuple(f"{'РУ' if i % 2 else 'МА'} {4 + i % 5}\n{2023 + i // 3}" for i in range(papers - exams))
    names += tuple(f"ОГЭ {'РУ' if i % 2 else 'МА'}\n{2025 + i // 2}" for i in range(exams))
    return ExpectationDetail(np.arange(papers), observed, predicted, predicted - 1.1, predicted + 1.1, 4, False), names


def participation(schools: int = 60) -> ParticipationDetail:
    rng = np.random.default_rng(7)
    enrolled = np.clip(np.round(np.exp(rng.normal(3.3, 0.6, schools))), 6, 160).astype(np.int64)
    wrote = rng.binomial(enrolled, np.clip(rng.normal(0.92, 0.03, schools), 0, 1))
    enrolled[7], wrote[7] = 31, 19
    return ParticipationDetail(enrolled, wrote, 7, 0.92, 0.05)
