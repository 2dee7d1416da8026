"""Indices of objectivity: formulas as settings, counts by school and year, the district from the counts."""
