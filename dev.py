#!/usr/bin/env python3
"""Everything a developer does with the project, on Linux and Windows, with nothing but Python installed.

    python3 dev.py demo                 build the demonstration district in out/demo and open the window on it
    python3 dev.py test [PYTEST ARGS]   lint, format, types, tests
    python3 dev.py run [ARGS]           the program on your own base
    python3 dev.py build                the one-folder program in dist/, and its self-test
    python3 dev.py bench [NAMES] [--write] [--shared DIR]
    python3 dev.py evaluate TOOLS [DATA] [--quick]   how well the checks of objectivity work, on simulated and real results
    python3 dev.py train-ordering TOOLS              the weights of their trained ordering (TOOLS: the acceptance kit)
    python3 dev.py windows-check DIR    tests, build and self-test as Windows code (DIR: a trial Windows Python under wine)
    python3 dev.py lock [--upgrade]     resolve pyproject.toml into requirements.lock and requirements-dev.lock

Each command makes `.venv` when it is missing and installs the pinned dependencies when their lock has changed.
"""

from __future__ import annotations

import ctypes
import hashlib
import importlib.util
import os
import platform
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PROGRAM_LOCK = "requirements.lock"
DEV_LOCK = "requirements-dev.lock"
WINDOWS = os.name == "nt"
BUNDLE = "oko-raion"

# Shared libraries that Qt opens, each with the Debian package that brings it.
QT_LIBRARIES = {
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libfontconfig.so.1": "libfontconfig1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libdbus-1.so.3": "libdbus-1-3",
}
# Those it needs besides to draw on an X display.
DISPLAY_LIBRARIES = {
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}


class Failed(Exception):
    """What went wrong, for the last line of the output."""


def main(argv: Sequence[str]) -> int:
    # Whoever runs this may have an older one.
    if sys.version_info < (3, 11):  # noqa: UP036
        raise Failed(f"Python 3.11 or newer is needed, this is {platform.python_version()}")
    command, rest = (argv[0], list(argv[1:])) if argv else ("", [])
    if command == "demo":
        return demo(rest)
    if command == "test":
        return test(rest)
    if command == "run":
        return run([environment(PROGRAM_LOCK, display=has_display()), "-m", "app", *rest])
    if command == "build":
        build()
        return 0
    if command == "bench":
        return run([environment(DEV_LOCK), "-m", "benchmarks", *rest], OFFSCREEN)
    if command in ("evaluate", "train-ordering"):
        # One thread: the same sums in the same order, and the weights do not depend on the machine's cores.
        places = [os.path.abspath(word) if os.path.exists(word) else word for word in rest]
        one = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
        return run([environment(DEV_LOCK), "-m", "evaluation", command, *places], OFFSCREEN | one)
    if command == "windows-check":
        return windows_check(rest)
    if command == "lock":
        lock(upgrade="--upgrade" in rest)
        return 0
    print(__doc__)
    return 0 if command in ("-h", "--help", "help") else 2


# --- commands ---------------------------------------------------------------------------------------------------------

OFFSCREEN = {"QT_QPA_PLATFORM": "offscreen"}


def demo(rest: Sequence[str]) -> int:
    """The district of invented schools: base, papers, a picture of every tab; then the window, where there is a screen."""
    python = environment(PROGRAM_LOCK, display=has_display())
    out = ROOT / "out" / "demo"
    code = run([python, "-m", "app", "demo", "--out", out, *rest], OFFSCREEN)
    if code or not has_display():
        return code
    return run([python, "-m", "app", "--data", out / "data"])


def test(rest: Sequence[str]) -> int:
    """Lint, format, types and tests; every part runs, whatever the part before it said."""
    python = environment(DEV_LOCK)
    workers = [] if any(a.startswith(("-n", "--pdb")) for a in rest) else ["-n", "2"]
    parts: list[tuple[str, list[object]]] = [
        ("ruff check", [python, "-m", "ruff", "check", "--output-format", "concise", "."]),
        ("ruff format", [python, "-m", "ruff", "format", "--check", "--output-format", "concise", "."]),
        ("mypy", [python, "-m", "mypy"]),
        ("pytest", [python, "-m", "pytest", *workers, *rest]),
    ]
    failed = []
    for name, line in parts:
        section(name)
        # A text file opened without an encoding is a bug on Windows: the switch makes it a warning, and so a failure, anywhere.
        strict = {"PYTHONWARNDEFAULTENCODING": "1"} if name == "pytest" else {}
        if run(line, {**OFFSCREEN, **strict}):
            failed.append(name)
    section("result")
    print("failed: " + ", ".join(failed) if failed else "all passed")
    return 1 if failed else 0


