"""Delivering: what is stored, what is not, and that the same bytes are the same delivery."""

from __future__ import annotations

import json
from datetime import date, timedelta
from unittest.mock import patch

import polars as pl
import pytest
from django.db import IntegrityError, connection

from crash import delivery_world as there
from crash.delivery_world import AGENT, AMSTERDAM, BORDER, CARE, ENERGY, GRONINGEN, TODAY, UTRECHT, World, line
from tijdig.foundation.ledger import merkle
from tijdig.foundation.ledger.models import Entry, SealedReceipt
from tijdig.foundation.ledger.queries import entry_behind
from tijdig.foundation.ledger.receipt_check import Outcome, verify
from tijdig.foundation.parties.models import Municipality
from tijdig.journey.deliver import UnknownSender, Unreadable
from tijdig.steps.intake import operations
from tijdig.steps.intake.facts import Facts, unfolded
from tijdig.steps.intake.models import Delivery, Refusal, Signal, StoredFinding
from tijdig.steps.intake.queries import delivery_with, leaves_of
from tijdig.steps.intake.rows import OWN_COLUMNS, leaf_texts
from tijdig.steps.intake.typed import typed_signals

pytestmark = pytest.mark.django_db
PLANTED = "Zandbergenstein"
EDITION = there.edition_of(there.ADDRESSES)
THREE = (
    line(),
    line(kenmerk="K2", at=GRONINGEN),
    line(kenmerk="K3", bedrag="0", achternaam=PLANTED, voorletters="Q.X.", email="planted@mail.example", straat="Plantweg"),
)


@pytest.fixture
def world() -> World:
    there.settle_in()
    return World(EDITION)


def documents() -> list[str]:
    return list(SealedReceipt.objects.order_by("id").values_list("document", flat=True))


def content_of(kind: str) -> dict:
    return json.loads(SealedReceipt.objects.get(kind=kind).document)["inhoud"]


def test_accepted_held_and_refused_lines_are_counted_and_stored_apart(world: World) -> None:
    delivered = world.deliver(*THREE)
    assert there.outcome(delivered) == (1, 1, 1)
    assert there.states() == ["accepted", "held"]
    assert list(Refusal.objects.values_list("line", "reference")) == [(4, "K3")]
    assert there.codes("refused") == ["bedrag-ongeldig"]


def test_a_delivery_says_by_what_it_was_judged(world: World) -> None:
    delivery = world.deliver(line()).delivery
    stored = Delivery.objects.get()
    assert stored == delivery == delivery_with(CARE, stored.digest)
    assert (stored.signal_date, stored.places_edition, len(stored.policy_version)) == (TODAY, "2020-01-01", 16)
    assert (str(stored), str(Signal.objects.get())) == (stored.number, f"{stored.pk}-2")


def test_a_stored_signal_knows_its_municipality_system_and_facts(world: World) -> None:
    world.deliver(line(achternaam="van der Wiśniewski", tussenvoegsel=" ", straat="Plein 'x\"", herinnering_op="2026-05-12"))
    signal = Signal.objects.get()
    assert (signal.municipality_id, signal.system, signal.surname, signal.prefix) == (AMSTERDAM, "vps", "van der Wiśniewski", None)
    assert signal.told == Facts(street="Plein 'x\"", reminded_on=date(2026, 5, 12), place_rule="postcode")
    assert (signal.amount_cents, signal.arose_on, signal.assessment) == (10_000, date(2026, 5, 10), 1)


def test_of_a_refused_line_no_personal_data_stay_anywhere(world: World) -> None:
    world.deliver(*THREE)
    assert [there.tables_with(text) for text in (PLANTED, "zandbergenstein", "planted@mail", "Plantweg", "Q.X.")] == [[]] * 5


def test_a_kept_line_would_be_found_by_that_search(world: World) -> None:
    world.deliver(line(achternaam=PLANTED))
    assert there.tables_with(PLANTED) == ["intake_signal"]


def test_a_citizen_service_number_is_stored_nowhere(world: World) -> None:
    world.deliver(line(achternaam="Jansen 999990019"), line(kenmerk="K2", straat="9999.90.019"))
    assert there.outcome(world.deliver(line(kenmerk="K3", klantnummer="999990019"))) == (1, 0, 0)
    assert there.tables_with("999990019") == there.tables_with("9999.90.019") == []


@pytest.mark.parametrize("on", [TODAY, TODAY + timedelta(days=40), TODAY - timedelta(days=1)])
def test_the_same_bytes_again_give_the_same_receipts_and_write_nothing(world: World, on: date) -> None:
    first = world.deliver(*THREE)
    told, rows = documents(), there.counted()
    again = world.deliver(*THREE, on=on)
    assert again.delivery == first.delivery
    assert again.assessment is None
    assert (documents(), there.counted()) == (told, rows)


def test_the_same_bytes_of_another_sender_are_another_delivery(world: World) -> None:
    there.mandate()
    data = there.file_of(line(namens_kvk=CARE))
    assert world.deliver(data=data, sender=CARE).delivery != world.deliver(data=data, sender=AGENT).delivery


