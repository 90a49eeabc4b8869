"""What is stored stays: numbers of groups, links as history, judgements; and a word of a person counts at once."""

from __future__ import annotations

import pytest
from django.db import IntegrityError

from crash.delivery_world import AMSTERDAM, NOW, UTRECHT, WHO, World
from steps.matching import stored_world as stored
from tijdig.foundation.ledger.models import Entry
from tijdig.journey import match
from tijdig.steps.matching import operations, queries
from tijdig.steps.matching.keys import matching_frame
from tijdig.steps.matching.kinds import Kind
from tijdig.steps.matching.models import Group, Judgement, Link, Placement, Suggestion
from tijdig.steps.matching.refusals import Refused
from tijdig.steps.matching.tiers import VERSION

pytestmark = pytest.mark.django_db

MOVED = {"postcode": "1012AZ", "huisnummer": "80", "voorletters": "J."}
OTHER = {"achternaam": "Visser", "geboortedatum": "1953-02-04", "voorletters": "M."}


def _judged(left: int, right: int, verdict: str, person=None) -> Judgement:
    person = person or stored.case_worker(name=f"p{Judgement.objects.count()}")
    return match.judge(left=left, right=right, verdict=verdict, reason="gebeld", person=person, actor=WHO, at=NOW)


def _back(judgement: Judgement) -> Judgement:
    return match.take_back(judgement=judgement, reason="vergist", person=judgement.person, actor=WHO, at=NOW)


def _group(signal: int) -> int:
    return Placement.objects.get(pk=signal).group_id


def test_a_second_run_writes_nothing_new() -> None:
    stored.delivered(stored.world(), stored.crowd(11, 80))
    stored.run()
    before = [list(model.objects.order_by("pk").values()) for model in (Placement, Group, Link, Suggestion)]
    stored.run()
    assert [list(model.objects.order_by("pk").values()) for model in (Placement, Group, Link, Suggestion)] == before


def test_a_group_keeps_its_number_when_a_run_finds_more() -> None:
    here = stored.world()
    first, other = stored.delivered(here, [stored.told(), stored.told(**OTHER)])
    stored.run()
    numbers = _group(first), _group(other)
    (later,) = stored.delivered(here, [stored.told(voorletters="J.")], "L")
    stored.run()
    assert (_group(first), _group(other)) == numbers
    assert _group(later) == numbers[0]


def test_one_word_merges_two_groups_and_taking_it_back_gives_both_their_numbers() -> None:
    here = stored.world()
    one, two, moved = stored.delivered(here, [stored.told(), stored.told(), stored.told(**MOVED)])
    stored.run()
    numbers = [_group(one), _group(moved)]
    assert numbers[0] == _group(two) != numbers[1]
    judgement = _judged(moved, one, "same")
    assert {_group(one), _group(two), _group(moved)} == {numbers[0]}
    assert Group.objects.get(pk=numbers[1]).merged_into_id == numbers[0]
    _back(judgement)
    assert [_group(one), _group(moved)] == numbers
    assert Group.objects.get(pk=numbers[1]).merged_into_id is None
    stored.assert_as_expected()


def test_different_splits_what_rules_joined_also_through_others() -> None:
    here = stored.world()
    one, two, three = stored.delivered(here, [stored.told(), stored.told(voorletters="J."), stored.told(achternaam="Brugmann")])
    stored.run()
    number = _group(one)
    assert {_group(two), _group(three)} == {number}
    judgement = _judged(one, three, "different")
    assert _group(one) == number != _group(three)
    split = _group(three)
    stored.assert_as_expected()
    _back(judgement)
    assert {_group(one), _group(two), _group(three)} == {number}
    assert Group.objects.get(pk=split).merged_into_id == number


def test_a_link_that_the_rules_no_longer_make_stays_as_history() -> None:
    here = stored.world()
    one, two = stored.delivered(here, [stored.told(), stored.told()])
    stored.run()
    assert len(stored.links()) == 1
    _judged(one, two, "different")
    assert stored.links() == []
    ended = Link.objects.get()
    assert ended.ended_at is not None
    assert (ended.left_id, ended.right_id, ended.version) == (one, two, VERSION)


