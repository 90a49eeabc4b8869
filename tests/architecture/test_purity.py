"""Law 2: rules and pure rooms know no Django, no settings and no clock."""

from __future__ import annotations

import pytest

from architecture.purity import PURE, impure
from architecture.source import Module, keep, product


def test_rules_and_pure_rooms_are_pure():
    keep(PURE, impure(product()))


@pytest.mark.parametrize(
    "line",
    [
        "from django.db import models",
        "import datetime\nx = datetime.datetime.now()",
        "from datetime import date\nx = date.today()",
        "from datetime import datetime\nx = datetime.utcnow()",
        "import time\nx = time.time()",
        "from time import time",
        "import os\nx = os.environ['X']",
        "from os import environ",
        "from tijdig.config import settings",
    ],
)
def test_an_impure_rule_is_seen(line: str):
    assert list(impure([Module("tijdig.steps.planted.rules", line)]))


def test_a_rule_that_is_impure_through_what_it_imports_is_seen():
    rules = Module("tijdig.steps.planted.rules", "from tijdig.steps.planted import wording")
    wording = Module("tijdig.steps.planted.wording", "from django.utils.translation import gettext")
    [found] = impure([rules, wording])
    assert "loads tijdig.steps.planted.wording" in found.what


def test_a_rule_is_impure_when_the_package_it_lies_in_is():
    rules = Module("tijdig.steps.planted.rules", "")
    package = Module("tijdig.steps.planted", "import django")
    assert list(impure([rules, package]))


def test_the_same_line_outside_the_rules_is_fine():
    assert not list(impure([Module("tijdig.steps.planted.models", "from django.db import models")]))
