"""Readers of the schools' workbooks: by days, by school weeks."""
