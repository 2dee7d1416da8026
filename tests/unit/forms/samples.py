"""Hand-made data of the forms: an invented district, every size a form must bear."""

from __future__ import annotations

import math
from datetime import date

from app.services.card.rows import HistoryRow, ResultPoint, ResultSeries, SchoolCard, SchoolRoadmap, TaskGap
from app.services.checks.rows import MarkerRow
from app.services.contexts.rows import ContextLine, ContextTable, Indicator, SocialIndex
from app.services.documents.rows import Clause, DocumentRow
from app.services.forms.blocks import FormPage
from app.services.forms.marker_list_data import MarkerListData
from app.services.forms.order_data import checked
from app.services.forms.order_page import order_page
from app.services.forms.procedure_list_data import ProcedureListData
from app.services.forms.roadmap_data import RoadmapData
from app.services.forms.school_card_data import SchoolCardData
from app.services.forms.vpr_report_data import VprReportData
from app.services.organisations.rows import OrganisationRow
from app.services.people.rows import PersonRow
from app.services.results.procedure import ProcedureRow
from app.services.results.rows import GroupResult, Scale, ScoreDistribution
from app.services.roadmaps.rows import RoadmapLine, RoadmapSectionRow, RoadmapTree
from app.services.statuses.rows import StatusRow

BODY = "Отдел образования администрации Заречного района"
SCHOOLS = (
    "МБОУ «Берёзовская СОШ»",
    "МБОУ «Заречная СОШ № 2»",
    "МБОУ «Заречная СОШ № 10»",
    "МБОУ «Ключевская ООШ»",
    "МБОУ «Луговская СОШ имени А.Б. Полевого»",
)
_MEASURES = (
    "Уточнить список школ, где процедуры пройдут с независимыми наблюдателями",
    "Провести для руководителей школ семинар о том, как читать распределение баллов и отличать случайное от повторяющегося",
    "Сверить результаты процедур с отметками в журнале, обсудить расхождения на совещании директоров",
)


def order(**fields: object) -> DocumentRow:
    """A draft; `fields` replace its own."""
    values: dict[str, object] = {
        "id": 1,
        "parent_body": "Администрация Заречного района",
        "body": BODY,
        "place": "с. Заречное",
        "heading": "Об утверждении дорожной карты по повышению объективности оценки",
        "preamble": "В целях получения достоверных результатов проверочных работ",
        "clauses": (
            Clause("Утвердить дорожную карту по повышению объективности оценки (приложение)."),
            Clause("Руководителям школ выполнить мероприятия дорожной карты.", date(2026, 12, 15)),
            Clause("Контроль за исполнением приказа оставляю за собой."),
        ),
        "signer_post": "Начальник отдела образования администрации Заречного района",
        "signer_name": "Соколова Мария Петровна",
        "drafter": "Петрова Анна Сергеевна\n8 (00000) 2-34-56",
        "roadmap_id": 1,
    }
    return DocumentRow(**{**values, **fields})  # type: ignore[arg-type]


def registered(**fields: object) -> DocumentRow:
    return order(**{"state": "registered", "number": "319-од", "signed_on": date(2026, 6, 5), **fields})


def item(number: int, text: str = "", responsible: str = "Отдел образования, руководители школ") -> RoadmapLine:
    deadline = "до 1 декабря 2026 г." if number % 2 else "ежегодно, октябрь–ноябрь"
    return RoadmapLine(f"{number}.", text or f"{_MEASURES[number % 3]} ({number})", deadline, responsible, "Справка")


def roadmap(items: int = 6, *, result: bool = True, lines: tuple[RoadmapLine, ...] = ()) -> RoadmapTree:
    """Two sections, the second with a sub-head; `lines` are added at the end."""
    made = tuple(item(number) for number in range(1, items + 1))
    half = (items + 1) // 2
    subhead = RoadmapLine("2.1", "Подготовка школ", is_subhead=True)
    sections = (
        RoadmapSectionRow("1", "Нормативное обеспечение", made[:half]),
        RoadmapSectionRow("2", "Проведение процедур", (subhead, *made[half:], *lines)),
    )
    return RoadmapTree(
        "Дорожная карта по повышению объективности оценки на 2026/2027 учебный год",
        sections,
        preamble="Цель: получать достоверные результаты во всех школах района.",
        has_result_column=result,
    )


