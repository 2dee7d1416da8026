"""Checks of a roadmap together with the order that approves it, before print.

`check.lint` is the door. Pure: no base, no window. One file a family of rules; every rule says why it speaks and what to do.
"""
