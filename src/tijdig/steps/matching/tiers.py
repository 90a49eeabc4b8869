"""The tiers: when two signals concern one person, when they are shown together, and when a person must look.

One definition. Every condition is SQL over the columns of ``features.FEATURES``, in the subset that DuckDB, PostgreSQL, SQLite
and Spark read alike; the first tier that holds, in the order of this table, is the pair's. Change a condition or the order
only with a new VERSION: a stored link names the version it was made under.
"""

# ruff: noqa: S608 - the texts are put together from this package only; values never enter them.
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

VERSION = "2"


class Decision(StrEnum):
    """What follows from a tier."""

    LINK = "link"  # one person
    TOGETHER = "together"  # shown as one household; the persons stay apart
    REVIEW = "review"  # a person judges


@dataclass(frozen=True)
class Tier:
    """One rule about pairs.

    ``guarded``: held back when a signal of the pair could be somebody else as well. ``touches``: whether the pair counts in
    that question (a pair at another address does not).
    """

    number: int
    decision: Decision
    sentence: str
    holds: str
    guarded: bool = False
    touches: bool = True


_INITIALS = "initials IN ('equal', 'close')"
_SAME_ADDRESS = "address IN ('equal', 'close')"
_SAME_CONTACT = "(phone = 'equal' OR email = 'equal')"
_NAME_ALIKE = "name_similarity >= 0.92"
# Without a birth date, another number or mailbox speaks against one person: a parent and child, or a couple.
_NO_OTHER_CONTACT = "phone <> 'different' AND email <> 'different'"

