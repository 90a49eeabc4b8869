"""The error every loader ends with."""


class UnusableFile(Exception):
    """A Dutch sentence: which file, where in it, what is wrong; the edition is not made."""
