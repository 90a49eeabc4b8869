"""The reference pages say what the code says."""

from __future__ import annotations

import re
import runpy
import tomllib

import pytest

from architecture.source import ROOT
from tijdig.cli.arguments import parser
from tijdig.foundation.policy.parameters import national, read_parameters, with_settings
from tijdig.steps.gate.rules import RULES
from tijdig.steps.intake.columns import NAMES
from tijdig.steps.matching.tiers import TIERS, VERSION

FOLDER = ROOT / "docs" / "reference"


@pytest.fixture(scope="module")
def pages() -> dict[str, str]:
    """What the script makes of the code as it is now."""
    made: dict[str, str] = runpy.run_path(str(FOLDER / "generate.py"))["pages"]()
    return made


@pytest.mark.parametrize(
    "page", ["columns.md", "findings.md", "rules.md", "parameters.md", "commands.md", "case-states.md", "tiers.md"]
)
def test_a_page_is_what_the_code_gives(pages: dict[str, str], page: str):
    committed = (FOLDER / page).read_text(encoding="utf-8")
    assert committed == pages[page], f"{page} differs from the code; run: python docs/reference/generate.py"


def test_every_page_is_listed(pages: dict[str, str]):
    listed = (FOLDER / "README.md").read_text(encoding="utf-8")
    assert all(f"]({page})" in listed for page in pages)


def test_every_tier_is_told_with_its_version(pages: dict[str, str]):
    assert f"Versie **{VERSION}**" in pages["tiers.md"]
    assert all(f"| {tier.number} | " in pages["tiers.md"] and tier.sentence in pages["tiers.md"] for tier in TIERS)


def test_every_column_rule_and_parameter_is_told(pages: dict[str, str]):
    assert all(f"| `{name}` |" in pages["columns.md"] for name in NAMES)
    assert all(f"| `{rule.code}` | `{rule.column}` |" in pages["rules.md"] for rule in RULES)
    assert all(f"| `{found.name}` |" in pages["parameters.md"] for found in national().parameters)
    assert all(f"| `{rule.code}` |" in pages["findings.md"] for rule in RULES)


@pytest.mark.parametrize(
    "code",
    [
        "bestand-onleesbaar",
        "kolom-onbekend",
        "regel-verschoven",
        "formule-niet-toegestaan",
        "adres-meerduidig",
        "bsn-niet-toegestaan",
        "overeenkomst-ontbreekt",
        "al-ontvangen",
    ],
)
def test_findings_of_every_step_are_found(pages: dict[str, str], code: str):
    assert f"| `{code}` |" in pages["findings.md"]


def test_every_code_that_stands_in_the_code_is_told(pages: dict[str, str]):
    """Whatever looks like a code of a finding, in a place where findings are made, is on the page."""
    written = re.compile(r'(?:code=|Check\(|_refused\(|_warning\(|line_finding\(|one_finding\()\s*"([a-z0-9]+(?:-[a-z0-9]+)+)"')
    texts = [file.read_text(encoding="utf-8") for file in (ROOT / "src" / "tijdig").rglob("*.py")]
    codes = {code for text in texts for code in written.findall(text)}
    assert len(codes) > 20
    assert {code for code in codes if f"`{code}`" not in pages["findings.md"]} == set()


def test_the_example_of_a_setting_is_accepted():
    page = (FOLDER / "parameters.md").read_text(encoding="utf-8")
    example = page.partition("```toml\n")[2].partition("```")[0]
    assert tomllib.loads(example)
    with_settings(national(), read_parameters(example, "instellingen.toml"))


def test_every_command_is_told(pages: dict[str, str]):
    listed = re.findall(r"^## (tijdig .*)$", pages["commands.md"], re.MULTILINE)
    first = set(re.findall(r"^    ([a-z]+)\s", parser().format_help(), re.MULTILINE))
    assert first == {name.split()[1] for name in listed}
