"""What every test stands on: a fresh base, no warnings in the log, no traces in the real home folder."""

from __future__ import annotations

import logging
import os
import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from tests.shared_data import ABSENT

if TYPE_CHECKING:
    from app.services.context import Context

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

# No timed tests: the machine decides how long an example takes, not we.
settings.register_profile("oko", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("oko")


class TickingClock:
    """A clock that is the same in every run and never stands still: each look is a second later."""

    def __init__(self, start: datetime) -> None:
        self._now = start

    def __call__(self) -> datetime:
        self._now += timedelta(seconds=1)
        return self._now


class _Loud(logging.Handler):
    """Keeps what must not happen unnoticed."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.records: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(f"{record.levelname} {record.name}: {record.getMessage()}")


@pytest.fixture(autouse=True)
def _quiet_log(request: pytest.FixtureRequest) -> Iterator[None]:
    """A log record of level WARNING or above fails the test, unless it says `@pytest.mark.expects_log`."""
    loud = _Loud()
    root = logging.getLogger()
    root.addHandler(loud)
    yield
    root.removeHandler(loud)
    if loud.records and request.node.get_closest_marker("expects_log") is None:
        pytest.fail("warnings in the log:\n" + "\n".join(loud.records), pytrace=False)


@pytest.fixture(scope="session", autouse=True)
def _foreign_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Settings and default data folders of the tests go to a temporary place."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"):
            patch.setenv(name, str(home / name.lower()))
        # Meant for this process (dev.py test sets it); programs that tests start keep their stderr to themselves.
        patch.delenv("PYTHONWARNDEFAULTENCODING", raising=False)
        yield


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    """An existing empty data folder whose name has Cyrillic and a space, as on the machines of our users."""
    folder = tmp_path / "Данные района"
    folder.mkdir()
    return folder


@pytest.fixture(scope="session")
def _fresh_base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed base at the head revision, made once a session by the migrations."""
    from app.services.opening import open_context

    context = open_context(tmp_path_factory.mktemp("fresh"))
    context.db.close()
    return context.paths.base


@pytest.fixture
def ctx(data_dir: Path, _fresh_base: Path) -> Iterator[Context]:
    """An open empty base in a data folder of its own, with a clock that starts at 9:00 on 14 September 2026."""
    from app.paths import DataPaths
    from app.services.opening import open_context

    shutil.copyfile(_fresh_base, DataPaths(data_dir).base)  # closed, so the file is the whole base
    context = open_context(data_dir, clock=TickingClock(datetime(2026, 9, 14, 9, 0)))
    yield context
    context.db.close()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """One line that nobody overlooks: how much was not tested for want of the shared data."""
    skipped = [r for r in terminalreporter.stats.get("skipped", []) if ABSENT in str(r.longrepr)]
    if skipped:
        terminalreporter.write_line(
            f"{len(skipped)} tests were skipped for want of the shared data (name its folder in OKO_SHARED).", yellow=True
        )
