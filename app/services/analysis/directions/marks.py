"""Direction 2: marks of the groups, and the share of «2» over years."""

from __future__ import annotations

from app.services.analysis import rules
from app.services.analysis.rows import (
    FEW,
    Chart,
    Direction,
    Line,
    MarksChart,
    Material,
    Sentence,
    Table,
    TableColumn,
    YearsChart,
)  # fmt: skip
from app.services.analysis.words import capital, cell, cells, percent, points, short_name
from app.services.charts.rows import HistoryPanel, HistoryPoint
from app.services.results.rows import GroupResult
from app.services.text_ru import counted, number

KEY, TITLE = "marks", "Статистика по отметкам"
_COLUMNS = (
    TableColumn("name", "Чьи результаты", "text", 220, stretch=True),
    TableColumn("n", "Писали", "count", 70),
    TableColumn("two", "«2», %", "percent", 88),
    TableColumn("three", "«3», %", "percent", 64),
    TableColumn("four", "«4», %", "percent", 64),
    TableColumn("five", "«5», %", "percent", 64),
    TableColumn("pass", "Успеваемость, %", "percent", 116, printed="Успева-\nемость, %"),
    TableColumn("quality", "Качество, %", "percent", 92, printed="Каче-\nство, %"),
    TableColumn("mean", "Средняя отметка", "score", 116),
)
_STATES = {"low": "отрицательная динамика", "edge": "рост в пределах порога", "good": "не выросла"}


def direction(m: Material) -> Direction:
    everyone = (m.own, *m.groups)
    if m.own.mark_percents is None and m.own.mark_counts is None:
        return Direction(
            KEY, TITLE,
            missing="Отметок нет: загрузите «Статистику по отметкам» или добавьте шкалу перевода баллов за этот год.",
        )  # fmt: skip
    tables, charts, said = [], [], []
    lines = tuple(_line(group, group.level, total=True) for group in everyone)
    notes = ["Успеваемость — доля «3», «4» и «5»; качество — доля «4» и «5»."]
    if m.own.mark_source == "scale":
        notes.append("Где отметки в файле нет, она поставлена по шкале перевода баллов за этот год.")
    tables.append(Table("groups", "Рядом с районом, регионом и всей выборкой" if m.school_id else "Район, регион, вся выборка",
                        _COLUMNS, lines, tuple(notes)))  # fmt: skip
    if m.own.mark_percents is not None:
        said.append(_share_of_two(m))
        charts.append(Chart("marks", "Отметки", MarksChart(everyone)))
    dynamics = rules.two_dynamics(
        [(y.year, y.own.participants, y.own.mark_percents[0] if y.own.mark_percents else None) for y in m.history if y.own],
        m.thresholds,
    )
    if len(dynamics) > 1:
        tables.append(_dynamics_table(m, dynamics))
        said += _dynamics_words(m, dynamics)
        charts.append(_years_chart(m))
    if m.school_id is None:
        tables.append(
            Table(
                "schools",
                "Школы, по алфавиту",
                _COLUMNS,
                tuple(_line(school, f"school-{school.organisation_id}") for school in m.schools),
            )
        )
    return Direction(KEY, TITLE, tuple(said), tuple(tables), tuple(charts))


def _line(group: GroupResult, key: str, total: bool = False) -> Line:
    n = group.participants
    shares = group.mark_percents or (None,) * 4
    values = cells((*shares, group.pass_rate, group.quality_rate, group.mean_mark), n)
    name = group.name if group.level != "sample" else "Вся выборка"
    target = ("school", group.organisation_id) if group.organisation_id is not None and not total else None
    return Line(key, (name, n, *values), target=target, total=total)


def _share_of_two(m: Material) -> Sentence:
    assert m.own.mark_percents is not None
    beside = [(short_name(g), g.mark_percents[0], g.level) for g in m.groups if g.mark_percents]
    compared = "; ".join(f"{name} — {percent(value)}" for name, value, _ in beside)
    quality = f", качество — {percent(m.own.quality_rate)}"
    return Sentence(
        f"Доля «2» — {percent(m.own.mark_percents[0])}{f' ({compared})' if compared else ''}{quality}.",
        "groups", (m.own.level, *(level for _, _, level in beside)),
    )  # fmt: skip


