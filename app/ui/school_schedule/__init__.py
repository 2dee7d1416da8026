"""Schedules of schools: the district's list, one school's grid with findings and ways out."""
