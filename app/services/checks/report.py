"""The report in words and as JSON, and the official view of one cell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from numpy import isnan

from app.services.checks import rules
from app.services.checks.assess import Change, Group, Results, School, shares_of, spearman
from app.services.checks.rows import FEW, MarkerRow, OfficialCell
from app.services.objectivity.official_markers import Floats
from app.services.results.rows import Scale, ScoreDistribution
from app.services.text_ru import counted


def notes(shown: Sequence[Results], changes: Sequence[Change], markers: Sequence[MarkerRow]) -> Iterator[str]:
    """Which reference was used, what is missing, how to read it."""
    if not shown:
        yield "Результатов пока нет: загрузите протоколы или отчёты, и признаки посчитаются сами."
        return
    compared = {
        "С регионом сравнены": [one for one in shown if _kind(one) == "region"],
        "Со своим районом сравнены": [one for one in shown if _kind(one) == "municipality" and one.region_known],
        "Данных региона нет, школы сравнены со своим районом": [
            one for one in shown if _kind(one) == "municipality" and not one.region_known
        ],
        "Не сравнивались, потому что данных региона нет": [one for one in shown if not one.groups],
    }
    for text, procedures in compared.items():
        if procedures:
            yield f"{text}: {_named(procedures)}."
    printed = [one for one in shown if any(group.reported for group in one.groups)]
    if printed:
        yield f"Распределение, с которым сравнивали, взято из отчёта «Распределение первичных баллов»: {_named(printed)}."
    if not all(one.region_known for one in shown):
        yield "Точнее сравнение с регионом: загрузите региональный файл или «Распределение первичных баллов» со строкой региона."
    without = [one for one in shown if isnan(one.journal).all()]
    if without:
        yield f"Нет отметок по журналу, несоответствие отметкам не считалось: {_named(without)}."
    if not any(change.after in shown for change in changes):
        yield "Резкое изменение не считалось: нужны результаты 4 класса и, через год, 5 класса по тому же предмету."
    elif all(isnan(change.result.low) for change in changes if change.after in shown):
        yield "Резкое изменение не считалось: оба года известны меньше чем для 5 школ."
    few = sum(1 for marker in markers if marker.little_data)
    if few:
        yield (
            f"«Мало данных» (меньше {FEW} участников): {counted(few, 'признак', 'признака', 'признаков')}. "
            "В официальном счёте они остаются, выводов по ним не делают."
        )
    yield "Признак — повод для перепроверки, а не вывод: официальные пороги отмечают и школы с честными высокими результатами."


def _named(procedures: Sequence[Results]) -> str:
    """Titles, or how many of which years when the list is long."""
    if len(procedures) <= 4:
        return "; ".join(one.row.title for one in procedures)
    years = sorted({one.row.year for one in procedures})
    span = f"{years[0]}–{years[-1]} годы" if len(years) > 1 else f"{years[0]} год"
    return f"{counted(len(procedures), 'процедура', 'процедуры', 'процедур')}, {span}"


def _kind(one: Results) -> str:
    return one.groups[0].kind if one.groups else ""


def official_cell(
    one: Results, changes: Sequence[Change], markers: tuple[MarkerRow, ...], school: School, absent: int, cuts: Scale | None
) -> OfficialCell:
    place = one.schools.index(school.id) if school.id in one.schools else None
    group = one.group_of(place) if place is not None else (one.groups[0] if one.groups else None)
    reference = group.reference if group else None
    facts = _facts(one, place, group, changes, absent)
    top = max(one.row.max_score or 0, len(group.shares) - 1 if group else 0, int(one.score.max()) if one.score.size else 0)
    return OfficialCell(
        procedure=one.row,
        organisation_id=school.id,
        school=school.name,
        login=school.login,
        n=facts.n,
        absent=absent,
        markers=markers,
        sentences=tuple(rules.marker_sentence(marker, facts) for marker in markers) if facts.n >= FEW else (),
        values=rules.values(facts, markers),
        reference=group.words if group else "",
        reference_kind=group.kind if group and reference else "",
        school_scores=_distribution("school", school.name, one.score[one.place == place], top) if facts.n >= FEW else None,
        reference_scores=(
            ScoreDistribution(group.kind, _capital(group.name), reference.n, _padded(group.shares, top))
            if group and reference and reference.n >= FEW
            else None
        ),
        cuts=cuts,
    )


def _facts(one: Results, place: int | None, group: Group | None, changes: Sequence[Change], absent: int) -> rules.Facts:
    reference = group.reference if group else None
    compared: dict[str, Any] = {
        "reference_name": {"region": "регион", "municipality": "район"}[group.kind] if group else "",
        "reference_mean": reference.mean if reference else None,
    }
    if place is None:
        return rules.Facts(n=0, absent=absent, max_score=one.row.max_score, **compared)
    coefficients, pairs = spearman(one)
    facts: dict[str, Any] = {}
    for change in changes:
        for before, after in change.places:
            if after == place:
                facts["before"] = float(100 * change.before.moments.mean[before] / (change.before.row.max_score or 1))
                facts["after"] = float(100 * change.after.moments.mean[after] / (change.after.row.max_score or 1))
                facts["before_n"] = int(change.before.moments.n[before])
    n, sd = int(one.moments.n[place]), float(one.moments.sd[place])
    return rules.Facts(
        n=n,
        absent=absent,
        max_score=one.row.max_score,
        mean=float(one.moments.mean[place]),
        sd=None if isnan(sd) else sd,
        pairs=int(pairs[place]),
        spearman=None if isnan(coefficients[place]) else float(coefficients[place]),
        year=one.row.year,
        **compared,
        **facts,
    )


def _distribution(level: str, name: str, score: Floats, top: int) -> ScoreDistribution:
    return ScoreDistribution(level, name, int(score.size), _padded(shares_of(score), top))


def _padded(shares: Sequence[float], top: int) -> tuple[float, ...]:
    return tuple(shares) + (0.0,) * (top + 1 - len(shares))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def markers_json(markers: Sequence[MarkerRow]) -> list[dict[str, Any]]:
    """Official markers as `check --json` prints them."""
    return [
        {
            "school": marker.login,
            "year": marker.year,
            "grade": marker.grade,
            "subject": marker.subject,
            "marker": marker.code,
            "n": marker.n,
            "value": marker.value,
            "bound": marker.bound,
        }
        for marker in markers
    ]
