"""Whose base this is, and settings with a type."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.models.settings import Setting
from app.services.errors import UserError
from app.services.workplace.commands import edit_workplace, init_workplace, load_directories, set_setting
from app.services.workplace.queries import get_setting, get_workplace
from app.services.workplace.rows import SettingKey

BIG_FONT = SettingKey("big_font", False)
MARGIN = SettingKey("margin", 2.5)
SIGNER = SettingKey("signer", "")
WORDS = SettingKey("words", ["а"])


def test_a_new_base_belongs_to_nobody_yet(ctx):
    assert get_workplace(ctx) is None


def test_a_department_sets_its_base_up(ctx):
    changes = init_workplace(ctx, "department", " Отдел  образования\nЗаречного района ", "Заречный район")
    found = get_workplace(ctx)
    assert found is not None
    assert (found.kind, found.name, found.district_name) == ("department", "Отдел образования Заречного района", "Заречный район")
    assert len(found.uid) == 32
    assert "settings" in changes.topics


def test_only_once(ctx):
    init_workplace(ctx, "school", "МБОУ «Луговская СОШ»")
    with pytest.raises(UserError, match="уже настроена"):
        init_workplace(ctx, "department", "Другой отдел")
    found = get_workplace(ctx)
    assert found is not None and found.kind == "school"


@pytest.mark.parametrize(("kind", "name"), [("department", "  "), ("ministry", "Министерство")])
def test_refused_input_changes_nothing(ctx, kind, name):
    with pytest.raises(UserError):
        init_workplace(ctx, kind, name)
    assert get_workplace(ctx) is None


def test_details_change_and_come_back(ctx):
    with pytest.raises(UserError, match="ещё не настроена"):
        edit_workplace(ctx, name="Отдел")
    init_workplace(ctx, "department", "Отдел", "Заречный район")
    before = get_workplace(ctx)
    changes = edit_workplace(ctx, name="Комитет", municipality_id=7)
    found = get_workplace(ctx)
    assert found is not None and (found.name, found.district_name, found.municipality_id) == ("Комитет", "Заречный район", 7)
    assert changes.undo is not None
    changes.undo(ctx)
    assert get_workplace(ctx) == before
    with pytest.raises(UserError):
        edit_workplace(ctx, name=" ")


def test_settings_keep_their_type(ctx):
    assert get_setting(ctx, BIG_FONT) is False
    set_setting(ctx, BIG_FONT, True)
    set_setting(ctx, SIGNER, "И. И. Ёлкина «нач.»")
    set_setting(ctx, WORDS, ["б", "в"])
    assert get_setting(ctx, BIG_FONT) is True
    assert get_setting(ctx, SIGNER) == "И. И. Ёлкина «нач.»"
    assert get_setting(ctx, WORDS) == ["б", "в"]
    with pytest.raises(TypeError):
        set_setting(ctx, BIG_FONT, 1)


def test_a_setting_comes_back(ctx):
    set_setting(ctx, SIGNER, "первый")
    changes = set_setting(ctx, SIGNER, "второй")
    assert changes.undo is not None
    changes.undo(ctx)
    assert get_setting(ctx, SIGNER) == "первый"


@pytest.mark.parametrize("stored", ['"yes"', "1", "null", "{", "[]"])
def test_a_stored_value_of_another_type_is_not_used(ctx, stored):
    with ctx.db.write() as session:
        session.add(Setting(key=BIG_FONT.name, value=stored))
    assert get_setting(ctx, BIG_FONT) is False


def test_a_whole_number_will_do_for_a_measure(ctx):
    with ctx.db.write() as session:
        session.add(Setting(key=MARGIN.name, value="3"))
    assert get_setting(ctx, MARGIN) == 3.0


def test_the_shipped_directories_are_loaded_once_a_version(ctx):
    from app.models.scales import ScoreScale

    init_workplace(ctx, "department", "Отдел")
    with ctx.db.read() as session:
        assert session.scalars(select(ScoreScale)).first() is not None
    assert load_directories(ctx).topics == frozenset()
