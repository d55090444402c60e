"""Lists of everything that lies on a drive or in a library."""
