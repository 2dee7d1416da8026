"""Entry of results by hand: one sheet is one class writing one paper, a row of it is one pupil's work, by code.

What is typed stays apart from `paper` until the person hands it over; then it goes in as an import does.
"""

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base


class EntryForm(Base):
    """A form of ФИС ОКО (.xlsx) as the school received it, untouched: every filled copy is made from it."""

    __tablename__ = "entry_form"

    id: Mapped[int] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(unique=True)
    file_name: Mapped[str]
    content: Mapped[bytes] = mapped_column(LargeBinary)
    added_at: Mapped[datetime]


class EntrySheet(Base):
    """The paper is named here and not by a link: what is renamed or removed elsewhere changes nothing already typed."""

    __tablename__ = "entry_sheet"

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    kind: Mapped[str]
    """As `Procedure.kind`."""
    year: Mapped[int]
    grade: Mapped[int]
    subject: Mapped[str]
    class_label: Mapped[str]
    """«А», or empty where the school has one class."""
    class_number: Mapped[int]
    """Ordinal number of the class, as the form of ФИС ОКО asks for it."""
    tasks: Mapped[str]
    """JSON: [[code, maximum], …] in order of the bytes of `EntryRow.scores`."""
    variants: Mapped[str]
    """JSON: ["1", "2"]; one variant is filled in by itself."""
    with_journal: Mapped[bool]
    with_gender: Mapped[bool]
    """Forms until 2022 ask for it."""
    form_id: Mapped[int | None] = mapped_column(ForeignKey("entry_form.id"))
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    import_run_id: Mapped[int | None] = mapped_column(ForeignKey("import_run.id"))
    """The run that put the papers into the base; once it is taken back the sheet is open again."""


class EntryRow(Base):
    __tablename__ = "entry_row"

    sheet_id: Mapped[int] = mapped_column(ForeignKey("entry_sheet.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    """From 0, as on the screen."""
    code: Mapped[str]
    variant: Mapped[str] = mapped_column(default="")
    absent: Mapped[bool] = mapped_column(default=False)
    journal: Mapped[str] = mapped_column(default="")
    """«2»–«5», «нет отметки», or empty = not typed."""
    gender: Mapped[str] = mapped_column(default="")
    scores: Mapped[bytes] = mapped_column(LargeBinary)
    """A byte a task: points as typed (above the maximum too), 254 = blank, 255 = not attempted («X»)."""
    reason: Mapped[str] = mapped_column(default="")
    """Why a doubtful value is right, in the person's words."""
    reason_for: Mapped[str] = mapped_column(default="")
    """The doubtful values the reason was given for; others need one of their own."""


class EntryCheck(Base):
    """A work drawn at random to be typed a second time."""

    __tablename__ = "entry_check"

    sheet_id: Mapped[int] = mapped_column(ForeignKey("entry_sheet.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    variant: Mapped[str] = mapped_column(default="")
    absent: Mapped[bool] = mapped_column(default=False)
    journal: Mapped[str] = mapped_column(default="")
    gender: Mapped[str] = mapped_column(default="")
    scores: Mapped[bytes] = mapped_column(LargeBinary)
    compared: Mapped[int | None]
    """Values compared when the second typing was closed; NULL before."""
    differing: Mapped[int | None]
