"""The self-test that the built program runs passes from source too, and leaves what it promises."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from app.selftest import REPORT, _wrong_text
from app.services.forms.registry import FORMS

ROOT = Path(__file__).resolve().parents[2]


def test_self_test_from_source(tmp_path):
    out = tmp_path / "Итог проверки"
    # As on a Russian Windows: code page 1251 in the pipe.
    env = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONIOENCODING": "cp1251"}
    line = [sys.executable, "-m", "app", "--self-test", "--out", str(out)]
    done = subprocess.run(line, cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    report = (out / REPORT).read_text(encoding="utf-8")
    assert done.returncode == 0, report + done.stdout.decode("cp1251")
    assert "ОШИБКА" not in report
    assert {p.name for p in (out / "Печать").iterdir()} == {f"{form.name}.{end}" for form in FORMS for end in ("pdf", "docx")}
    assert list((out / "Окно").glob("*.png"))


def test_what_is_missing_on_paper_is_seen():
    enough = "Дорожная карта школ нашего района "
    assert list(_wrong_text(enough + "Об утвер-\nждении плана", ["Об утверждении  плана"])) == []
    assert list(_wrong_text(enough, ["плана"])) == ["нет слов «плана»"]
    assert list(_wrong_text(enough + "Об □тверждении", [])) == ["есть знаки, которых нет в шрифте"]
    assert list(_wrong_text("12.01.2026 № 14", [])) == ["русских слов на бумаге нет"]
