"""How many open cases of a municipality have which deadline, kind, district, worker, sort and state: kept while cases change."""