def long_cell(points: int) -> RoadmapLine:
    """One measure of so many points, several pages long."""
    text = "\n".join(
        f"{n}) обсудить вопрос номер {n} с руководителями школ и записать решения в протокол" for n in range(1, points + 1)
    )
    return item(99, f"Собеседования:\n{text}")


def procedure(
    number: int = 1, year: int = 2026, grade: int = 4, subject: str = "Русский язык", dated: bool = True
) -> ProcedureRow:
    start = date(year, 4, 20) if dated else None
    return ProcedureRow(number, "vpr", year, grade, subject, 38, start, date(year, 5, 20) if dated else None, 5, 120, 9)


def group(level: str, name: str, n: int, **fields: object) -> GroupResult:
    """A group of n participants with marks in fixed shares."""
    if n < 5:
        return GroupResult(level, name, None, "", n, absent=1, mark_counts=(0, 1, 1, n - 2), lowered=0, confirmed=n, raised=0)
    counts = (n // 10, n // 3, n // 3, n - n // 10 - 2 * (n // 3))
    percents = tuple(100 * count / n for count in counts)
    values: dict[str, object] = {
        "absent": 2,
        "mean_score": 22.41 + n % 7,
        "mean_mark": sum(mark * count for mark, count in zip((2, 3, 4, 5), counts, strict=True)) / n,
        "mark_percents": percents,
        "mark_counts": counts,
        "mark_source": "file",
        "pass_rate": 100 - percents[0],
        "quality_rate": percents[2] + percents[3],
        "lowered": n // 8,
        "confirmed": n - n // 8 - n // 9,
        "raised": n // 9,
    }
    return GroupResult(level, name, None, "edu990101", n, **{**values, **fields})  # type: ignore[arg-type]


def scores(level: str, name: str, n: int) -> ScoreDistribution:
    weights = [math.exp(-(((score - 24) / 8) ** 2)) for score in range(39)]
    return ScoreDistribution(level, name, n, tuple(weight / sum(weights) for weight in weights))


def marker(number: int) -> MarkerRow:
    code = ("inflated_mean", "mark_mismatch", "sharp_rise", "sharp_fall")[number % 4]
    n = 3 if number % 5 == 0 else 20 + number
    school = SCHOOLS[number % 5]
    return MarkerRow(
        code, 2024 + number % 3, 4, "Математика", 1, number % 5, school, f"edu99010{number % 5}", 1, n, 1.25, 1.1, "регион"
    )


def vpr_report_data(**fields: object) -> VprReportData:
    values: dict[str, object] = {
        "procedure": procedure(),
        "schools": tuple(group("school", name, 3 if n == 3 else 17 + n) for n, name in enumerate(SCHOOLS)),
        "groups": (group("municipality", "Заречный район", 120), group("region", "Регион", 24967)),
        "district_scores": scores("municipality", "Заречный район", 120),
        "reference_scores": scores("region", "Регион", 24967),
        "cuts": Scale(38, 14, 24, 33),
        "author": BODY,
        "printed_on": date(2026, 6, 3),
        "sources": ("ru4.xlsx",),
    }
    return VprReportData(**{**values, **fields})  # type: ignore[arg-type]


def school_card(**fields: object) -> SchoolCard:
    """A card of a school with two papers over three years; `fields` replace its own."""
    person = PersonRow(1, 1, 1, "director", "Лесная Вера Ильинична", "директор", "2-15-33", "lesnaya@example.ru")
    gone = PersonRow(2, 2, 1, "director", "Прежняя Анна Павловна", until=date(2024, 8, 25))
    indicator = Indicator("pupils", "Обучающиеся", "Обучающихся всего", "чел.")
    poor = Indicator("low_income", "Социальный состав", "Из семей с доходом ниже прожиточного минимума", "%", "percent")
    values: dict[str, object] = {
        "row": OrganisationRow(1, "school", SCHOOLS[0], "Берёзовская средняя школа", "edu990100", note="Звонить после обеда."),
        "day": date(2026, 9, 14),
        "people": (person, gone),
        "statuses": (StatusRow(1, 1, "low_results", date(2025, 9, 1), basis="приказ от 28.08.2025 № 214-од"),),
        "contexts": ContextTable(
            (2025, 2026),
            (
                ContextLine(indicator, (180, 187), (False, True), ("180", "187")),
                ContextLine(poor, (12, None), (False, False), ("12", "")),
            ),
        ),
        "social_index": SocialIndex(2026, 64.0, (), 1.0),
        "results": tuple(series(n) for n in range(2)),
        "task_gaps": (TaskGap(procedure(1, 2026), "7.2", 2, "П", "Находить величину по графику", 20, 17.0, 46.0, -29.0),),
        "gaps_year": 2026,
        "findings": (marker(1), marker(5)),
        "due": (),
        "due_total": 0,
        "roadmaps": (SchoolRoadmap(1, "Дорожная карта школы", 12, 5, 2),),
        "documents": (),
        "history": (
            HistoryRow(date(2025, 9, 1), "status", "Статус «ШНОР»"),
            HistoryRow(date(2023, 7, 1), "renamed", "Переименована: прежде – Берёзовская школа", "постановление № 310"),
        ),
    }
    return SchoolCard(**{**values, **fields})  # type: ignore[arg-type]


def series(number: int) -> ResultSeries:
    """One subject over three years; in the first year of the first one only four wrote."""
    subject = ("Математика", "Русский язык")[number % 2]
    points = tuple(
        ResultPoint(
            procedure(3 * number + place, year, 4, subject),
            group("school", "", 4 if not number and not place else 20),
            group("municipality", "Район", 120),
            group("region", "Регион", 24967) if place else None,
            1,
            SCHOOLS[3] if number and place == 1 else "",
        )
        for place, year in enumerate((2024, 2025, 2026))
    )
    return ResultSeries("vpr", 4, subject, f"{subject}, 4 класс", points)


def school_card_data(*, internal: bool = True, **fields: object) -> SchoolCardData:
    return SchoolCardData(school_card(**fields), BODY, date(2026, 9, 14), internal)


def marker_list_data(count: int = 12) -> MarkerListData:
    return MarkerListData(tuple(map(marker, range(count))), 60, 5, ("С регионом сравнены: ВПР 2026.",), BODY, date(2026, 9, 14))


def procedure_list_data() -> ProcedureListData:
    rows = tuple(procedure(n, 2024 + n % 3, 4 + n % 2, ("Математика", "Русский язык")[n % 2], dated=n % 3 != 0) for n in range(6))
    return ProcedureListData(rows, BODY, date(2026, 9, 14))


def every_form() -> dict[str, FormPage]:
    """One page of each form."""
    from app.services.forms.marker_list_page import marker_list_page
    from app.services.forms.procedure_list_page import procedure_list_page
    from app.services.forms.roadmap_page import roadmap_page
    from app.services.forms.school_card_page import school_card_page
    from app.services.forms.vpr_report_page import vpr_report_page

    return {
        "order": order_page(checked(registered(), roadmap())),
        "draft": order_page(checked(order(), roadmap(result=False))),
        "roadmap": roadmap_page(RoadmapData(roadmap(), BODY)),
        "school_card": school_card_page(school_card_data()),
        "school_card_public": school_card_page(school_card_data(internal=False)),
        "marker_list": marker_list_page(marker_list_data()),
        "procedure_list": procedure_list_page(procedure_list_data()),
        "vpr_report": vpr_report_page(vpr_report_data()),
    }
