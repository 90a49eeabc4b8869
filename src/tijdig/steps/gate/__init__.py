"""Step 2: may, and must, this signal be shared? The rule table of the law, by the date of the signal.

Enters: typed signals (one row or a million) and a policy. Leaves: the findings of every rule that a row breaches; the first
breach hides no other. Policy: arrears.toml and energy.toml.
"""