# In the order of their strength; the numbers are those under which the tiers were measured.
TIERS = (
    Tier(2, Decision.LINK,
         "Geboortedatum en achternaam zijn gelijk, de voorletters kloppen, en het adres is gelijk of heeft een typefout: een "
         "letter van de postcode, een cijfer van het huisnummer (of hoogstens twee nummers verder), of een andere toevoeging.",
         f"born = 'equal' AND name = 'equal' AND nearby = 1 AND {_INITIALS}", guarded=True),
    Tier(1, Decision.LINK,
         "Geboortedatum gelijk, voorletters kloppen, en hetzelfde adres met bijna dezelfde naam of hetzelfde telefoonnummer of "
         "e-mailadres.",
         f"born = 'equal' AND {_INITIALS} AND (({_SAME_ADDRESS} AND name_similarity >= 0.90) OR {_SAME_CONTACT})", guarded=True),
    Tier(3, Decision.LINK,
         "Geboortedatum, achternaam en twee of meer voorletters zijn gelijk; waarschijnlijk verhuisd. Bij een veelvoorkomende "
         "achternaam of 1 januari moeten het er drie zijn, van twee dubbele namen moeten beide delen gelijk zijn, en "
         "telefoonnummer of e-mailadres mag niet verschillen.",
         # Measured on made people who seem to have moved: of 99 pairs with another number or mailbox 78 were namesakes.
         "born = 'equal' AND name = 'equal' AND shared_initials >= 2 AND (namesakes = 0 OR shared_initials = 3)"
         f" AND both_names >= 0 AND {_NO_OTHER_CONTACT}"),
    Tier(6, Decision.LINK,
         "Geboortedatum en adres zijn gelijk; de achternaam verschilt (partner of geboortenaam) of voorletters ontbreken.",
         # Another name at a door whose addition is not known may be a neighbour with the same birthday; another number
         # where no initials are known may be a twin's.
         f"born = 'equal' AND family = 0 AND (({_INITIALS} AND address = 'equal')"
         f" OR (initials = 'missing' AND {_SAME_ADDRESS} AND name_similarity >= 0.90 AND {_NO_OTHER_CONTACT}))", guarded=True),
    Tier(4, Decision.LINK,
         "Telefoonnummer of e-mailadres is gelijk en de ander verschilt niet, en de naam is bijna gelijk; de geboortedatum "
         "ontbreekt of heeft een typefout.",
         # A couple shares one of the two more often than both: the other one tells them apart.
         f"born IN ('missing', 'close') AND {_SAME_CONTACT} AND {_NAME_ALIKE} AND {_INITIALS} AND family = 0"
         f" AND {_NO_OTHER_CONTACT}", guarded=True),
    Tier(5, Decision.LINK,
         "Adres gelijk, naam bijna gelijk en voorletters kloppen; in de geboortedatum is een cijfer anders, of dag en maand zijn "
         "verwisseld. Met twee gelijke voorletters mag het ook een andere typefout zijn.",
         f"born = 'close' AND address = 'equal' AND {_NAME_ALIKE} AND {_INITIALS} AND (slip = 1 OR shared_initials >= 2)"
         f" AND family = 0 AND {_NO_OTHER_CONTACT}", guarded=True),
    Tier(7, Decision.LINK,
         "Volledig adres en achternaam zijn gelijk, met twee of meer gelijke voorletters of beide delen van een dubbele naam; de "
         "geboortedatum ontbreekt.",
         f"born = 'missing' AND address = 'equal' AND name = 'equal' AND family = 0 AND {_NO_OTHER_CONTACT}"
         f" AND (shared_initials >= 2 OR (both_names = 1 AND {_INITIALS}))", guarded=True),
    Tier(9, Decision.TOGETHER,
         "Adres, achternaam en eerste voorletter zijn gelijk; de geboortedatum ontbreekt. Getoond als een huishouden.",
         f"born = 'missing' AND {_SAME_ADDRESS} AND {_NAME_ALIKE} AND {_INITIALS} AND family = 0"
         f" AND {_NO_OTHER_CONTACT}", guarded=True),
    Tier(15, Decision.TOGETHER,
         "Adres, achternaam en eerste voorletter zijn gelijk; de geboortedatum verschilt een weinig. Getoond als een huishouden.",
         f"born = 'close' AND {_SAME_ADDRESS} AND {_NAME_ALIKE} AND {_INITIALS} AND family = 0", guarded=True),
    Tier(8, Decision.REVIEW,
         "Geboortedatum, achternaam en eerste voorletter zijn gelijk, maar het adres is anders: verhuisd of een naamgenoot.",
         f"born = 'equal' AND name = 'equal' AND {_INITIALS}", touches=False),
    Tier(10, Decision.REVIEW,
         "Geboortedatum, adres en naam zijn gelijk, maar de voorletters verschillen: een typefout of een tweeling.",
         f"born = 'equal' AND {_SAME_ADDRESS} AND name_similarity >= 0.90 AND initials = 'different'",
         touches=False),
    Tier(11, Decision.REVIEW,
         "Naam en twee of meer voorletters zijn gelijk, de geboortedatum heeft een typefout en het adres is anders.",
         "born = 'close' AND name = 'equal' AND shared_initials >= 2", touches=False),
    Tier(12, Decision.REVIEW,
         "Telefoonnummer of e-mailadres en naam zijn gelijk, maar de rest zegt te weinig: voorletters of geboortedatum ontbreken, "
         "of het andere contactgegeven verschilt.",
         f"born <> 'different' AND {_SAME_CONTACT} AND {_NAME_ALIKE} AND initials <> 'different' AND family = 0"),
    Tier(14, Decision.REVIEW,
         "Geboortedatum, postcode en huisnummer zijn gelijk, maar de naam verschilt en een toevoeging ontbreekt.",
         f"born = 'equal' AND address = 'close' AND {_INITIALS} AND family = 0", touches=False),
    Tier(13, Decision.REVIEW,
         "Adres, achternaam en eerste voorletter zijn gelijk, maar de geboortedatum ontbreekt en telefoonnummer of e-mailadres "
         "verschilt.",
         f"born = 'missing' AND {_SAME_ADDRESS} AND {_NAME_ALIKE} AND {_INITIALS} AND family = 0"),
)  # fmt: skip
BY_NUMBER = {tier.number: tier for tier in TIERS}
STRENGTH = {tier.number: place for place, tier in enumerate(TIERS)}  # 0 is the strongest
TOUCHING = tuple(tier.number for tier in TIERS if tier.touches)
GUARDED = tuple(tier.number for tier in TIERS if tier.guarded)


def tier_case(table: Sequence[Tier] = TIERS) -> str:
    """The number of the first tier that holds, as one SQL expression; null where none does."""
    return "CASE " + " ".join(f"WHEN {tier.holds} THEN {tier.number}" for tier in table) + " END"


def judged(features: str = "features", table: Sequence[Tier] = TIERS) -> str:
    """A query for the pairs of a table of features that some tier speaks of, with its number."""
    return f"SELECT * FROM (SELECT f.*, {tier_case(table)} AS tier FROM {features} f) judged WHERE tier IS NOT NULL"
