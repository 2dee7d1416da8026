"""The door of the checks: a roadmap and its order → everything a careful reader would stop at."""

from __future__ import annotations

from dataclasses import replace

from app.services.documents.rows import DocumentRow
from app.services.lint import (
    abbreviations,
    appointments,
    approval,
    dates,
    duplicates,
    lengths,
    numbers,
    parties,
    places,
    privacy,
    references,
    requisites,
    schedule,
    texts,
    wording,
    works,
)
from app.services.lint.paper import read_paper
from app.services.lint.rows import LintContext, LintFinding, Rule
from app.services.roadmaps.rows import RoadmapTree

_FAMILIES = (
    requisites, numbers, approval, dates, lengths, schedule, works, parties, appointments, references, duplicates, places, texts,
    abbreviations, wording, privacy,
)  # fmt: skip
RULES: dict[str, Rule] = {rule.code: rule for family in _FAMILIES for rule in family.RULES}
"""Every rule by its code, for lists and help."""
_WEIGHT = {"error": 0, "warning": 1, "info": 2}


def lint(tree: RoadmapTree, order: DocumentRow | None = None, context: LintContext | None = None) -> tuple[LintFinding, ...]:
    """Findings, the weighty first, then in printed order. `order` is the one that approves the roadmap.

    Without an order the one that stood above the table of the imported file is looked at. Pure and repeatable: the same
    paper gives the same findings with the same keys.
    """
    paper = read_paper(tree, order, context or LintContext())
    findings: dict[str, LintFinding] = {}
    for family in _FAMILIES:
        for finding in family.check(paper):
            _keep(findings, finding)
    return tuple(sorted(findings.values(), key=lambda finding: _WEIGHT[finding.severity]))


def _keep(findings: dict[str, LintFinding], finding: LintFinding) -> None:
    """The same remark about the same words at another place gets a key of its own; told twice of one place, it is one."""
    key, copy = finding.key, 1
    while key in findings:
        if findings[key].spots == finding.spots:
            return
        copy += 1
        key = f"{finding.key}-{copy}"
    findings[key] = replace(finding, key=key)
