"""Makes the reference pages of this folder from the code, so that they cannot say anything else than the code does.

    python docs/reference/generate.py      writes columns.md, findings.md, rules.md, parameters.md, commands.md,
                                           case-states.md and tiers.md

A test fails when the pages here differ from what the code gives.
"""

from __future__ import annotations

import argparse
import ast
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from types import ModuleType

import polars as pl

import tijdig
from tijdig.cli.arguments import parser
from tijdig.cli.wording import EFFECTS, STATUSES
from tijdig.cli.wording import kinds as _kinds
from tijdig.foundation.accounts.rules import CAPABILITIES, ROLE_WORDS, Capability
from tijdig.foundation.findings.checks import Check
from tijdig.foundation.places.editions import Edition
from tijdig.foundation.places.index import Index
from tijdig.foundation.places.loaders.reading import read_files
from tijdig.foundation.policy.parameters import Parameter, national
from tijdig.journey import location, parties_known
from tijdig.journey.assess import Known, assess
from tijdig.steps.feedback.rules import MESSAGES, message_for
from tijdig.steps.followup.order import FACTS
from tijdig.steps.followup.outcomes import CONTACT_KINDS, DAY_PARTS, OUTCOMES, REASONS, SIGNAL_STATUSES, OutcomeFacts
from tijdig.steps.followup.rules import HAPPENED, OPEN, SET_ASIDE, STATES, TRANSITIONS, CaseState
from tijdig.steps.gate.assessment import Line, rules_on
from tijdig.steps.gate.rules import RULES
from tijdig.steps.intake import rules as format_rules
from tijdig.steps.intake.columns import COLUMNS, DATES, KINDS, PAST_DATES, in_camel_case
from tijdig.steps.intake.reading import read_table
from tijdig.steps.matching.features import FREQUENT_SURNAMES
from tijdig.steps.matching.keys import DEFAULT_LIMITS
from tijdig.steps.matching.tiers import TIERS, VERSION, Decision

HERE = Path(__file__).resolve().parent
CODE = Path(tijdig.__file__).resolve().parent
ON = date(2026, 7, 1)  # the signal date of the examples
AGAIN = "Made from the code by `python docs/reference/generate.py`; do not edit by hand."

UNITS = {
    "days": "dagen", "months": "maanden", "weeks": "weken", "working_days": "werkdagen", "cents": "cent",
    "reminders": "herinneringen", "efforts": "contactpoging", "signals": "signaal", "invoices": "facturen", "rule": "regel (ja)",
    "yes_or_no": "ja of nee", "days_of_open_kind": "dagen (soort dagen staat open)",
}  # fmt: skip
FORMS = {
    "kenmerk": "tekst; uniek per schuldeiser",
    "namens_kvk": "acht cijfers",
    "postcode": "`1234AB` of `1234 AB`",
    "huisnummer": "1-99999",
    "telefoon": "telefoonnummer",
    "email": "e-mailadres",
    "bedrag": "euro's: `1234,56`, `1234.56` of `1.234,56`",
    "aantal_herinneringen": "heel getal",
}


def pages() -> dict[str, str]:
    """The text of every page by its name."""
    return {
        "columns.md": _columns(),
        "findings.md": _findings(),
        "rules.md": _rules(),
        "parameters.md": _parameters(),
        "commands.md": _commands(),
        "case-states.md": _case_states(),
        "tiers.md": _tiers(),
    }


def _page(title: str, english: str, *parts: str) -> str:
    return "\n\n".join([f"# {title}", f"*{english} {AGAIN}*", *(part for part in parts if part)]) + "\n"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


def _code(words: Iterable[str]) -> str:
    return ", ".join(f"`{word}`" for word in words)


# --- columns


