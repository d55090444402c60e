"""What one file gives away: bytes, not schools.

`inspect` answers with a frozen `Record` for any picture or video. It never raises on bad content.
"""

from .inspection import ENGINE_VERSION, inspect
from .record import KINDS, Found, Record

__all__ = ["ENGINE_VERSION", "KINDS", "Found", "Record", "inspect"]
