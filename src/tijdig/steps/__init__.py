"""The road of a signal, one room a step, in the order in which a signal walks through them."""
