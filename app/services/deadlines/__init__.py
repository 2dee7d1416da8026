"""Russian deadline phrases: text → tokens → elements of a phrase → dated intervals, and back into words.

`reading.read_deadline` is the door. Pure: no base, no window; the phrase is read the same way everywhere.
"""
