"""Facebook's and Instagram's downloads."""
