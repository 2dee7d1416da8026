"""Errors a person can act upon; everything else is a bug."""

from __future__ import annotations


class UserError(Exception):
    """What happened and what to do next, both in Russian, each one sentence or two."""

    def __init__(self, what: str, todo: str = "") -> None:
        super().__init__(f"{what} {todo}".strip())
        self.what = what
        self.todo = todo


class Cancelled(Exception):
    """The person pressed «Отмена»; nothing was changed."""
