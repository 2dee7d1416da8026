"""Nothing acknowledged is lost when the program is killed in the middle of typing.

Fifty times, which takes minutes: `python -m tests.ui.entry.killing 50`.
"""

from __future__ import annotations

import random

from tests.db.entry.school import make_school
from tests.ui.entry.killing import new_sheet, type_and_kill


def test_what_was_acknowledged_survives_a_kill(ctx):
    school = make_school(ctx)
    sheets = [new_sheet(ctx, school, str(number)) for number in range(3)]
    ctx.db.close()
    chance = random.Random(20)
    for sheet_id in sheets:
        killed = type_and_kill(ctx.paths.root, sheet_id, chance.randrange(1 << 30), chance.randint(1, 120))
        assert killed.kept, killed
        assert killed.found < killed.keys, "it was killed in the middle"
