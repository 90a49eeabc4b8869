"""Reading single values: each reader is an expression from text to a typed value, null where the text cannot be read.

The same expressions serve a million rows and one value (``one_value.read``), so there is one definition of what a
postcode, an amount or a house number is. Pure: no clock, no settings, no database.
"""
