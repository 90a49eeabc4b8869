"""Laws 1, 5 and 6 over the tables."""

from __future__ import annotations

from django.apps.registry import Apps
from django.db import models
from django.db.migrations.state import ModelState

from architecture import tables
from architecture.source import keep


def planted(name: str, room: str, registry: Apps, base: type[models.Model] = models.Model, **fields: object):
    """A model that says it lives in a room, in a registry of its own."""
    meta = type("Meta", (), {"app_label": "planted", "apps": registry})
    return type(name, (base,), {"__module__": f"tijdig.{room}.models", "Meta": meta, **fields})


def test_foreign_keys_run_one_way():
    keep(tables.DIRECTION, tables.against_the_stream(tables.house_models()))


def test_deleting_what_is_pointed_at_is_refused_everywhere():
    keep(tables.PROTECT, tables.unprotected(tables.house_models()))


def test_every_model_is_one_table():
    keep(tables.INHERITANCE, tables.inherited(tables.house_models()))


def test_the_migrations_say_what_the_models_say():
    keep(tables.MIGRATIONS, tables.unwritten_migrations(tables.current_state()))


def test_a_foreign_key_to_a_later_room_is_seen():
    registry = Apps()
    late = planted("Late", "steps.routing", registry)
    early = planted("Early", "steps.intake", registry, late=models.ForeignKey(late, models.PROTECT))
    assert [found.where for found in tables.against_the_stream([early])] == ["tijdig.steps.intake.models.Early.late"]


def test_a_foreign_key_to_an_earlier_room_is_fine():
    registry = Apps()
    early = planted("Early", "foundation.parties", registry)
    late = planted("Late", "steps.intake", registry, early=models.ForeignKey(early, models.PROTECT))
    assert not list(tables.against_the_stream([late]))
    assert not list(tables.unprotected([late]))


def test_a_model_outside_every_room_is_seen():
    assert list(tables.against_the_stream([planted("Lost", "attic", Apps())]))


def test_a_cascade_is_seen():
    registry = Apps()
    early = planted("Early", "steps.intake", registry)
    late = planted("Late", "steps.intake", registry, early=models.ForeignKey(early, models.CASCADE))
    assert [found.what for found in tables.unprotected([late])] == ["on_delete is CASCADE"]


def test_inheritance_over_tables_is_seen():
    registry = Apps()
    base = planted("Base", "steps.intake", registry)
    child = planted("Child", "steps.intake", registry, base)
    assert [found.where for found in tables.inherited([base, child])] == ["tijdig.steps.intake.models.Child"]


def test_a_model_without_its_migration_is_seen():
    state = tables.current_state()
    state.add_model(ModelState("ledger", "Planted", [("id", models.BigAutoField(primary_key=True))]))
    assert any(found.what == "Create model Planted" for found in tables.unwritten_migrations(state))
