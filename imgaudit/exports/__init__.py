"""Other people's exports, read into one :class:`Inventory`. One module a dialect."""

from imgaudit.exports.inventory import Inventory

__all__ = ["Inventory"]
