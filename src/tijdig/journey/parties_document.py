"""What a document with parties says: every sort of fact, with the place in the document where it stands. Pure."""

from __future__ import annotations

from collections.abc import Collection, Hashable
from dataclasses import dataclass, field
from itertools import chain
from typing import Generic, TypeVar

from tijdig.foundation.ledger.canonical import Json
from tijdig.foundation.parties.rules import (
    ROLES,
    CreditorFacts,
    Facts,
    IntermediaryFacts,
    MandateFacts,
    MunicipalityFacts,
    OrganisationFacts,
    PlaceFacts,
    RegisteredNumbers,
)
from tijdig.foundation.places import register
from tijdig.journey.parties_reading import DELIVERIES, OURS, Dialect, Node, dialect_of
from tijdig.steps.agreements.rules import AgreementFacts, PairFacts
from tijdig.steps.routing.rules import SYSTEMS, DestinationFacts

F = TypeVar("F", bound=Facts)


class DocumentError(Exception):
    """A document with parties cannot be stored; ``objections`` are Dutch sentences, each with a JSON pointer."""

    def __init__(self, objections: Collection[str]) -> None:
        super().__init__("\n".join(objections))
        self.objections = tuple(objections)


@dataclass
class Sheet(Generic[F]):
    """All facts of one sort, and where each stands."""

    facts: list[F] = field(default_factory=list)
    nodes: list[Node] = field(default_factory=list)

    def add(self, node: Node, fact: F) -> F:
        """Keep a fact; it is judged when the whole document is read."""
        self.facts.append(fact)
        self.nodes.append(node)
        return fact

    def judge(self) -> None:
        """Object to unknown members, to what cannot be stored and to what is told twice."""
        first: dict[Hashable, str] = {}
        for node, fact in zip(self.nodes, self.facts, strict=True):
            node.finish()
            for sentence in dict.fromkeys(fact.objections()) if node.clean else ():
                node.object_to(sentence)
            if first.setdefault(fact.key, node.pointer) != node.pointer:
                node.object_to(f"Dit staat er twee keer in, ook bij {first[fact.key]}.")


@dataclass
class Plan:
    """All facts of a document."""

    municipalities: Sheet[MunicipalityFacts] = field(default_factory=Sheet)
    joint_bodies: Sheet[OrganisationFacts] = field(default_factory=Sheet)
    members: Sheet[PlaceFacts] = field(default_factory=Sheet)
    executors: Sheet[OrganisationFacts] = field(default_factory=Sheet)
    tasks: Sheet[PlaceFacts] = field(default_factory=Sheet)
    creditors: Sheet[CreditorFacts] = field(default_factory=Sheet)
    intermediaries: Sheet[IntermediaryFacts] = field(default_factory=Sheet)
    mandates: Sheet[MandateFacts] = field(default_factory=Sheet)
    agreements: Sheet[AgreementFacts] = field(default_factory=Sheet)
    pairs: Sheet[PairFacts] = field(default_factory=Sheet)
    destinations: Sheet[DestinationFacts] = field(default_factory=Sheet)


def read_document(document: Json, known: RegisteredNumbers) -> Plan:
    """The facts of a document, references checked against it and against who is registered already.

    Raises DocumentError with everything that is wrong, not only the first.
    """
    objections: list[str] = []
    plan, dialect = Plan(), dialect_of(document)
    top = Node(document, "", dialect, objections)
    if dialect is OURS and not top.says("versie", 1):
        top.object_to("Hier hoort 1 te staan: de versie van dit formaat.", "versie")
    _read_places(top, plan)
    _read_parties(top, plan, dialect)
    _read_rest(top, plan, dialect)
    top.finish()
    for sheet in vars(plan).values():
        sheet.judge()
    _check_references(plan, known)
    if objections:
        raise DocumentError(objections)
    return plan


def _read_places(top: Node, plan: Plan) -> None:
    for node in top.nodes("gemeenten"):
        _read_municipality(node, plan)
    for node in top.nodes("gemeenschappelijkeRegelingen"):
        body = plan.joint_bodies.add(node, OrganisationFacts(node.text("kvk"), node.text("naam")))
        for inner in node.nodes("leden"):
            plan.members.add(inner, _place(inner, body.kvk))
    for node in top.nodes("uitvoerders"):
        executor = plan.executors.add(node, OrganisationFacts(node.text("kvk"), node.text("naam")))
        for inner in node.nodes("taken"):
            plan.tasks.add(inner, _place(inner, executor.kvk))


def _read_municipality(node: Node, plan: Plan) -> None:
    code, name = node.text("code"), node.text("naam", required=False)
    try:
        name = name or register.by_code(code).name
    except register.UnknownMunicipality as unknown:
        if node.clean:
            node.object_to(str(unknown), "code")
    plan.municipalities.add(node, MunicipalityFacts(code, name))


def _place(node: Node, kvk: str) -> PlaceFacts:
    return PlaceFacts(kvk, node.text("gemeente"), node.start(), node.day("tot"))


