"""Reading and writing table files of every kind: what a file is, its cells with their places, tables by their captions."""