def test_an_unknown_sender_is_told_so_and_nothing_is_stored(world: World) -> None:
    before = there.counted()
    with pytest.raises(UnknownSender, match="niet bekend als schuldeiser of gemachtigde"):
        world.deliver(*THREE, sender="77777777")
    assert there.counted() == before


@pytest.mark.parametrize("sender", ["abc", "", "1111 1111", "'; --"])
def test_a_sender_without_a_number_is_unknown_on_every_database(world: World, sender: str) -> None:
    with pytest.raises(UnknownSender):
        world.deliver(data=there.file_of(line()), sender=sender)


@pytest.mark.parametrize(
    "data", [b"", b"\x00\x01\x02", b"{", b"PK\x03\x04rest", b"kenmerk;soort\nK1;zorg\n", there.file_of(line(onbekend="x"))]
)
def test_of_an_unreadable_file_nothing_at_all_is_stored(world: World, data: bytes) -> None:
    before = there.counted()
    with pytest.raises(Unreadable) as raised:
        world.deliver(data=data, sender=CARE)
    assert raised.value.assessment.findings["severity"].to_list()[0] == "fatal"
    assert there.counted() == before


def test_a_file_with_only_column_names_is_no_delivery(world: World) -> None:
    data = there.file_of(line()).splitlines()[0]
    with pytest.raises(Unreadable):
        world.deliver(data=data, sender=CARE)
    assert Delivery.objects.count() == 0
    assert world.report().intact


def test_both_receipts_are_genuine_and_say_what_was_counted(world: World) -> None:
    world.deliver(*THREE)
    for document in documents():
        assert verify(document.encode(), [world.sealer.public_key]).outcome is Outcome.GENUINE
    assert content_of("ontvangen") == {"regels": 3, "signaaldatum": "2026-07-01"}
    told = content_of("beoordeeld")
    assert (told["geaccepteerd"], told["wacht"], told["geweigerd"]) == (1, 1, 1)
    assert told["perGemeente"] == {AMSTERDAM: 1}
    assert told["bevindingen"]["perCode"] == {"bedrag-ongeldig": 1, "kanaal-onbekend": 1, "overeenkomst-ontbreekt": 1}


def test_a_receipt_lists_five_hundred_findings_and_sums_up_more(world: World) -> None:
    world.deliver(*(line(kenmerk=f"K{at}", bedrag="x") for at in range(500)))
    assert len(content_of("beoordeeld")["bevindingen"]["regels"]) == 500
    SealedReceipt.objects.all().delete()
    world.deliver(*(line(kenmerk=f"K{at}", bedrag="x") for at in range(501)))
    assert set(content_of("beoordeeld")["bevindingen"]) == {"perCode", "digest"}


def test_the_log_names_the_digest_and_both_receipts_and_is_intact(world: World) -> None:
    delivery = world.deliver(*THREE).delivery
    content = json.loads(Entry.objects.get(pk=entry_behind(delivery.number).pk).content)
    assert content["digest"] == delivery.digest
    numbers = set(SealedReceipt.objects.values_list("id", flat=True))
    assert numbers == set(next(value for name, value in content.items() if name.startswith("receipt")))
    assert world.report().intact


@pytest.mark.parametrize("kind", ["ontvangen", "beoordeeld"])
def test_a_receipt_that_disappeared_is_missed_by_the_check_of_the_log(world: World, kind: str) -> None:
    world.deliver(*THREE)
    SealedReceipt.objects.filter(kind=kind).delete()
    assert not world.report().intact


def test_every_leaf_recomputes_and_together_they_give_the_root_in_the_log(world: World) -> None:
    many = [line(kenmerk=f"K{at}", at=code, number=1 + at % 90, achternaam=f'O"Brien\\ {at} é', geboortedatum="1980-02-29")
            for at, code in enumerate((AMSTERDAM, UTRECHT, GRONINGEN) * 7)]  # fmt: skip
    delivery = world.deliver(*many).delivery
    leaves = stored_leaves(delivery)
    assert len(leaves) == 21
    assert merkle.root(leaves).hex() == entry_behind(delivery.number).merkle_root


def stored_leaves(delivery: Delivery) -> list[bytes]:
    """The leaves in the order of lines, each made again from salt and stored fields where the salt is still there."""
    columns = ("line", "creditor_id", "municipality_id", *OWN_COLUMNS)
    rows = list(Signal.objects.filter(delivery=delivery).order_by("line").values("salt", "leaf", "facts", *columns))
    assert [bytes(row["leaf"]) for row in rows] == leaves_of(delivery)
    kinds = typed_signals(pl.DataFrame(schema=there.TEXTS), TODAY, suspicious=False)[0].schema
    schema = {"line": pl.UInt32, "creditor_id": pl.Int64, "municipality_id": pl.String} | {
        name: kinds[name] for name in OWN_COLUMNS
    }
    own = pl.DataFrame([[row[name] for name in columns] for row in rows], schema=schema, orient="row")
    texts = leaf_texts(own.hstack(unfolded(pl.Series([row["facts"] for row in rows], dtype=pl.String))))
    for row, text in zip(rows, texts, strict=True):
        assert row["salt"] is None or merkle.leaf_digest(bytes(row["salt"]), text) == bytes(row["leaf"])
    return [bytes(row["leaf"]) for row in rows]


