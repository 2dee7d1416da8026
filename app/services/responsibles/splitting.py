"""Where one party ends and the next begins."""

from __future__ import annotations

import re
from typing import Any, Final

from app.services.responsibles.heads import (
    ADDRESSEES,
    LEGAL,
    TOPICS,
    agree,
    is_abbreviation,
    is_adjective,
    is_oblique,
    is_participle,
    is_plural,
    is_post,
    is_strong,
    is_weak,
    owned_by_schools,
)  # fmt: skip
from app.services.responsibles.naming import party_of
from app.services.responsibles.rows import Party
from app.services.responsibles.tokens import Piece, clean, pieces

_PREPOSITIONS: Final = frozenset(
    ("по", "за", "при", "на", "в", "во", "с", "со", "для", "от", "к", "из", "над", "о", "об", "под", "через", "без",
     "у")
)  # fmt: skip
_ALL: Final = frozenset(
    ("все", "всех", "каждый", "каждая", "каждое", "иные", "другие", "прочие", "сами")
)  # fmt: skip
_SHORT: Final = re.compile(
    r"^(?:зам|зав|кл|ст|гл|вед|пед|соц|врио|и\.?о|вр\.?и\.?о)\.?$|^(?:зам|зав|кл|ст|гл|вед)\.[а-яё]", re.IGNORECASE
)
_ETC: Final = re.compile(r"^(?:и\s+)?(?:др|т\.?\s?д|т\.?\s?п|другие|прочие)\.?$", re.IGNORECASE)
_COMPOUND: Final = frozenset(
    ("организатор", "психолог", "библиотекарь", "дефектолог", "логопед", "предметник", "предметники", "организаторы",
     "психологи")
)  # fmt: skip
_NUMBER: Final = re.compile(r"^№?\s*\d+$")
LONGEST: Final = 3000
"""Characters of a cell that are read."""


def split_responsibles(text: str) -> list[Party]:
    """Parties in printed order; none for an empty cell or a dash. Never raises.

    Separators are commas, semicolons, line ends, «и», and nothing at all where a new post, organisation, «ОО» or person
    plainly begins. Quotes and brackets are never cut.
    """
    text = _closed(clean(text[:LONGEST]))
    found: list[Party] = []
    previous: list[Piece] = []
    for chunk in _chunks(_joined_lines(pieces(text))):
        words = [p for p in chunk if p.kind in ("word", "quote", "person")]
        if not words or _ETC.match(" ".join(p.text for p in words)) or not re.search(r"\w", "".join(p.text for p in words)):
            continue
        if len(words) == 1 and _NUMBER.match(words[0].text) and previous:
            chunk = [*_before_number(previous), *chunk]
        party = party_of(text, chunk)
        if party is not None:
            found.append(party)
        previous = chunk
    return found


def _closed(text: str) -> str:
    """A name in quotes that the end of the cell cut off is still one name: «МКУ «Центр методического» stays whole."""
    if text.count("«") != text.count("»") + 1:
        return text
    start = text.rindex("«")
    end = next((i for i in range(start, len(text)) if text[i] in ",;\n"), len(text))
    return text if "»" in text[start:] else f"{text[:end].rstrip()}»{text[end:]}"


def to_json(parties: list[Party]) -> list[dict[str, Any]]:
    """[{name, role, organisation, person}]."""
    return [{"name": p.name, "role": p.role, "organisation": p.organisation, "person": p.person} for p in parties]


def _joined_lines(found: list[Piece]) -> list[Piece]:
    """Line ends beside other separators and inside «муниципальный⏎координатор» say nothing."""
    kept: list[Piece] = []
    for place, piece in enumerate(found):
        if piece.kind == "line":
            after = found[place + 1].kind if place + 1 < len(found) else ""
            before = kept[-1] if kept else None
            if before is None or before.kind in ("comma", "semicolon", "and") or after in ("comma", "semicolon", "and", ""):
                continue
            if before.kind == "word" and (_is_open(before) or (is_adjective(before.text) and not is_post(before.text))):
                continue
        kept.append(piece)
    return kept


def _chunks(found: list[Piece]) -> list[list[Piece]]:
    chunks: list[list[Piece]] = [[]]
    decided = False  # the separator before this piece was weighed already
    for place, piece in enumerate(found):
        current = chunks[-1]
        match piece.kind:
            case "semicolon":
                chunks.append([])
            case "comma":
                decided = True
                if current and _ends_at_comma(current, found, place + 1):
                    chunks.append([])
            case "line" | "slash" | "and":
                decided = True
                if current and _ends_softly(piece.kind, current, found, place + 1):
                    chunks.append([])
                elif current and piece.kind != "line":
                    current.append(piece)
            case _:
                if current and not decided and _begins_unmarked(current, found, place):
                    chunks.append([])
                chunks[-1].append(piece)
                decided = False
    return chunks


