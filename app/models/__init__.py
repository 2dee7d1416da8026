"""What is stored. Importing this package registers every table on `Base.metadata`."""

from app.models import documents, organisations, results, roadmaps, scales, settings
from app.models.base import Base

__all__ = ["Base", "documents", "organisations", "results", "roadmaps", "scales", "settings"]
