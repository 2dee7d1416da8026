"""What is stored. `tables.py` registers every table on `Base.metadata`."""