# --- separators -------------------------------------------------------------------------------------------------------


def _ends_at_comma(current: list[Piece], found: list[Piece], place: int) -> bool:
    """A comma ends the party, unless the name goes on: topics of a ministry, «по УВР, ВР», a person's post."""
    if place >= len(found):
        return False
    piece = found[place]
    if piece.kind == "person":
        return True
    if piece.kind != "word":
        return piece.kind == "quote" and not _is_list_of_quotes(current)
    if _is_topic_list(current, piece):
        return False
    if _NUMBER.match(piece.text):
        return "№" in piece.text or any("№" in p.text for p in current)
    if is_participle(piece.text) and not _agreeing(found, place):
        return False
    if _is_lone_person(current) and piece.text[0].islower() and _is_post_of(found, place):
        return False
    if piece.text.lower() in ("ответственный", "ответственная") and _head_is_single_post(current):
        return False
    return _begins(found, place, current)


def _ends_softly(kind: str, current: list[Piece], found: list[Piece], place: int) -> bool:
    """A line end, slash or «и» ends the party only where a new one begins beyond doubt."""
    if place >= len(found):
        return False
    piece = found[place]
    if piece.kind in ("comma", "semicolon", "line", "and"):
        return False
    if piece.kind == "person":
        return kind != "line" or not _awaits_person(current)
    if piece.kind != "word" or _is_topic_list(current, piece) or (current[-1].kind == "word" and _is_open(current[-1])):
        return False
    if kind == "line" and piece.text[0].isupper() and not is_oblique(piece.text, "") and not is_abbreviation(piece.text):
        return True
    if is_abbreviation(piece.text):
        whole = re.split(r"-", piece.text)[0].strip(".")
        if len(current) == 1 and is_abbreviation(current[0].text):
            return whole in ADDRESSEES or whole in LEGAL
        return whole not in TOPICS and not (_has_post(current) and len(current) == 1)
    if _NUMBER.match(piece.text) and kind == "and":
        return _NUMBER.match(current[-1].text) is not None
    return _begins_surely(found, place) or (is_weak(piece.text) and not is_oblique(piece.text, ""))


def _begins(found: list[Piece], place: int, current: list[Piece]) -> bool:
    """After a comma a party begins, unless the word is plainly in another case than the nominative."""
    piece = found[place]
    word = piece.text
    if _begins_surely(found, place) or is_weak(word) or is_abbreviation(word):
        return True
    return not is_oblique(word, " ".join(p.text for p in current))


def _begins_surely(found: list[Piece], place: int) -> bool:
    """A post or an organisation in the nominative, with its adjectives: «классные руководители»."""
    if place >= len(found) or found[place].kind != "word":
        return False
    word = found[place].text
    if is_strong(word) or _SHORT.match(word):
        return True
    if word.lower() in _ALL:
        return place + 1 < len(found) and (_noun_at(found, place + 1) or is_abbreviation(found[place + 1].text))
    return is_adjective(word) and _noun_at(found, place)


def _noun_at(found: list[Piece], place: int) -> bool:
    """Adjectives and then a head: «муниципальный координатор», «общеобразовательные организации»."""
    while place < len(found) and (
        (found[place].kind == "word" and is_adjective(found[place].text))
        or (found[place].kind == "and" and place + 1 < len(found))
    ):
        place += 1
    return place < len(found) and found[place].kind == "word" and (is_strong(found[place].text) or is_weak(found[place].text))


def _agreeing(found: list[Piece], place: int) -> bool:
    """Does the participle belong to a head right after it («управляющий совет»)?"""
    return _noun_at(found, place + 1) and agree(found[place].text, found[place + 1].text)


# --- nothing between --------------------------------------------------------------------------------------------------


def _begins_unmarked(current: list[Piece], found: list[Piece], place: int) -> bool:
    """No separator, yet a new party: two people in a row, «Куратор ШНОР Руководители ОО», «Отдел образования ОО»."""
    piece, last = found[place], current[-1]
    if piece.kind == "person":
        return any(p.kind == "person" for p in current) or (_has_head(current) and _is_plural_post(current))
    if piece.kind != "word":
        return False
    if last.kind == "dash" or (last.kind == "word" and _is_open(last)):
        return False
    if any(p.kind == "person" for p in current):
        return _after_person(current, found, place)
    if not _has_head(current):
        return False
    if is_abbreviation(piece.text):
        return _new_abbreviation(current, piece)
    if (
        last.kind == "word"
        and last.text.lower() in ("педагог", "педагоги", "учитель", "учителя")
        and piece.text.lower() in _COMPOUND
    ):
        return False
    if last.kind == "word" and is_adjective(last.text) and not is_post(last.text):
        return False
    if _begins_surely(found, place):
        return True
    return piece.text[0].isupper() and is_weak(piece.text) and (is_post(piece.text) or not _has_post(current))


