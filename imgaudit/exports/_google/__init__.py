"""Google Takeout: Google Photos and YouTube."""
