"""What the public gets: a website on this machine, with everything a website does."""