def _columns() -> str:
    known = _known()
    needed = {kind: _needed(kind, known) for kind in KINDS}
    rows = []
    for column in COLUMNS:
        asked = [kind for kind in KINDS if column.name in needed[kind]]
        later = " (energie: bij een vroegsignaal)" if "energie" in asked and "energie" not in column.needed_by else ""
        rows.append([f"`{column.name}`", f"`{in_camel_case(column.name)}`", f"{_kinds(asked)}{later}" if asked else "",
                     _kinds(column.allowed_for), _form(column.name, column.values)])  # fmt: skip
    return _page(
        "Kolommen", "The columns of the open format in which creditors deliver signals.",
        f"Een bestand is CSV, XLSX of JSON met één signaal per regel. In CSV en XLSX staan de namen op de eerste regel; "
        f"de volgorde en hoofdletters maken niet uit. De tabel geldt op signaaldatum {ON:%d-%m-%Y}.",
        _table(["kolom", "naam in JSON", "kolom nodig voor", "mag gevuld zijn bij", "waarde"], rows),
        "**Kolom nodig voor**: komt deze soort voor in het bestand, dan moet de kolom er zijn (`kolom-ontbreekt`). "
        "Welke velden niet leeg mogen zijn, staat bij de [bevindingen](findings.md): `veld-ontbreekt` en de voorwaarden van "
        "elke soort.",
        "**Mag gevuld zijn bij**: staat er bij een andere soort iets in, dan wordt het niet gelezen (`veld-niet-toegestaan`).",
        "Een kolom die hier niet staat, wordt niet gelezen: het hele bestand komt terug met `kolom-onbekend`. Zo komen er "
        "geen gegevens mee die niet gedeeld mogen worden. Met `--drop-unknown` leest Tijdig de andere kolommen wel.",
    )  # fmt: skip


def _needed(kind: str, known: Known) -> set[str]:
    """The columns a file with a first signal of this kind must have: what a file without them is told."""
    findings = assess(read_table(f"soort;signaaltype\n{kind};vroegsignaal\n".encode()), known).findings
    missing = findings.filter(pl.col("code") == "kolom-ontbreekt")["column"]
    return {"soort", *(name for text in missing for name in text.split(", "))}


def _known() -> Known:
    """What is known in the example: the policy of the product and a few postcode areas."""
    reading = read_files([HERE.parent.parent / "example" / "areas.csv"], ON)
    return Known(ON, national(), Edition(reading.about, Index(reading.tables)))


def _form(name: str, values: Sequence[str]) -> str:
    if values:
        return _code(values)
    if name in DATES:
        return "datum, niet na de signaaldatum" if name in PAST_DATES else "datum"
    return FORMS.get(name, "tekst")


# --- findings


@dataclass(frozen=True)
class Told:
    """One thing a finding may say."""

    code: str
    severity: str
    column: str
    message: str
    source: str
    kinds: str = ""


def _findings() -> str:
    groups = {
        "Over het bestand": (
            "Deze gaan over het lezen: over het hele bestand, of over een regel die niet te lezen is.",
            _of_files(),
        ),
        "Over de velden": ("Deze gaan over wat het formaat van elk veld vraagt.", _of_fields()),
        "Over het adres": ("Deze gaan over de gemeente bij het adres.", _of_addresses()),
        "Over de voorwaarden": ("Deze komen uit de regels van de signaaldatum. Zie [regels](rules.md).", _of_rules()),
        "Over partijen": ("Deze ziet u alleen bij aanleveren: `check` kent de overeenkomsten niet.", _of_parties()),
    }
    codes = sorted({(told.code, told.severity) for _, all_told in groups.values() for told in all_told})
    index = _table(["bevinding", "gevolg"], [[f"`{code}`", EFFECTS[severity]] for code, severity in codes])
    parts = [part for title, (what, told) in groups.items() for part in (f"## {title}", what, _told_table(told))]
    return _page(
        "Bevindingen", "Every finding: code, severity, column, message and source.",
        f"Een bevinding zegt wat er mis is met een regel, waar dat staat, waarom het zo is en wat u kunt doen. "
        f"Een regel krijgt al zijn bevindingen tegelijk. De teksten zijn die van signaaldatum {ON:%d-%m-%Y}; `…` staat voor een "
        "waarde die erin komt.",
        _table(["gevolg", "betekenis"], [
            ["onleesbaar", "Het hele bestand kan niet worden gelezen. Er is niets opgeslagen."],
            ["geweigerd", "Dit signaal mag niet worden gedeeld of is niet te verwerken. De andere regels gaan door."],
            ["wacht", "Het signaal is bewaard en wacht op iets dat wordt genoemd."],
            ["let op", "Het signaal gaat door; er is iets om naar te kijken."],
        ]),
        "## Alle codes", index, *parts,
    )  # fmt: skip


def _told_table(told: Iterable[Told]) -> str:
    rows = [
        [f"`{one.code}`", EFFECTS[one.severity], one.column, one.kinds, one.message, one.source]
        for one in sorted(_together(told), key=lambda one: (one.code, one.column, one.kinds, one.message))
    ]
    head = ["code", "gevolg", "kolom", "soort", "bericht", "bron"]
    used = [at for at in range(len(head)) if any(row[at] for row in rows)]
    return _table([head[at] for at in used], [[row[at] for at in used] for row in rows])


