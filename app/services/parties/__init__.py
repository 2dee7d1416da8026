"""Who owes what: the directory of parties, their spellings, appointments, and the schools they stand for."""
