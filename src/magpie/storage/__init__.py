"""What lasts: the journal, its archive, and one repository per subject, on SQLite or PostgreSQL."""
