"""Small roadmaps of our own for the checks: a sound one, and the same with one thing spoilt."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from app.services.documents.rows import Clause, DocumentRow
from app.services.lint.check import lint
from app.services.lint.rows import LintContext, LintFinding
from app.services.roadmaps.rows import RoadmapLine, RoadmapSectionRow, RoadmapTree

TITLE = "Дорожная карта по подготовке наблюдателей в школах Заречного района на 2026/2027 учебный год"


def line(number: str, text: str = "", deadline: str = "", responsible: str = "", result: str = "") -> RoadmapLine:
    """An item; what is not said is filled in so that no rule has anything to say about it."""
    return RoadmapLine(
        number,
        text or f"Проведение занятия {number} с наблюдателями школ",
        deadline or "октябрь 2026 года",
        responsible or "Методист отдела образования",
        result or f"Лист регистрации занятия {number}",
    )


def section(number: str, title: str, *lines: RoadmapLine) -> RoadmapSectionRow:
    return RoadmapSectionRow(number, title, lines)


def plan(*lines: RoadmapLine, **changes: object) -> RoadmapTree:
    """One section «1.» with these items (default: three sound ones)."""
    rows = lines or (line("1.1."), line("1.2.", deadline="ноябрь 2026 года"), line("1.3.", deadline="март 2027 года"))
    tree = RoadmapTree(
        TITLE, (section("1.", "Занятия с наблюдателями", *rows),), period_start=date(2026, 9, 1), period_end=date(2027, 8, 31)
    )
    return replace(tree, **changes)  # type: ignore[arg-type]


def three_years(*lines: RoadmapLine) -> RoadmapTree:
    """The same for 2027–2029."""
    return plan(
        *lines,
        title="Дорожная карта по подготовке наблюдателей в школах Заречного района на 2027–2029 годы",
        period_start=date(2027, 1, 1),
        period_end=date(2029, 12, 31),
    )


def order(*clauses: str | Clause, **changes: object) -> DocumentRow:
    """A registered order that approves the plan; `clauses` stand between the approval and the control."""
    texts = (
        Clause(
            "Утвердить дорожную карту по подготовке наблюдателей в школах Заречного района на 2026/2027 учебный год (приложение)."
        ),
        *(Clause(clause) if isinstance(clause, str) else clause for clause in clauses),
        Clause("Контроль за исполнением настоящего приказа оставляю за собой."),
    )
    row = DocumentRow(
        id=1,
        state="registered",
        body="Отдел образования администрации Заречного района",
        number="214",
        signed_on=date(2026, 8, 28),
        heading="Об утверждении дорожной карты по подготовке наблюдателей в школах Заречного района на 2026/2027 учебный год",
        preamble="В целях прозрачного проведения проверочных работ",
        clauses=texts,
        signer_post="Начальник отдела образования",
        signer_name="И.О. Фамилия",
        roadmap_id=1,
    )
    return replace(row, **changes)  # type: ignore[arg-type]


def codes(findings: Iterable[LintFinding]) -> list[str]:
    return [finding.code for finding in findings]


def findings(tree: RoadmapTree, code: str, document: DocumentRow | None = None, **context: object) -> list[LintFinding]:
    """Findings of one rule; without an order the missing order is no matter here."""
    found = lint(tree, document, LintContext(**context))  # type: ignore[arg-type]
    return [finding for finding in found if finding.code == code]


def where(finding: LintFinding) -> set[str]:
    """«2/4» = the item number 4 of the second section; other places by their label."""
    return {f"{(spot.section or 0) + 1}/{spot.number}" if spot.line is not None else spot.label for spot in finding.spots}