def _together(told: Iterable[Told]) -> list[Told]:
    """What says the same of several columns as one, with their names together."""
    columns: dict[Told, list[str]] = {}
    for one in told:
        named = bool(one.column) and one.message.startswith(f"{one.column} ")
        alike = replace(one, column="", message=f"… {one.message[len(one.column) + 1 :]}" if named else one.message)
        columns.setdefault(alike, []).append(one.column)
    return [replace(one, column=_columns_named(names)) for one, names in columns.items()]


def _columns_named(names: Iterable[str]) -> str:
    given = list(dict.fromkeys(filter(None, names)))
    return "elke kolom" if len(given) == len(COLUMNS) else _code(given)


def _of_check(check: Check) -> Told:
    return Told(check.code, check.severity.value, check.column, check.message, check.source)


def _of_fields() -> list[Told]:
    return [_of_check(check) for check in format_rules.checks(ON)]


def _of_addresses() -> list[Told]:
    on_border = pl.DataFrame(
        {
            "line": [2],
            "place_problem": [location.AMBIGUOUS],
            "place_candidates": [["GM1699", "GM1969"]],
            "place_number_unknown": [False],
        }
    )
    told = [Told(code, severity, column, message, source)
            for _, column, code, severity, message, source in location.findings(on_border).iter_rows()]  # fmt: skip
    return [*map(_of_check, _checks_in(location)), *told]


def _of_parties() -> list[Told]:
    return [_of_check(check) for check in _checks_in(parties_known)]


def _checks_in(module: ModuleType) -> list[Check]:
    """The checks that a module keeps in its tables."""
    tables = [table for table in vars(module).values() if isinstance(table, tuple)]
    return [check for table in tables for check in table if isinstance(check, Check)]


def _of_rules() -> list[Told]:
    now = rules_on(ON, national())
    never = [rule for rule in RULES if rule not in {line.rule for line in now}]
    before = [line for rule in never for line in _lines_of(rule.valid_from, [rule])]
    return [Told(line.rule.code, line.rule.severity.value, line.rule.column, line.message, line.source, _kinds(line.kinds))
            for line in (*now, *before)]  # fmt: skip


def _lines_of(on: date, rules: Sequence[object]) -> list[Line]:
    return [line for line in rules_on(on, national()) if line.rule in rules]


def _of_files() -> list[Told]:
    """Read from the source itself: these messages are written where the file is read."""
    files = [*(CODE / "steps" / "intake").rglob("*.py")]
    return [
        told for file in sorted(files) if "migrations" not in file.parts for told in _written_in(ast.parse(file.read_text("utf-8")))
    ]


def _written_in(module: ast.Module) -> Iterator[Told]:
    names = {node.targets[0].id: node.value for node in ast.walk(module)
             if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)}  # fmt: skip
    for call in ast.walk(module):
        if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Name):
            continue
        given = {word.arg: _text(word.value, names) for word in call.keywords if word.arg}
        texts = [_text(argument, names) for argument in call.args]
        if call.func.id == "Unreadable" and texts:
            yield Told(given.get("code", "bestand-onleesbaar"), "fatal", "", texts[0], "Open formaat voor aanlevering")
        if call.func.id == "line_finding" and len(texts) > 3:
            yield Told(texts[0], "refused", _name(texts[2]), texts[3], "Open formaat voor aanlevering")
        if call.func.id == "one_finding" and texts[0] not in ("", "…"):
            yield Told(texts[0], given.get("severity", "fatal").lower(), "", texts[1], "Open formaat voor aanlevering")


def _name(text: str) -> str:
    return "" if "…" in text else text


def _text(node: ast.expr, names: dict[str, ast.expr]) -> str:
    """What an expression says, with … for what is not known before it runs."""
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.JoinedStr):
        return "".join(_text(part, names) for part in node.values)
    if isinstance(node, ast.FormattedValue):
        return _text(node.value, names)
    if isinstance(node, ast.Name) and node.id in names and node.id.lstrip("_").isupper() | (node.id in ("message",)):
        return _text(names[node.id], names)
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "Severity":
        return node.attr
    return "…"


# --- rules


