"""What containers hold, each in a file of its own: walked, judged, and without what is to go."""
