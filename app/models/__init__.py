"""What is stored. Importing this package registers every table on `Base.metadata`."""

from app.models import documents, execution, organisations, parties, results, roadmaps, scales, settings, versions
from app.models.base import Base

__all__ = [
    "Base",
    "documents",
    "execution",
    "organisations",
    "parties",
    "results",
    "roadmaps",
    "scales",
    "settings",
    "versions",
]
