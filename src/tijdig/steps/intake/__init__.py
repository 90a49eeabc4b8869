"""Step 1: bytes in, a frame of typed signals with findings out.

Enters: a CSV, XLSX or JSON file in the open creditor format. Leaves: one row a signal with English, typed columns, and
every finding of every row at once. Raw bytes are not kept. Policy: only what the format itself says.
"""