def test_a_pair_is_never_asked_twice_and_a_judgement_never_overwritten() -> None:
    here = stored.world()
    one, moved = stored.delivered(here, [stored.told(), stored.told(**MOVED)])
    stored.run()
    asked = queries.next_suggestion(AMSTERDAM)
    assert asked is not None
    assert {asked.left.signal, asked.right.signal} == {one, moved}
    judgement = _judged(one, moved, "different")
    assert queries.next_suggestion(AMSTERDAM) is None
    with pytest.raises(Refused, match="al geoordeeld"):
        _judged(one, moved, "same")
    stored.run()
    assert queries.next_suggestion(AMSTERDAM) is None
    _back(judgement)
    assert queries.next_suggestion(AMSTERDAM) is not None
    with pytest.raises(Refused, match="al teruggenomen"):
        _back(judgement)
    assert list(Judgement.objects.order_by("turn").values_list("verdict", "turn")) == [("different", 0), ("taken-back", 1)]


def test_who_is_unsure_is_asked_again_only_when_something_changed() -> None:
    here = stored.world()
    one, moved = stored.delivered(here, [stored.told(), stored.told(**MOVED, telefoon="0612345678")])
    stored.run()
    _judged(one, moved, "unsure")
    stored.run()
    assert queries.suggestions(AMSTERDAM) == []
    one_signal = Placement.objects.get(pk=one).signal
    one_signal.phone = "+31612345679"
    one_signal.save()
    stored.run()
    assert len(queries.suggestions(AMSTERDAM)) == 1
    _judged(one, moved, "same")  # who was unsure may still decide
    assert _group(one) == _group(moved)


def test_same_against_different_is_refused_in_words_a_person_understands() -> None:
    here = stored.world()
    one, two, moved = stored.delivered(here, [stored.told(), stored.told(), stored.told(**MOVED)])
    stored.run()
    _judged(one, moved, "different")
    with pytest.raises(Refused, match="eerder als verschillende personen"):
        _judged(two, moved, "same")


def test_different_against_same_is_refused_also_over_a_chain() -> None:
    here = stored.world()
    one, moved, far = stored.delivered(here, [stored.told(), stored.told(**MOVED), stored.told(**OTHER)])
    stored.run()
    _judged(one, moved, "same")
    _judged(moved, far, "same")
    with pytest.raises(Refused, match="als één persoon"):
        _judged(one, far, "different")
    assert {_group(moved), _group(far)} == {_group(one)}


def test_a_word_about_two_groups_answers_every_pair_of_them() -> None:
    here = stored.world()
    lines = [stored.told(), stored.told(), stored.told(**MOVED), stored.told(**MOVED)]
    one, _, moved, _ = stored.delivered(here, lines)
    stored.run()
    assert len(stored.asked()) == 4
    _judged(one, moved, "different")
    assert stored.asked() == []


def test_only_who_may_match_there_may_judge() -> None:
    here = stored.world()
    one, two = stored.delivered(here, [stored.told(), stored.told()])
    stored.run()
    with pytest.raises(Refused, match="mag voor deze gemeente"):
        _judged(one, two, "different", stored.case_worker(UTRECHT, "u1"))


def test_signals_of_two_municipalities_are_never_judged_together() -> None:
    here = stored.world()
    one, there = stored.delivered(here, [stored.told(), stored.told(postcode="3511AA")])
    stored.run()
    stored.run(UTRECHT)
    with pytest.raises(Refused, match="niet van dezelfde gemeente"):
        _judged(one, there, "same")
    assert queries.suggestion_of(UTRECHT, 1) is None


def test_a_signal_of_another_municipality_is_never_placed() -> None:
    here = stored.world()
    (there,) = stored.delivered(here, [stored.told(postcode="3511AA")])
    frame = matching_frame(queries.matchable(UTRECHT))
    with pytest.raises(ValueError, match="accepted signals of the municipality"):
        operations.place(municipality=AMSTERDAM, frame=frame, actor=WHO, at=NOW)
    assert not Placement.objects.filter(pk=there).exists()


def test_a_withdrawn_signal_leaves_its_group_and_keeps_no_values() -> None:
    here = stored.world()
    one, two = stored.delivered(here, [stored.told(), stored.told()])
    stored.run()
    number = _group(one)
    stored.withdrawn([one])
    stored.run()
    assert stored.groups() == [[two]]
    assert _group(two) == number


