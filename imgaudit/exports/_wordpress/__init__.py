"""WordPress: its own export (WXR) and what its REST API answers, both read into one ``Blog``."""
