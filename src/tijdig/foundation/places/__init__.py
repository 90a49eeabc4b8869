"""Which municipality an address lies in, on a date.

What enters: address files of public sources (loaders), kept as one compact index per edition (index, editions); a
frame of addresses. What leaves: the same frame with the municipality that holds on the signal date, the rule that
settled it and what is wrong (locate). Nothing is ever guessed from four digits or from a place name: both point to the
wrong municipality too often.
"""
