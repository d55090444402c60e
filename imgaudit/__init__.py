"""imgaudit: audit the pictures and videos a school has published."""

__version__ = "0.1.0"
