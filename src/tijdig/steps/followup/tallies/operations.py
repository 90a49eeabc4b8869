"""Keeping the tallies: every operation that changes open cases tells what they were and what they became."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence

from django.db import connection

from tijdig.steps.followup.models import Case, Tally
from tijdig.steps.followup.rules import OPEN, CaseState

_ADD = """
    INSERT INTO followup_tally (municipality_id, dimension, value, count) VALUES {marks}
    ON CONFLICT (municipality_id, dimension, value) DO UPDATE SET count = followup_tally.count + excluded.count
"""
# One row a value of each dimension; cases that wait count in their profile only: they are out of sight until their day.
_ALL = """
    INSERT INTO followup_tally (municipality_id, dimension, value, count)
    SELECT municipality_id, '{dimension}', {value}, COUNT(*) FROM followup_case
    WHERE municipality_id = %s AND closed_at IS NULL AND {narrowed} GROUP BY municipality_id, {value}
"""
_AT_WORK = "state <> 'waiting'"
_DIMENSIONS = {
    "profile": ("profile", "1 = 1"),
    "deadline": ("CASE WHEN reached THEN 'met' ELSE CAST(due_on AS TEXT) END", _AT_WORK),
    "district": ("COALESCE(CAST(district_id AS TEXT), '')", _AT_WORK),
    "worker": ("COALESCE(CAST(worker_id AS TEXT), '')", _AT_WORK),
}


class Tallies:
    """What changes in the tallies of one municipality; ``write`` belongs in the same transaction as the cases."""

    def __init__(self, municipality: str) -> None:
        self._municipality = municipality
        self._changes: Counter[tuple[str, str]] = Counter()

    def before(self, case: Case) -> None:
        """A case as it was: it no longer counts so."""
        self._changes.subtract(_counted(case))

    def after(self, case: Case) -> None:
        """A case as it is now."""
        self._changes.update(_counted(case))

    def write(self) -> None:
        """Add the changes, always in one order, so that two writers wait for each other instead of locking up."""
        changes = [(*key, count) for key, count in sorted(self._changes.items()) if count]
        if changes:
            marks = ", ".join(["(%s, %s, %s, %s)"] * len(changes))
            values = [part for change in changes for part in (self._municipality, *change)]
            with connection.cursor() as cursor:
                cursor.execute(_ADD.format(marks=marks), values)

    def recount(self) -> None:
        """Count all open cases anew: after much work at once that is quicker than adding."""
        Tally.objects.filter(municipality=self._municipality).delete()
        with connection.cursor() as cursor:
            for dimension, (value, narrowed) in _DIMENSIONS.items():
                cursor.execute(_ALL.format(dimension=dimension, value=value, narrowed=narrowed), [self._municipality])

    @staticmethod
    def save(cases: Sequence[Case], names: Collection[str]) -> None:
        """Write columns of many cases, row by row in one go; for a few thousand that is far quicker than one statement."""
        wanted = set(names)
        fields = [field for field in Case._meta.local_concrete_fields if field.name in wanted]
        marks = ", ".join(f"{connection.ops.quote_name(field.column or field.name)} = %s" for field in fields)
        rows = [
            [*(field.get_db_prep_save(getattr(case, field.attname), connection) for field in fields), case.pk] for case in cases
        ]
        with connection.cursor() as cursor:
            cursor.executemany(f"UPDATE followup_case SET {marks} WHERE id = %s", rows)  # noqa: S608 - names of our own columns


def _counted(case: Case) -> list[tuple[str, str]]:
    """Under which values a case counts: none once it has ended."""
    if case.state not in OPEN:
        return []
    profile = ("profile", case.profile)
    if case.state == CaseState.WAITING:
        return [profile]
    deadline = "met" if case.reached else case.due_on.isoformat()
    return [profile, ("deadline", deadline), ("district", str(case.district_id or "")), ("worker", str(case.worker_id or ""))]
