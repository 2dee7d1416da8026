"""Every table, registered on `Base.metadata`: what writing, migrations' tests and inspection need.

Reading the first tab needs a third of them, and declaring a table costs a millisecond: whoever needs all asks here.
"""

from app.models import (
    collection,
    contexts,
    documents,
    entry,
    exams,
    execution,
    findings,
    indices,
    inquiries,
    lint,
    mark_history,
    organisation_life,
    organisations,
    parties,
    people,
    results,
    roadmaps,
    scales,
    settings,
    statuses,
    support,
    versions,
)
from app.models.base import Base

__all__ = [
    "Base",
    "collection",
    "contexts",
    "documents",
    "entry",
    "exams",
    "execution",
    "findings",
    "indices",
    "inquiries",
    "lint",
    "mark_history",
    "organisation_life",
    "organisations",
    "parties",
    "people",
    "results",
    "roadmaps",
    "scales",
    "settings",
    "statuses",
    "support",
    "versions",
]
