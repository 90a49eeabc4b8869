from __future__ import annotations

import zipfile
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from tijdig.foundation.places.editions import Edition
from tijdig.foundation.places.index import Index
from tijdig.foundation.places.loaders import cbs, tables
from tijdig.foundation.places.loaders.failure import UnusableFile
from tijdig.foundation.places.loaders.reading import Reading, read_files
from tijdig.foundation.places.locate import ADDRESS, find, locate

ON = date(2026, 6, 20)
PLAIN = "straat;huisnummer;huisletter;huisnummertoevoeging;postcode;woonplaats;gemeente;provincie;lat;lon\n"
BAG = "openbareruimtenaam;huisnummer;huisletter;huisnummertoevoeging;postcode;gemeente;gemeentecode\n"
CBS = "PC6;Huisnummer;Buurt2025;Wijk2025;Gemeente2025\r\n"


def read(tmp_path: Path, text: str | bytes, name: str = "file.csv", on: date = ON) -> Reading:
    path = tmp_path / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return read_files([path], on)


def packed(tmp_path: Path, members: dict[str, str], name: str = "2025-cbs-pc6huisnr20250801_buurt.zip") -> Path:
    with zipfile.ZipFile(tmp_path / name, "w", zipfile.ZIP_DEFLATED) as pack:
        for member, text in members.items():
            pack.writestr(member, text)
    return tmp_path / name


def edition(reading: Reading) -> Edition:
    return Edition(reading.about, Index(reading.tables))


def where(reading: Reading, postcode: str, number: int | None = None, letter: str | None = None) -> object:
    return find(edition(reading), postcode, number, letter, None, ON)["municipality"]


@pytest.mark.parametrize("block", [16, 100, tables.BLOCK])
def test_a_cbs_zip_is_read_in_blocks_of_any_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, block: int) -> None:
    monkeypatch.setattr(tables, "BLOCK", block)
    rows = "1011AB;1;0363AF01;0363AF;363\r\n1011AB;3;0363AF01;0363AF;0363\r\n1309AA;2;00340101;003401;34\r\n"
    path = packed(tmp_path, {"gem_2025.csv": "Gem2025;Gemeentenaam2025\n", "pc6hnr20250801_gwb.csv": CBS + rows})
    steps: list[tuple[str, int, int]] = []
    reading = read_files([path], ON, lambda *step: steps.append(step))
    assert (reading.about.areas, reading.about.addresses, reading.about.border_areas) == (2, 3, 0)
    assert reading.about.sources[0].kind == "cbs"
    assert where(reading, "1011AB", 3) == "GM0363"
    assert where(reading, "1309AA", 2) == "GM0034"
    assert steps[-1][1] == steps[-1][2]


def test_a_cbs_year_with_commas_and_quotes_is_read(tmp_path: Path) -> None:
    text = '"PC6","Huisnummer","Buurt2024","Wijk2024","Gemeente2024"\n"1011AB","1","0363AF01","0363AF","0363"\n'
    path = packed(tmp_path, {"pc6hnr20240801_gwb.csv": text})
    assert where(read_files([path], ON), "1011AB", 1) == "GM0363"


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("pc6hnr20250801_gwb.csv", date(2025, 8, 1)),
        ("2025-cbs-pc6huisnr20250801_buurt.zip", date(2025, 8, 1)),
        ("pc6hnr20259901.csv", None),
        ("pc6.csv", None),
    ],
)
def test_the_date_of_a_cbs_file_is_in_its_name(name: str, day: date | None) -> None:
    assert cbs.dated(name) == day


def test_bagadresplus_is_read_by_code_and_rows_without_postcode_are_left_out(tmp_path: Path) -> None:
    reading = read(tmp_path, BAG + "A;4;;;9354TB;Westerkwartier;1969\nA;4;A;;9354TB;Noordenveld;1699\nA;5;;;;X;0034\n")
    assert reading.about.addresses == 2
    assert where(reading, "9354TB", 4) == "GM1969"
    assert where(reading, "9354TB", 4, "a") == "GM1699"


