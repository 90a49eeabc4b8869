"""From groups of signals to cases: made, filled, joined and split after every run of matching and every judgement."""
