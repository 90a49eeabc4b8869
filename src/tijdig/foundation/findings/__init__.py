"""What is wrong with a row, said the same way by every step.

A step describes its checks as expressions that are true where a row breaches them; harvesting turns the breaches of a
whole frame into findings, one row each: line, column, code, severity, message, source (design of the open creditor format).
"""
