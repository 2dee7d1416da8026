"""Direction 4: distribution of raw scores, and the numbers around official mark boundaries."""

from __future__ import annotations

from app.services.analysis import rules
from app.services.analysis.rows import (
    FEW,
    STATE_WORDS,
    Chart,
    Direction,
    Line,
    Material,
    ScoresChart,
    Sentence,
    Table,
    TableColumn,
)  # fmt: skip
from app.services.analysis.words import percent
from app.services.text_ru import number

KEY, TITLE = "scores", "Распределение первичных баллов"


def direction(m: Material) -> Direction:
    own = m.own_scores
    if own is None:
        return Direction(KEY, TITLE, missing="Загрузите «Распределение первичных баллов» или форму Ф1.")
    warnings = (f"Выборка: {rules.sample_words(own.n, m.thresholds)}",) if own.n < m.thresholds.informative else ()
    if own.n < FEW:
        return Direction(KEY, TITLE, warnings=warnings)
    beside = m.reference_scores
    means = [Line("own", (own.name, own.n, own.mean, _done(m, own.mean)))]
    if beside is not None:
        means.append(Line("reference", (beside.name, beside.n, beside.mean, _done(m, beside.mean))))
    columns = (
        TableColumn("name", "Чьи результаты", "text", 240, stretch=True),
        TableColumn("n", "Писали", "count", 80),
        TableColumn("mean", "Средний балл", "score", 100),
        TableColumn("done", "Средний % выполнения", "percent", 160),
    )
    compared = f" ({beside.name} — {number(beside.mean, 2)})" if beside is not None else ""
    highest = f" из {m.procedure.max_score}" if m.procedure.max_score else ""
    said = [Sentence(f"Средний балл — {number(own.mean, 2)}{highest}{compared}.", "means", tuple(line.key for line in means))]
    tables = [Table("means", "Средний балл", columns, tuple(means))]
    peaks, words = _peaks(m)
    tables.append(peaks) if peaks.lines else None
    said += words
    chart = Chart("scores", "Распределение первичных баллов", ScoresChart(own, beside, m.scale))
    if m.scale is None or m.scale.min3 is None:
        said.append(Sentence("Границы отметок не показаны: шкалы перевода за этот год нет в справочнике."))
    tables.append(_shares(m))
    return Direction(KEY, TITLE, tuple(said), tuple(tables), (chart,), warnings)


def _done(m: Material, mean: float) -> float | None:
    return 100 * mean / m.procedure.max_score if m.procedure.max_score else None


def _counts(m: Material) -> list[int]:
    assert m.own_scores is not None
    return [round(share * m.own_scores.n) for share in m.own_scores.shares]


def _peaks(m: Material) -> tuple[Table, list[Sentence]]:
    found = rules.boundary_peaks(
        _counts(m), m.reference_scores.shares if m.reference_scores is not None else None, m.scale, m.thresholds
    )
    columns = (
        TableColumn("mark", "Отметка", "text", 76),
        TableColumn("cut", "Граница, балл", "count", 100),
        TableColumn("b2", "на 2 ниже", "count", 84),
        TableColumn("b1", "на 1 ниже", "count", 84),
        TableColumn("at", "на границе", "count", 88),
        TableColumn("a1", "на 1 выше", "count", 84),
        TableColumn("share", "На границе и выше, %", "percent", 150),
        TableColumn("usual", "Для сравнения, %", "percent", 126),
        TableColumn("words", "", "text", 150, stretch=True),
    )
    lines = tuple(
        Line(f"cut-{p.mark}", (f"«{p.mark}»", p.cut, *p.counts, p.share, p.usual, STATE_WORDS[p.state]), p.state) for p in found
    )
    notes = [
        "Границы — только из шкалы перевода. Подъём у границы бывает у всего региона, поэтому доля сравнивается с ним; "
        f"вывод — от {rules.LEAST_IN_WINDOW} работ у границы. Это возможный признак, он требует дополнительного анализа."
    ]
    if m.reference_scores is None:
        notes.append("Сравнить не с чем: распределения региона в базе нет.")
    said = [
        Sentence(
            f"У границы отметки «{p.mark}» ({p.cut} баллов) работ больше, чем обычно: {percent(p.share)} против "
            f"{percent(p.usual)}. Возможный признак: посмотрите, как проверяли эти задания.",
            "peaks", (f"cut-{p.mark}",),
        )
        for p in found if p.state == "note"
    ]  # fmt: skip
    return Table("peaks", "Работы у границ отметок", columns, lines, tuple(notes)), said


def _shares(m: Material) -> Table:
    own, beside = m.own_scores, m.reference_scores
    assert own is not None
    columns = (
        TableColumn("score", "Балл", "count", 64),
        TableColumn("n", "Работ", "count", 72),
        TableColumn("share", "%", "percent", 72),
        TableColumn("reference", f"{beside.name}, %" if beside is not None else "Для сравнения, %", "percent", 200),
    )
    lines = tuple(
        Line(
            f"score-{score}",
            (
                score, count, 100 * own.shares[score],
                100 * beside.shares[score] if beside is not None and score < len(beside.shares) else None,
            ),
        )
        for score, count in enumerate(_counts(m))
    )  # fmt: skip
    return Table("shares", "Сколько работ с каждым баллом", columns, lines, printed=False)
