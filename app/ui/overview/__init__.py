"""The first page: what is due, overdue, missing and newly found."""
