"""The forms the program prints: their names, what each needs, how to make its pages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any, Literal

from app.services.context import Context
from app.services.errors import UserError
from app.services.forms.blocks import FormPage
from app.services.forms.gate import gated
from app.services.forms.profile import GOST_2025, Profile
from app.services.forms.roadmap_layout import RoadmapLayout


@dataclass(frozen=True, slots=True)
class FormInfo:
    """One form. `needs` are the ids `make` requires, `takes` those it understands besides."""

    code: str
    name: str
    about: str
    needs: tuple[str, ...] = ()
    takes: tuple[str, ...] = ()


FORMS: tuple[FormInfo, ...] = (
    FormInfo("order", "Приказ", "Приказ или распоряжение с дорожной картой в приложении.", needs=("document_id",)),
    FormInfo(
        "roadmap", "Дорожная карта", "План мероприятий отдельной бумагой.", needs=("roadmap_id",), takes=("landscape", "layout")
    ),
    FormInfo(
        "progress_report",
        "Отчёт о выполнении",
        "Промежуточный или итоговый отчёт о выполнении дорожной карты.",
        needs=("roadmap_id",),
        takes=("stage", "as_of"),
    ),
    FormInfo(
        "roadmap_changes",
        "Изменения дорожной карты",
        "Таблица «было – стало – основание» между двумя версиями.",
        needs=("version_a",),
        takes=("version_b",),
    ),
    FormInfo("roadmap_version", "Версия дорожной карты", "Дорожная карта, как её утвердили.", needs=("version_id",)),
    FormInfo("duty_list", "Список сроков", "Сроки всех дорожных карт: вид, отбор и группы, как на экране.", takes=("wish",)),
    FormInfo(
        "timeline",
        "График мероприятий",
        "Дорожная карта по месяцам: что сделано, что впереди, что просрочено.",
        needs=("roadmap_id",),
        takes=("as_of", "size"),
    ),
    FormInfo(
        "school_card",
        "Паспорт школы",
        "Сведения, люди, условия, результаты по годам; для служебного пользования – статусы, признаки, сроки.",
        needs=("organisation_id",),
        takes=("internal",),
    ),
    FormInfo(
        "reminder_letter",
        "Письмо-напоминание",
        "Письмо школам, которые не прислали запрошенное: одной школе или всем по списку.",
        takes=("request_id", "organisation_id"),
    ),
    FormInfo("marker_list", "Список признаков", "Официальные признаки по школам, по алфавиту.", takes=("year",)),
    FormInfo(
        "finding",
        "Страница признака",
        "Одна школа в одной процедуре: что видно, картинка, другие объяснения, что дальше.",
        needs=("procedure_id", "organisation_id"),
    ),
    FormInfo(
        "objectivity_summary",
        "Сводка по объективности",
        "Школы и работы года: сила признаков, поводы для перепроверки, чего эти числа не говорят.",
        takes=("year",),
    ),
    FormInfo(
        "indices",
        "Показатели объективности",
        "Показатели района и школ по годам с целями, рисунком и формулами.",
        takes=("year",),
    ),
    FormInfo(
        "procedure_calendar",
        "Календарь процедур",
        "Учебный год на стену: по неделям на одном листе или лист на месяц, А4 или А3; район или одна школа.",
        takes=("school_year", "view", "size", "organisation_id"),
    ),
    FormInfo("procedure_list", "Перечень процедур", "Процедуры, результаты которых есть в базе.", takes=("year",)),
    FormInfo(
        "vpr_report",
        "Аналитическая справка",
        "Справка по одной процедуре ВПР с местом для выводов.",
        needs=("procedure_id",),
    ),
    FormInfo(
        "analysis",
        "Анализ по направлениям",
        "Семь направлений анализа одной процедуры и выводы: район или одна школа.",
        needs=("procedure_id",),
        takes=("organisation_id",),
    ),
    FormInfo(
        "analysis_low",
        "План работы с низкими результатами",
        "Список по кодам участников с низким результатом и место для плана школы.",
        needs=("procedure_id", "organisation_id"),
    ),
    FormInfo(
        "analysis_year",
        "Комплексный анализ года",
        "Все процедуры года вместе: район по школам или одна школа.",
        takes=("year", "organisation_id"),
    ),
    FormInfo(
        "inquiry_letter", "Запрос объяснения", "Письмо школе: пояснить результат, по которому открыт разбор.", ("inquiry_id",)
    ),
    FormInfo(
        "inquiry_sample",
        "Список работ для перепроверки",
        "Коды выбранных работ и пустые графы, без прежних баллов.",
        ("inquiry_id",),
    ),
    FormInfo("inquiry_act", "Акт перепроверки", "Что показала перепроверка: расхождения и их интервалы.", ("inquiry_id",)),
    FormInfo(
        "inquiry_minutes", "Протокол собеседования", "Протокол беседы со школой или бланк для неё.", ("inquiry_id",), ("blank",)
    ),
    FormInfo(
        "school_schedule",
        "Единый график",
        "Единый график оценочных процедур школы: классы по месяцам, доля часов.",
        needs=("organisation_id",),
        takes=("school_year", "size"),
    ),
    FormInfo("inquiry_conclusion", "Заключение по разбору", "Повод, что сделано, вывод и меры.", ("inquiry_id",)),
    FormInfo("week_sheet", "Что предстоит на неделе", "Дни, сроки, встречи, просроченное и от кого ждём.", takes=("day",)),
    FormInfo("event_invitation", "Приглашение", "Письмо школам о встрече с повесткой и списком приглашённых.", ("event_id",)),
    FormInfo(
        "event_attendance", "Лист регистрации", "Участники встречи: бланк для подписей или кто был.", ("event_id",), ("blank",)
    ),
    FormInfo(
        "event_minutes",
        "Протокол встречи",
        "Слушали, выступили, решили по каждому вопросу; или бланк.",
        ("event_id",),
        ("blank",),
    ),
    FormInfo(
        "people_list",
        "Список людей на процедуре",
        "Координаторы, организаторы, наблюдатели, эксперты: полный список, для размещения или приложением к приказу.",
        needs=("procedure_id",),
        takes=("role", "public", "appendix"),
    ),
    FormInfo(
        "observer_certificate",
        "Удостоверение наблюдателя",
        "Удостоверения всех наблюдателей процедуры или одного.",
        needs=("procedure_id",),
        takes=("person_id",),
    ),
    FormInfo(
        "preparation_checklist",
        "План подготовки",
        "Дела до процедуры, в день проведения и после неё: сроки, кто делает, что сделано.",
        needs=("procedure_id",),
    ),
    FormInfo(
        "observation_act",
        "Акт наблюдения",
        "Акт наблюдателя с ответами по этапам или бланк: для одной школы или для всех.",
        needs=("procedure_id",),
        takes=("organisation_id", "act_id", "blank"),
    ),
    FormInfo(
        "incident_list",
        "Происшествия",
        "Что в процедуре пошло не так и что сделали, без фамилий.",
        needs=("procedure_id",),
    ),
)
_BY_CODE = {form.code: form for form in FORMS}


def form_info(code: str) -> FormInfo:
    """Raises UserError for a form that the program does not have."""
    if code not in _BY_CODE:
        known = ", ".join(f"{form.code} ({form.name})" for form in FORMS)
        raise UserError(f"Формы «{code}» нет.", f"Есть такие: {known}.")
    return _BY_CODE[code]


def make(ctx: Context, code: str, profile: Profile = GOST_2025, **ids: Any) -> FormPage:
    """The pages of a form: `make(ctx, "order", document_id=3)`. Raises UserError where it cannot be printed."""
    form = form_info(code)
    given = {name: value for name, value in ids.items() if value is not None}
    missing = [name for name in form.needs if name not in given]
    unknown = sorted(set(given) - {*form.needs, *form.takes})
    if missing or unknown:
        raise TypeError(f"form {code!r} needs {form.needs}, takes {form.takes}; got {sorted(given)}")
    return gated(ctx, code, _MAKERS[code](ctx, profile, **given), given)


def _order(ctx: Context, profile: Profile, document_id: int) -> FormPage:
    from app.services.forms.order_data import order_data
    from app.services.forms.order_page import order_page

    return order_page(order_data(ctx, document_id), profile)


def _roadmap(
    ctx: Context, profile: Profile, roadmap_id: int, landscape: bool | None = None, layout: RoadmapLayout | None = None
) -> FormPage:
    from app.services.forms.roadmap_data import roadmap_data
    from app.services.forms.roadmap_page import roadmap_page

    return roadmap_page(roadmap_data(ctx, roadmap_id, layout), profile, landscape)


def _progress_report(ctx: Context, profile: Profile, roadmap_id: int, stage: Any = None, as_of: date | None = None) -> FormPage:
    from app.services.forms.progress_report_data import progress_report_data
    from app.services.forms.progress_report_page import progress_report_page

    return progress_report_page(progress_report_data(ctx, roadmap_id, stage, as_of), profile)


def _roadmap_changes(ctx: Context, profile: Profile, version_a: int, version_b: int | None = None) -> FormPage:
    from app.services.forms.roadmap_changes_data import roadmap_changes_data
    from app.services.forms.roadmap_changes_page import roadmap_changes_page

    return roadmap_changes_page(roadmap_changes_data(ctx, version_a, version_b), profile)


def _roadmap_version(ctx: Context, profile: Profile, version_id: int) -> FormPage:
    from app.services.forms.roadmap_version_data import roadmap_version_data
    from app.services.forms.roadmap_version_page import roadmap_version_page

    return roadmap_version_page(roadmap_version_data(ctx, version_id), profile)


def _duty_list(ctx: Context, profile: Profile, wish: Any = None) -> FormPage:
    from app.services.forms.duty_list_data import duty_list_data
    from app.services.forms.duty_list_page import duty_list_page

    return duty_list_page(duty_list_data(ctx, wish), profile)


def _timeline(
    ctx: Context, profile: Profile, roadmap_id: int, as_of: date | None = None, size: Literal["A4", "A3"] = "A4"
) -> FormPage:
    from app.services.forms.timeline_data import timeline_data
    from app.services.forms.timeline_page import timeline_page

    return timeline_page(timeline_data(ctx, roadmap_id, as_of), profile, size)


def _school_card(ctx: Context, profile: Profile, organisation_id: int, internal: bool = False) -> FormPage:
    from app.services.forms.school_card_data import school_card_data
    from app.services.forms.school_card_page import school_card_page

    return school_card_page(school_card_data(ctx, organisation_id, internal=internal), profile)


def _reminder_letter(
    ctx: Context, profile: Profile, request_id: int | None = None, organisation_id: int | None = None
) -> FormPage:
    from app.services.forms.reminder_letter_data import reminder_letter_data
    from app.services.forms.reminder_letter_page import reminder_letter_page

    return reminder_letter_page(reminder_letter_data(ctx, request_id, organisation_id), profile)


def _marker_list(ctx: Context, profile: Profile, year: int | None = None) -> FormPage:
    from app.services.forms.marker_list_data import marker_list_data
    from app.services.forms.marker_list_page import marker_list_page

    return marker_list_page(marker_list_data(ctx, year), profile)


def _finding(ctx: Context, profile: Profile, procedure_id: int, organisation_id: int) -> FormPage:
    from app.services.forms.finding_data import finding_data
    from app.services.forms.finding_page import finding_page

    return finding_page(finding_data(ctx, procedure_id, organisation_id), profile)


def _objectivity_summary(ctx: Context, profile: Profile, year: int | None = None) -> FormPage:
    from app.services.forms.objectivity_summary_data import objectivity_summary_data
    from app.services.forms.objectivity_summary_page import objectivity_summary_page

    return objectivity_summary_page(objectivity_summary_data(ctx, year), profile)


def _indices(ctx: Context, profile: Profile, year: int | None = None) -> FormPage:
    from app.services.forms.indices_data import indices_data
    from app.services.forms.indices_page import indices_page

    return indices_page(indices_data(ctx, year), profile)


def _procedure_list(ctx: Context, profile: Profile, year: int | None = None) -> FormPage:
    from app.services.forms.procedure_list_data import procedure_list_data
    from app.services.forms.procedure_list_page import procedure_list_page

    return procedure_list_page(procedure_list_data(ctx, year), profile)


def _procedure_calendar(
    ctx: Context,
    profile: Profile,
    school_year: str | None = None,
    view: Literal["weeks", "months"] = "weeks",
    size: Literal["A4", "A3"] = "A4",
    organisation_id: int | None = None,
) -> FormPage:
    from app.services.forms.procedure_calendar_data import procedure_calendar_data
    from app.services.forms.procedure_calendar_page import procedure_calendar_page

    return procedure_calendar_page(procedure_calendar_data(ctx, school_year, organisation_id), profile, view, size)


def _vpr_report(ctx: Context, profile: Profile, procedure_id: int) -> FormPage:
    from app.services.forms.vpr_report_data import vpr_report_data
    from app.services.forms.vpr_report_page import vpr_report_page

    return vpr_report_page(vpr_report_data(ctx, procedure_id), profile)


def _analysis(ctx: Context, profile: Profile, procedure_id: int, organisation_id: int | None = None) -> FormPage:
    from app.services.forms.analysis_data import analysis_data
    from app.services.forms.analysis_page import analysis_page

    return analysis_page(analysis_data(ctx, procedure_id, organisation_id), profile)


def _analysis_low(ctx: Context, profile: Profile, procedure_id: int, organisation_id: int) -> FormPage:
    from app.services.forms.analysis_data import low_results_data
    from app.services.forms.analysis_page import low_results_page

    return low_results_page(low_results_data(ctx, procedure_id, organisation_id), profile)


def _analysis_year(ctx: Context, profile: Profile, year: int | None = None, organisation_id: int | None = None) -> FormPage:
    from app.services.forms.analysis_data import year_data
    from app.services.forms.analysis_page import year_page

    return year_page(year_data(ctx, year, organisation_id), profile)


def _week_sheet(ctx: Context, profile: Profile, day: date | None = None) -> FormPage:
    from app.services.forms.week_sheet_data import week_sheet_data
    from app.services.forms.week_sheet_page import week_sheet_page

    return week_sheet_page(week_sheet_data(ctx, day), profile)


def _event(ctx: Context, profile: Profile, event_id: int, *, code: str, **more: Any) -> FormPage:
    from importlib import import_module

    from app.services.forms.event_data import event_data

    page: Callable[..., FormPage] = getattr(import_module(f"app.services.forms.{code}_page"), f"{code}_page")
    return page(event_data(ctx, event_id), profile, **more)


def _school_schedule(
    ctx: Context, profile: Profile, organisation_id: int, school_year: int | None = None, size: Literal["A4", "A3"] = "A4"
) -> FormPage:
    from app.services.forms.school_schedule_data import school_schedule_data
    from app.services.forms.school_schedule_page import school_schedule_page

    return school_schedule_page(school_schedule_data(ctx, organisation_id, school_year), profile, size)


def _inquiry(ctx: Context, profile: Profile, inquiry_id: int, *, code: str, **more: Any) -> FormPage:
    from importlib import import_module

    from app.services.forms.inquiry_data import inquiry_data

    page: Callable[..., FormPage] = getattr(import_module(f"app.services.forms.{code}_page"), f"{code}_page")
    return page(inquiry_data(ctx, inquiry_id), profile, **more)


def _people_list(
    ctx: Context, profile: Profile, procedure_id: int, role: str | None = None, public: bool = False, appendix: bool = False
) -> FormPage:
    from app.services.forms.people_data import people_list_data
    from app.services.forms.people_page import people_list_page

    return people_list_page(people_list_data(ctx, procedure_id, role, public, appendix), profile)


def _observer_certificate(ctx: Context, profile: Profile, procedure_id: int, person_id: int | None = None) -> FormPage:
    from app.services.forms.people_data import certificates_data
    from app.services.forms.people_page import certificates_page

    return certificates_page(certificates_data(ctx, procedure_id, person_id), profile)


def _preparation_checklist(ctx: Context, profile: Profile, procedure_id: int) -> FormPage:
    from app.services.forms.preparation_checklist_page import preparation_checklist_page
    from app.services.forms.preparation_data import preparation_data

    return preparation_checklist_page(preparation_data(ctx, procedure_id), profile)


def _observation_act(
    ctx: Context,
    profile: Profile,
    procedure_id: int,
    organisation_id: int | None = None,
    act_id: int | None = None,
    blank: bool = False,
) -> FormPage:
    from app.services.forms.observation_act_page import observation_act_page
    from app.services.forms.preparation_data import act_data

    return observation_act_page(act_data(ctx, procedure_id, organisation_id, act_id, blank), profile)


def _incident_list(ctx: Context, profile: Profile, procedure_id: int) -> FormPage:
    from app.services.forms.incident_list_page import incident_list_page
    from app.services.forms.preparation_data import preparation_data

    return incident_list_page(preparation_data(ctx, procedure_id), profile)


_MAKERS: dict[str, Callable[..., FormPage]] = {
    "order": _order,
    "roadmap": _roadmap,
    "progress_report": _progress_report,
    "timeline": _timeline,
    "roadmap_changes": _roadmap_changes,
    "roadmap_version": _roadmap_version,
    "duty_list": _duty_list,
    "school_card": _school_card,
    "reminder_letter": _reminder_letter,
    "marker_list": _marker_list,
    "finding": _finding,
    "objectivity_summary": _objectivity_summary,
    "indices": _indices,
    "procedure_calendar": _procedure_calendar,
    "procedure_list": _procedure_list,
    "vpr_report": _vpr_report,
    "school_schedule": _school_schedule,
    "analysis": _analysis,
    "analysis_low": _analysis_low,
    "analysis_year": _analysis_year,
    "week_sheet": _week_sheet,
    **{code: partial(_event, code=code) for code in _BY_CODE if code.startswith("event_")},
    "people_list": _people_list,
    "observer_certificate": _observer_certificate,
    "preparation_checklist": _preparation_checklist,
    "observation_act": _observation_act,
    "incident_list": _incident_list,
    **{code: partial(_inquiry, code=code) for code in _BY_CODE if code.startswith("inquiry_")},
}
