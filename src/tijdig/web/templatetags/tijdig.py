"""How templates write money, days, terms, badges and icons: one look everywhere."""

from __future__ import annotations

from datetime import date, datetime

from django import forms, template
from django.forms import BoundField
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from tijdig.steps.followup.outcomes import CONTACT_KINDS, ContactKind
from tijdig.web import clock, wording

register = template.Library()

# The only ten. Each tone has one colour in layout.css and one icon, so that colour never speaks alone.
TONES = ("new", "busy", "waiting", "done", "crisis", "late", "today", "reached", "judge", "refused")
KIND_ICONS = {
    "huur": "house", "energie": "bolt", "water": "drop", "zorg": "heart", "hypotheek": "key", "belastingdienst": "coin",
    "toeslagen": "coin", "cak-eigen-bijdrage": "heart", "cak-zorg": "heart", "duo": "book",
}  # fmt: skip


@register.filter
def money(cents: int | None) -> str:
    """€ 1.234,56."""
    return "" if cents is None else wording.money(cents)


@register.filter
def long_day(on: date | None) -> str:
    """12 november 2026."""
    return "" if on is None else wording.long_day(on)


@register.filter
def short_day(on: date | None) -> str:
    """do 26 november."""
    return "" if on is None else wording.short_day(on, clock.today())


@register.filter
def moment(at: datetime | None) -> str:
    """vandaag 14:05."""
    return "" if at is None else wording.moment(at.astimezone(clock.HERE), clock.today())


@register.filter
def age(on: date | None) -> str:
    """3 maanden."""
    return "" if on is None else wording.age(on, clock.today())


@register.filter
def kind_word(kind: str) -> str:
    """The word of a kind of arrears."""
    return wording.KINDS.get(kind, kind)


@register.filter
def split_kinds(kinds: str) -> list[str]:
    """The kinds of a case, kept as a text with commas."""
    return [kind for kind in kinds.split(",") if kind]


@register.filter
def sort_word(sort: str) -> str:
    """enkelvoudig, meervoudig, opeenvolgend."""
    return wording.SORTS.get(sort, sort)


@register.filter
def sort_meaning(sort: str) -> str:
    """What that means."""
    return wording.SORT_MEANINGS.get(sort, "")


@register.filter
def house(case: object) -> str:
    """Number, letter and addition of an address, such as 12 A bis."""
    parts = (getattr(case, name, None) for name in ("house_number", "house_letter", "addition"))
    return " ".join(str(part) for part in parts if part)


@register.filter
def postcode(text: str | None) -> str:
    """1234 AB."""
    return f"{text[:4]}\N{NO-BREAK SPACE}{text[4:]}" if text and len(text) == 6 else (text or "")


@register.filter
def control(field: BoundField) -> SafeString:
    """The input of a form field in the classes of the design system; choices keep their own look."""
    widget = field.field.widget
    widget.attrs.pop("placeholder", None)  # the label says it, also while somebody types
    if isinstance(widget, forms.RadioSelect | forms.CheckboxInput | forms.CheckboxSelectMultiple):
        return field.as_widget()
    name = "textarea" if isinstance(widget, forms.Textarea) else "select" if isinstance(widget, forms.Select) else "textbox"
    wrong = f" utrecht-{name}--invalid" if field.errors else ""
    return field.as_widget(attrs={"class": f"utrecht-{name}{wrong}"})


@register.simple_tag
def icon(name: str) -> SafeString:
    """A small drawing beside a word; it says nothing by itself."""
    return format_html(
        '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>', static("tijdig/icons.svg"), name
    )


@register.simple_tag
def kind(name: str) -> SafeString:
    """A kind of arrears: icon and word."""
    return format_html('<span class="kind">{}{}</span>', icon(KIND_ICONS.get(name, "coin")), wording.KINDS.get(name, name))


@register.simple_tag
def badge(tone: str, word: str) -> SafeString:
    """A status: colour and word. Raises ValueError for an eleventh tone."""
    if tone not in TONES:
        raise ValueError(f"{tone} is not one of the ten tones")
    return format_html('<span class="nl-data-badge badge badge--{}">{}</span>', tone, word)


@register.simple_tag
def term(due_on: date) -> SafeString:
    """A deadline in words: nog 3 dagen, with the day under it."""
    told = wording.term(due_on, clock.today())
    return format_html(
        '<span class="term term--{}"><strong>{}</strong> <time datetime="{}">{}</time></span>',
        told.tone, told.left, due_on.isoformat(), told.day,
    )  # fmt: skip


@register.simple_tag
def counted(count: int, one: str, more: str) -> str:
    """1 zaak, 2 zaken."""
    return wording.counted(count, one, more)


@register.filter
def contact_word(kind: str) -> str:
    """The word of a way of contact."""
    return CONTACT_KINDS[ContactKind(kind)] if kind else ""


@register.filter
def phone(number: str) -> str:
    """06 12 34 56 78: easier to read out than +31612345678."""
    local = f"0{number[3:]}" if number.startswith("+31") else number
    if local.startswith("06") and len(local) == 10:
        return " ".join((local[:2], local[2:4], local[4:6], local[6:8], local[8:]))
    return local


@register.filter
def because(sentence: str) -> str:
    """The reason of a line in a list where every line says why it stands there: without the words they share."""
    return sentence.removeprefix("Staat hier ")
