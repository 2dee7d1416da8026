"""Unified schedules of schools: read from their workbooks, typed, checked, repaired, written back."""
