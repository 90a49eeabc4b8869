"""Step 6: the case a municipality works on, from its signals to one of the sixteen outcomes.

Enters: groups of signals (matching). Leaves: a case with deadlines, contact attempts, letters asked for, and an outcome.
``rules`` holds the state table, the outcomes with their meaning, deadlines and the order of the work list: published facts
only, never a score of a person. Policy: ``followup.toml`` (four weeks; three days in a crisis), settings of the municipality.
"""
