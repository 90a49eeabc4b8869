"""Pages of a creditor."""
