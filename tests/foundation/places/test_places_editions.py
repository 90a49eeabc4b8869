from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from tijdig.foundation.places.editions import About, Edition, Editions, NoEdition, Source
from tijdig.foundation.places.locate import find

Make = Callable[..., Edition]
OLD, NEW = date(2025, 1, 1), date(2026, 1, 1)


def write(editions: Editions, edition: Edition, valid_from: date, name: str = "file.csv") -> Path:
    about = About(valid_from, (Source(name, "0" * 64, "cbs"),), 1, 1, 0)
    return editions.write(about, edition.index.tables)


def municipality(editions: Editions, on: date) -> object:
    return find(editions.on(on), "1234AB", 1, None, None, on)["municipality"]


@pytest.fixture
def two(tmp_path: Path, make_edition: Make) -> Editions:
    editions = Editions(tmp_path / "places")
    write(editions, make_edition([("1234AB", 1, "", 363)]), NEW)
    write(editions, make_edition([("1234AB", 1, "", 34)]), OLD)
    return editions


def test_an_edition_holds_from_its_day_until_the_day_of_the_next(two: Editions) -> None:
    assert two.dates() == [OLD, NEW]
    assert municipality(two, OLD) == "GM0034"
    assert municipality(two, date(2025, 12, 31)) == "GM0034"
    assert municipality(two, NEW) == "GM0363"
    assert municipality(two, date(2030, 1, 1)) == "GM0363"


def test_before_the_oldest_edition_the_user_is_told_what_to_do(two: Editions) -> None:
    with pytest.raises(NoEdition, match=r"2024-12-31; de oudste geldt vanaf 2025-01-01.*tijdig places load"):
        two.on(date(2024, 12, 31))


@pytest.mark.parametrize("folder", ["", "absent"])
def test_without_editions_the_user_is_told_what_to_do(tmp_path: Path, folder: str) -> None:
    with pytest.raises(NoEdition, match=r"nog geen editie.*tijdig places load"):
        Editions(tmp_path / folder).on(NEW)


def test_loading_the_same_day_again_replaces_the_edition(two: Editions, make_edition: Make) -> None:
    assert municipality(two, NEW) == "GM0363"
    write(two, make_edition([("1234AB", 1, "", 1969), ("1234AC", 1, "", 1969)]), NEW, "other.csv")
    assert municipality(two, NEW) == "GM1969"
    assert two.on(NEW).about.sources[0].name == "other.csv"
    assert two.dates() == [OLD, NEW]


def test_what_is_read_is_what_was_written(two: Editions, make_edition: Make) -> None:
    rows = [("1234AB", 1, "A", 363), ("1234AB", 1, "b", 34), ("1234AB", 90_000, "é", 34), ("1234AC", 5, "", 34)]
    write(two, make_edition(rows), NEW)
    edition = two.on(NEW)
    assert edition.about == About(NEW, (Source("file.csv", "0" * 64, "cbs"),), 1, 1, 0)
    assert edition.index.border == make_edition(rows).index.border
    assert edition.index.size > 0


def test_a_write_that_fails_leaves_the_old_edition(two: Editions, monkeypatch: pytest.MonkeyPatch) -> None:
    edition = two.on(NEW)

    def broken(*_given: object, **_named: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr("tijdig.foundation.places.editions.np.savez_compressed", broken)
    with pytest.raises(OSError, match="disk full"):
        write(two, edition, NEW)
    assert sorted(path.name for path in two.directory.iterdir()) == ["2025-01-01.npz", "2026-01-01.npz"]
    assert municipality(Editions(two.directory), NEW) == "GM0363"


@pytest.mark.parametrize("content", [b"", b"rubbish", b"PK\x03\x04rubbish"])
def test_a_damaged_edition_is_named_and_never_passed_over(two: Editions, content: bytes) -> None:
    (two.directory / "2026-01-01.npz").write_bytes(content)
    with pytest.raises(NoEdition, match=r"2026-01-01\.npz is niet te lezen"):
        two.on(NEW)


def test_other_files_in_the_folder_are_no_editions(two: Editions) -> None:
    (two.directory / "notes.npz").write_bytes(b"")
    (two.directory / ".half.part").write_bytes(b"")
    assert two.dates() == [OLD, NEW]


def test_an_edition_of_a_later_format_is_refused(two: Editions, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tijdig.foundation.places.editions.FORMAT", 2)
    with pytest.raises(NoEdition, match="niet te lezen"):
        Editions(two.directory).on(NEW)
