"""Proof of chosen duties: files, dated links, outgoing numbers; opened, and removed with a way back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QAction, QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.services.attachments.rows import AttachmentRow
from app.services.changes import Changes
from app.services.execution.rows import EVIDENCE_KINDS, EvidenceRow
from app.services.text_ru import short_date
from app.ui import theme
from app.ui.context import UiContext
from app.ui.roadmaps.states import proof_icon
from app.ui.widgets.row_table import Column, RowTable


@dataclass(frozen=True, slots=True)
class Proof:
    """A proof with whose it is: a school, or empty for the owner of the roadmap."""

    row: EvidenceRow
    school: str = ""


def proof_words(row: EvidenceRow) -> str:
    """«Письмо в институт · исх. № 214», «нет файла: Приказ.pdf»."""
    if row.missing:
        return f"нет файла: {row.title}"
    number = f"исх. № {row.number}"
    return f"{row.title} · {number}" if row.kind == "number" and row.title != number else row.title


def _title(proof: Proof) -> str:
    return f"{proof_words(proof.row)} · {proof.school}" if proof.school else proof_words(proof.row)


def _tip(proof: Proof) -> str:
    row = proof.row
    dated = f" от {short_date(row.dated)}" if row.dated else ""
    said = [
        f"{EVIDENCE_KINDS[row.kind].capitalize()}{dated}: {proof_words(replace(row, missing=False))}",
        row.link if row.link != row.title else "",
    ]
    return "\n".join(part for part in (*said, proof.school) if part)


COLUMNS: tuple[Column[Proof], ...] = (
    Column(
        "title", "Подтверждение", lambda p: _title(p), width=170, stretch=True, tooltip=_tip,
        icon=lambda p: proof_icon(p.row.kind, p.row.missing), role=lambda p: "overdue" if p.row.missing else None,
    ),
    Column("dated", "Дата", lambda p: short_date(p.row.dated) if p.row.dated else "", width=84, align="right",
           role=lambda p: "secondary", tooltip=_tip),
)  # fmt: skip


class ProofBox(QWidget):
    """`show_proofs` fills it; hidden by its owner where there is nothing chosen."""

    def __init__(self, ui: UiContext) -> None:
        super().__init__()
        self._ui = ui
        self.heading = QLabel("Подтверждения")
        theme.mark(self.heading, "bold")
        self.table: RowTable[Proof] = RowTable(COLUMNS, key=lambda p: p.row.id)
        self.table.horizontalHeader().hide()
        self.table.setAccessibleName("Подтверждения")
        self.table.opened.connect(self.open)
        self.table.current_changed.connect(lambda _row: self._show_buttons())
        self.nothing = QLabel("Пока ничего не приложено: перетащите сюда файл или нажмите «Приложить».")
        self.nothing.setWordWrap(True)
        theme.mark(self.nothing, "note")
        self.whole = QLabel()
        self.whole.setWordWrap(True)
        self.whole.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        theme.mark(self.whole, "small")
        self.missing = QLabel()
        self.missing.setWordWrap(True)
        theme.mark(self.missing, "problem")
        self.open_button, self.remove_button = QPushButton("Открыть"), QPushButton("Убрать")
        self.open_button.setToolTip("Открыть файл или ссылку (Enter)")
        self.remove_button.setToolTip("Убрать подтверждение (Del); вернуть – Ctrl+Z")
        self.open_button.clicked.connect(lambda _checked=False: self.open(self.table.current_row()))
        self.remove_button.clicked.connect(lambda _checked=False: self.remove())
        remove = QAction("Убрать", self.table)
        remove.setShortcut("Del")
        remove.triggered.connect(lambda _checked=False: self.remove())
        remove.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        self.table.addAction(remove)
        look = QAction("Открыть", self.table)
        look.triggered.connect(lambda _checked=False: self.open(self.table.current_row()))
        self.table.set_actions([look, remove])
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.SPACE)
        buttons.addWidget(self.open_button)
        buttons.addWidget(self.remove_button)
        buttons.addStretch(1)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.INSIDE)
        for widget in (self.heading, self.nothing, self.table, self.whole, self.missing):
            box.addWidget(widget)
        box.addLayout(buttons)
        self.show_proofs(())

    def show_proofs(self, proofs: Sequence[Proof]) -> None:
        self.table.set_rows(proofs)
        self.table.fit_rows(6)
        if proofs and self.table.current_row() is None:
            self.table.selectRow(0)
        self.heading.setText(f"Подтверждения: {len(proofs)}" if proofs else "Подтверждения")
        self.nothing.setVisible(not proofs)
        self.table.setVisible(bool(proofs))
        lost = sum(proof.row.missing for proof in proofs)
        if lost:
            file, again = ("Файла", "его") if lost == 1 else ("Отмеченных файлов", "их")
            self.missing.setText(f"{file} нет в папке вложений. Верните {again} туда или приложите заново.")
            self.missing.setToolTip(str(self._ui.ctx.paths.attachments))
        self.missing.setVisible(bool(lost))
        self._show_buttons()

    def _show_buttons(self) -> None:
        proof = self.table.current_row()
        self.whole.setText(_tip(proof) if proof is not None else "")
        self.whole.setVisible(proof is not None)
        self.remove_button.setVisible(proof is not None)
        self.remove_button.setEnabled(not self._ui.ctx.db.read_only)
        self.open_button.setVisible(proof is not None)
        if proof is not None:
            self.open_button.setText("Скопировать номер" if proof.row.kind == "number" else "Открыть")

    def open(self, proof: Proof | None) -> None:
        """A file in its program, a link in the browser; a number goes to the clipboard."""
        if proof is None:
            return
        row = proof.row
        if row.kind == "number":
            QGuiApplication.clipboard().setText(row.number)
            self._ui.message(f"Номер {row.number} скопирован.")
        elif row.kind == "link":
            self._go(QUrl.fromUserInput(row.link))
        elif row.attachment_id is not None:
            attachment_id = row.attachment_id

            def job(_progress: object) -> AttachmentRow:
                from app.services.attachments.queries import attached_file

                return attached_file(self._ui.ctx, attachment_id)

            self._ui.worker.read(job, done=lambda file: self._go(QUrl.fromLocalFile(str(file.path))), owner=self, key="file")

    def _go(self, url: QUrl) -> None:
        if not QDesktopServices.openUrl(url):
            self._ui.message(
                "Открыть не получилось: для этого нет программы.", "Проверьте, чем открываются такие файлы.", kind="warning"
            )

    def remove(self) -> None:
        proof = self.table.current_row()
        if proof is None or self._ui.ctx.db.read_only:
            return
        evidence_id = proof.row.id

        def job(_progress: object) -> Changes:
            from app.services.execution.commands import remove_evidence

            return remove_evidence(self._ui.ctx, evidence_id)

        self._ui.worker.write(job, owner=self)
