"""MIS exports → people and their consents."""

from imgaudit.register.reading import Register, read_register

__all__ = ["Register", "read_register"]
