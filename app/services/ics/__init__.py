"""The calendar as an .ics file (RFC 5545): the whole district, a school, a person."""
