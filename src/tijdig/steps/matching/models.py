"""What is kept of matching: who belongs together, why, and who said so. Only signals of one municipality meet.

Personal data: tenant is the municipality of each row. Links and judgements are never overwritten; groups never change number.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from tijdig.foundation.accounts.models import Person
from tijdig.foundation.parties.models import Municipality
from tijdig.steps.intake.models import Signal


class MatchRun(models.Model):
    """One run over the signals of a municipality, started by a person or (where switched on) by a delivery.

    It is a work item too: a worker claims it, and a claim that ran out returns it. Its effect is written in one transaction.
    """

    class State(models.TextChoices):
        WAITING = "waiting"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"

    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    started_by = models.CharField(max_length=80)  # an Actor
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    claimed_by = models.CharField(max_length=80, blank=True)
    claimed_until = models.DateTimeField(null=True)
    progress = models.PositiveSmallIntegerField(default=0)  # per cent
    tiers_version = models.CharField(max_length=20, blank=True)
    signals = models.PositiveIntegerField(default=0)
    groups = models.PositiveIntegerField(default=0)
    several = models.PositiveIntegerField(default=0)  # groups of more than one signal
    links = models.PositiveIntegerField(default=0)
    suggestions = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "running", "done", "failed"]), name="matching_run_state_is_known"
            ),
            models.UniqueConstraint(
                fields=["municipality"], condition=Q(state__in=["waiting", "running"]), name="matching_one_run_at_a_time"
            ),
        )

    def __str__(self) -> str:
        return f"{self.municipality_id} {self.pk}"


class Household(models.Model):
    """Groups that are shown together and stay persons of their own (tier 9, or a shared door and name)."""

    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return str(self.pk)


class Group(models.Model):
    """The signals of one person in one municipality, as far as rules and people know. Its number never changes.

    A group that turned out to be the same person as an older one points at it and holds no signals any more.
    """

    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+")
    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="groups", null=True)
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, related_name="+", null=True, db_index=False)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("pk")), name="matching_group_is_not_its_own_end"
            ),
        )

    def __str__(self) -> str:
        return str(self.pk)


class Placement(models.Model):
    """Where a signal stands now, and the values by which a new one finds it (``keys.MATCHING_FRAME``)."""

    signal = models.OneToOneField(Signal, on_delete=models.PROTECT, primary_key=True, related_name="placement", db_constraint=False)
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False)
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="placements")
    # The group that was made for it: where it goes back to when it turns out to be of somebody else after all.
    home = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False)
    initials = models.TextField(null=True)
    initial = models.CharField(max_length=1, null=True)
    name_one = models.TextField(null=True)
    name_two = models.TextField(null=True)
    family = models.PositiveSmallIntegerField(default=0)
    born = models.IntegerField(null=True)  # yyyymmdd
    born_year = models.SmallIntegerField(null=True)
    born_month = models.SmallIntegerField(null=True)
    born_day = models.SmallIntegerField(null=True)
    postcode = models.CharField(max_length=6, null=True)
    area = models.CharField(max_length=4, null=True)
    house_number = models.IntegerField(null=True)
    addition = models.TextField(null=True)
    phone = models.CharField(max_length=16, null=True)
    email = models.TextField(null=True)

    class Meta:
        indexes = (
            models.Index(fields=["municipality", "postcode", "house_number"], name="matching_by_door"),
            models.Index(fields=["municipality", "born", "initial"], name="matching_by_birth_initial"),
            models.Index(fields=["municipality", "born", "name_one"], name="matching_by_birth_name"),
            models.Index(fields=["municipality", "phone"], condition=Q(phone__isnull=False), name="matching_by_phone"),
            models.Index(fields=["municipality", "email"], condition=Q(email__isnull=False), name="matching_by_email"),
        )

    def __str__(self) -> str:
        return str(self.signal_id)


class SharedContact(models.Model):
    """A telephone number or mailbox that too many share (``keys.ContactLimits``): it says nothing about who somebody is."""

    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+", db_index=False)
    contact = models.CharField(max_length=5)  # phone or email
    value = models.TextField()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(contact__in=["phone", "email"]), name="matching_shared_contact_is_known"),
            models.UniqueConstraint(fields=["municipality", "contact", "value"], name="matching_shared_contact_once"),
        )

    def __str__(self) -> str:
        return f"{self.municipality_id} {self.contact}"


class Pair(models.Model):
    """Two signals with what compares them. ``left`` is the smaller number."""

    left = models.ForeignKey(Signal, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False)
    right = models.ForeignKey(Signal, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    tier = models.PositiveSmallIntegerField()
    version = models.CharField(max_length=20)  # of the tiers
    features = models.TextField()  # JSON: what was compared and how it came out

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.left_id}-{self.right_id}"


class Link(Pair):
    """A rule says: one person (``decision`` link), or show together (``decision`` together). Rule and version stand with it.

    A link that the rules no longer make stays as history, with the moment at which it ended.
    """

    decision = models.CharField(max_length=10)
    run = models.ForeignKey(MatchRun, on_delete=models.PROTECT, related_name="+", null=True, db_index=False)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta(Pair.Meta):
        abstract = False
        constraints = (
            models.CheckConstraint(condition=Q(left__lt=F("right")), name="matching_link_left_is_smaller"),
            models.CheckConstraint(condition=Q(decision__in=["link", "together"]), name="matching_link_decision_is_known"),
            models.UniqueConstraint(fields=["left", "right"], condition=Q(ended_at__isnull=True), name="matching_link_once"),
        )


class Suggestion(Pair):
    """A pair for a person to judge; ``rank`` orders the list (0 first) and decides nothing."""

    class State(models.TextChoices):
        OPEN = "open"
        JUDGED = "judged"  # there is a judgement that stands
        LAPSED = "lapsed"  # nothing to ask any more: joined, or held apart, in another way

    reason = models.CharField(max_length=12)  # ambiguous, conflict, unsure
    rank = models.PositiveIntegerField()
    state = models.CharField(max_length=6, choices=State.choices, default=State.OPEN)

    class Meta(Pair.Meta):
        abstract = False
        constraints = (
            models.CheckConstraint(condition=Q(left__lt=F("right")), name="matching_suggestion_left_is_smaller"),
            models.UniqueConstraint(fields=["left", "right"], name="matching_suggestion_once"),
            models.CheckConstraint(condition=Q(state__in=["open", "judged", "lapsed"]), name="matching_suggestion_state_is_known"),
        )
        indexes = (
            models.Index(fields=["municipality", "rank", "id"], condition=Q(state="open"), name="matching_suggestions_in_order"),
        )


class Judgement(models.Model):
    """What a person said about two signals. Never overwritten: it is taken back by another row that points at it.

    ``turn`` counts the rows about one pair, so that two people never judge a pair at the same time.
    """

    class Verdict(models.TextChoices):
        SAME = "same"
        DIFFERENT = "different"
        UNSURE = "unsure"
        TAKEN_BACK = "taken-back"

    left = models.ForeignKey(Signal, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False)
    right = models.ForeignKey(Signal, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+")
    verdict = models.CharField(max_length=10, choices=Verdict.choices)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    reason = models.TextField(blank=True)
    features = models.TextField()  # JSON: how the two compared when it was said
    turn = models.PositiveSmallIntegerField()
    takes_back = models.OneToOneField("self", on_delete=models.PROTECT, related_name="taken_back_by", null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(left__lt=F("right")), name="matching_judgement_left_is_smaller"),
            models.CheckConstraint(
                condition=Q(verdict__in=["same", "different", "unsure"], takes_back__isnull=True)
                | Q(verdict="taken-back", takes_back__isnull=False),
                name="matching_judgement_verdict_is_known",
            ),
            models.UniqueConstraint(fields=["left", "right", "turn"], name="matching_judgement_in_turn"),
        )

    def __str__(self) -> str:
        return f"{self.left_id}-{self.right_id} {self.verdict}"
