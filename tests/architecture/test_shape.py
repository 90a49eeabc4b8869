"""Laws 6, 7 and 8: what a file may look like."""

from __future__ import annotations

import pytest

from architecture import shape
from architecture.source import Module, everything, keep, product


def planted(text: str, name: str = "tijdig.steps.planted.queries") -> list[Module]:
    return [Module(name, text)]


def test_modules_and_functions_are_small():
    keep(shape.SIZE, shape.too_large(everything()))


def test_no_module_has_a_name_that_says_nothing():
    keep(shape.NAMES, shape.vague_names(everything()))


def test_no_signals_and_no_generic_relations():
    keep(shape.HIDDEN, shape.hidden_ways(product()))


def test_no_import_inside_a_function():
    keep(shape.LOCAL_IMPORT, shape.local_imports(product()))


def test_every_escape_from_the_checkers_says_why():
    keep(shape.REASON, shape.without_reason(everything()))


def test_a_module_that_is_too_long_is_seen():
    assert list(shape.too_large(planted("x = 1\n" * 401)))
    assert not list(shape.too_large(planted("x = 1\n" * 400)))


def test_a_function_that_is_too_long_is_seen():
    assert list(shape.too_large(planted("def f():\n" + "    x = 1\n" * 50)))
    assert not list(shape.too_large(planted("def f():\n" + "    x = 1\n" * 49)))


@pytest.mark.parametrize("name", ["utils", "helpers", "common", "services", "managers"])
def test_a_name_that_says_nothing_is_seen_for_a_module_and_for_a_package(name: str):
    assert list(shape.vague_names(planted("", f"tijdig.steps.{name}")))
    assert list(shape.vague_names(planted("", f"tijdig.{name}.rules")))


@pytest.mark.parametrize(
    "line",
    [
        "from django.db.models.signals import post_save",
        "from django.db.models import signals",
        "from django.dispatch import receiver",
        "from django.contrib.contenttypes.fields import GenericForeignKey",
    ],
)
def test_a_hidden_way_is_seen(line: str):
    assert list(shape.hidden_ways(planted(line)))


@pytest.mark.parametrize("line", ["import os", "from os import path", "import_module('os')"])
def test_an_import_inside_a_function_is_seen(line: str):
    assert list(shape.local_imports(planted(f"def f():\n    {line}\n")))
    assert not list(shape.local_imports(planted(line)))


@pytest.mark.parametrize("escape", ["x: Any = 1", "x = cast(int, y)", "x = 1  # type: ignore[misc]", "x = 1  # noqa: F401"])
def test_an_escape_without_a_reason_is_seen(escape: str):
    separator = " " if "#" in escape else "  # "
    assert list(shape.without_reason(planted(escape)))
    assert not list(shape.without_reason(planted(f"{escape}{separator}- the library has no types")))


def test_a_cast_of_a_column_is_no_escape():
    assert not list(shape.without_reason(planted("x = column.cast(int)")))
