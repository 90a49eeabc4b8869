"""The error a command ends with when it could not do its work."""


class Failure(Exception):
    """A Dutch sentence for the user: what is wrong and what to do; the command ends with exit code 2."""
