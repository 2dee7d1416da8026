"""By what a base of this program is known."""

from __future__ import annotations

APPLICATION_ID = 0x4F4B4F52
"""«OKOR» in the file header: told apart from bases of other programs before anything is opened."""
PROGRAM_VERSION_KEY = "program_version"
"""`setting` row: the version of the program that last changed the structure."""
