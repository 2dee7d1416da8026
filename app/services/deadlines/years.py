"""Years in all writings: «2024 г.», «2020–2022 гг.», «2024/25 уч. г.», «текущего года», «202/2021» put right."""

from __future__ import annotations

from app.services.deadlines.cursor import Cursor
from app.services.deadlines.lexer import Token
from app.services.deadlines.nodes import YearRef

FIRST_YEAR = 1980
LAST_YEAR = 2099
"""Years a plan may name; other numbers are no years."""
REPAIRED = "год исправлен: в нём пропущена или лишняя цифра"
EITHER = "два календарных года или один учебный"
_STARTS = ("year_number", "number", "odd", "pair", "school", "running", "next")
_PLURAL = ("гг", "годы", "годов", "годам", "годах")


def years(c: Cursor, attached: bool) -> list[YearRef] | None:
    """A year, a range, or (after a unit: `attached`) a list of years the unit is repeated in."""
    if c.tag not in _STARTS and c.word not in ("т", "с", "у"):
        return None
    found = c.attempt(_without_number) or c.attempt(_pair) or c.attempt(lambda c: _dashed(c, attached))
    if found:
        return [found]
    if attached and (listed := c.attempt(_list)):
        return listed
    single = c.attempt(lambda c: _single(c, attached))
    return [single] if single else None


def year_word(c: Cursor) -> bool:
    """«года», «г.», «календарного года»; not «г. Саратов» after nothing."""
    place = c.pos
    c.take("calendar")
    if c.tag == "year" and c.word != "лет":
        if c.step().text == "г":
            c.take_word("г")  # «г.г.»
        return True
    c.pos = place
    return False


def _school_word(c: Cursor) -> bool:
    """«учебный год», «уч. г.», «у.г.», «уч/г», «учебного» alone."""
    place = c.pos
    if c.take("school") or (c.word == "у" and c.look(1).text in ("г", "год", "года") and c.take("roman", "word")):
        c.take("slash")
        year_word(c)
        return True
    c.pos = place
    return False


def _without_number(c: Cursor) -> YearRef | None:
    """«текущего (учебного) года», «т.г.», «с.г.», «следующего года», «учебного года»."""
    if c.word in ("т", "с") and c.look(1).text in ("г", "года", "году"):
        c.pos += 2
        return YearRef(running=True)
    ahead = c.take("running", "next")
    c.take_word("же")
    school = c.take("school") is not None
    if not (ahead or school) or not year_word(c):
        return None
    if c.look().tag in ("year_number", "pair"):
        return None
    return YearRef(running=True, school=school, next=ahead is not None and ahead.tag == "next")


def _pair(c: Cursor) -> YearRef | None:
    """«2024/2025», «2024/25», «24/25 уч. год»; a spoiled half is put right by the other."""
    led = c.take("school") is not None and year_word(c)
    token = c.take("pair")
    if token is None:
        return None
    left, _, right = (part.strip() for part in token.text.partition("/"))
    school = _school_word(c) or led
    if not school:
        year_word(c)
    return _two(left, right, school, slash=True)


def _dashed(c: Cursor, attached: bool) -> YearRef | None:
    """«2020–2022», «2024-25 уч. г.», «2020–2021 годы»; without a word consecutive years may be a school year."""
    led = c.take("school") is not None and year_word(c)
    left = c.take("year_number", "number", "odd")
    if left is None or (left.tag == "odd" and "." in left.text):
        return None
    if not c.take("dash") and not (year_word(c) and c.take("dash")):
        return None
    right = c.take("year_number", "number", "odd")
    if right is None or "year_number" not in (left.tag, right.tag) or (right.tag == "odd" and "." in right.text):
        return None
    if right.tag == "number" and c.tag in ("month", "number_word"):
        return None
    if led or _school_word(c):
        return _two(left.text, right.text, True, slash=False)
    if left.tag != "year_number" or (right.tag != "year_number" and len(right.text) != 2):
        return None
    named = c.word in _PLURAL or (c.word == "г" and c.look(1).text == "г")
    year_word(c)
    found = _two(left.text, right.text, False, slash=False)
    if found is None or found.last <= found.first:
        return None
    if found.last == found.first + 1 and not named:
        return YearRef(found.first, found.last, school=attached, either=not attached)
    return found


def _two(left: str, right: str, school: bool, slash: bool) -> YearRef | None:
    """Two written halves as years; None when they cannot be."""
    first, last = _full(left), _full(right)
    if first and last is None and len(right) == 2:
        last = first // 100 * 100 + int(right)
    if last and first is None and len(left) == 2:
        first = last // 100 * 100 + int(left)
    if first is None and last is None and len(left) == len(right) == 2 and school:
        first, last = 2000 + int(left), 2000 + int(right)
    repaired = False
    if first is None and last and _spoiled(left, last - 1):
        first, repaired = last - 1, True
    elif last is None and first and _spoiled(right, first + 1):
        last, repaired = first + 1, True
    if first is None or last is None:
        return None
    if last == first + 1 and (school or slash):
        return YearRef(first, last, school=True, repaired=repaired)
    return YearRef(first, last, school=school, repaired=repaired) if first < last <= first + 15 and not repaired else None


def _full(written: str) -> int | None:
    return int(written) if len(written) == 4 and FIRST_YEAR <= int(written) <= LAST_YEAR else None


def _spoiled(written: str, year: int) -> bool:
    """One digit lost, added or wrong in the year."""
    want = str(year)
    if len(written) == 3:
        return any(want[:i] + want[i + 1 :] == written for i in range(4))
    if len(written) == 5:
        return any(written[:i] + written[i + 1 :] == want for i in range(5))
    return len(written) == 4 and sum(a != b for a, b in zip(written, want, strict=True)) == 1


def _list(c: Cursor) -> list[YearRef] | None:
    """«2022, 2023 и 2024 гг.» after a month: it is repeated in each."""
    found = [c.take("year_number")]
    while c.tag in ("comma",) or c.word == "и":
        place = c.pos
        c.step()
        token = c.take("year_number")
        if token is None:
            c.pos = place
            break
        found.append(token)
    if len(found) < 2 or found[0] is None or c.tag in ("slash", "dash") or c.look(-1).tag != "year_number":
        return None
    if not year_word(c) and c.tag not in ("end", "semicolon", "close", "open"):
        return None
    return [YearRef(t.values[0], t.values[0]) for t in found if t]


def _single(c: Cursor, attached: bool) -> YearRef | None:
    """«2024», «2024 г.», «24 г.» after a month, «2024 учебный год»."""
    token: Token | None = c.take("year_number")
    if token is None:
        if not (attached and c.tag == "number" and len(c.word) == 2 and c.look(1).text in ("г", "год", "года")):
            return None
        c.pos += 2
        return YearRef(2000 + c.look(-2).values[0], 2000 + c.look(-2).values[0])
    year = token.values[0]
    if _school_word(c):
        c.doubts.append("учебный год назван одним числом")
        return YearRef(year, year + 1, school=True)
    year_word(c)
    return YearRef(year, year)
