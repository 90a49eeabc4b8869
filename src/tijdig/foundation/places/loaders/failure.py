"""The error every loader ends with."""


class UnusableFile(Exception):  # noqa: N818 - a name of the domain
    """A Dutch sentence: which file, where in it, what is wrong; the edition is not made."""
