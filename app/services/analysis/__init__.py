"""Analysis of one procedure in seven directions, and of the procedures of a year together."""
