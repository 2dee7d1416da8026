"""The invented Верхнеозёрский district: fifteen schools, none of them real."""

from __future__ import annotations

from dataclasses import dataclass

REGION_CODE = "99"
REGION_NAME = "Приозёрная область"
MUNICIPALITY_CODE = "reg99_m007"
MUNICIPALITY_NAME = "Верхнеозёрский муниципальный район"
DISTRICT_NAME = "Верхнеозёрский район"
DEPARTMENT_NAME = "Отдел образования администрации Верхнеозёрского муниципального района"
NEIGHBOURS = (
    ("reg99_m001", "Городской округ Приозёрск"),
    ("reg99_m004", "Боровецкий муниципальный район"),
    ("reg99_m011", "Луговской муниципальный район"),
)
"""Other municipalities of the region, present only in regional figures."""


@dataclass(frozen=True, slots=True)
class DemoSchool:
    number: int
    """Last four digits of the login."""
    name: str
    locality: str
    locality_type: str
    class_size: float
    """Mean number of pupils in a parallel."""
    level: float
    """True mean ability of the school, in standard deviations of pupils of the region."""
    director: str
    coordinator: str

    @property
    def login(self) -> str:
        return f"edu{REGION_CODE}{self.number:04d}"

    def teaches(self, grade: int) -> bool:
        """Primary schools (НОШ) end with class 4."""
        return grade <= 4 or "НОШ" not in self.name


SCHOOLS: tuple[DemoSchool, ...] = (
    DemoSchool(
        701,
        "МБОУ «Верхнеозёрская СОШ № 1»",
        "рп. Верхнеозёрск",
        "settlement",
        74,
        0.20,
        "Ладыгина Вера Степановна",
        "Шубина Ольга Игоревна",
    ),
    DemoSchool(
        702,
        "МБОУ «Верхнеозёрская СОШ № 2»",
        "рп. Верхнеозёрск",
        "settlement",
        58,
        0.05,
        "Кротов Андрей Львович",
        "Ежова Нина Павловна",
    ),
    DemoSchool(
        703,
        "МБОУ «Верхнеозёрская гимназия»",
        "рп. Верхнеозёрск",
        "settlement",
        49,
        0.55,
        "Мельникова Инна Юрьевна",
        "Рощина Алла Петровна",
    ),
    DemoSchool(
        704, "МБОУ «Берёзовская СОШ»", "с. Берёзовка", "village", 21, -0.05, "Тихонов Павел Сергеевич", "Зимина Анна Олеговна"
    ),
    DemoSchool(
        705, "МБОУ «Ключевская СОШ»", "с. Ключи", "village", 17, -0.15, "Гусева Татьяна Ивановна", "Лосева Мария Ильинична"
    ),
    DemoSchool(
        706,
        "МБОУ «Каменноозёрская СОШ»",
        "с. Каменное Озеро",
        "village",
        19,
        -0.10,
        "Дорохов Илья Фёдорович",
        "Осипова Елена Глебовна",
    ),
    DemoSchool(
        707, "МБОУ «Яблоневская СОШ»", "с. Яблонево", "village", 14, 0.00, "Пестова Лидия Андреевна", "Котова Юлия Романовна"
    ),
    DemoSchool(
        708, "МБОУ «Старомостовская ООШ»", "с. Старый Мост", "village", 9, -0.20, "Юдин Олег Викторович", "Белова Дарья Ильинична"
    ),
    DemoSchool(
        709, "МБОУ «Полевская ООШ»", "с. Полевое", "village", 7, -0.25, "Сафонова Раиса Егоровна", "Сафонова Раиса Егоровна"
    ),
    DemoSchool(710, "МБОУ «Ручьёвская ООШ»", "д. Ручьи", "village", 6, -0.10, "Глебов Антон Маркович", "Ухова Вера Денисовна"),
    DemoSchool(
        711,
        "МБОУ «Дальнинская НОШ — детский сад»",
        "д. Дальняя",
        "village",
        4,
        0.00,
        "Ершова Алина Кирилловна",
        "Ершова Алина Кирилловна",
    ),
    DemoSchool(712, "МБОУ «Заболотская ООШ»", "с. Заболотье", "village", 8, -0.30, "Комаров Степан Ильич", "Вилкова Зоя Львовна"),
    DemoSchool(
        713,
        "МБОУ «Лесновская СОШ имени П. С. Орехова»",
        "п. Лесной",
        "settlement",
        26,
        0.05,
        "Чернова Галина Борисовна",
        "Титова Софья Марковна",
    ),
    DemoSchool(
        714, "МБОУ «Рассветовская СОШ»", "п. Рассвет", "settlement", 23, -0.05, "Носков Роман Артёмович", "Гладких Ирина Львовна"
    ),
    DemoSchool(
        715, "МБОУ «Прибрежненская НОШ»", "с. Прибрежное", "village", 4, -0.15, "Шилов Лев Николаевич", "Шилов Лев Николаевич"
    ),
)
OTHER_ORGANISATIONS: tuple[tuple[str, str, str, str], ...] = (
    ("kindergarten", "МБДОУ детский сад «Ромашка»", "рп. Верхнеозёрск", "Агапова Яна Дмитриевна"),
    ("kindergarten", "МБДОУ детский сад «Светлячок»", "с. Берёзовка", "Липина Ольга Марковна"),
    ("further_education", "МБУ ДО «Дом детского творчества»", "рп. Верхнеозёрск", "Панина Инга Валерьевна"),
    ("methodical_office", "МКУ «Районный методический кабинет»", "рп. Верхнеозёрск", "Фадеева Марина Олеговна"),
)
"""(kind, name, locality, head)."""

PLANTED_ANOMALIES: tuple[tuple[str, str], ...] = (
    ("edu990713", "2026, русский язык, 4 класс: баллы завышены всем («Лесновская СОШ»)"),
    ("edu990714", "2025 и 2026, математика, 4 класс: работы подтянуты к отметке «3» («Рассветовская СОШ»)"),
    ("edu990705", "русский язык: 4 класс 2025 года завышен, 5 класс 2026 года обычный — резкое падение («Ключевская СОШ»)"),
    ("edu990708", "2026, математика, 5 класс: отметки в журнале идут против результата («Старомостовская ООШ»)"),
    ("edu990706", "2026, русский язык, 5 класс: слабые ученики не писали («Каменноозёрская СОШ»)"),
)
"""What was planted, for the documentation and for tests: (login, words)."""
NOT_SUBMITTED: tuple[str, int, str, int] = ("edu990710", 2026, "РУ", 5)
"""(login, year, subject code, grade) of the school that has not sent its results."""
