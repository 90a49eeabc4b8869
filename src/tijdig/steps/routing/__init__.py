"""Step 4: which desk or system of the municipality receives the signal?

Enters: a frame with the municipality of each signal and the destinations of the signal date. Leaves: the same rows,
in the same order, with ``destination`` and ``system``, and a finding where none is known. Policy: the municipality
chooses its system, no public list says which; so a destination is entered by an operator with evidence, and there is
no default.
"""
