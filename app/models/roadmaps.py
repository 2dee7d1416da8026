"""Roadmaps as data: sections, sub-heads, items with their printed texts."""

import uuid
from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base

READING = 1
"""Version of the understanding of deadlines and responsibles; a greater one reads all roadmaps anew at the next start."""


class Roadmap(Base):
    __tablename__ = "roadmap"
    __table_args__ = (Index(None, "parent_roadmap_id"), Index(None, "organisation_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    preamble: Mapped[str] = mapped_column(default="")
    """Basis, goal, tasks, indicators as typed, paragraphs separated by line breaks."""
    approval_text: Mapped[str] = mapped_column(default="")
    """What stood above the title in the file it came from: the approving order, the header of the appendix."""
    period_start: Mapped[date | None]
    period_end: Mapped[date | None]
    has_result_column: Mapped[bool] = mapped_column(default=True)
    source_file: Mapped[str] = mapped_column(default="")
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    """The school whose own roadmap this is; NULL = the roadmap of the workplace itself."""
    parent_roadmap_id: Mapped[int | None] = mapped_column(ForeignKey("roadmap.id"))
    """The district's roadmap a school's one was derived from."""
    read_with: Mapped[int] = mapped_column(default=0)
    """Version of the understanding (`READING`) its occurrences were made with; 0 = never yet."""
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class RoadmapSection(Base):
    __tablename__ = "roadmap_section"
    __table_args__ = (Index(None, "roadmap_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    roadmap_id: Mapped[int] = mapped_column(ForeignKey("roadmap.id", ondelete="CASCADE"))
    position: Mapped[int]
    number: Mapped[str] = mapped_column(default="")
    title: Mapped[str] = mapped_column(default="")


class RoadmapRow(Base):
    """An item or a sub-head inside a section, in printed order."""

    __tablename__ = "roadmap_row"
    __table_args__ = (Index(None, "section_id"), UniqueConstraint("uid"))

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(default=lambda: uuid.uuid4().hex)
    """What execution, parties and versions know the line by: it outlives renumbering, moving, deleting and bringing back."""
    section_id: Mapped[int] = mapped_column(ForeignKey("roadmap_section.id", ondelete="CASCADE"))
    position: Mapped[int]
    is_subhead: Mapped[bool] = mapped_column(default=False)
    number: Mapped[str] = mapped_column(default="")
    text: Mapped[str] = mapped_column(default="")
    deadline: Mapped[str] = mapped_column(default="")
    responsible: Mapped[str] = mapped_column(default="")
    result: Mapped[str] = mapped_column(default="")
    search_text: Mapped[str] = mapped_column(default="")
    """Number, text, deadline and responsible, casefolded, ё→е."""
    deadline_choice: Mapped[str] = mapped_column(default="")
    """What a person decided about the deadline: JSON of `DeadlineChoice`, empty = as the program reads the text."""
    parent_uid: Mapped[str] = mapped_column(default="")
    """The line of the district's roadmap that a school's line was derived from."""