def test_the_review_page_shows_both_sides_and_why() -> None:
    here = stored.world()
    stored.delivered(here, [stored.told(email="jan@post.example"), stored.told(**MOVED)])
    stored.run()
    asked = queries.next_suggestion(AMSTERDAM)
    assert asked is not None
    shown = {field.field: (field.verdict.value, field.left, field.right) for field in asked.fields}
    assert shown["geboortedatum"] == ("equal", "17-04-1980", "17-04-1980")
    assert shown["voorletters"] == ("close", "J.P.", "J.")
    assert shown["e-mailadres"] == ("missing", "jan@post.example", "")
    assert shown["adres"][1].startswith("12")
    assert "naamgenoot" in asked.sentence
    assert queries.next_suggestion(AMSTERDAM, [asked.number]) is None
    assert queries.suggestion_counts(AMSTERDAM) == {"open": 1, "judged": 0, "lapsed": 0}
    assert queries.suggestion_of(AMSTERDAM, asked.number) == asked


def test_the_case_page_says_why_signals_are_linked_and_by_whom() -> None:
    here = stored.world()
    one, two, moved = stored.delivered(here, [stored.told(), stored.told(), stored.told(**MOVED)])
    stored.run()
    _judged(one, moved, "same")
    why = queries.why_linked(AMSTERDAM, _group(one))
    assert [(reason.left, reason.right, reason.tier) for reason in why] == [(one, moved, None), (one, two, 2)]
    assert why[0].by == "Consulent"
    assert why[1].sentence.startswith("Geboortedatum en achternaam zijn gelijk")
    (said,) = queries.judgements_of(AMSTERDAM)
    assert (said.stands, said.by, said.left.signal) == (True, "Consulent", one)
    assert queries.why_linked(UTRECHT, _group(one)) == []


def test_kinds_are_told_beside_everything_at_the_address() -> None:
    here = stored.world()
    one, two, alone = stored.delivered(here, [stored.told(), stored.told(**OTHER), stored.told(**MOVED)])
    stored.run()
    assert queries.kind_of(AMSTERDAM, [alone]) is Kind.SINGLE
    assert queries.kinds_of(AMSTERDAM, [one, two]) == {one: Kind.COMBINED, two: Kind.COMBINED}
    assert queries.kind_of(AMSTERDAM, [alone, one]) is Kind.COMBINED


def test_a_ranking_moves_suggestions_and_a_run_ranks_them_anew() -> None:
    here = stored.world()
    stored.delivered(here, stored.crowd(12, 60))
    stored.run()
    order = [(one.left.signal, one.right.signal) for one in queries.suggestions(AMSTERDAM)]
    assert len(order) > 2
    ranks = [(*pair, rank) for rank, pair in enumerate(reversed(order))]
    frame = stored.pl.DataFrame(ranks, schema=["left", "right", "rank"], orient="row")
    operations.rank_suggestions(municipality=AMSTERDAM, ranks=frame, actor=WHO, at=NOW)
    assert [(one.left.signal, one.right.signal) for one in queries.suggestions(AMSTERDAM)] == order[::-1]
    stored.run()
    assert [(one.left.signal, one.right.signal) for one in queries.suggestions(AMSTERDAM)] == order


def test_the_ledger_knows_of_it_and_holds_nothing_personal() -> None:
    here = stored.world()
    one, two = stored.delivered(here, [stored.told(telefoon="0612345678"), stored.told()])
    match.place_signals(municipality=AMSTERDAM, signals=[one, two], actor=WHO, at=NOW)
    _judged(one, two, "different")
    entries = Entry.objects.filter(action__startswith="matching.")
    assert [entry.action for entry in entries.order_by("index")] == ["matching.placed", "matching.judged.different"]
    assert not any("Brugman" in entry.content or "612345678" in entry.content for entry in entries)


def _world_with_pair() -> tuple[World, int, int]:
    here = stored.world()
    one, two = stored.delivered(here, [stored.told(), stored.told()])
    stored.run()
    return here, one, two


def test_two_people_never_judge_a_pair_at_the_same_time() -> None:
    _, one, two = _world_with_pair()
    person = stored.case_worker()
    same = {"left_id": one, "right_id": two, "municipality_id": AMSTERDAM, "person": person, "at": NOW, "features": "{}"}
    Judgement.objects.create(**same, verdict="same", turn=0)
    with pytest.raises(IntegrityError, match=r"turn"):
        Judgement.objects.create(**same, verdict="different", turn=0)
