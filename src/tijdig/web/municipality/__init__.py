"""The desk of a municipality."""
