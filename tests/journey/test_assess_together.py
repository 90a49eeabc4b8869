"""What the walk finds about a file is what it finds about its rows; order and spelling of columns do not matter."""

from __future__ import annotations

import random
from collections.abc import Sequence

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from steps.gate.typed_frames import with_window
from steps.intake.deliveries import (
    EDITION,
    END_OF_SUPPLY,
    ENERGY,
    HEALTH,
    ON,
    RENT,
    TAX,
    WATER,
    WITHDRAWAL,
    Row,
    csv_of,
    json_of,
    said,
    walk_file,
    walked,
    xlsx_of,
)
from tijdig.journey import assess as walk
from tijdig.journey.assess import Assessment, Known, assess, reassess
from tijdig.steps.intake.columns import NAMES
from tijdig.steps.intake.reading import read_table
from tijdig.steps.intake.typed import SIGNAL_FIELDS

POLICY = with_window(7)
CHANGES: Sequence[tuple[str, str | None]] = (
    *((name, None) for name in NAMES),
    *((name, "31-02-2026") for name in ("ontstaansdatum", "herinnering_op", "contact_gezocht_op")),
    *((name, "2026-06-29") for name in ("ontstaansdatum", "herinnering_op", "contact_gezocht_op", "einde_levering_op")),
    *(("postcode", text) for text in ("9354TB", "9354ZZ", "1234", "9354 tc")),
    *(("huisnummer", text) for text in ("4", "9", "77", "12A", "4-A", "12-mrt", "x")),
    *(("bedrag", text) for text in ("0", "1.234", "1.234,56", "599,99")),
    *((name, "123456782") for name in ("achternaam", "klantnummer", "telefoon")),
    *(("signaaltype", text) for text in ("actualisatie", "eindelevering", "intrekking", "spoed")),
    *(("soort", text) for text in ("gemeentebelasting", "gas", "cak-zorg")),
    ("namens_kvk", "12345678"),
    ("bezwaar", "ja"),
    ("achternaam", "Jan\x00sen"),
    ("email", "A@B.nl"),
    ("straat", 'Dorps"straat\n1'),
)
SOUND = st.sampled_from([RENT, ENERGY, END_OF_SUPPLY, WATER, HEALTH, TAX, WITHDRAWAL])
ROWS = st.builds(lambda row, changes: dict(row) | dict(changes), SOUND, st.lists(st.sampled_from(CHANGES), max_size=4))
FILES = st.lists(ROWS, min_size=1, max_size=7)


def numbered(rows: list[dict[str, str | None]]) -> list[dict[str, str | None]]:
    """The rows, each with a reference of its own."""
    return [row | {"kenmerk": f"K-{at}" if row.get("kenmerk") else None} for at, row in enumerate(rows)]


def told(assessment: Assessment, line: int | None = None) -> list[tuple[object, ...]]:
    """Findings in one order, on another line where that is given."""
    assert assessment.readable
    rows = assessment.findings.rows()
    return sorted(rows if line is None else [(line, *row[1:]) for row in rows])


@given(rows=FILES)
@settings(max_examples=50)
def test_a_file_has_the_findings_and_outcomes_of_its_rows(rows: list[dict[str, str | None]]) -> None:
    delivery = numbered(rows)

    together = walked(*delivery, policy=POLICY)
    alone = [walked(row, policy=POLICY) for row in delivery]

    assert told(together) == sorted(found for line, one in enumerate(alone, 2) for found in told(one, line))
    fields = [name for name in together.signals.columns if name != "line"]
    assert together.signals.select(fields).rows() == [one.signals.select(fields).row(0) for one in alone]


@given(rows=FILES, seed=st.integers(0, 999))
@settings(max_examples=25)
def test_the_order_of_rows_does_not_matter(rows: list[dict[str, str | None]], seed: int) -> None:
    delivery = numbered(rows)
    order = list(range(len(delivery)))
    random.Random(seed).shuffle(order)  # noqa: S311 - chance for a test, not for a secret

    shuffled = walked(*(delivery[at] for at in order), policy=POLICY)

    back = {line: order[line - 2] + 2 for line in range(2, len(order) + 2)}
    assert sorted((back[row[0]], *row[1:]) for row in shuffled.findings.rows()) == told(walked(*delivery, policy=POLICY))


@given(rows=FILES, seed=st.integers(0, 999))
@settings(max_examples=20)
def test_the_order_of_columns_and_their_case_do_not_matter(rows: list[dict[str, str | None]], seed: int) -> None:
    names = list(NAMES)
    random.Random(seed).shuffle(names)  # noqa: S311 - chance for a test, not for a secret
    header, rest = csv_of(rows, names).decode().split("\n", 1)

    other = walk_file(f"{header.upper()}\n{rest}".encode(), policy=POLICY)

    assert told(other) == told(walked(*rows, policy=POLICY))


@given(rows=FILES)
@settings(max_examples=15)
def test_the_same_rows_as_json_get_the_same_findings(rows: list[dict[str, str | None]]) -> None:
    delivery = numbered(rows)
    as_json = walk_file(json_of([{name: row.get(name) or "" for name in NAMES} for row in delivery]), policy=POLICY)

    assert sorted((row[0] + 1, *row[1:]) for row in as_json.findings.rows()) == told(walked(*delivery, policy=POLICY))


