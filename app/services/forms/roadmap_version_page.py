"""Pages of a former version of a roadmap: those of the roadmap, under a name of their own."""

from __future__ import annotations

from dataclasses import replace

from app.services.forms.blocks import FormPage
from app.services.forms.profile import GOST_2025, Profile
from app.services.forms.roadmap_page import roadmap_page
from app.services.forms.roadmap_version_data import RoadmapVersionData
from app.services.forms.typography import file_stem


def roadmap_version_page(data: RoadmapVersionData, profile: Profile = GOST_2025) -> FormPage:
    page = roadmap_page(data.paper, profile)
    return replace(page, file_stem=file_stem(f"Версия {data.number} {data.paper.roadmap.title}"))
