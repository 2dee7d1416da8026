"""Schools and other organisations: the table, the panel and the card."""