def test_addresses_are_read_by_the_name_of_the_municipality(tmp_path: Path) -> None:
    reading = read(tmp_path, PLAIN + "A;4;;;2511AB;x;Den Haag;y;1;1\nA;1;;;1381AB;x;Weesp;y;1;1\n")
    assert where(reading, "2511AB", 4) == "GM0518"
    assert where(reading, "1381AB", 1) == "GM0363"


def test_areas_are_read_without_numbers(tmp_path: Path) -> None:
    reading = read(tmp_path, "pc6;gm;x\n1011AB;GM0363;1\n1234AB;GM0363|GM0034;1\n1234AC;GM0363;1\n1234AC;GM0014;1\n")
    assert (reading.about.areas, reading.about.addresses, reading.about.border_areas) == (3, 0, 2)
    assert where(reading, "1011AB", 99) == "GM0363"
    assert find(edition(reading), "1234AB", 1, None, None, ON)["place_candidates"] == ["GM0034", "GM0363"]


def test_an_area_marked_as_border_is_never_settled_by_the_one_name_it_has(tmp_path: Path) -> None:
    reading = read(tmp_path, "pc6;gm;adressen;grens\r\n9354TB;GM1969;11;1\r\n9354TC;GM1969;11;0\r\n")
    found = find(edition(reading), "9354TB", 1, None, None, ON)
    assert (found["place_problem"], found["place_candidates"]) == ("adres-meerduidig", ["GM1969"])
    assert where(reading, "9354TC", 1) == "GM1969"


def test_several_files_make_one_edition_and_an_address_counts_once(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("pc6;gm\n9354TB;GM1969\n1011AB;GM0363\n")
    (tmp_path / "b.csv").write_text(PLAIN + "A;4;A;;9354TB;x;Noordenveld;y;1;1\nA;4;;;9354TB;x;Westerkwartier;y;1;1\n")
    reading = read_files([tmp_path / "a.csv", tmp_path / "b.csv", tmp_path / "b.csv"], ON)
    assert [source.kind for source in reading.about.sources] == ["pc6;gm", "adressen", "adressen"]
    assert (reading.about.areas, reading.about.addresses) == (2, 2)
    assert where(reading, "9354TB", 4, "A") == "GM1699"


def test_blank_lines_and_a_byte_order_mark_do_no_harm(tmp_path: Path) -> None:
    reading = read(tmp_path, "\ufeffpc6;gm\r\n1011AB;GM0363\r\n\r\n1011ac;0363\r\n\r\n")
    assert reading.about.areas == 2


def test_a_municipality_that_does_not_exist_yet_gives_a_warning(tmp_path: Path) -> None:
    reading = read(tmp_path, "pc6;gm\n3231AB;GM1992\n", on=date(2022, 6, 1))
    [warning] = reading.warnings
    assert "Voorne aan Zee (GM1992) bestaat pas vanaf 2023-01-01" in warning


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("x;y\n1;2\n", "de kolomnamen horen bij geen bekend formaat"),
        ("", "de kolomnamen horen bij geen bekend formaat"),
        ("pc6;gm\n", "geen enkel adres"),
        ("pc6;gm\n1011AB;GM0363\n1234FA;GM0034\n", "regel 3, kolom pc6: '1234FA' is geen postcode"),
        ("pc6;gm\n1011AB;GM0363\n\n1234;GM0034\n", "regel 4, kolom pc6: '1234' is geen postcode"),
        ("pc6;gm\n;GM0363\n", "regel 2, kolom pc6: '' is geen postcode"),
        ("pc6;gm\n1011AB;GM9999\n", "regel 2, kolom gm: 'GM9999' is geen bekende gemeentecode"),
        ("pc6;gm\n1011AB;\n", "regel 2, kolom gm: '' is geen bekende gemeentecode"),
        ("pc6;gm\n1011AB;GM0363;x\n", "niet te lezen als tabel"),
        (CBS + "1011AB;0;;;363\n", "regel 2, kolom Huisnummer: '0' is geen huisnummer"),
        (CBS + "1011AB;1a;;;363\n", "regel 2, kolom Huisnummer: '1a' is geen huisnummer"),
        (CBS + "1011AB;100000;;;363\n", "regel 2, kolom Huisnummer: '100000' is geen huisnummer"),
        (PLAIN + "a;1;;;1234AB;x;Nergens;y;1;1\n", "regel 2, kolom gemeente: 'Nergens' is geen bekende gemeente"),
        (PLAIN + "a;1;;;1234AB;x;;y;1;1\n", "regel 2, kolom gemeente: '' is geen bekende gemeente"),
        (PLAIN + "a;1;;;1234AB;x;Bergen;y;1;1\n", r"'Bergen' kan meer gemeenten zijn: Bergen \(NH\), Bergen \(L\)"),
        ((PLAIN + "a;1;;;1234AB;x;Súdwest-Fryslân;y;1;1\n").encode("cp1252"), "CSV in UTF-8"),
    ],
)
def test_a_file_that_cannot_be_used_is_named_with_what_is_wrong(tmp_path: Path, text: str | bytes, sentence: str) -> None:
    with pytest.raises(UnusableFile, match=rf"file\.csv.*{sentence}"):
        read(tmp_path, text)


