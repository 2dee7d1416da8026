"""How personal data look. Pure.

The guard is to be heard, not to cry wolf: names of schools («СОШ им. А. С. Пушкина»), authors of textbooks and numbers
that only resemble a СНИЛС are left alone.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice, takewhile, zip_longest
from typing import Any

from app.services.privacy.rows import KINDS, Seen
from app.services.text_ru import search_key

_WORD = r"[А-ЯЁ][а-яё]+(?:-[А-ЯЁ][а-яё]+)?"
_PATRONYMIC = r"[А-ЯЁ][а-яё]+(?:вич|вна|ична|инична|ьич)(?![а-яё])|[А-ЯЁ][а-яё]+\s+(?:оглы|кызы)"
_INITIALS = r"[А-ЯЁ]\.\s?[А-ЯЁ]\."
_PERSON = re.compile(
    rf"(?<![А-ЯЁа-яё.])(?:{_WORD}\s+{_WORD}\s+(?:{_PATRONYMIC})|{_WORD}\s+(?:{_PATRONYMIC})(?:\s+{_WORD})?"
    rf"|[А-ЯЁ][а-яё]{{2,}}(?:-{_WORD})?\s+{_INITIALS}|{_INITIALS}\s?[А-ЯЁ][а-яё]{{2,}}(?:-{_WORD})?)"
)
_IN_HONOUR = re.compile(r"(?:им\.?|имени|героя|памяти)(?:\s+[А-ЯЁа-яё.]+){0,4}\s*$", re.IGNORECASE)
_SNILS = re.compile(r"(?<!\d)\d{3}-\d{3}-\d{3}[\s-]?\d{2}(?!\d)")
_PASSPORT = re.compile(r"(?<!\d)\d{2}\s?\d{2}\s+(?:№\s*)?\d{6}(?!\d)|паспорт\w*\D{0,20}\d{4}\s*\d{6}", re.IGNORECASE)
_PHONE = re.compile(
    r"(?<![\d.,-])(?:\+7|8)[\s(-]*9\d{2}[\s)-]*\d{3}[\s-]?\d{2}[\s-]?\d{2}(?!\d)|\+7[\s(-]*\d{3}[\s)-]*\d{3}[\s-]?\d{2}[\s-]?\d{2}(?!\d)"
)
EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
"""An address of e-mail anywhere in a text."""
_CAPTIONS = {
    "name": re.compile(
        r"фамили[яи]\w*|имя|отчество|ф\s?и\s?о|ф\.\s?и\.\s?о\.?.*|фио .*|фамилия,? имя.*"
        r"|(?:sur|second)?namecell|surname|secondname"
    ),
    "birth": re.compile(r"дата рождения|год рождения участника|birth.*"),
    "snils": re.compile(r"снилс.*"),
    "passport": re.compile(
        r"паспорт.*|документ|серия(?: и номер)?(?: документа)?|номер документа|серия.*паспорт.*|document(?:series|number)\w*"
    ),
    "phone": re.compile(r"(?:моб\w*\.?\s*)?телефон.*|сотовый.*"),
    "email": re.compile(r"e-?mail.*|(?:адрес )?электронн\w+ почт\w+.*"),
}
_NOT_PEOPLE = re.compile(
    r".*(?:учебник|др\.?\s*уч|автор|школ|организаци|название оо|\bоо\b|логин|groups|муниципалитет|группы участников).*"
)
"""Captions of columns whose names are not of pupils: textbooks, schools."""
_LOOK = 40
"""Rows in which captions are looked for."""
_CHUNK = 4096
_SURNAME = re.compile(r"[а-яё]{2,}(?:ов|ев|ёв|ин|ын|ова|ева|ёва|ина|ына|ский|ская|цкий|цкая|енко|чук|юк|ян|дзе|швили|ич)")
_CLASS_WORDS = re.compile(
    r"кадет|казач|лице|гимн|коррекц|инженер|медиц|социальн|физик|естеств|универс|гуманит|технол|спорт|юнарм|мчс"
)


def is_snils(digits: str) -> bool:
    """Eleven digits whose last two are the control number."""
    if len(digits) != 11 or not digits.isdigit() or len(set(digits)) == 1:
        return False
    rest = sum(int(digit) * (9 - place) for place, digit in enumerate(digits[:9])) % 101
    return rest % 100 == int(digits[9:])


def kinds_in(text: str) -> tuple[str, ...]:
    """Kinds of personal data in a text a person wrote; empty for most texts."""
    if len(text) < 6:
        return ()
    found = []
    if _has_name(text):
        found.append("name")
    if _SNILS.search(text):
        found.append("snils")
    if _PASSPORT.search(text):
        found.append("passport")
    if _PHONE.search(text):
        found.append("phone")
    if "@" in text and EMAIL.search(text):
        found.append("email")
    return tuple(found)


def _has_name(text: str) -> bool:
    return any(True for _ in _names(text))


def _names(text: str) -> Iterable[re.Match[str]]:
    shown = text.title() if text.isupper() and len(text) > 8 else text
    return (one for one in _PERSON.finditer(shown) if not _IN_HONOUR.search(shown[: one.start()]))


def masked(text: str, kinds: Iterable[str] = tuple(KINDS)) -> str:
    """The text with everything personal replaced by «…»; unchanged when there is nothing.

    >>> masked("звонить 8 912 345-67-89")
    'звонить …'
    """
    wanted = set(kinds)
    for kind, pattern in (("snils", _SNILS), ("passport", _PASSPORT), ("phone", _PHONE), ("email", EMAIL)):
        if kind in wanted:
            text = pattern.sub("…", text)
    if "name" in wanted:
        for one in reversed(list(_names(text))):
            text = f"{text[: one.start()]}…{text[one.end() :]}"
    return text


def warning_for(text: str) -> str:
    """What to tell a person who is about to save this text; empty when it is harmless."""
    kinds = kinds_in(text)
    if not kinds:
        return ""
    return f"Похоже на персональные данные: {', '.join(KINDS[kind] for kind in kinds)}. Здесь им не место."


def is_class_label(label: str) -> bool:
    """False where a name or a number of a document slipped into the column of classes."""
    folded = label.casefold().strip()
    if kinds_in(label) or len(folded) > 30 or re.search(r"\d{5}", folded):
        return False
    return _CLASS_WORDS.search(folded) is not None or _SURNAME.fullmatch(folded) is None


def seen_in(rows: Iterable[Sequence[Any]]) -> tuple[Seen, ...]:
    """Personal data of a whole table, column by column. Quick: every different text of a column is looked at once."""
    source = iter(rows)
    start = 1
    captions: dict[int, tuple[str, int]] = {}
    people_free: set[int] = set()
    counts: dict[tuple[int, str], int] = {}
    first: dict[tuple[int, str], int] = {}
    digits: dict[int, Counter[bool]] = {}
    verdicts: dict[str, tuple[str, ...]] = {}
    while chunk := list(islice(source, _CHUNK)):
        if start == 1:
            captions, people_free = _captions(chunk[:_LOOK])
        for place, column in enumerate(zip_longest(*chunk, fillvalue="")):
            named = captions.get(place)
            if named is not None:
                kind, header = named
                filled = [n for n, cell in enumerate(column, start) if n > header and cell != "" and not _is_caption(cell)]
                _add(counts, first, (place, kind), len(filled), filled[0] if filled else 0)
                continue
            # A column of points has ten different values in thousands of cells: counted is only what may be personal.
            suspects = {cell for cell in set(column) if _may_be_personal(cell)}
            if not suspects:
                continue
            for cell, times in Counter(cell for cell in column if cell in suspects).items():
                if isinstance(cell, str):
                    kinds = verdicts.get(cell)
                    if kinds is None:
                        kinds = verdicts[cell] = kinds_in(cell)
                    bare = cell.strip()
                    if len(bare) == 11 and bare.isdigit():
                        digits.setdefault(place, Counter())[is_snils(bare)] += times
                else:
                    bare = f"{int(cell):011d}"
                    kinds = ()
                    digits.setdefault(place, Counter())[is_snils(bare)] += times
                for kind in kinds:
                    if kind != "name" or place not in people_free:
                        _add(counts, first, (place, kind), times, start + column.index(cell))
        start += len(chunk)
    for place, found in digits.items():
        if found[True] > found[False]:  # one number in a hundred is a СНИЛС by chance
            _add(counts, first, (place, "snils"), found[True], 0)
    order = list(KINDS)
    return tuple(
        Seen(kind, place, first.get((place, kind), 0), count)
        for (place, kind), count in sorted(counts.items(), key=lambda one: (one[0][0], order.index(one[0][1])))
        if count
    )


def _may_be_personal(cell: Any) -> bool:
    if isinstance(cell, str):
        return len(cell) >= 6
    return isinstance(cell, float | int) and not isinstance(cell, bool) and 1e9 <= cell < 1e11 and cell == int(cell)


def _add(
    counts: dict[tuple[int, str], int], first: dict[tuple[int, str], int], key: tuple[int, str], times: int, row: int
) -> None:
    counts[key] = counts.get(key, 0) + times
    if row:
        first[key] = min(row, first.get(key, row))


def _captions(head: Sequence[Sequence[Any]]) -> tuple[dict[int, tuple[str, int]], set[int]]:
    """({column: (kind, row of the caption)}, columns whose names are not of pupils)."""
    found: dict[int, tuple[str, int]] = {}
    people_free: set[int] = set()
    for number, row in enumerate(head, 1):
        for place, cell in enumerate(row):
            if not isinstance(cell, str) or not cell or len(cell) > 80:
                continue
            kind = caption_kind(cell)
            if kind and place not in found:
                found[place] = (kind, number)
            elif _NOT_PEOPLE.fullmatch(_key(cell)):
                people_free.add(place)
                # textbooks of a class stand in the next columns too, without captions
                empty = (not str(after).strip() for after in row[place + 1 :])
                people_free.update(range(place + 1, place + 1 + sum(1 for _ in takewhile(bool, empty))))
    return found, people_free


def _key(caption: str) -> str:
    return " ".join(search_key(caption).replace(":", " ").replace("*", " ").split())


def caption_kind(caption: str) -> str:
    """Kind of personal data a column is about, by its caption; empty for other columns."""
    key = _key(caption)
    return next((kind for kind, pattern in _CAPTIONS.items() if pattern.fullmatch(key)), "")


def _is_caption(cell: Any) -> bool:
    return isinstance(cell, str) and (not cell.strip() or bool(caption_kind(cell)))


def told(seen: Sequence[Seen], letters: Mapping[int, str]) -> list[tuple[Seen, str]]:
    """(where it begins, sentence) for every kind, columns of one kind together."""
    found = []
    for kind, words in KINDS.items():
        of_kind = [one for one in seen if one.kind == kind]
        if of_kind:
            places = ", ".join(letters[one.column] for one in of_kind)
            cells = max(one.count for one in of_kind)
            what = "столбец" if len(of_kind) == 1 else "столбцы"
            found.append((of_kind[0], f"{words[:1].upper()}{words[1:]}: {what} {places}, строк — {cells}."))
    return found