def _rules() -> str:
    policy = national()
    starts = sorted({rule.valid_from for rule in RULES} | {found.valid_from for found in policy.parameters})
    ends = {day for day in [*(rule.valid_until for rule in RULES), *(found.valid_until for found in policy.parameters)] if day}
    days = sorted({*starts, *ends, ON})
    history = _periods(days)
    rows = [[f"`{code}`", f"`{column}`", effect, kinds, value, _span(since, until), message, source]
            for (code, column, effect, kinds, value, message, source), since, until in history]  # fmt: skip
    return _page(
        "Regels", "The rule table of the gate: what may be shared, on which date, and on what ground.",
        "De regels van de **signaaldatum** gelden. Een oud signaal houdt dus zijn oude regels. Alle regels spreken tegelijk. "
        "`tijdig rules --on JJJJ-MM-DD` toont de regels van één dag.",
        "Een regel met waarde **open** wordt niet beoordeeld zolang de beheerder de waarde niet heeft vastgesteld. "
        "Zie [parameters](parameters.md).",
        _table(["bevinding", "kolom", "gevolg", "soort", "waarde", "geldt", "bericht", "bron"], rows),
    )  # fmt: skip


def _periods(days: Sequence[date]) -> list[tuple[tuple[str, ...], date, date | None]]:
    """Every rule as it stood, with the first day and the first day on which it no longer stood so."""
    spans: dict[tuple[str, ...], list[date | None]] = {}
    for day, after in zip(days, [*days[1:], None], strict=True):
        for line in rules_on(day, national()):
            span = spans.setdefault(_said(line), [day, after])
            span[1] = after
    order = list(dict.fromkeys((rule.code, rule.column) for rule in RULES))
    told = [(said, first or date.min, last) for said, (first, last) in spans.items()]
    return sorted(told, key=lambda entry: (order.index(entry[0][:2]), entry[1]))


def _said(line: Line) -> tuple[str, ...]:
    rule = line.rule
    types = "" if "vroegsignaal" in rule.signal_types and len(rule.signal_types) > 1 else f" ({', '.join(rule.signal_types)})"
    return (rule.code, rule.column, EFFECTS[rule.severity.value], _kinds(line.kinds) + types,
            _value(line.parameter) if line.parameter else "", line.message, line.source)  # fmt: skip


def _span(since: date, until: date | None) -> str:
    first = "altijd" if since == date.min and until is None else f"vanaf {since:%d-%m-%Y}"
    last = f"tot en met {until - timedelta(days=1):%d-%m-%Y}" if until else ""
    return last if since == date.min and until else f"{first} {last}".strip()


# --- parameters


def _parameters() -> str:
    rows = [
        [f"`{found.name}`", _kinds(found.kinds) if found.kinds else "", _value(found), _span(found.valid_from, found.valid_until),
         STATUSES[found.status], found.source]
        for found in sorted(national().parameters, key=lambda found: (found.name, found.kinds, found.valid_from))
    ]  # fmt: skip
    return _page(
        "Parameters", "Every dated value of law, covenant and practice, with its source and status.",
        "De regels gebruiken deze waarden. Elke waarde heeft een begin, een bron en een status:",
        _table(["status", "betekenis"], [
            ["wet", "gelezen in de officiële tekst"],
            ["convenant", "afgesproken in het Landelijk Convenant Vroegsignalering of zijn definities"],
            ["praktijk", "wat gemeenten, rechters of de sector doen"],
            ["open", "niet vastgesteld: er is geen waarde tot de beheerder er een kiest"],
        ]),
        _table(["parameter", "soort", "waarde", "geldt", "status", "bron"], rows),
        "## Een open waarde vaststellen",
        "Zet de waarde in `instellingen.toml` in de gegevensmap (`TIJDIG_DATA`). Alleen open waarden kunt u instellen: "
        "de wet is geen instelling.",
        f"```toml\n{_example_setting()}\n```",
    )  # fmt: skip


def _example_setting() -> str:
    return "\n".join([
        "[[parameter]]", 'name = "objection_window"', "value = 14", 'unit = "days"', 'kinds = ["huur"]', "valid_from = 2026-01-01",
        'source = "Besluit van de beheerder van 2025-12-01"', 'status = "setting"',
    ])  # fmt: skip


def _value(parameter: Parameter) -> str:
    if parameter.value is None:
        return "**open**"
    if parameter.unit == "cents":
        return f"€ {parameter.value // 100}"
    return f"{parameter.value} {UNITS.get(parameter.unit, parameter.unit)}"


# --- tiers

