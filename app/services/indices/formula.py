"""Formulas a person writes: numbers, names of counts, + − · / and brackets. Nothing else is understood or run."""

from __future__ import annotations

import re
from collections.abc import Mapping

from app.services.errors import UserError

_TOKEN = re.compile(r"\s*(?:(?P<number>[0-9]+(?:[.,][0-9]+)?)|(?P<name>[^\W\d]\w*)|(?P<sign>[-+−–*×·/:()]))")
_SIGNS = {"−": "-", "–": "-", "×": "*", "·": "*", ":": "/"}
_HINT = "Пишите как в Excel: 100 · с_видео / аудиторий. Можно числа, названия величин, + − · / и скобки."
LONGEST = 400
_DEEPEST = 40


class _Reader:
    """Recursive descent: sum → product → factor."""

    def __init__(self, text: str, values: Mapping[str, float | None]) -> None:
        self.tokens = _tokens(text)
        self.values = values
        self.at = 0
        self.depth = 0

    def whole(self) -> float | None:
        result = self.sum()
        if self.at < len(self.tokens):
            raise UserError(f"В формуле лишнее: «{self.tokens[self.at]}».", _HINT)
        return result

    def peek(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def take(self) -> str:
        self.at += 1
        return self.tokens[self.at - 1] if self.at <= len(self.tokens) else ""

    def sum(self) -> float | None:
        result = self.product()
        while self.peek() in ("+", "-"):
            sign, other = self.take(), self.product()
            result = None if result is None or other is None else result + other if sign == "+" else result - other
        return result

    def product(self) -> float | None:
        result = self.factor()
        while self.peek() in ("*", "/"):
            sign, other = self.take(), self.factor()
            if result is None or other is None or (sign == "/" and other == 0):
                result = None
            else:
                result = result * other if sign == "*" else result / other
        return result

    def factor(self) -> float | None:
        token = self.take()
        if token in ("-", "("):
            self.depth += 1
            if self.depth > _DEEPEST:
                raise UserError("Формула слишком сложная.", _HINT)
        if token == "-":
            value = self.factor()
            self.depth -= 1
            return None if value is None else -value
        if token == "(":
            value = self.sum()
            if self.take() != ")":
                raise UserError("В формуле не закрыта скобка.", _HINT)
            self.depth -= 1
            return value
        if not token or token in "+*/)":
            raise UserError("Формула обрывается или в ней два знака подряд.", _HINT)
        if token[0] in "0123456789":
            return float(token.replace(",", "."))
        if token.casefold() not in self.values:
            known = ", ".join(self.values)
            raise UserError(f"В формуле незнакомое название «{token}».", f"Есть такие: {known}.")
        return self.values[token.casefold()]


def _tokens(text: str) -> list[str]:
    if len(text) > LONGEST:
        raise UserError("Формула слишком длинная.", f"Уложитесь в {LONGEST} знаков.")
    found, at = [], 0
    text = text.rstrip()
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            raise UserError(f"В формуле непонятный знак «{text[at:].strip()[:1]}».", _HINT)
        token = match[0].strip()
        found.append(_SIGNS.get(token, token))
        at = match.end()
    if not found:
        raise UserError("Формула пустая.", _HINT)
    return found


def evaluate(text: str, values: Mapping[str, float | None]) -> float | None:
    """The value; None where a count is not known or the formula divides by zero. UserError where it cannot be read."""
    return _Reader(text, {name.casefold(): value for name, value in values.items()}).whole()


def check(text: str, names: tuple[str, ...]) -> None:
    """Raises UserError where the formula cannot be read or names an unknown count."""
    evaluate(text, dict.fromkeys(names, 1.0))


def names_in(text: str) -> frozenset[str]:
    """Names that occur in a formula, casefolded; of one that cannot be read too."""
    return frozenset(name.casefold() for name in re.findall(r"[^\W\d]\w*", text))
