"""Data of the papers of an inquiry: letter, list of drawn works, act, minutes, conclusion."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.services.context import Context
from app.services.inquiries.proposals import OLYMPIAD, Plan, plan_for
from app.services.inquiries.rows import Inquiry


@dataclass(frozen=True, slots=True)
class InquiryPaper:
    author: str
    printed_on: date
    plan: Plan
    inquiry: Inquiry

    @property
    def school(self) -> str:
        return self.inquiry.row.school

    @property
    def paper(self) -> str:
        return self.inquiry.row.paper


def inquiry_data(ctx: Context, inquiry_id: int) -> InquiryPaper:
    """Raises UserError when the inquiry is gone."""
    from app.services.inquiries.queries import get_inquiry
    from app.services.workplace.queries import get_workplace

    inquiry = get_inquiry(ctx, inquiry_id)
    workplace = get_workplace(ctx)
    plan = OLYMPIAD if inquiry.row.kind == "olympiad" else plan_for(inquiry.grounds)
    return InquiryPaper(workplace.name if workplace else "", ctx.clock().date(), plan, inquiry)
