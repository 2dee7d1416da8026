"""A picture of every tab."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QImage

from app.services.errors import UserError
from app.ui.pictures import save_pictures
from app.ui.tabs import tabs_of


@pytest.mark.parametrize(("size", "points", "scheme"), [((1366, 768), 10, "light"), ((910, 512), 14, "dark")])
def test_every_tab_is_pictured(district, tmp_path, size, points, scheme):
    written = save_pictures(district, tmp_path / "Картинки", size=size, points=points, scheme=scheme)
    assert [p.name for p in written] == [f"{n} {s.titles['department']}.png" for n, s in enumerate(tabs_of("department"), 1)]
    assert sorted(p.name for p in (tmp_path / "Картинки").iterdir()) == sorted(p.name for p in written)
    for path in written:
        image = QImage(str(path))
        assert (image.width(), image.height()) == size
        colours = {image.pixel(x, y) for x in range(0, size[0], 7) for y in range(0, size[1], 7)}
        assert len(colours) > 8, f"{path.name} is nearly blank"


def test_a_base_that_nobody_set_up_has_no_pictures(ctx, tmp_path):
    with pytest.raises(UserError):
        save_pictures(ctx, tmp_path)
