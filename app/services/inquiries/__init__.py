"""From a signal to a deed: hypothesis, request, recheck of a random sample, interview, conclusion, measures."""