def _read_parties(top: Node, plan: Plan, dialect: Dialect) -> None:
    for node in top.nodes("schuldeisers"):
        facts = CreditorFacts(node.text("kvk"), node.text("naam"), node.texts("soorten"))
        creditor = plan.creditors.add(node, facts)
        for inner in node.nodes("overeenkomsten"):
            plan.agreements.add(inner, _agreement(inner, dialect, creditor=creditor.kvk))
    for node in top.nodes("gemachtigden"):
        # The maker of test deliveries does not say what its intermediaries are.
        role = "other" if dialect is DELIVERIES else ROLES.get(node.text("rol"), "")
        intermediary = plan.intermediaries.add(node, IntermediaryFacts(node.text("kvk"), node.text("naam"), role))
        for inner in node.nodes("machtigingen"):
            plan.mandates.add(inner, _mandate(inner, intermediary.kvk))
        for inner in node.nodes("overeenkomsten"):
            plan.agreements.add(inner, _agreement(inner, dialect, intermediary=intermediary.kvk))


def _mandate(node: Node, intermediary: str) -> MandateFacts:
    kinds, proof = node.texts("soorten"), node.text("bewijs", required=False)
    return MandateFacts(intermediary, node.text("schuldeiser"), node.start(), node.day("tot"), kinds, proof)


def _agreement(node: Node, dialect: Dialect, *, creditor: str | None = None, intermediary: str | None = None) -> AgreementFacts:
    start = node.start()
    signed = start if dialect is DELIVERIES else None  # test deliveries know only agreements that both sides signed
    return AgreementFacts(
        creditor_kvk=creditor,
        intermediary_kvk=intermediary,
        municipality=node.text("gemeente", required=False) or None,
        joint_body_kvk=node.text("gemeenschappelijkeRegeling", required=False) or None,
        valid_from=start,
        valid_until=node.day("tot"),
        signed_by_creditor_on=signed or node.day("getekendDoorSchuldeiserOp"),
        signed_by_municipality_on=signed or node.day("getekendDoorGemeenteOp"),
        text_version=node.text("tekstversie", required=False),
    )


def _read_rest(top: Node, plan: Plan, dialect: Dialect) -> None:
    for node in () if dialect is DELIVERIES else top.nodes("overeenkomsten"):
        creditor = node.text("schuldeiser", required=False) or None
        intermediary = node.text("gemachtigde", required=False) or None
        plan.agreements.add(node, _agreement(node, dialect, creditor=creditor, intermediary=intermediary))
    for node in top.nodes("experimentparen"):
        creditor, place, source = node.text("schuldeiser"), node.text("gemeente"), node.text("bron")
        plan.pairs.add(node, PairFacts(creditor, place, node.start(), node.day("tot"), source))
    for node in top.nodes("bestemmingen"):
        plan.destinations.add(node, _destination(node))


def _destination(node: Node) -> DestinationFacts:
    start = node.start()
    return DestinationFacts(
        municipality=node.text("gemeente"),
        system=SYSTEMS.get(node.text("systeem"), ""),
        valid_from=start,
        valid_until=node.day("tot"),
        evidence=node.text("bewijs"),
        confirmed_by=node.text("bevestigdDoor"),
        confirmed_on=node.day("bevestigdOp", required=True) or start,
    )


def _check_references(plan: Plan, known: RegisteredNumbers) -> None:
    creditors = known.creditors | {one.kvk for one in plan.creditors.facts}
    intermediaries = known.intermediaries | {one.kvk for one in plan.intermediaries.facts}
    bodies = known.joint_bodies | {one.kvk for one in plan.joint_bodies.facts}
    for node, mandate in zip(plan.mandates.nodes, plan.mandates.facts, strict=True):
        _refer(node, "schuldeiser", mandate.creditor_kvk, creditors)
    for node, pair in zip(plan.pairs.nodes, plan.pairs.facts, strict=True):
        _refer(node, "schuldeiser", pair.creditor_kvk, creditors)
    for node, agreement in zip(plan.agreements.nodes, plan.agreements.facts, strict=True):
        _refer(node, "schuldeiser", agreement.creditor_kvk, creditors)
        _refer(node, "gemachtigde", agreement.intermediary_kvk, intermediaries)
        _refer(node, "gemeenschappelijkeRegeling", agreement.joint_body_kvk, bodies)
    _check_places(plan, known.municipalities | {one.code for one in plan.municipalities.facts})


def _check_places(plan: Plan, municipalities: Collection[str]) -> None:
    sheets = (plan.members.nodes, plan.tasks.nodes, plan.agreements.nodes, plan.pairs.nodes, plan.destinations.nodes)
    for node in chain.from_iterable(sheets):
        # A member that is no text has been objected to already.
        if node.clean:
            _refer(node, "gemeente", node.text("gemeente", required=False), municipalities)


def _refer(node: Node, name: str, number: str | None, known: Collection[str]) -> None:
    if number and number not in known:
        node.object_to(f"{number[:20]} is niet geregistreerd en staat niet in dit bestand.", name)
