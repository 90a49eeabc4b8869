"""Who takes part: creditors, those who deliver for them, municipalities, joint bodies and executors.

Enters: facts about a party, from an operator or a file, with the moment and the actor. Leaves: rows other rooms point
at, and the mandates of a date as a frame. Policy: only those who are known here may share a signal (Bgs art. 2 names
the landlord; a mandate follows BW 3:60: somebody acts in the name of the creditor, the claim stays the creditor's).
"""
