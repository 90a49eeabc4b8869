"""Writing whole frames into tables, the fast way of each database, inside the caller's transaction."""