def build() -> Path:
    """dist/oko-raion: the program as one folder; it must pass its own self-test from an awkward place."""
    # The libraries of the X display go into the bundle, so they have to be here, screen or no screen.
    python = environment(DEV_LOCK, display=True, build=True)
    section("PyInstaller")
    dist = ROOT / "dist"
    pyinstaller: list[object] = [python, "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN"]
    must(run([*pyinstaller, "--distpath", dist, "--workpath", ROOT / "build", spec()]), "PyInstaller failed")
    bundle = dist / BUNDLE
    print(f"{bundle.relative_to(ROOT)}: {folder_size(bundle) / 2**20:.0f} MB")
    section("self-test of the bundle")
    try_bundle(bundle, [])
    return bundle


def windows_check(rest: Sequence[str]) -> int:
    """The cross-platform lock, the unit and db tests, the build and its self-test, all as Windows code under wine."""
    if len(rest) != 1 or not (Path(rest[0]) / "winpython").exists():
        raise Failed("windows-check needs one folder: a trial Windows Python with winpip, winpython and winrun in it")
    trial = Path(rest[0]).resolve()
    python: list[object] = [trial / "winpython"]
    section("install (Windows wheels)")
    must(run([trial / "winpip", "-r", DEV_LOCK]), "the lock does not install on Windows")
    section("tests (Windows code page 1251)")
    # The cache of a Linux run holds paths of another system.
    tests = run([*python, "-m", "pytest", "-p", "no:cacheprovider", "tests/unit", "tests/db"], OFFSCREEN)
    section("PyInstaller (Windows)")
    work = ROOT / "build" / "windows"
    places = ["--distpath", work / "dist", "--workpath", work / "work"]
    relative = [p.relative_to(ROOT) if isinstance(p, Path) else p for p in places]
    must(run([*python, "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN", *relative, spec()]), "PyInstaller failed")
    bundle = work / "dist" / BUNDLE
    print(f"{bundle.relative_to(ROOT)}: {folder_size(bundle) / 2**20:.0f} MB")
    section("self-test of the .exe")
    try_bundle(bundle, [trial / "winrun"])
    section("result")
    print("failed: tests" if tests else "all passed")
    return 1 if tests else 0


def lock(*, upgrade: bool) -> None:
    """Both locks from pyproject.toml, for every system; versions already chosen stay unless `upgrade`."""
    uv = shutil.which("uv")
    if not uv:
        tool = ROOT / "build" / "uv"
        python = make_venv()
        must(run([python, "-m", "pip", "install", "--quiet", "--upgrade", "--target", tool, "uv"]), "cannot install uv")
        uv = str(tool / "bin" / ("uv.exe" if WINDOWS else "uv"))
    common: list[object] = [uv, "pip", "compile", "--quiet", "--universal", "--python-version", "3.11"]
    common += ["--custom-compile-command", "python3 dev.py lock", *(["--upgrade"] if upgrade else []), "pyproject.toml"]
    must(run([*common, "--extra", "dev", "-o", DEV_LOCK]), "cannot resolve the dependencies")
    # The program's own lock is a part of the other: the same versions in both.
    must(run([*common, "--constraints", DEV_LOCK, "-o", PROGRAM_LOCK]), "cannot resolve the dependencies")


# --- the environment --------------------------------------------------------------------------------------------------


def environment(lock_name: str, *, display: bool = False, build: bool = False) -> Path:
    """The interpreter of `.venv` with everything of the lock installed; returns at once when nothing changed."""
    install_system_packages(display=display, build=build)
    python = make_venv()
    stamp = VENV / "installed.txt"
    done = stamp.read_text(encoding="utf-8").split() if stamp.exists() else []
    # The development lock contains the program's one.
    wanted = {name: lock_digest(name) for name in (PROGRAM_LOCK, DEV_LOCK)}
    if wanted[lock_name] not in done and wanted[DEV_LOCK] not in done:
        section(f"installing {lock_name}")
        pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", ROOT / lock_name]
        must(run(pip), "pip could not install the dependencies")
        stamp.write_text(wanted[lock_name] + "\n", encoding="utf-8")
    return python


def lock_digest(name: str) -> str:
    """Changes when the lock does, or the interpreter under it."""
    return hashlib.sha256((ROOT / name).read_bytes() + sys.version.encode()).hexdigest()


