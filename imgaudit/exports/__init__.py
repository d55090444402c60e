"""Other people's exports, read into one :class:`Inventory`. One module a dialect."""

from imgaudit.exports.inventory import Inventory
from imgaudit.exports.reading import read_inventory, recognise_exports

__all__ = ["Inventory", "read_inventory", "recognise_exports"]
