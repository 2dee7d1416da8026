"""What is due and when, who owes it: dated duties over all roadmaps."""
