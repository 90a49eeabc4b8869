"""Reading parameter files, and settings of the operator."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tijdig.foundation.policy.parameters import (
    Parameter,
    Policy,
    PolicyError,
    national,
    read_parameters,
    with_settings,
)

ON = date(2026, 7, 1)
WINDOW = Parameter("objection_window", "days", date(2026, 1, 1), "Besluit van de beheerder", "setting", 7, ("huur",))
SOUND = {
    "name": '"minimum_age"',
    "value": "30",
    "unit": '"days"',
    "kinds": '["huur"]',
    "valid_from": "2026-01-01",
    "source": '"Bron"',
    "status": '"law"',
}


def file_of(**changes: str | None) -> str:
    said = {key: value for key, value in (SOUND | changes).items() if value is not None}
    return "[[parameter]]\n" + "\n".join(f"{key} = {value}" for key, value in said.items())


def test_a_parameter_is_read_with_everything_it_says() -> None:
    [found] = read_parameters(file_of(valid_until="2027-01-01", note='"Let op"'), "x.toml")

    assert found == Parameter("minimum_age", "days", date(2026, 1, 1), "Bron", "law", 30, ("huur",), date(2027, 1, 1), "Let op")


@pytest.mark.parametrize(
    "changes",
    [
        {"value": None},
        {"value": '"30"'},
        {"value": "30.5"},
        {"value": "true"},
        {"status": '"open"'},
        {"status": '"rumour"'},
        {"status": None},
        {"name": None},
        {"name": '""'},
        {"unit": "1"},
        {"source": None},
        {"valid_from": None},
        {"valid_from": '"2026-01-01"'},
        {"valid_until": "1"},
        {"kinds": '"huur"'},
        {"kinds": "[1]"},
        {"valid_form": "2026-01-01"},
    ],
    ids=str,
)
def test_an_impossible_parameter_is_refused_with_the_name_of_its_file(changes: dict[str, str | None]) -> None:
    with pytest.raises(PolicyError, match=r"x\.toml"):
        read_parameters(file_of(**changes), "x.toml")


@pytest.mark.parametrize("moment", ["2026-01-01T00:00:00", "2026-01-01T00:00:00Z"])
def test_a_moment_is_no_date_for_a_parameter(moment: str) -> None:
    with pytest.raises(PolicyError, match=r"x\.toml"):
        read_parameters(file_of(valid_from=moment), "x.toml")


@pytest.mark.parametrize("text", ["[[parameter", "parameter = 5", "parameter = [1]", "[parameter]\nname = 'x'"])
def test_a_broken_file_is_refused_with_its_name(text: str) -> None:
    with pytest.raises(PolicyError, match=r"x\.toml"):
        read_parameters(text, "x.toml")


@pytest.mark.parametrize("text", ["[[parameters]]\nname = 'x'", "value = 3"])
def test_a_table_with_another_name_is_not_passed_over_in_silence(text: str) -> None:
    with pytest.raises(PolicyError, match=r"x\.toml"):
        read_parameters(text, "x.toml")


def test_an_open_parameter_is_read_without_a_value() -> None:
    [found] = read_parameters(file_of(status='"open"', value=None), "x.toml")

    assert (found.status, found.value) == ("open", None)


@pytest.mark.parametrize(
    ("kind", "on", "speaks"),
    [
        ("huur", date(2025, 12, 31), False),
        ("huur", date(2026, 1, 1), True),
        ("huur", date(2026, 12, 31), True),
        ("huur", date(2027, 1, 1), False),
        ("water", date(2026, 1, 1), False),
    ],
)
def test_a_parameter_speaks_about_its_kinds_from_its_first_day_until_its_end(kind: str, on: date, speaks: bool) -> None:
    parameter = replace(WINDOW, valid_until=date(2027, 1, 1))

    assert parameter.holds_for(kind, on) is speaks


def test_a_parameter_without_kinds_speaks_about_every_kind() -> None:
    assert replace(WINDOW, kinds=()).holds_for("anything", ON)


def test_a_setting_of_the_operator_wins_from_the_open_parameter() -> None:
    policy = with_settings(national(), [WINDOW])

    assert policy.parameter("objection_window", "huur", ON) is WINDOW
    assert "objection_window" not in {found.name for found in policy.open_on(ON)}


def test_before_its_first_day_a_setting_leaves_the_parameter_open() -> None:
    policy = with_settings(national(), [WINDOW])

    assert "objection_window" in {found.name for found in policy.open_on(date(2025, 12, 31))}


@pytest.mark.parametrize(
    "setting",
    [
        replace(WINDOW, name="minimum_age"),
        replace(WINDOW, name="collection_pause", kinds=()),
        replace(WINDOW, name="unheard_of"),
        replace(WINDOW, kinds=("energie",)),
        replace(WINDOW, kinds=("huur", "energie")),
        replace(WINDOW, kinds=()),
        replace(WINDOW, status="law"),
        replace(WINDOW, status="open", value=None),
    ],
    ids=lambda setting: f"{setting.name} {setting.kinds} {setting.status}",
)
def test_the_law_is_not_a_setting(setting: Parameter) -> None:
    with pytest.raises(PolicyError):
        with_settings(national(), [setting])


def test_every_open_parameter_can_be_set() -> None:
    opened = national().open_on(ON)

    policy = with_settings(national(), [replace(found, status="setting", value=1) for found in opened])

    assert policy.open_on(ON) == ()


def test_the_version_changes_with_every_change_and_not_with_the_order() -> None:
    policy = national()

    assert with_settings(policy, [WINDOW]).version != policy.version
    assert with_settings(policy, [replace(WINDOW, value=8)]).version != with_settings(policy, [WINDOW]).version
    assert Policy(policy.parameters[::-1]).version == policy.version
