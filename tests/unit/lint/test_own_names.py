"""The directory of the district as the checks know it."""

from __future__ import annotations

from app.services.lint.own_names import lint_context
from app.services.organisations.rows import MunicipalityRow, OrganisationRow
from app.services.workplace.rows import WorkplaceRow

_PLACES = (MunicipalityRow(1, "Заречный муниципальный район"), MunicipalityRow(2, "Почаевский район"))
_SCHOOLS = (
    OrganisationRow(1, "school", "МБОУ «Берёзовская СОШ»", municipality_id=1, locality="Берёзовка", locality_type="village"),
    OrganisationRow(2, "school", "МБОУ «Почаевская СОШ»", municipality_id=2, locality="Почаевск", locality_type="town"),
)


def test_only_our_part_of_the_region():
    context = lint_context(WorkplaceRow("department", "Отдел образования", "Заречный район", 1), _PLACES, _SCHOOLS)
    assert context.own_names == (
        "Заречный район", "Отдел образования", "Заречный муниципальный район", "МБОУ «Берёзовская СОШ»", "с. Берёзовка",
    )  # fmt: skip


def test_without_a_municipality_nothing_is_guessed():
    assert lint_context(WorkplaceRow("department", "Отдел образования"), _PLACES, _SCHOOLS).own_names == ("Отдел образования",)
    assert lint_context(None, _PLACES, _SCHOOLS).own_names == ()
