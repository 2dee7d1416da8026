"""The yearly list of schools with markers as it is published, of the invented region."""

from __future__ import annotations

from pathlib import Path

from app.services.demo.district import MUNICIPALITY_NAME, NEIGHBOURS, SCHOOLS
from app.services.marker_lists.rows import PAPERS
from app.services.table_files.export import ExportColumn, Heading, write_table

_OWN: tuple[tuple[int, int, tuple[str, ...]], ...] = (
    (2025, 705, ("4 РУ",)),
    (2025, 714, ("4 МА",)),
    (2026, 703, ("5 МА",)),
    (2026, 713, ("4 РУ",)),
    (2026, 714, ("4 МА", "5 МА")),
)
"""(year, number of the school, papers with a marker)."""
_OTHERS = ((2025, 0, 112, ("4 РУ", "5 РУ")), (2025, 1, 408, ("4 МА",)), (2026, 0, 131, ("4 РУ",)), (2026, 2, 1102, ("5 РУ",)))
"""The same of other districts: (year, place in `NEIGHBOURS`, last digits of the login, papers)."""


def write_yearly_list(folder: Path) -> Path:
    """The file; the municipality is spelt now in full, now short, as such lists do."""
    names = {school.number: school.name for school in SCHOOLS}
    spelt = {2025: MUNICIPALITY_NAME, 2026: MUNICIPALITY_NAME.replace("муниципальный район", "район")}
    lines = [(year, f"edu99{number:04d}", spelt[year], names[number], papers) for year, number, papers in _OWN]
    lines += [
        (year, f"edu99{number:04d}", NEIGHBOURS[place][1], f"МБОУ СОШ № {number % 40}", papers)
        for year, place, number, papers in _OTHERS
    ]
    lines.sort()
    columns = (
        ExportColumn("Год", 8), ExportColumn("Логин", 14), ExportColumn("Муниципалитет", 34, names=True),
        ExportColumn("ОО", 50, names=True), *(ExportColumn(paper, 8) for paper in PAPERS),
        ExportColumn("Количество маркеров", 14),
    )  # fmt: skip
    rows = [
        (year, login, town, name, *(1 if paper in papers else None for paper in PAPERS), len(papers))
        for year, login, town, name, papers in lines
    ]
    path = folder / "Список школ с признаками 2025–2026.xlsx"
    write_table(path, columns, rows, Heading(sheet="Признаки"))
    return path
