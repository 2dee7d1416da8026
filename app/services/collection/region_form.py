"""The region's own form: where its table stands, and which answer goes into which column. Pure but for reading the file."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from app.services.collection.rows import RegionColumn, RegionForm
from app.services.errors import UserError
from app.services.school_workbook.rows import FormDefinition
from app.services.table_files.table_header import caption_key, find_header
from app.services.table_files.workbook import Sheet, open_workbook

MAX_BYTES = 8 << 20
LIKE = 70
"""Out of 100: a word of a title that no word of the caption resembles so much makes them different things."""
_IDLE = frozenset(
    ["количество", "кол", "во", "число", "численность", "сколько", "название", "наименование", "общее", "всего", "на", "в", "по"]
)
"""Words that one form uses and another does not."""
_DEPTH, _LAST = 3, 25
_FIXED = {
    "number": re.compile(r"№|№ п п|п п|номер п п|n"),
    "school": re.compile(r"(?:.* )?(?:школа|школы|оо|организация|организации|учреждение|учреждения)(?: .*)?"),
    "login": re.compile(r"логин(?: .*)?"),
}


def read_region_form(path: Path, form: FormDefinition, remembered: Mapping[str, str] | None = None) -> RegionForm:
    """Find the header and propose what goes where. `remembered`: {caption: title of a column or fixed source} of before.

    Raises UserError where the file is no workbook or has no table that fits.
    """
    try:
        content = path.read_bytes() if path.stat().st_size <= MAX_BYTES else b""
    except OSError as error:
        raise UserError(f"Файл «{path.name}» не открывается.", "Закройте его в другой программе и повторите.") from error
    if not content:
        raise UserError(f"Файл «{path.name}» пуст или слишком велик для формы.", "Возьмите пустую форму региона.")
    with open_workbook(path) as workbook:
        if workbook.format not in ("xlsx", "xlsm"):
            raise UserError(f"«{path.name}» – не книга .xlsx.", "Сохраните форму региона в Excel как «Книга Excel (.xlsx)».")
        found = [one for sheet in workbook.visible_sheets if (one := _best(sheet, form, remembered or {})) is not None]
    if not found:
        raise UserError(
            f"В форме «{path.name}» не нашлось таблицы со столбцами этого запроса.",
            "Назовите столбцы запроса так же, как в форме региона, или выберите другую форму.",
        )
    _score, sheet_name, row, columns = max(found, key=lambda one: one[0])
    captions = "\n".join(column.caption for column in columns)
    return RegionForm(path.name, sheet_name, row, columns, content, hashlib.sha256(captions.encode("utf-8")).hexdigest())


def _best(
    sheet: Sheet, form: FormDefinition, remembered: Mapping[str, str]
) -> tuple[float, str, int, tuple[RegionColumn, ...]] | None:
    head = sheet.head(_LAST + _DEPTH)
    best = None
    for first in range(1, min(len(head), _LAST) + 1):
        for last in range(first, min(first + _DEPTH, len(head) + 1)):
            header = find_header(head, (), sheet.merged_ranges, (first, last))
            if header is None or sum(map(bool, header.captions)) < 2:
                continue
            columns = guess(header.captions, form, remembered)
            fits = sum(bool(column.source) for column in columns)
            score = fits - 0.1 * (last - first) - 0.001 * first
            answers = sum(column.source not in ("", "number", "school", "login") for column in columns)
            if answers and (best is None or score > best[0]):
                best = (score, sheet.name, last, columns)
    return best


def guess(captions: Sequence[str], form: FormDefinition, remembered: Mapping[str, str]) -> tuple[RegionColumn, ...]:
    """What a person chose before, then fixed columns by their words, then the likest titles, each used once."""
    keys = [caption_key(caption) for caption in captions]
    by_title = {caption_key(column.title): column.key for column in form.columns}
    chosen: dict[int, str] = {}
    for at, key in enumerate(keys):
        if key and key in remembered:
            title = remembered[key]
            source = title if title in _FIXED or not title else by_title.get(caption_key(title), "")
            if source or not title:
                chosen[at] = source
        elif key in by_title:
            chosen[at] = by_title[key]
    for fixed, pattern in _FIXED.items():
        if fixed not in chosen.values():
            fits = [at for at, key in enumerate(keys) if at not in chosen and key and pattern.fullmatch(key)]
            if fits:
                chosen[fits[0]] = fixed
    pairs = sorted(
        (
            (_likeness(key, title), -at, source)
            for at, key in enumerate(keys)
            if key and at not in chosen
            for title, source in by_title.items()
        ),
        reverse=True,
    )
    for likeness, place, source in pairs:
        if likeness >= LIKE and -place not in chosen and source not in chosen.values():
            chosen[-place] = source
    return tuple(
        RegionColumn(at, caption, chosen.get(at, ""), keys[at] not in remembered)
        for at, caption in enumerate(captions)
        if caption
    )


def _likeness(caption: str, title: str) -> float:
    """0 where a word that matters is missing, else how near the wordings are: endings may differ («кружок», «кружка»)."""
    from rapidfuzz import fuzz

    words = [word for word in title.split() if word not in _IDLE]
    there = [word for word in caption.split() if word not in _IDLE]
    if not words or not there:
        return 0.0

    def all_found(some: list[str], among: list[str]) -> bool:
        return min(max(fuzz.ratio(word, other) for other in among) for word in some) >= LIKE

    if not all_found(words, there) and not all_found(there, words):
        return 0.0
    return float(fuzz.ratio(caption, title)) + LIKE


def remembered_words(region: RegionForm, form: FormDefinition) -> dict[str, str]:
    """{caption: title or fixed source}: what is kept for the next form with such captions."""
    words = {}
    for column in region.columns:
        asked = form.column(column.source)
        words[caption_key(column.caption)] = asked.title if asked is not None else column.source
    return words
