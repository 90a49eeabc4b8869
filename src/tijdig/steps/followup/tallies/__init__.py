"""How many open cases of a municipality have which profile, deadline, district and worker: kept while cases change."""
