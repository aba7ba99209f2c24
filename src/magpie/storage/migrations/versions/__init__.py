"""One file for each revision, numbered in their order; a released one never changes."""
