"""roadmap rollover, derive, versions: the next year, the schools, what was approved and changed."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from app.cli.groups import command, opened
from app.cli.output import Output

if TYPE_CHECKING:
    from app.services.roadmaps.rows import RolloverFlagRow


def add_life(actions: Any) -> None:
    rolling = command(actions, "rollover", run_rollover, "перенести дорожную карту на новый год")
    rolling.add_argument("id", type=int, metavar="№")
    rolling.add_argument("--years", type=int, metavar="ЛЕТ", help="на сколько лет (иначе на один год)")
    rolling.add_argument("--year", type=int, metavar="ГОД", help="год, в котором начнётся новая карта")
    deriving = command(actions, "derive", run_derive, "составить карты школ из карты района")
    deriving.add_argument("id", type=int, metavar="№")
    deriving.add_argument("--school", type=int, action="append", default=[], metavar="№", help="школа; можно несколько раз")
    deriving.add_argument("--all-schools", action="store_true", help="все школы, у которых такой карты ещё нет")
    deriving.add_argument(
        "--item", action="append", default=[], metavar="НОМЕР", help="пункт; без них – пункты, которые выполняют школы"
    )
    versions = command(actions, "versions", run_versions, "утверждённые версии и изменения после них")
    versions.add_argument("id", type=int, metavar="№")


def run_rollover(arguments: argparse.Namespace, output: Output) -> int:
    from app.services.errors import UserError
    from app.services.roadmaps.queries import get_roadmap, rollover_flags
    from app.services.roadmaps.rollover import base_year
    from app.services.roadmaps.rollover_commands import preview_rollover, roll_over_roadmap

    with opened(arguments) as ctx:
        years = arguments.years if arguments.years is not None else 1
        if arguments.year is not None:
            base = base_year(get_roadmap(ctx, arguments.id))
            if base is None:
                raise UserError("Год начала карты неизвестен.", "Укажите, на сколько лет перенести: --years.")
            years = arguments.year - base
        seen = preview_rollover(ctx, arguments.id, years) if years else None
        changes = roll_over_roadmap(ctx, arguments.id, years)
        flags = rollover_flags(ctx, changes.value)
    shifts = seen.shifts if seen is not None else ()
    output.emit(
        {
            "id": changes.value,
            "shifts": [{"field": one.field, "before": one.before, "after": one.after} for one in shifts],
            "flags": [_flag_json(flag) for flag in flags],
        },
        [
            f"Новая карта № {changes.value}. {changes.message}",
            *(f"  {one.before} → {one.after}" for one in shifts),
            *(_flag_words(flag) for flag in flags),
        ],
    )
    return 1 if flags else 0


def _flag_json(flag: RolloverFlagRow) -> dict[str, str]:
    return {
        "code": flag.code,
        "item": flag.number,
        "field": flag.field,
        "excerpt": flag.excerpt,
        "suggestion": flag.suggestion,
        "why": flag.why,
    }


def _flag_words(flag: RolloverFlagRow) -> str:
    place = f"п. {flag.number} " if flag.number else ""
    offered = f" → {flag.suggestion}?" if flag.suggestion else ""
    return f"? {place}«{flag.excerpt}»{offered} {flag.why}" if flag.excerpt else f"? {place}{flag.why}"


def run_derive(arguments: argparse.Namespace, output: Output) -> int:
    from app.services.errors import UserError
    from app.services.roadmaps.deriving_commands import derive_choices, derive_school_roadmaps

    with opened(arguments) as ctx:
        choices = derive_choices(ctx, arguments.id)
        names = {one.id: one.name for one in choices.schools}
        schools = arguments.school
        if arguments.all_schools:
            schools = [one.id for one in choices.schools if one.roadmap_id is None]
        lines = [line for section in choices.tree.sections for line in section.lines if not line.is_subhead]
        if arguments.item:
            wanted = {number.rstrip(".") for number in arguments.item}
            chosen = [line.uid for line in lines if line.number.strip().rstrip(".") in wanted]
            missing = sorted(wanted - {line.number.strip().rstrip(".") for line in lines})
            if missing:
                raise UserError(f"Пунктов с номерами {', '.join(missing)} в карте нет.", "Посмотрите номера: roadmap export.")
        else:
            chosen = [line.uid for line in lines if set(schools) <= set(choices.owners.get(line.uid, ()))]
        changes = derive_school_roadmaps(ctx, arguments.id, schools, chosen)
    made = [{"id": own, "school": names.get(school, "")} for own, school in zip(changes.value, schools, strict=True)]
    output.emit(
        {"roadmaps": made, "items": len(chosen)}, [changes.message, *(f"  № {one['id']}: {one['school']}" for one in made)]
    )
    return 0


def run_versions(arguments: argparse.Namespace, output: Output) -> int:
    """With what has changed since the last approved one."""
    from app.services.versions.queries import diff_versions, list_versions
    from app.services.versions.rows import DIFF_KINDS, STATES

    with opened(arguments) as ctx:
        versions = list_versions(ctx, arguments.id)
        approved = [version for version in versions if version.state == "approved"]
        changed = diff_versions(ctx, approved[-1].id) if approved else []
    output.emit(
        {
            "versions": [
                {
                    "id": one.id,
                    "number": one.number,
                    "state": one.state,
                    "document": one.document,
                    "approved_on": one.approved_on.isoformat() if one.approved_on else None,
                    "current": one.is_current,
                }
                for one in versions
            ],
            "changes": [
                {"kind": one.kind, "place": one.place, "field": one.field, "before": one.before, "after": one.after,
                 "basis": one.basis}
                for one in changed
            ],
        },
        [
            *(f"Версия {one.number}: {STATES[one.state]} {one.document}".rstrip() for one in versions),
            *(f"  {one.place} {one.field}".rstrip() + f" ({DIFF_KINDS[one.kind]})" for one in changed),
        ]
        or ["Утверждённых версий нет."],
    )  # fmt: skip
    return 0
