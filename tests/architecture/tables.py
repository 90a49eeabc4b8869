"""Keepers of laws 1, 5 and 6 over the tables: where foreign keys point, what deleting does, one table a model."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.apps import apps
from django.db import models
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState
from django.utils import translation

from architecture.source import Law, Violation

DIRECTION = Law(
    "foreign-key",
    "Law 1: foreign keys run one way, like imports: a table points at its own room or an earlier one.",
    "let the later room point at the earlier one; the earlier one is asked through its queries.",
)
PROTECT = Law(
    "on-delete",
    "Law 5: on_delete is PROTECT everywhere; only retention deletes, and it does so knowingly.",
    "use PROTECT, and an explicit through model instead of a many-to-many field that makes one.",
)
INHERITANCE = Law(
    "inheritance",
    "Law 6: no multi-table inheritance: one model, one table.",
    "use an abstract base, or a foreign key to the other table.",
)
MIGRATIONS = Law(
    "migrations",
    "Law 5: the migrations say what the models say.",
    "run: .venv/bin/python -m django makemigrations --settings tijdig.config.settings",
)

ROOMS = [
    *(
        f"tijdig.foundation.{room}"
        for room in ("values", "findings", "policy", "places", "ledger", "parties", "accounts", "letters")
    ),
    *(
        f"tijdig.steps.{room}"
        for room in (
            "collection",
            "intake",
            "gate",
            "agreements",
            "routing",
            "matching",
            "followup",
            "feedback",
            "reporting",
        )
    ),
    "tijdig.journey",
    "tijdig.retention",
    "tijdig.web",
    "tijdig.api",
]


def house_models() -> list[type[models.Model]]:
    """Every model of the house, those Django makes for many-to-many fields included."""
    return [model for model in apps.get_models(include_auto_created=True) if model.__module__.startswith("tijdig.")]


def room_of(model: type[models.Model]) -> str:
    """The room a model lives in; empty for a model of another package."""
    return next((room for room in ROOMS if f"{model.__module__}.".startswith(f"{room}.")), "")


def against_the_stream(tables: Iterable[type[models.Model]]) -> Iterator[Violation]:
    """Models in no known room, and relations that point at a later room."""
    for model in tables:
        room = room_of(model)
        if not room:
            yield Violation(_name(model), "lives in no room of the house; give it a place in the order of rooms")
            continue
        for field, target in _relations(model):
            there = room_of(target)
            if there and ROOMS.index(there) > ROOMS.index(room):
                yield Violation(f"{_name(model)}.{field.name}", f"points at the later room {there}")


def unprotected(tables: Iterable[type[models.Model]]) -> Iterator[Violation]:
    """Foreign keys that do something else than refuse when their target is deleted."""
    for model in tables:
        for field, _ in _relations(model):
            on_delete = getattr(field.remote_field, "on_delete", models.PROTECT)
            if on_delete is not models.PROTECT:
                yield Violation(f"{_name(model)}.{field.name}", f"on_delete is {on_delete.__name__}")


def inherited(tables: Iterable[type[models.Model]]) -> Iterator[Violation]:
    """Models spread over more tables."""
    for model in tables:
        if not model._meta.proxy and model._meta.parents:
            yield Violation(_name(model), "inherits from another table")


def _relations(model: type[models.Model]) -> Iterator[tuple[models.Field, type[models.Model]]]:
    for field in (*model._meta.local_fields, *model._meta.local_many_to_many):
        if field.remote_field:
            yield field, field.remote_field.model


def _name(model: type[models.Model]) -> str:
    return f"{model.__module__}.{model.__qualname__}"


def current_state() -> ProjectState:
    """What the models say now."""
    return ProjectState.from_apps(apps)


def unwritten_migrations(state: ProjectState) -> Iterator[Violation]:
    """Changes of models no migration holds, and rooms with models that have no migrations at all."""
    loader = MigrationLoader(None, ignore_no_migrations=True)
    detector = MigrationAutodetector(loader.project_state(), state)
    ours = {model._meta.app_label for model in house_models()}  # another package's migrations are its own affair
    with translation.override(None):  # migrations are written without a language
        changes = {label: found for label, found in detector.changes(graph=loader.graph).items() if label in ours}
    for label, migrations in changes.items():
        for step in (step for migration in migrations for step in migration.operations):
            yield Violation(label, step.describe())
    for label in sorted(ours & loader.unmigrated_apps):
        yield Violation(label, "has models but no migrations folder")
