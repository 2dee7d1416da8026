"""Direction 3: the mark of the work against the journal."""

from __future__ import annotations

from app.services.analysis.rows import FEW, Chart, Direction, JournalChart, Line, Material, Sentence, Table, TableColumn
from app.services.analysis.words import cells, percent, short_name
from app.services.results.rows import GroupResult
from app.services.text_ru import counted, sort_key

KEY, TITLE = "journal", "Сравнение с журналом"
_COLUMNS = (
    TableColumn("name", "Чьи результаты", "text", 220, stretch=True),
    TableColumn("n", "Сравнили", "count", 80),
    TableColumn("lowered", "Ниже журнала", "count", 104),
    TableColumn("lowered_p", "%", "percent", 56),
    TableColumn("same", "Совпали", "count", 76),
    TableColumn("same_p", "%", "percent", 56),
    TableColumn("raised", "Выше журнала", "count", 104),
    TableColumn("raised_p", "%", "percent", 56),
)
_GAPS = (
    TableColumn("code", "Код", "code", 80),
    TableColumn("class", "Класс", "text", 60),
    TableColumn("score", "Балл", "count", 60),
    TableColumn("mark", "Отметка за работу", "count", 130),
    TableColumn("journal", "Отметка в журнале", "count", 130),
    TableColumn("gap", "Разница", "count", 74),
)


def direction(m: Material) -> Direction:
    known = [g for g in (m.own, *m.groups) if g.confirmed is not None]
    if m.own.confirmed is None:
        return Direction(
            KEY, TITLE,
            missing="Отметок по журналу нет: загрузите «Сравнение отметок с отметками по журналу» или форму Ф1 с отметками.",
        )  # fmt: skip
    tables = [
        Table(
            "groups",
            "Отметка за работу и отметка в журнале",
            _COLUMNS,
            tuple(_line(g, g.level, total=True) for g in known),
            ("Сравнивались только участники, у которых есть обе отметки.",),
        )
    ]
    said = [_shares(known)]
    if m.school_id is None:
        tables.append(
            Table("schools", "Школы, по алфавиту", _COLUMNS, tuple(_line(s, f"school-{s.organisation_id}") for s in m.schools))
        )
    gaps, rows = _gaps(m)
    if gaps is not None:
        tables.append(gaps)
        whose = f"у {counted(rows, 'участника', 'участников', 'участников')}" if rows else "ни у кого"
        least = f"{m.thresholds.journal_gap:.0f}"
        said.append(
            Sentence(
                f"Расхождение с журналом на {least} балла и больше — {whose}"
                + (": разберите эти работы отдельно." if rows else "."),
                gaps.key, tuple(line.key for line in gaps.lines if not line.total)[:200],
            )
        )  # fmt: skip
    return Direction(
        KEY, TITLE, tuple(said), tuple(tables), (Chart("journal", "Сравнение с журналом", JournalChart(tuple(known))),)
    )


def _line(group: GroupResult, key: str, total: bool = False) -> Line:
    parts = (group.lowered, group.confirmed, group.raised)
    n = sum(part or 0 for part in parts)
    values: list[float | None] = []
    for part in parts:
        values += [part, None if part is None or not n else 100 * part / n]
    shown = cells(values, n) if group.confirmed is not None else values
    name = group.name if group.level != "sample" else "Вся выборка"
    target = ("school", group.organisation_id) if group.organisation_id is not None and not total else None
    return Line(key, (name, n if group.confirmed is not None else None, *shown), target=target, total=total)


def _shares(known: list[GroupResult]) -> Sentence:
    own, *beside = known

    def share(group: GroupResult, part: int | None) -> float | None:
        n = (group.lowered or 0) + (group.confirmed or 0) + (group.raised or 0)
        return 100 * (part or 0) / n if n >= FEW else None

    compared = "; ".join(f"{short_name(g)} — {percent(share(g, g.confirmed))}" for g in beside)
    return Sentence(
        f"Отметку в журнале подтвердили {percent(share(own, own.confirmed))}{f' ({compared})' if compared else ''}, "
        f"получили ниже {percent(share(own, own.lowered))}, выше {percent(share(own, own.raised))}.",
        "groups", tuple(g.level for g in known),
    )  # fmt: skip


def _gaps(m: Material) -> tuple[Table | None, int]:
    """Works with |mark − journal| of the threshold and more: by code in a school, by school in the district."""
    p = m.papers
    both = m.chosen & (p.mark > 0) & (p.journal > 0)
    if not both.any():
        return None, 0
    far = both & (abs(p.mark - p.journal) >= m.thresholds.journal_gap)
    title = f"Расхождение с журналом на {m.thresholds.journal_gap:.0f} балла и больше"
    if m.school_id is not None:
        places = sorted(far.nonzero()[0].tolist(), key=lambda i: (sort_key(p.classes[i]), sort_key(p.codes[i])))
        lines = tuple(
            Line(
                str(i),
                (p.codes[i], p.classes[i], int(p.score[i]), int(p.mark[i]), int(p.journal[i]), int(p.mark[i] - p.journal[i])),
                "note",
            )
            for i in places
        )
        return Table("gaps", title, _GAPS, lines), len(lines)
    columns = (
        TableColumn("school", "Школа", "text", 260, stretch=True),
        TableColumn("n", "Сравнили", "count", 84),
        TableColumn("below", "Ниже журнала", "count", 110),
        TableColumn("above", "Выше журнала", "count", 110),
    )
    lines_ = []
    for school in m.schools:
        mine = far & (p.organisation == school.organisation_id)
        below, above = int((mine & (p.mark < p.journal)).sum()), int((mine & (p.mark > p.journal)).sum())
        if below or above:
            n = int((both & (p.organisation == school.organisation_id)).sum())
            target = ("school", school.organisation_id) if school.organisation_id is not None else None
            lines_.append(Line(f"school-{school.organisation_id}", (school.name, n, below, above), target=target))
    below, above = int((far & (p.mark < p.journal)).sum()), int((far & (p.mark > p.journal)).sum())
    lines_.append(Line("all", ("Всего", int(both.sum()), below, above), total=True))
    return Table("gaps", f"{title}: сколько работ, по школам", columns, tuple(lines_)), below + above