def _after_person(current: list[Piece], found: list[Piece], place: int) -> bool:
    """A post after a person is the person's, unless one stood before or it is many people's."""
    piece = found[place]
    if current[-1].kind != "person":
        return _begins_surely(found, place) and _has_head([p for p in current if p.kind == "word"][:1] or current)
    if not (_begins_surely(found, place) or is_weak(piece.text) or is_abbreviation(piece.text) or piece.text[0].isupper()):
        return False
    return current[0].kind != "person" or not _is_post_of(found, place)


def _new_abbreviation(current: list[Piece], piece: Piece) -> bool:
    """«Отдел образования ОО», «МКУ «Центр» МБОУ «Школа»» are two; «Куратор ШНОР», «ГОУ ДПО НИРО» one."""
    word = piece.text.strip(".").split("-")[0]
    if _has_post(current):
        last = current[-1]
        return word in ADDRESSEES and len(current) > 2 and last.kind == "word" and not is_abbreviation(last.text)
    if len(current) == 1 and is_abbreviation(current[0].text):
        return current[0].text not in LEGAL and word in ADDRESSEES
    if word in LEGAL:
        return True
    if len(current) == 1 and owned_by_schools(current[0].text):
        return False
    return word in ADDRESSEES and not (
        current[0].text in LEGAL and current[-1].kind == "word" and is_abbreviation(current[-1].text)
    )


# --- what a chunk is --------------------------------------------------------------------------------------------------


def _words(chunk: list[Piece]) -> list[str]:
    return [p.text for p in chunk if p.kind == "word"]


def _has_head(chunk: list[Piece]) -> bool:
    """Is the chunk a party already?"""
    return any(p.kind in ("person", "quote") for p in chunk) or any(
        is_strong(w) or is_weak(w) or is_abbreviation(w) for w in _words(chunk)
    )


def _head(chunk: list[Piece]) -> str:
    """The first head word; «» when none is known."""
    return next((w for w in _words(chunk) if is_strong(w) or is_weak(w)), "")


def _has_post(chunk: list[Piece]) -> bool:
    return is_post(_head(chunk)) or any(_SHORT.match(w) for w in _words(chunk)[:1])


def _is_plural_post(chunk: list[Piece]) -> bool:
    head = _head(chunk)
    return bool(head) and (is_plural(head) or not is_post(head))


def _head_is_single_post(chunk: list[Piece]) -> bool:
    return _has_post(chunk) and not is_plural(_head(chunk))


def _awaits_person(chunk: list[Piece]) -> bool:
    return _head_is_single_post(chunk) and not any(p.kind == "person" for p in chunk)


def _is_lone_person(chunk: list[Piece]) -> bool:
    return len(chunk) == 1 and chunk[0].kind == "person"


def _is_post_of(found: list[Piece], place: int) -> bool:
    """One person's post stands here, and no other person follows it at once."""
    end = place
    while end < len(found) and found[end].kind in ("word", "quote", "bracket"):
        end += 1
    if end < len(found) and found[end].kind == "person":
        return False
    head = next((p.text for p in found[place:end] if p.kind == "word" and (is_strong(p.text) or is_weak(p.text))), "")
    return (is_post(head) and not is_plural(head)) or _SHORT.match(found[place].text) is not None


def _is_topic_list(current: list[Piece], piece: Piece) -> bool:
    """«заместители директора по УВР, ВР»."""
    words = _words(current)
    return "по" in words and words[-1] in TOPICS and piece.text.strip(".") in TOPICS


def _is_list_of_quotes(current: list[Piece]) -> bool:
    """«проекты «А», «Б»»: a quote after a quote goes on."""
    return current[-1].kind != "quote"


def _is_open(piece: Piece) -> bool:
    """Words after which something must come."""
    return piece.text.lower() in _PREPOSITIONS or piece.text.endswith("-")


def _before_number(previous: list[Piece]) -> list[Piece]:
    """«СОШ № 1, № 2»: what stands before the number in the last party."""
    kept: list[Piece] = []
    for piece in previous:
        if _NUMBER.match(piece.text):
            return kept
        kept.append(piece)
    return []
