"""Which schools need help and which can give it: criteria, decisions, self-diagnosis, plans."""
