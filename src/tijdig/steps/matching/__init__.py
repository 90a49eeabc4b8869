"""Step 5: which signals concern the same person, or the same address?

Enters: stored signals (``keys.ENTERS``), and only signals of one municipality ever meet: the municipality is part of every
block. Leaves: links (rule number, version of the rules, compared features), clusters (one person), what is shown together,
households, and pairs for a person to judge, each with the reason. Nothing here decides on contact with anybody; a score of
persons is never made. Policy: the tiers in ``tiers.py`` (one definition, executed as SQL) and the limits in ``keys.py``.

``keys`` normalises, ``blocks`` proposes pairs, ``features`` compares them, ``tiers`` judges, ``guard`` holds back what could be two
people, ``engine`` runs these on DuckDB and ``spark`` on a cluster, ``clustering`` joins without contradiction, ``explain`` tells
why, and ``ranking`` orders what a person must look at.
"""
