"""How a roadmap looks on paper: choices of the person, and named presets of the kinds of roadmap that offices make."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Literal, get_args

Columns = Literal["auto", "4", "5"]
Orientation = Literal["auto", "portrait", "landscape"]
SectionStyle = Literal["centred", "left", "plain", "number_cell", "row", "headings", "none"]
Numbering = Literal["stored", "restart", "continuous", "hierarchical", "none"]
SectionNumbers = Literal["stored", "arabic", "roman", "none"]
TitleStyle = Literal["plain", "split", "capitals"]
Approval = Literal["none", "order", "head"]
ApprovalAlign = Literal["left", "center"]


@dataclass(frozen=True, slots=True)
class RoadmapLayout:
    """Frozen and hashable. Every choice but the captions can be changed apart from the preset it came with."""

    preset: str = "usual"
    captions: tuple[str, str, str, str, str] = ("№\nп/п", "Мероприятие", "Срок исполнения", "Ответственный", "Результат")
    """Number, measure, deadline, responsible, result."""
    columns: Columns = "auto"
    """`auto`: with the result where the roadmap has it; `4` without, `5` with it (empty cells are filled by hand)."""
    orientation: Orientation = "auto"
    """`auto`: five columns lie, four stand unless the measures are long."""
    sections: SectionStyle = "centred"
    """`centred`, `left`: bold over the whole width; `plain`: the same in ordinary type; `number_cell`: the number in its own
    cell, the title over the rest; `row`: a row like the others, cells of deadline and responsible empty; `headings`: a heading
    over a table of its own; `none`: not printed."""
    numbering: Numbering = "stored"
    """`stored` prints what the roadmap says, `none` leaves the column of numbers out, the others count anew on paper only."""
    section_numbers: SectionNumbers = "stored"
    merge_equal: bool = False
    """Neighbouring deadlines and responsibles of the same words become one cell."""
    column_numbers: bool = False
    """A row 1, 2, 3 … under the captions."""
    title: TitleStyle = "plain"
    """`split`: «Дорожная карта» on a line of its own; `capitals`: this line in capitals."""
    preamble: bool = True
    approval: Approval = "none"
    """`order`: the header of the order's appendix; `head`: «УТВЕРЖДАЮ» with room to sign. Not used inside an order."""
    approval_align: ApprovalAlign = "left"


@dataclass(frozen=True, slots=True)
class Preset:
    name: str
    about: str
    layout: RoadmapLayout


USUAL = RoadmapLayout()
PRESETS: dict[str, Preset] = {
    "usual": Preset("Обычный вид", "Число граф и положение листа программа подбирает по карте", USUAL),
    "blocks": Preset(
        "Блоки без номеров",
        "Четыре графы, разделы строкой посередине",
        RoadmapLayout(
            preset="blocks",
            captions=("№ п/п", "Мероприятие (содержание деятельности)", "Сроки", "Ответственные", "Результат"),
            columns="4",
            orientation="portrait",
            title="split",
            section_numbers="none",
        ),
    ),
    "levels": Preset(
        "Три уровня, к приказу",
        "Четыре графы, разделы и подразделы такими же строками, как пункты",
        RoadmapLayout(
            preset="levels",
            captions=("№ п/п", "Мероприятия", "Сроки", "Ответственные исполнители", "Результат"),
            columns="4",
            orientation="portrait",
            sections="row",
            title="capitals",
            approval="order",
        ),
    ),
    "flat": Preset(
        "Сплошной перечень",
        "Пять граф, над таблицей цель, задачи и показатели",
        RoadmapLayout(
            preset="flat",
            captions=("№ п/п", "Мероприятия", "Сроки", "Ответственные", "Результаты исполнения"),
            columns="5",
            orientation="landscape",
            sections="row",
        ),
    ),
    "results": Preset(
        "Пять граф, к распоряжению",
        "Лист лежит, последняя графа – результат, разделы строкой слева",
        RoadmapLayout(
            preset="results",
            captions=("№ п/п", "Мероприятие (содержание деятельности)", "Сроки исполнения", "Ответственный", "Результат"),
            columns="5",
            orientation="landscape",
            sections="left",
            approval="order",
        ),
    ),
    "numbered": Preset(
        "Номера разделов в графе",
        "Четыре графы, одинаковые сроки и ответственные одной ячейкой",
        RoadmapLayout(
            preset="numbered",
            captions=("№\nп/п", "Направления деятельности,\nмероприятия", "Сроки исполнения", "Ответственный", "Результат"),
            columns="4",
            orientation="portrait",
            sections="number_cell",
            merge_equal=True,
        ),
    ),
}  # fmt: skip
"""By code. The numbers of a roadmap are those it has: no preset counts anew."""

CHOICES: dict[str, tuple[str, ...]] = {
    "columns": get_args(Columns),
    "orientation": get_args(Orientation),
    "sections": get_args(SectionStyle),
    "numbering": get_args(Numbering),
    "section_numbers": get_args(SectionNumbers),
    "title": get_args(TitleStyle),
    "approval": get_args(Approval),
    "approval_align": get_args(ApprovalAlign),
}
"""Fields of several values."""
FLAGS = ("merge_equal", "column_numbers", "preamble")


def preset_layout(code: str) -> RoadmapLayout:
    """The layout of a preset; the usual one where there is no such."""
    return PRESETS[code].layout if code in PRESETS else USUAL


def is_changed(layout: RoadmapLayout) -> bool:
    """Whether something differs from the preset it came with."""
    return layout != preset_layout(layout.preset)


def to_settings(layout: RoadmapLayout) -> dict[str, str]:
    """What to store: the preset and the choices that differ from it, so that a better preset of a later version is used."""
    base, values = asdict(preset_layout(layout.preset)), asdict(layout)
    changed = {name: value for name, value in values.items() if name != "captions" and value != base[name]}
    return {"preset": layout.preset} | {
        name: ("yes" if value else "no") if isinstance(value, bool) else str(value) for name, value in changed.items()
    }


def from_settings(stored: Mapping[str, str]) -> RoadmapLayout:
    """The layout stored; a value that this version does not know is left out."""
    layout = preset_layout(stored.get("preset", ""))
    known = {name: value for name, value in stored.items() if value in CHOICES.get(name, ())}
    known_flags = {name: stored[name] == "yes" for name in FLAGS if stored.get(name) in ("yes", "no")}
    return replace(layout, **known, **known_flags)  # type: ignore[arg-type]


assert {field.name for field in fields(RoadmapLayout)} == {"preset", "captions", *CHOICES, *FLAGS}