DECISIONS = {
    Decision.LINK: "één persoon",
    Decision.TOGETHER: "samen getoond; de personen blijven los",
    Decision.REVIEW: "een mens kijkt",
}


def _tiers() -> str:
    rows = [
        [str(tier.number), DECISIONS[tier.decision], tier.sentence, "ja" if tier.guarded else "", f"`{tier.holds}`"]
        for tier in TIERS
    ]
    return _page(
        "Koppelregels", "The tiers of matching: when two signals concern one person, in the order in which they are read.",
        f"Versie **{VERSION}**. Tijdig vergelijkt alleen signalen binnen één gemeente. De eerste regel die klopt, geldt. Elke "
        "koppeling bewaart het nummer van de regel, de versie en wat er is vergeleken. Er is geen score van personen.",
        _table(["regel", "gevolg", "in woorden", "wacht bij twijfel", "voorwaarde"], rows),
        "**Voorletters kloppen**: de een is het begin van de ander (`J` en `JP`). **Bijna gelijke naam**: een "
        "Jaro-Winkler-gelijkenis van minstens 0,92 (bij regel 1, 6 en 10: 0,90) tussen delen van de achternaam, zonder "
        "tussenvoegsel, accenten en hoofdletters. "
        "**Bijna gelijke geboortedatum**: een van jaar, maand en dag verschilt, dag en maand zijn verwisseld, of een van beide is "
        "1 januari.",
        "## Wacht bij twijfel",
        "Past een signaal bij twee mensen die niet dezelfde kunnen zijn, dan koppelt Tijdig het aan geen van beiden. Zo'n signaal "
        "mist een geboortedatum of voorletters. Denk aan vader en zoon met dezelfde naam op een adres, aan een tweeling, of aan "
        "twee telefoonnummers waarvan het signaal er geen kent. Een mens kiest.",
        "Ook daarna zet Tijdig nooit twee mensen bij elkaar: een koppeling die twee geboortedatums of voorletters bij één persoon "
        "zou zetten die elkaar tegenspreken, gaat niet door en komt op de lijst.",
        "## Telefoonnummers en e-mailadressen die niets zeggen",
        f"Een nummer of adres dat bij meer dan {DEFAULT_LIMITS.addresses} woonadressen of {DEFAULT_LIMITS.persons} namen voorkomt, "
        "telt niet mee. Het is dan van een makelaar, een bewindvoerder of een instelling.",
        "## Veelvoorkomende achternamen",
        "Bij regel 3 vraagt Tijdig drie gelijke voorletters als de achternaam een van de honderd meest voorkomende is (bron: "
        f"Nederlandse Familienamenbank, telling 2007; geschreven zonder tussenvoegsel): {', '.join(FREQUENT_SURNAMES)}.",
        "## De volgorde van de lijst",
        "Wat een mens moet bekijken, staat op volgorde: wat het meest op elkaar lijkt staat bovenaan. Met het onderdeel `review` "
        "berekent Splink die volgorde uit de signalen van de gemeente zelf; anders geldt de volgorde van deze tabel. "
        "De volgorde beslist niets.",
        "Hoe vaak de regels het mis hebben, staat bij de [metingen](../benchmarks.md).",
    )  # fmt: skip


# --- commands


def _commands() -> str:
    return _page(
        "Opdrachten", "Every command of the command line, from the definition of its arguments.",
        "Exitcode 0: alles goed. 1: gedaan, maar er is iets geweigerd, wacht of klopt niet. 2: het kon niet worden gedaan.",
        "Gegevens staan in de map `TIJDIG_DATA` (standaard `~/.local/share/tijdig`). De database is `DATABASE_URL`; "
        "zonder die waarde is het SQLite in die map.",
        *(part for name, command in _leaves("tijdig", parser()) for part in _command(name, command)),
    )  # fmt: skip


def _leaves(name: str, command: argparse.ArgumentParser) -> Iterator[tuple[str, argparse.ArgumentParser]]:
    inner = [action for action in command._actions if isinstance(action, argparse._SubParsersAction)]
    if not inner:
        yield name, command
    for action in inner:
        for word, found in action.choices.items():
            yield from _leaves(f"{name} {word}", found)


def _command(name: str, command: argparse.ArgumentParser) -> list[str]:
    actions = [action for action in command._actions if "--help" not in action.option_strings]
    typed = " ".join([name, *(_typed(action) for action in actions)])
    rows = [[f"`{_word(action)}`", action.help or "", "ja" if action.required else ""] for action in actions]
    table = _table(["argument", "betekenis", "verplicht"], rows) if rows else ""
    return [f"## {name}", command.description or "", f"```\n{typed}\n```", table]


