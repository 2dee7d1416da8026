"""Roadmaps as data: sections, sub-heads, items with their printed texts."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base


class Roadmap(Base):
    __tablename__ = "roadmap"

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
    __table_args__ = (Index(None, "section_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    section_id: Mapped[int] = mapped_column(ForeignKey("roadmap_section.id", ondelete="CASCADE"))
    position: Mapped[int]
    is_subhead: Mapped[bool] = mapped_column(default=False)
    number: Mapped[str] = mapped_column(default="")
    text: Mapped[str] = mapped_column(default="")
    deadline: Mapped[str] = mapped_column(default="")
    responsible: Mapped[str] = mapped_column(default="")
    result: Mapped[str] = mapped_column(default="")
