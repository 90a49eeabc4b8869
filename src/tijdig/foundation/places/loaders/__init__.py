"""Reading address files: what enters is a list of files of public sources, what leaves are records for the index.

The format is known by the header: CBS (cbs), NLExtract bagadresplus (bagadresplus), addresses with the municipality by
name (named) and areas only (areas_only). Files may be plain, zipped (.zip) or compressed (.zst). Nothing is written
here, so a file that cannot be used leaves the editions as they were.
"""
