"""What a municipality decides about its desk: dated settings, districts, and the views its workers keep."""
