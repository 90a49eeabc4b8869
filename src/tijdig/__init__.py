"""Tijdig ("in time"): early signals of payment arrears, from a creditor's file to help that arrives in time."""

__version__ = "0.1.0"
