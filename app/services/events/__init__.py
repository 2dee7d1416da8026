"""Meetings, seminars, briefings, interviews, visits: what stands in the calendar beside procedures."""