def _dynamics_table(m: Material, dynamics: tuple[rules.TwoYear, ...]) -> Table:
    columns = (
        TableColumn("year", "Год", "code", 56),
        TableColumn("n", "Писали", "count", 70),
        TableColumn("two", "«2», %", "percent", 70),
        TableColumn("delta", "Изменение, п. п.", "points", 118),
        *([TableColumn("district", "Район, «2», %", "percent", 104)] if m.school_id is not None else []),
        TableColumn("region", "Регион, «2», %", "percent", 110),
        TableColumn("words", "Динамика", "text", 180, stretch=True),
    )
    years = {y.year: y for y in m.history}
    lines = []
    for one in dynamics:
        year = years[one.year]
        beside = [
            g.mark_percents[0] if g and g.mark_percents else None
            for g in ((year.district, year.region) if m.school_id else (year.region,))
        ]
        values = (str(one.year), one.n, cell(one.percent, one.n), one.delta, *beside, _STATES.get(one.state, ""))
        target = ("procedure", year.procedure_id) if year.procedure_id != m.procedure.id else None
        lines.append(Line(f"year-{one.year}", values, one.state, target))
    threshold = number(m.thresholds.two_growth, 0 if m.thresholds.two_growth.is_integer() else 1)
    note = (
        f"Отрицательная динамика — рост доли «2» на {threshold} п. п. и больше к прошлому известному году. "
        "Пишут разные дети: сравнивается параллель, а не класс."
    )
    return Table("years", "Доля «2» по годам, та же работа", columns, tuple(lines), (note,))


def _dynamics_words(m: Material, dynamics: tuple[rules.TwoYear, ...]) -> list[Sentence]:
    last = dynamics[-1]
    said = []
    if last.delta is not None and last.year == m.procedure.year:
        before = next(one for one in reversed(dynamics[:-1]) if one.percent is not None)
        direction_words = "выросла" if last.delta > 0 else "снизилась" if last.delta < 0 else "не изменилась"
        change = f" ({points(last.delta)})" if last.delta else ""
        judged = ": отрицательная динамика" if last.state == "low" else ""
        said.append(
            Sentence(
                f"К {before.year} году доля «2» {direction_words}{change}: было {percent(before.percent)}, стало "
                f"{percent(last.percent)}{judged}.",
                "years", (f"year-{before.year}", f"year-{last.year}"),
            )
        )  # fmt: skip
    known = [one for one in dynamics if one.percent is not None]
    if len(known) >= 3:
        first, end = known[0], known[-1]
        assert first.percent is not None and end.percent is not None
        total = end.percent - first.percent
        span = counted(len(known), "год", "года", "лет")
        words = f"За {span}, {first.year}–{end.year}, изменение {points(total)}"
        said.append(Sentence(f"{words} (было {percent(first.percent)}).", "years", tuple(f"year-{one.year}" for one in known)))
    return said


def _years_chart(m: Material) -> Chart:
    def line(pick: str) -> tuple[HistoryPoint, ...]:
        found = []
        for y in m.history:
            group: GroupResult | None = getattr(y, pick)
            if group is not None:
                share = group.mark_percents[0] if group.mark_percents and group.participants >= FEW else None
                found.append(HistoryPoint(y.year, share, group.participants))
        return tuple(found)

    beside = "district" if m.school_id is not None else "region"
    own, reference = line("own"), line(beside)
    highest = max([p.value for p in (*own, *reference) if p.value is not None], default=0.0)
    top = 100.0 if highest > 40 else 40.0
    panel = HistoryPanel(f"{m.procedure.subject}, {m.procedure.grade} класс", own, reference)
    name = "школа" if m.school_id is not None else "район"
    return Chart(
        "years", capital("доля «2» по годам"), YearsChart(panel, top, name, "район" if beside == "district" else "регион")
    )
