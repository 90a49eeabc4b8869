"""Step 7: what a creditor may know of its signal: a closed list, and nothing else.

Enters: the outcome of a case. Leaves: one feedback per signal, in words of the closed list, and the pause of collection that
accepted help starts. The reason behind "andere reden" is not a field here, so it cannot get out.
"""