def make_venv() -> Path:
    """`.venv`, made again when its interpreter is gone or is another version than ours."""
    python = VENV / ("Scripts/python.exe" if WINDOWS else "bin/python")
    if python.exists():
        ask = [str(python), "-c", "import sys; print(sys.version)"]
        asked = subprocess.run(ask, stdout=subprocess.PIPE, encoding="utf-8", check=False)
        if asked.returncode == 0 and asked.stdout.strip() == sys.version:
            return python
    section("making .venv")
    must(run([sys.executable, "-m", "venv", "--clear", VENV]), "cannot make .venv")
    return python


def install_system_packages(*, display: bool, build: bool) -> None:
    """What Qt, venv and PyInstaller need from a Linux system; installed by itself on Debian as root, else named."""
    if not sys.platform.startswith("linux"):
        return
    needed = missing_packages(display=display, build=build)
    if not needed:
        return
    line = ["apt-get", "install", "-y", "--no-install-recommends", *needed]
    debian = Path("/etc/debian_version").exists() and shutil.which("apt-get")
    if not debian:
        raise Failed(f"system libraries are missing; on Debian they are in: {' '.join(needed)}")
    if os.geteuid() != 0:
        raise Failed("system packages are missing, run: sudo " + " ".join(line))
    section("installing system packages: " + " ".join(needed))
    quiet = {"DEBIAN_FRONTEND": "noninteractive"}
    if run(line, quiet):
        must(run(["apt-get", "update"], quiet), "apt-get update failed")
        must(run(line, quiet), "cannot install; run it by hand: " + " ".join(line))


def missing_packages(*, display: bool, build: bool) -> list[str]:
    """Debian packages for what this machine lacks."""
    libraries = QT_LIBRARIES | (DISPLAY_LIBRARIES if display else {})
    needed = [package for library, package in libraries.items() if not can_load(library)]
    if importlib.util.find_spec("ensurepip") is None:
        needed.append("python3-venv")
    if build:
        if not shutil.which("objdump"):
            needed.append("binutils")
        shared = sysconfig.get_config_var("INSTSONAME") or ""
        folder = sysconfig.get_config_var("LIBDIR") or ""
        if ".so" in shared and not (Path(folder) / shared).exists() and not can_load(shared):
            needed.append(f"libpython{sys.version_info.major}.{sys.version_info.minor}")
    return needed


def can_load(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


# --- helpers ----------------------------------------------------------------------------------------------------------


def try_bundle(bundle: Path, runner: Sequence[object]) -> None:
    """Copy the built program to a folder with Cyrillic and spaces in its name and let it test itself there."""
    with tempfile.TemporaryDirectory(prefix="Проверка сборки ОКО ", ignore_cleanup_errors=True) as name:
        place = Path(name)
        moved = shutil.copytree(bundle, place / "Программа ОКО-Район", symlinks=True)
        program = next(p for p in (moved / f"{BUNDLE}.exe", moved / BUNDLE) if p.exists())
        line = [*map(str, runner), str(program), "--self-test", "--out", "Итог проверки"]
        done = subprocess.run(
            line,
            cwd=place,
            env={**os.environ, **OFFSCREEN},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
        )
        # A windowed program may have no console: what it found stands in the report.
        report = place / "Итог проверки" / "self-test.txt"
        print(report.read_text(encoding="utf-8") if report.exists() else done.stdout.decode("utf-8", "replace"), flush=True)
        must(done.returncode or int(not report.exists()), f"the self-test of the built program failed ({done.returncode})")


def spec() -> Path:
    return Path("installer", f"{BUNDLE}.spec")


def has_display() -> bool:
    """May a window be opened? Never in CI."""
    if os.environ.get("CI"):
        return False
    if sys.platform.startswith("linux"):
        return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
    return True


def folder_size(folder: Path) -> int:
    return sum(p.stat().st_size for p in folder.rglob("*") if p.is_file() and not p.is_symlink())


def section(title: str) -> None:
    print(f"\n== {title} ".ljust(100, "="), flush=True)


def run(line: Sequence[object], env: Mapping[str, str] | None = None, *, cwd: Path = ROOT) -> int:
    """Run a program with our output and no input; its exit code."""
    try:
        return subprocess.run(
            [str(a) for a in line], env={**os.environ, **(env or {})}, cwd=cwd, stdin=subprocess.DEVNULL, check=False
        ).returncode
    except FileNotFoundError as error:
        raise Failed(f"cannot start {line[0]}: {error}") from error


def must(code: int, otherwise: str) -> None:
    if code:
        raise Failed(otherwise)


if __name__ == "__main__":
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    try:
        sys.exit(main(sys.argv[1:]))
    except Failed as failed:
        print(f"\n{failed}", file=sys.stderr)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
