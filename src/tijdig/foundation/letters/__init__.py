"""Letters, e-mail and SMS: versioned texts, one PDF per letter, and a second reader that reads every PDF before release.

A letter is rendered apart and never joined, split or edited (the cause of letters to wrong people in 2020-2023). ``reading``
knows nothing of ``rendering``: it opens the PDF with another library and compares what a person would see with the record.
"""
