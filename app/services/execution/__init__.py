"""From deadlines to dated duties: occurrences, marks, proof, progress.

`rules` makes occurrences out of an understood deadline; `following` keeps the stored ones in step with texts, periods
and procedures; `queries` and `commands` are what the window and the command line use.
"""
