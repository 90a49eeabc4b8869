"""Dated parameters of law and practice, each with its source and status; and the calendar of terms.

A parameter whose status is ``open`` has no value until the operator sets one. Pure: dates come in, nothing is looked up.
"""
