"""A letter as one HTML document: the text marked up, every value escaped. Pure; ``letter.css`` says where things stand."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from itertools import groupby

from tijdig.foundation.letters.rules import LetterFacts, Sender, house_number_line, long_date

_DOCUMENT = """<!doctype html>
<html lang="nl">
<head><meta charset="utf-8"><title>{title}</title><meta name="author" content="{author}"></head>
<body>
<div class="mark"><span class="page"></span>Brief {number} · Controle {checksum}</div>
<div class="head">
<div class="bar"></div>
<p class="wordmark">Gemeente<br><strong>{municipality}</strong></p>
<p class="sender">{sender}</p>
<p class="address">{address}</p>
<p class="reference date"><span>Datum</span><br>{date}</p>
<p class="reference case"><span>Zaaknummer</span><br>{case}</p>
</div>
<main>
<h1>{subject}</h1>
{body}
</main>
</body>
</html>"""


def html_of(facts: LetterFacts, checksum: str) -> str:
    """The whole document of one letter; ``checksum`` stands on each page."""
    return _DOCUMENT.format(
        title=escape(f"{facts.subject} - gemeente {facts.sender.municipality}"),
        author=escape(f"Gemeente {facts.sender.municipality}"),
        number=escape(facts.number),
        checksum=escape(checksum),
        municipality=escape(facts.sender.municipality),
        sender=_sender(facts.sender),
        address=_address(facts),
        date=long_date(facts.dated_on),
        case=escape(facts.case_number),
        subject=escape(facts.subject),
        body="\n".join(marked_up(facts.body)),
    )


def marked_up(body: str) -> Iterator[str]:
    """The elements of a text: headings ("## "), lists ("- ") and paragraphs, apart by empty lines; the last stays whole."""
    blocks = [block.strip("\n") for block in body.strip().split("\n\n") if block.strip()]
    for place, block in enumerate(blocks, start=1):
        for is_point, group in groupby(block.split("\n"), lambda line: line.startswith("- ")):
            lines = list(group)
            yield _points(lines) if is_point else _paragraph(lines, last=place == len(blocks))


def _points(lines: list[str]) -> str:
    return f"<ul>{''.join(f'<li>{escape(line[2:].strip())}</li>' for line in lines)}</ul>"


def _paragraph(lines: list[str], *, last: bool) -> str:
    if len(lines) == 1 and lines[0].startswith("## "):
        return f"<h2>{escape(lines[0][3:].strip())}</h2>"
    return f"<p{' class=last' if last else ''}>{'<br>'.join(escape(line.strip()) for line in lines)}</p>"


def _sender(sender: Sender) -> str:
    team, *rest = [line for line in (sender.team, *sender.address, sender.phone, sender.email) if line.strip()]
    return "<br>".join((f"<strong>{escape(team)}</strong>", *map(escape, rest)))


def _address(facts: LetterFacts) -> str:
    whom = facts.addressee
    lines = (
        whom.name,
        f"{whom.street} {house_number_line(whom)}",
        f"{whom.postcode[:4]} {whom.postcode[4:]}\u00a0\u00a0{whom.town}",
    )
    return "<br>".join(map(escape, lines))
