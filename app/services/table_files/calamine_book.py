"""calamine with our words for its failures: values four times faster than openpyxl's."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.services.errors import UserError
from app.services.table_files.sheet_xml import SheetMarks
from app.services.table_files.sheets import Loaded, Rectangle
from app.services.table_files.sniff import refusal
from app.services.table_files.xlsx_parts import strange

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

MAX_SHEETS = 100


def open_calamine(path: Path) -> CalamineWorkbook:
    """Raises UserError. A file held by another program is copied aside first (Windows)."""
    import python_calamine as calamine

    try:
        try:
            return calamine.CalamineWorkbook.from_path(path)
        except PermissionError:
            with tempfile.TemporaryDirectory() as folder:
                copy = Path(shutil.copy(path, folder))
                with copy.open("rb") as file:
                    return calamine.CalamineWorkbook.from_filelike(file)
    except calamine.PasswordError as error:
        raise refusal("password", path) from error
    except calamine.ZipError as error:
        raise refusal("truncated", path) from error
    except calamine.CalamineError as error:
        raise refusal("damaged", path) from error
    except BaseException as error:
        raise _after_panic(error, path) from error


def _after_panic(error: BaseException, path: Path) -> BaseException:
    """calamine stops at some damaged files with a panic, which is no Exception."""
    return refusal("damaged", path) if type(error).__name__ == "PanicException" else error


def calamine_sheet(path: Path, book: CalamineWorkbook, index: int) -> CalamineSheet:
    import python_calamine as calamine

    try:
        return book.get_sheet_by_index(index)
    except calamine.ZipError as error:
        raise refusal("truncated", path) from error
    except calamine.CalamineError as error:
        raise refusal("damaged", path) from error
    except BaseException as error:
        raise _after_panic(error, path) from error


def loaded_sheet(sheet: CalamineSheet, marks: SheetMarks) -> Loaded:
    left = sheet.start[1] if sheet.start else 0
    merged = one_based([(tuple(a), tuple(b)) for a, b in sheet.merged_cell_ranges or []])  # type: ignore[misc]
    # calamine keeps the empty rows above the table and drops the empty columns before it.
    rows = (lambda: iter(sheet.iter_rows())) if not left else (lambda: ([""] * left + row for row in sheet.iter_rows()))
    height, width = (sheet.end[0] + 1, sheet.end[1] + 1) if sheet.end else (0, 0)
    # A formula without a result is an empty cell for calamine, and empty edges are cut off: put them back.
    far = max((column + 1 for _row, column in marks.uncached), default=0)
    low = max((row for row, _column in marks.uncached), default=0)
    if far > width or low > height:
        wide, high = max(far, width), max(low, height)
        return Loaded(lambda: _padded(rows(), wide, high), wide, high, merged, marks)
    return Loaded(rows, width, height, merged, marks)


def _padded(rows: Iterator[list[Any]], width: int, height: int) -> Iterator[list[Any]]:
    count = 0
    for row in rows:
        count += 1
        yield row + [""] * (width - len(row))
    for _ in range(count, height):
        yield [""] * width


def one_based(merged: list[Rectangle]) -> tuple[Rectangle, ...]:
    return tuple(((top + 1, left), (bottom + 1, right)) for (top, left), (bottom, right) in merged)


def too_wide(path: Path, sheet: str, cell: str) -> UserError:
    return UserError(
        f"На листе «{sheet}» файла «{path.name}» заполнена ячейка {cell} далеко за пределами таблицы.",
        "Удалите лишние столбцы и строки за таблицей, сохраните книгу и загрузите снова.",
    )


def repeated_text(path: Path) -> UserError:
    return strange(path, "один и тот же длинный текст повторён в нём тысячи раз")


def too_many_sheets(path: Path, count: int) -> UserError:
    return strange(path, f"в книге {count} листов, программа читает не больше {MAX_SHEETS}")
