"""Who may come in and what they may do there: people, their memberships of organisations, and capabilities by role.

``rules`` holds the table from role to capabilities; nobody asks for a role, always for a capability. A person acts for one
organisation at a time. In the ledger a person is a pseudonym.
"""
