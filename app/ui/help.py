"""F1: a short page about this place, read from `resources/help/<page>.md`."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from app.paths import resources_dir
from app.ui import theme

PAGES: tuple[tuple[str, str], ...] = (
    ("start", "С чего начать"),
    ("overview", "Обзор"),
    ("roadmaps", "Дорожные карты"),
    ("calendar", "Календарь процедур"),
    ("preparation", "Подготовка процедуры"),
    ("people", "Люди на процедурах"),
    ("analysis", "Анализ результатов"),
    ("schools", "Школы"),
    ("school_card", "Карточка школы"),
    ("contexts", "Контекстные данные"),
    ("support", "Кому нужна помощь"),
    ("quality", "Проверка данных"),
    ("entry", "Ввод результатов"),
    ("objectivity", "Объективность"),
    ("objectivity_method", "Как считаются признаки"),
    ("official", "Официальные признаки"),
    ("inquiries", "Разборы"),
    ("indices", "Показатели"),
    ("documents", "Документы"),
    ("imports", "Загрузка файлов"),
    ("safety", "Копии и восстановление"),
    ("keys", "Клавиши"),
)


class HelpWindow(QDialog):
    """Contents on the left, the page on the right; not modal, so that one can read and do."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Справка")
        self.resize(theme.px(820), theme.px(560))
        self._list = QListWidget()
        self._list.setMaximumWidth(theme.px(210))
        self._list.setAccessibleName("Разделы справки")
        theme.mark(self._list, "index")
        for page, title in PAGES:
            item = QListWidgetItem(title)
            item.setData(Qt.ItemDataRole.UserRole, page)
            item.setSizeHint(QSize(10, theme.row_height()))
            self._list.addItem(item)
        self._text = QTextBrowser()
        self._text.setOpenLinks(False)
        self._text.setFrameShape(QFrame.Shape.NoFrame)
        self._text.document().setDocumentMargin(theme.AROUND)
        self._text.anchorClicked.connect(lambda url: self.show_page(url.toString()))
        self._list.currentItemChanged.connect(lambda item: self._load(item.data(Qt.ItemDataRole.UserRole)) if item else None)
        self._note = QLabel("Esc закрывает справку; окно программы остаётся доступным.")
        theme.mark(self._note, "small")
        row = QHBoxLayout()
        row.setSpacing(theme.SPACE)
        row.addWidget(self._list)
        row.addWidget(self._text, 1)
        box = QVBoxLayout(self)
        box.addLayout(row, 1)
        box.addWidget(self._note)

    def show_page(self, page: str) -> None:
        """Show a page by name; an unknown one shows the beginning."""
        number = next((n for n, (name, _) in enumerate(PAGES) if name == page), 0)
        if self._list.currentRow() == number:
            self._load(PAGES[number][0])
        self._list.setCurrentRow(number)
        self.show()
        self.raise_()
        self.activateWindow()

    def shown_text(self) -> str:
        return self._text.toPlainText()

    def _load(self, page: str) -> None:
        path = resources_dir() / "help" / f"{page}.md"
        self._text.setMarkdown(path.read_text(encoding="utf-8"))
