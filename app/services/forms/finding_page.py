"""Pages of a finding: what is seen, the pictures of the screen, how rare it is, what else explains it, what to do next."""

from __future__ import annotations

from collections.abc import Sequence

from app.services.checks.rows import FEW, MARKER_NAMES
from app.services.findings.evidence_rows import EvidencePage, Picture, SignalEvidence
from app.services.findings.rows import STRENGTH_WORDS
from app.services.forms import figures
from app.services.forms.blocks import Block, Column, Figure, FormPage, Paragraph, Run, TableBlock, cell, row, runs, text
from app.services.forms.finding_data import FindingData
from app.services.forms.profile import GOST_2025, Profile
from app.services.forms.report_parts import head, part, remark, report_page

_TITLE = "Страница признака"
_INTERNAL = "Для служебного пользования"
_NOT_A_VERDICT = (
    "Признак – повод присмотреться, а не вывод о школе: он говорит, что так бывает редко, но не говорит почему. "
    "Решение принимают после пояснений школы и перепроверки работ."
)
_FIGURE_MM = 170.0
_MOST_FIGURES = 2


def finding_page(data: FindingData, profile: Profile = GOST_2025) -> FormPage:
    """One or two upright pages; the figures are those of the screen."""
    page = data.page
    blocks: list[Block] = [
        *head(data.author, _TITLE, page.school, page.title, figures.as_of(data.printed_on), _INTERNAL),
        part(page.heading),
        text(page.sentence),
    ]
    if page.rarity:
        blocks.append(text(f"Всё вместе {page.rarity}. {page.repeat}".rstrip()))
    elif page.repeat:
        blocks.append(text(page.repeat))
    blocks.append(remark(_NOT_A_VERDICT, before=2))
    shown = _figures(page)
    for place, (name, sentence, picture) in enumerate(shown):
        # The first is the one that the page begins with.
        blocks += _figure(name, sentence if place else "", picture)
    if page.signals:
        blocks += [part("Все признаки этой работы"), _signals(page.signals, profile)]
    blocks += _official(page)
    blocks += _listed("Чем ещё это объясняется", page.explanations)
    blocks += _listed("Что дальше", page.next_steps)
    blocks += [remark(words, before=6 if first else 0) for first, words in _small_print(page)]
    stem = f"Признак {page.school} {page.title}"
    return report_page(f"{_TITLE}: {page.school}, {page.title}", blocks, profile, author=data.author, stem=stem)


def _figures(page: EvidencePage) -> list[tuple[str, str, Picture]]:
    """The pictures of the signals that speak, two at most; where none does, the plain distribution."""
    loud = [s for s in page.signals if s.picture is not None and s.strength not in ("none", "little")]
    if not loud and page.strength not in ("none", "little") and page.leading is not None:
        loud = [page.leading]
    found: list[tuple[str, str, Picture]] = []
    for signal in loud:
        # The two signals of the journal share a picture, and the two of the tasks.
        if signal.picture is not None and type(signal.picture.detail) not in [type(one.detail) for _n, _s, one in found]:
            found.append((signal.name, signal.sentence, signal.picture))
    found = found[:_MOST_FIGURES]
    return found or ([("Распределение баллов", "", page.scores)] if page.scores is not None else [])


def _figure(name: str, sentence: str, picture: Picture) -> list[Block]:
    from app.services.findings.pictures import ALT, draw

    blocks: list[Block] = [
        Paragraph(runs(Run(name, bold=True)), align="left", first_indent_mm=0, space_before_pt=8, keep_with_next=True)
    ]
    if sentence:
        blocks.append(text(sentence, keep_with_next=True, space_after_pt=2))
    blocks.append(Figure(draw(picture, height=2.7), _FIGURE_MM, f"{ALT[picture.code]}: {picture.school}"))
    return blocks


def _signals(signals: Sequence[SignalEvidence], profile: Profile) -> TableBlock:
    columns = (
        Column("Признак", 52),
        Column("Сила", 24, "center"),
        Column("Как часто бывает", 42),
        Column("Видно (обычно)", 62),
    )
    rows = []
    for signal in signals:
        often = signal.rarity.removeprefix("случается ") or figures.NOTHING
        seen = signal.sentence if signal.p is None else _seen(signal)
        rows.append(row(cell(signal.name), STRENGTH_WORDS[signal.strength], often, seen))
    return TableBlock(columns, tuple(rows), size_pt=profile.grid_pt)


def _seen(signal: SignalEvidence) -> str:
    if len(signal.values) == 2:
        (name, value), (_usual, expected) = signal.values
        return f"{name}: {value} ({expected})"
    return signal.sentence


def _official(page: EvidencePage) -> list[Block]:
    if page.n < FEW:
        return []
    if not page.markers:
        return [part("Официальные признаки"), text("Не отмечены.")]
    names = [f"{MARKER_NAMES[marker.code]}. {words}" for marker, words in zip(page.markers, page.marker_sentences, strict=False)]
    return _listed("Официальные признаки", names or [MARKER_NAMES[marker.code] for marker in page.markers])


def _listed(title: str, lines: Sequence[str]) -> list[Block]:
    if not lines:
        return []
    return [part(title), *(text(f"– {line}", align="left", first_indent_mm=0) for line in lines)]


def _small_print(page: EvidencePage) -> list[tuple[bool, str]]:
    values = "; ".join(f"{name[:1].lower()}{name[1:]} – {value}" for name, value in page.values)
    lines = [
        f"Числа работы: {values}." if values else "",
        f"Сравнение: {page.reference}." if page.reference else "",
        page.calibration,
    ]
    return [(place == 0, line) for place, line in enumerate(line for line in lines if line)]
