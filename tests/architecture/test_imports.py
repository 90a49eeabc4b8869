"""Law 1: imports run one way."""

from __future__ import annotations

from pathlib import Path

from architecture.repository import IMPORTS, broken_contracts
from architecture.source import ROOT, keep

CONTRACT = """
[importlinter]
root_package = planted
[importlinter:contract:1]
name = one way
type = layers
layers = planted.late
    planted.early
"""


def test_imports_run_one_way():
    keep(IMPORTS, broken_contracts(ROOT))


def test_an_import_against_the_stream_is_seen(tmp_path: Path):
    package = tmp_path / "planted"
    package.mkdir()
    for name, text in {"__init__": "", "late": "", "early": "import planted.late\n"}.items():
        (package / f"{name}.py").write_text(text)
    (tmp_path / ".importlinter").write_text(CONTRACT)
    [found] = broken_contracts(tmp_path)
    assert "BROKEN" in found.what