@pytest.mark.parametrize("name", ["file.csv.zst", "file.zip"])
def test_a_damaged_packed_file_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(UnusableFile, match=name):
        read(tmp_path, b"PK\x03\x04rubbish", name)


def test_a_zip_whose_table_is_damaged_is_refused(tmp_path: Path) -> None:
    path = packed(tmp_path, {"pc6hnr20250801_gwb.csv": CBS + "1011AB;1;;;363\n" * 5000})
    content = bytearray(path.read_bytes())
    content[90:110] = b"\xff" * 20
    path.write_bytes(content)
    with pytest.raises(UnusableFile, match="beschadigd"):
        read_files([path], ON)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(UnusableFile, match=r"absent\.csv: dit bestand bestaat niet"):
        read_files([tmp_path / "absent.csv"], ON)


def test_the_sample_of_nlextract_is_read(shared: Path) -> None:
    reading = read_files([shared / "bagadresplus_sample.csv"], ON)
    assert reading.about.addresses == 99
    assert where(reading, "1011AB", 105) == "GM0363"


def test_every_border_address_of_the_list_beside_the_project_gets_its_municipality(shared: Path) -> None:
    place = edition(read_files(sorted(shared.glob("addresses_*.csv.zst")), ON))
    given = pl.read_csv(shared / "pc6_border_addresses.csv", separator=";", infer_schema=False)
    asked = given.select(
        "postcode",
        pl.col("huisnummer").cast(pl.Int32).alias("house_number"),
        pl.col("huisletter").alias("house_letter"),
        pl.col("huisnummertoevoeging").alias("addition"),
    )
    assert asked.columns == list(ADDRESS)
    assert locate(asked, place, ON)["municipality"].to_list() == given["gm"].to_list()


def test_every_area_of_the_list_beside_the_project_gets_its_municipality(shared: Path) -> None:
    place = edition(read_files(sorted(shared.glob("addresses_*.csv.zst")), ON))
    given = pl.read_csv(shared / "pc6_municipality_4prov_2026-06.csv", separator=";", infer_schema=False)
    asked = pl.DataFrame({name: given["pc6"] if name == "postcode" else None for name in ADDRESS}, schema=ADDRESS)
    found = locate(asked, place, ON)
    single = given["grens"] == "0"
    assert found.filter(single)["municipality"].to_list() == given.filter(single)["gm"].to_list()
    assert set(found.filter(~single)["place_problem"]) == {"adres-meerduidig"}
    assert found.filter(~single).select(pl.col("place_candidates").list.contains(given.filter(~single)["gm"]).all()).item()
