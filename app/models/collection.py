"""Collecting from schools: what was asked, in which form, and what came back."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base


class CollectionRequest(Base):
    """Something schools are asked for."""

    __tablename__ = "collection_request"
    __table_args__ = (CheckConstraint("kind IN ('results', 'context', 'table')", name="kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(unique=True)
    """What workbooks carry: numbers of rows are given again, this is not."""
    kind: Mapped[str]
    title: Mapped[str]
    note: Mapped[str] = mapped_column(default="")
    """For the schools: what to look at, whom to ask."""
    asked_on: Mapped[date]
    due_on: Mapped[date | None]
    closed_on: Mapped[date | None]
    region_form_id: Mapped[int | None] = mapped_column(ForeignKey("collection_region_form.id"))


class CollectionForm(Base):
    """A version of the form of a request; schools may still hold an older one."""

    __tablename__ = "collection_form"
    __table_args__ = (UniqueConstraint("request_id", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    request_id: Mapped[int] = mapped_column(ForeignKey("collection_request.id", ondelete="CASCADE"))
    version: Mapped[int]
    sha256: Mapped[str]
    """Of `definition`: two forms with one number are told apart by it."""
    definition: Mapped[str]
    """JSON object, see services.school_workbook.rows."""
    made_at: Mapped[datetime]


class CollectionSchool(Base):
    """Who is asked."""

    __tablename__ = "collection_school"
    __table_args__ = ({"sqlite_with_rowid": False},)

    request_id: Mapped[int] = mapped_column(ForeignKey("collection_request.id", ondelete="CASCADE"), primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id", ondelete="CASCADE"), primary_key=True)
    waiting_region: Mapped[bool] = mapped_column(default=False)
    """The school cannot answer until the region gives or decides something."""
    reason: Mapped[str] = mapped_column(default="")
    """What the region is waited for."""


class CollectionAnswer(Base):
    """One workbook of one school that was read; the last accepted one counts."""

    __tablename__ = "collection_answer"
    __table_args__ = (
        CheckConstraint("state IN ('accepted', 'wrong')", name="state"),
        Index(None, "request_id", "organisation_id"),
        Index(None, "organisation_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    request_id: Mapped[int] = mapped_column(ForeignKey("collection_request.id", ondelete="CASCADE"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    received_at: Mapped[datetime]
    file_name: Mapped[str]
    file_sha256: Mapped[str]
    form_version: Mapped[int]
    state: Mapped[str]
    """`wrong`: it went back to the school and nothing of it was stored but this row."""
    rows: Mapped[str]
    """JSON list of rows, each {key of a column: value}; empty of a wrong one."""
    remarks: Mapped[str]
    """JSON list of [severity, code, text, sheet, cell]."""
    import_run_id: Mapped[int | None] = mapped_column(ForeignKey("import_run.id"))
    """The load that took the results."""


class CollectionQuarantine(Base):
    """A workbook that could not be told what it is: kept whole until somebody decides."""

    __tablename__ = "collection_quarantine"

    id: Mapped[int] = mapped_column(primary_key=True)
    received_at: Mapped[datetime]
    file_name: Mapped[str]
    file_sha256: Mapped[str] = mapped_column(unique=True)
    reason: Mapped[str]
    content: Mapped[bytes] = mapped_column(LargeBinary)


class CollectionRegionForm(Base):
    """An empty form of the region that answers are put into, and what its columns mean."""

    __tablename__ = "collection_region_form"
    __table_args__ = (Index(None, "fingerprint"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    fingerprint: Mapped[str]
    """Of the captions of its header: the next form with the same header is mapped by itself."""
    file_name: Mapped[str]
    content: Mapped[bytes] = mapped_column(LargeBinary)
    mapping: Mapped[str]
    """JSON object {caption: title of the column of the request, or «школа», «логин», «№»; empty = left blank}."""
    used_at: Mapped[datetime]