def test_the_same_rows_as_a_spreadsheet_get_the_same_findings() -> None:
    rows = [RENT | {"kenmerk": str(at), name: text} for at, (name, text) in enumerate(CHANGES) if "\x00" not in (text or "")]

    as_sheet = walk_file(xlsx_of([NAMES, *([row.get(name) for name in NAMES] for row in rows)]), policy=POLICY)

    assert told(as_sheet) == told(walked(*rows, policy=POLICY))


@given(rows=FILES)
@settings(max_examples=20)
def test_every_line_gets_one_outcome_the_worst_of_its_findings(rows: list[dict[str, str | None]]) -> None:
    assessment = walked(*rows, policy=POLICY)

    for line, outcome in assessment.signals.select("line", "outcome").rows():
        severities = {severity for at, _, _, severity in said(assessment.findings) if at == line}
        worst = "refused" if "refused" in severities else "held" if "held" in severities else "accepted"
        assert outcome == worst
    assert sum(assessment.counts.values()) == assessment.signals.height == len(rows)


def test_findings_stand_in_the_order_of_the_lines() -> None:
    rows = numbered([RENT | {"bedrag": "0"}, RENT | {"postcode": "9354ZZ"}] * 5)

    lines = walked(*rows).findings["line"].to_list()

    assert lines == sorted(lines)


def test_pieces_of_a_large_file_are_walked_like_the_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = numbered([RENT | dict([change]) for change in CHANGES] + [RENT, RENT])
    whole, told_rows = walked(*rows, policy=POLICY), []
    monkeypatch.setattr(walk, "ROWS_AT_ONCE", 7)

    pieces = assess(read_table(csv_of(rows)), Known(ON, POLICY, EDITION), told_rows.append)

    assert told(pieces) == told(whole)
    assert pieces.signals.equals(whole.signals)
    assert told_rows[-1] == len(rows)
    assert told_rows == sorted(told_rows)


def test_a_doubled_reference_is_seen_across_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(walk, "ROWS_AT_ONCE", 2)

    assessment = walked(*numbered([RENT] * 4), RENT | {"kenmerk": "K-0"})

    assert said(assessment.findings) == [(6, "kenmerk", "kenmerk-dubbel", "refused")]


def test_a_line_that_shifted_is_refused_and_the_good_lines_are_accepted() -> None:
    header, first, rest = csv_of(numbered([RENT, RENT, RENT])).split(b"\n", 2)
    data = b"\n".join([header, first, b"verschoven;" + first, rest])

    assessment = walk_file(data)

    assert said(assessment.findings) == [(3, "", "regel-verschoven", "refused")]
    assert sorted(assessment.signals.select("line", "outcome").rows()) == [
        (2, "accepted"),
        (3, "refused"),
        (4, "accepted"),
        (5, "accepted"),
    ]


def test_values_that_moved_one_column_are_told_at_their_columns() -> None:
    values = [RENT.get(name) for name in NAMES]
    moved: Row = dict(zip(NAMES, [None, *values[:-1]], strict=True)) | {"soort": "huur"}

    found = {(column, code) for _, column, code, _ in said(walked(moved).findings)}

    assert found >= {("kenmerk", "veld-ontbreekt"), ("huisnummer", "huisnummer-ongeldig"), ("bezwaar", "waarde-onbekend")}


def test_every_finding_of_a_row_comes_at_once() -> None:
    hopeless: Row = {"kenmerk": "A", "soort": "huur", "bezwaar": "ja", "postcode": "0", "bedrag": "-1", "telefoon": "x"}

    columns = [column for _, column, _, _ in said(walked(hopeless).findings)]

    conditions = ["herinnering_op", "aanbod_in_herinnering", "hulp_gewezen_op", "contact_gezocht_op", "contact_wijze", "bezwaar"]
    others = ["achternaam", "huisnummer", "ontstaansdatum", "postcode", "bedrag", "telefoon"]
    assert sorted(columns) == sorted([*conditions, *others])


def test_a_file_of_names_only_holds_no_signals_and_is_told_so() -> None:
    assessment = walk_file(csv_of([]))

    assert not assessment.readable
    assert "geen signalen" in assessment.findings["message"].item()


@given(rows=FILES)
@settings(max_examples=15)
def test_walking_kept_signals_again_gives_them_the_same_outcome(rows: list[dict[str, str | None]]) -> None:
    first = walked(*numbered(rows), policy=POLICY)
    kept = first.signals.filter(pl.col("outcome") != "refused")

    again = reassess(kept.select("line", *SIGNAL_FIELDS), Known(ON, POLICY, EDITION))

    assert again.signals["outcome"].to_list() == kept["outcome"].to_list()


@pytest.mark.parametrize("name", ["bedrag", "herinnering_op", "bezwaar", "kenmerk"])
def test_a_json_signal_that_lacks_a_field_is_judged_alone_as_among_others(name: str) -> None:
    lacking = {known: text for known, text in RENT.items() if known != name}

    alone = said(walk_file(json_of([lacking])).findings)

    assert alone == said(walk_file(json_of([lacking, RENT | {"kenmerk": "B"}])).findings)
