"""The yearly list of schools with official markers: beside our own, and out again in the same layout."""
