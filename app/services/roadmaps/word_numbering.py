"""Automatic numbers of Word paragraphs, resolved from numbering.xml and styles.xml as Word itself counts them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from app.services.roadmaps.numbering import roman

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
BULLET = "–"
_RUSSIAN = "абвгдежзиклмнопрстуфхцчшщэюя"
_LATIN = "abcdefghijklmnopqrstuvwxyz"


def paragraph_labels(paragraphs: Iterable[Any], numbering: Any | None, styles: Any | None) -> dict[Any, str]:
    """Label of each automatically numbered paragraph («1.2.», «а)», «–»), by its lxml element, in document order."""
    if numbering is None:
        return {}
    lists = _Lists(numbering, styles)
    labels: dict[Any, str] = {}
    for paragraph in paragraphs:
        label = lists.label(paragraph)
        if label:
            labels[paragraph] = label
    return labels


class _Lists:
    """Counters of every list; lists that share an abstract definition share its counters, as in Word."""

    def __init__(self, numbering: Any, styles: Any | None) -> None:
        self._abstract = {n.get(W + "abstractNumId"): n for n in numbering.iterchildren(W + "abstractNum")}
        self._style_links = {
            link.get(W + "val"): n.get(W + "abstractNumId")
            for n in self._abstract.values()
            if (link := n.find(W + "styleLink")) is not None
        }
        self._nums = {n.get(W + "numId"): n for n in numbering.iterchildren(W + "num")}
        self._style_numbers = _style_numbers(styles)
        self._default_style = _default_style(styles)
        self._counters: dict[str, list[int | None]] = {}
        self._seen_overrides: set[tuple[str, int]] = set()

    def label(self, paragraph: Any) -> str:
        found = self._number_of(paragraph)
        if found is None:
            return ""
        num_id, level = found
        num = self._nums.get(num_id)
        if num is None:
            return ""
        abstract_id = _value(num, "abstractNumId")
        abstract = self._abstract.get(abstract_id)
        if abstract is not None and (link := abstract.find(W + "numStyleLink")) is not None:
            abstract_id = self._style_links.get(link.get(W + "val"), abstract_id)
            abstract = self._abstract.get(abstract_id)
        if abstract is None:
            return ""
        levels = {int(lvl.get(W + "ilvl") or 0): lvl for lvl in abstract.iterchildren(W + "lvl")}
        overrides = {int(o.get(W + "ilvl") or 0): o for o in num.iterchildren(W + "lvlOverride")}
        for index, override in overrides.items():
            if (replaced := override.find(W + "lvl")) is not None:
                levels[index] = replaced
        definition = levels.get(level)
        if definition is None:
            return ""
        counters = self._counters.setdefault(abstract_id, [None] * 10)
        self._advance(counters, num_id, level, levels, overrides)
        return _print(definition, level, levels, counters)

    def _number_of(self, paragraph: Any) -> tuple[str, int] | None:
        properties = paragraph.find(W + "pPr")
        number = properties.find(W + "numPr") if properties is not None else None
        style = _value(properties, "pStyle") if properties is not None else ""
        own_id = _value(number, "numId") if number is not None else ""
        own_level = _value(number, "ilvl") if number is not None else ""
        if own_id == "0":
            return None  # numbering switched off for this paragraph
        style_id, style_level = self._style_numbers.get(style or self._default_style, ("", ""))
        num_id = own_id or style_id
        if not num_id or num_id == "0":
            return None
        level = own_level or style_level or "0"
        return num_id, min(int(level) if level.isdigit() else 0, 8)

    def _advance(
        self, counters: list[int | None], num_id: str, level: int, levels: dict[int, Any], overrides: dict[int, Any]
    ) -> None:
        override = overrides.get(level)
        start = _value(override, "startOverride") if override is not None else ""
        if start and (num_id, level) not in self._seen_overrides:
            self._seen_overrides.add((num_id, level))
            counters[level] = int(start)
        else:
            counters[level] = _start(levels.get(level)) if counters[level] is None else (counters[level] or 0) + 1
        for deeper in range(level + 1, 10):
            counters[deeper] = None
        for upper in range(level):
            if counters[upper] is None:
                counters[upper] = _start(levels.get(upper))


def _style_numbers(styles: Any | None) -> dict[str, tuple[str, str]]:
    """Style id → (numId, level), inherited along `basedOn`."""
    if styles is None:
        return {}
    by_id = {style.get(W + "styleId"): style for style in styles.iterchildren(W + "style")}
    result: dict[str, tuple[str, str]] = {}
    for style_id in by_id:
        current: str | None = style_id
        level = ""
        seen: set[str] = set()
        while current in by_id and current not in seen:
            seen.add(str(current))
            properties = by_id[current].find(W + "pPr")
            number = properties.find(W + "numPr") if properties is not None else None
            if number is not None:
                level = level or _value(number, "ilvl")
                if _value(number, "numId"):
                    result[style_id] = (_value(number, "numId"), level)
                    break
            current = _value(by_id[current], "basedOn") or None
    return result


def _default_style(styles: Any | None) -> str:
    if styles is None:
        return ""
    for style in styles.iterchildren(W + "style"):
        if style.get(W + "type") == "paragraph" and style.get(W + "default") in ("1", "true", "on"):
            return str(style.get(W + "styleId"))
    return ""


def _value(element: Any, child: str) -> str:
    found = element.find(W + child) if element is not None else None
    return str(found.get(W + "val") or "") if found is not None else ""


def _start(level: Any | None) -> int:
    start = _value(level, "start") if level is not None else ""
    return int(start) if start.lstrip("-").isdigit() else 1


def _print(definition: Any, level: int, levels: dict[int, Any], counters: list[int | None]) -> str:
    if _value(definition, "numFmt") == "bullet":
        return BULLET
    text = _value(definition, "lvlText")
    legal = definition.find(W + "isLgl") is not None
    for index in range(level, -1, -1):
        kind = _value(levels[index], "numFmt") if index in levels and not legal else "decimal"
        text = text.replace(f"%{index + 1}", _format(counters[index] or 0, kind))
    return text.strip()


def _format(value: int, kind: str) -> str:
    if kind in ("lowerRoman", "upperRoman"):
        digits = roman(value) if 0 < value < 40 else str(value)
        return digits.lower() if kind == "lowerRoman" else digits
    letters = _RUSSIAN if kind.startswith("russian") else _LATIN if kind.endswith("Letter") else ""
    if letters and value > 0:
        letter = letters[(value - 1) % len(letters)] * ((value - 1) // len(letters) + 1)
        return letter.upper() if "pper" in kind else letter
    if kind == "none":
        return ""
    return f"{value:02d}" if kind == "decimalZero" else str(value)