def _word(action: argparse.Action) -> str:
    value = "" if action.nargs == 0 else str(action.metavar or action.dest)
    return " ".join(filter(None, [", ".join(action.option_strings), value]))


def _typed(action: argparse.Action) -> str:
    several = "..." if action.nargs == "+" else ""
    return f"{_word(action)}{several}" if action.required else f"[{_word(action)}]"


# --- the states of a case


def _case_states() -> str:
    states = _table(["staat", "naam", "betekenis"], [[f"`{state}`", name, said] for state, (name, said) in STATES.items()])
    actions = [
        [one.name, ", ".join(STATES[state][0] for state in one.begins), STATES[one.ends][0] if one.ends else "blijft",
         _roles(one.capability), one.else_said]
        for one in TRANSITIONS.values()
    ]  # fmt: skip
    outcomes = [
        [f"`{code}`", facts.value, facts.meaning, _asks(facts), MESSAGES[message_for(code, safety=False)]]
        for code, facts in OUTCOMES.items()
    ]
    return _page(
        "De weg van een zaak", "The states of a case, what may be done in them, and the outcomes of DDAS-vroegsignalering 1.2.",
        "## Staten", _diagram(), states,
        "Een contactpoging bij een nieuwe zaak pakt haar meteen op. Koppelen kan een zaak ook veranderen: "
        f"{'; '.join(HAPPENED.values())}.",
        "## Handelingen", "Wie het recht niet heeft, ziet de knop niet aan; wie te laat is, leest wat een collega intussen deed.",
        _table(["handeling", "vanuit", "naar", "wie", "anders"], actions),
        "## Eindresultaten",
        "De schuldeiser hoort alleen de zin in de laatste kolom. Is de zaak afgeschermd, dan hoort de schuldeiser alleen dat hulp "
        "is aanvaard, en anders dat het signaal niet is opgepakt. Dat hulp van anderen loopt, staat er zolang die loopt.",
        _table(["code", "DDAS", "betekenis", "vraagt", "aan de schuldeiser"], outcomes),
        "## Redenen achter ‘andere reden’", "Deze verlaten het loket nooit.", _words(REASONS),
        "## Redenen om te wachten", _words(SET_ASIDE),
        "## Contactpogingen", _words(CONTACT_KINDS), _words(DAY_PARTS),
        "## Status van een signaal", _words(SIGNAL_STATUSES),
        "## Volgorde van de werklijst",
        "De gemeente kiest welke gegevens eerst tellen. Er wordt niets gewogen of opgeteld.", _words(FACTS),
    )  # fmt: skip


def _diagram() -> str:
    names = {state: name for state, (name, _) in STATES.items()}
    begins = [f"    [*] --> {names[CaseState.NEW]}"]
    moves = [
        f"    {names[state]} --> {names[one.ends]}: {one.name}" for one in TRANSITIONS.values() if one.ends for state in one.begins
    ]
    joined = [f"    {names[state]} --> {names[CaseState.MERGED]}: koppelen" for state in STATES if state in OPEN]
    parted = [
        f"    {names[CaseState.MERGED]} --> {names[state]}: koppeling teruggedraaid"
        for state in (CaseState.NEW, CaseState.TAKEN_UP)
    ]
    return "\n".join(["```mermaid", "stateDiagram-v2", *begins, *moves, *joined, *parted, "```"])


def _roles(capability: Capability) -> str:
    return ", ".join(ROLE_WORDS[role] for role, found in CAPABILITIES.items() if capability in found)


def _asks(facts: OutcomeFacts) -> str:
    asked = {
        "eerst oppakken": not facts.from_new, "een reden": facts.needs_reason, "een toelichting": facts.needs_note,
        "tot wanneer de hulp loopt": facts.help_runs, "overdragen waar dat kan": facts.hands_over,
    }  # fmt: skip
    pause = ["start de opschorting"] if facts.help_accepted else []
    return "; ".join([*(words for words, needed in asked.items() if needed), *pause])


def _words(told: Mapping[str, str]) -> str:
    return _table(["code", "woord"], [[f"`{code}`", word] for code, word in told.items()])


if __name__ == "__main__":
    for page, text in pages().items():
        (HERE / page).write_text(text, encoding="utf-8")
        print(f"docs/reference/{page}")