def test_a_proof_of_one_signal_holds_against_the_root(world: World) -> None:
    delivery = world.deliver(*(line(kenmerk=f"K{at}") for at in range(5))).delivery
    leaves, root = stored_leaves(delivery), bytes.fromhex(entry_behind(delivery.number).merkle_root)
    for at, leaf in enumerate(leaves):
        assert merkle.verify_proof(leaf, at, 5, merkle.proof(leaves, at), root)


def test_salts_differ_so_that_the_same_row_has_another_leaf_in_another_delivery(world: World) -> None:
    world.deliver(line(), line(kenmerk="K2"))
    world.deliver(line(), line(kenmerk="K3"), on=there.NEXT_MONTH)
    salts = {bytes(salt) for salt in Signal.objects.values_list("salt", flat=True)}
    assert len(salts) == 4
    assert {len(salt) for salt in salts} == {merkle.SALT_SIZE}


def test_a_municipality_gets_registered_with_its_name_at_its_first_signal(world: World) -> None:
    world.deliver(line(at=GRONINGEN))
    assert Municipality.objects.get(code=GRONINGEN).name == "Groningen"
    assert "municipalities.registered" in Entry.objects.values_list("action", flat=True)


def test_an_ambiguous_address_waits_without_a_municipality(world: World) -> None:
    assert there.outcome(world.deliver(line(at=BORDER, number=3))) == (0, 1, 0)
    assert (Signal.objects.get().municipality_id, there.codes()) == (None, ["adres-meerduidig"])


@pytest.mark.parametrize("changes", [{"kenmerk": "K\x00"}, {"achternaam": "J\x00n"}, {"straat": "\x01", "kenmerk": "\x00"}])
def test_control_signs_are_refused_and_stop_no_other_line(world: World, changes: dict[str, str]) -> None:
    world.deliver(line(kenmerk="K0"))  # so that there is something to look up
    assert there.outcome(world.deliver(line(), line(**{"kenmerk": "K2", **changes}))) == (1, 0, 1)


def test_a_reference_that_is_far_too_long_is_refused_and_stops_no_other_line(world: World) -> None:
    assert there.outcome(world.deliver(line(), line(kenmerk="K" * 10_000))) == (1, 0, 1)


def test_the_largest_values_of_the_format_can_be_stored(world: World) -> None:
    most = {"bedrag": "999999999,99", "aantal_herinneringen": "999", "huisnummer": "99999", "kenmerk": "é" * 200,
            "email": f"{'a' * 60}@{'b' * 60}.example", "telefoon": "+31 20 123 45 67", "contact_wijze": "huisbezoek"}  # fmt: skip
    assert there.outcome(world.deliver(line("energie", **most))) == (1, 0, 0)
    assert Signal.objects.get().amount_cents == 99_999_999_999


def test_signals_of_a_creditor_that_is_not_registered_are_not_stored(world: World) -> None:
    before = there.counted()
    with (
        patch("tijdig.journey.deliver.ids_of", lambda *_: {CARE: 987_654_321}),
        pytest.raises(IntegrityError, match=r"intake_signal_has_creditor.*987654321"),
    ):
        world.deliver(line())
    assert there.counted() == before


def test_the_pieces_of_a_large_delivery_are_stored_as_one(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(operations, "ROWS_AT_ONCE", 4)
    many = [line(kenmerk=f"K{at:02}", at=(UTRECHT, AMSTERDAM)[at % 2]) for at in reversed(range(11))]
    delivery = world.deliver(*many).delivery
    assert [signal.reference for signal in Signal.objects.order_by("line")] == [one["kenmerk"] for one in many]
    assert merkle.root(stored_leaves(delivery)).hex() == entry_behind(delivery.number).merkle_root


def test_texts_that_look_like_commands_are_stored_as_they_are(world: World) -> None:
    odd = ["\\N", "\\.", "NULL", '"', "';--", "a;b", "Ω𝔘é", "%s", "{0}"]
    world.deliver(*(line(kenmerk=f"K{at}", achternaam=text, straat=text) for at, text in enumerate(odd)))
    stored = [(signal.surname, signal.told.street) for signal in Signal.objects.order_by("line")]
    assert stored == [(text, text) for text in odd]


def test_every_line_of_the_file_is_somewhere(world: World) -> None:
    delivery = world.deliver(*(line(kenmerk=f"K{at % 40}", bedrag=str(at % 7)) for at in range(60))).delivery
    lines = set(Signal.objects.values_list("line", flat=True)) | set(Refusal.objects.values_list("line", flat=True))
    assert lines == set(range(2, 62))
    assert delivery.lines == 60
    assert set(StoredFinding.objects.values_list("assessment", flat=True)) == {1}


def test_nothing_is_left_open_after_a_delivery(world: World) -> None:
    world.deliver(line("energie"), sender=ENERGY)
    connection.check_constraints()
