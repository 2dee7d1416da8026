"""`deadlines` and `responsibles`: a JSON list in, a JSON list out, refusals in words."""

from __future__ import annotations

import io
import json
import sys

import pytest

from app import cli


def _run(monkeypatch, capsys, command: str, content: bytes) -> tuple[int, object]:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content), encoding="cp1251"))
    code = cli.main(["--json", command])
    return code, json.loads(capsys.readouterr().out)


def test_deadlines_are_read_in_their_period(monkeypatch, capsys):
    asked = [
        {"text": "до 15 октября", "context_years": ["2026-09-01", "2027-08-31"]},
        {"text": "табуретка", "context_years": None},
    ]
    code, (until, nonsense) = _run(monkeypatch, capsys, "deadlines", json.dumps(asked, ensure_ascii=False).encode())
    assert code == 0
    assert (until["kind"], until["intervals"]) == ("date", [[None, "2026-10-15"]])
    assert nonsense["kind"] == "unparsable"


def test_responsibles_are_split(monkeypatch, capsys):
    code, (parties,) = _run(monkeypatch, capsys, "responsibles", json.dumps(["Отдел образования, методический кабинет"]).encode())
    assert code == 0
    assert [party["name"] for party in parties] == ["Отдел образования", "Методический кабинет"]


@pytest.mark.parametrize("content", [b"", b"{}", b"[1]", b"\xff\xfe", b'[{"text": "x", "context_years": ["2026"]}]'])
def test_what_is_no_list_is_refused(monkeypatch, capsys, content):
    code, answer = _run(monkeypatch, capsys, "deadlines", content)
    assert code == 2
    assert isinstance(answer, dict) and answer["error"]
