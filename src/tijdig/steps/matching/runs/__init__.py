"""Runs as work items: started, claimed under a lease, advanced, and done or failed. What a run finds is stored by the room."""
