"""Laws 9 and 10: tenants, and silence about persons."""

from __future__ import annotations

import pytest
from django.apps.registry import Apps
from django.db import models
from django.urls import get_resolver, path

from architecture import privacy
from architecture.source import Module, keep, product
from architecture.tables import house_models
from architecture.test_tables import planted


def test_every_table_of_a_step_has_a_tenant():
    keep(privacy.TENANT, privacy.without_tenant(house_models()))


def test_no_address_holds_anything_personal():
    keep(privacy.ADDRESS, privacy.personal_addresses(get_resolver().url_patterns))


def test_no_exception_or_log_line_holds_a_personal_field():
    keep(privacy.SILENCE, privacy.talkative(product()))


def test_a_table_without_tenant_is_seen():
    registry = Apps()
    lonely = planted("Lonely", "steps.followup", registry)
    owned = planted("Owned", "steps.followup", registry, lonely=models.ForeignKey(lonely, models.PROTECT))
    assert [found.where for found in privacy.without_tenant([lonely, owned])] == [
        "tijdig.steps.followup.models.Lonely",
        "tijdig.steps.followup.models.Owned",
    ]


def test_a_personal_part_of_an_address_is_seen():
    pattern = path("zoeken/<str:postcode>/", lambda request: None)
    assert [found.what for found in privacy.personal_addresses([pattern])] == ["has a part called 'postcode'"]


@pytest.mark.parametrize("text", ["raise ValueError(f'geen {signal.surname}')", "logger.info(f'{email}')", "print(f'{a.phone}')"])
def test_a_talkative_line_is_seen(text: str):
    assert list(privacy.talkative([Module("planted", text)]))


def test_a_line_number_is_fine():
    assert not list(privacy.talkative([Module("planted", "raise ValueError(f'regel {line}')")]))
