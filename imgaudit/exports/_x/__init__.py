"""The archive of an X account."""
