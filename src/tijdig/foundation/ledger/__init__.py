"""Append-only log with Merkle roots, receipts and their seals: what happened, in which order, provable to outsiders.

Enters: who did what at which moment, and the digests of the rows it concerned. Leaves: entries that chain, and receipts
that anybody can check without us. Stands on no step.
"""
