"""What one file gives away, and the same file without that: bytes, not schools.

`inspect` answers with a frozen `Record` for any picture or video. It never raises on bad content.
`strip` gives the file back without its metadata, checked, or says why it cannot.
"""

from .drawing import small_copy
from .inspection import ENGINE_VERSION, inspect
from .record import KINDS, Found, Record
from .stripping import CannotStrip, strip

__all__ = ["ENGINE_VERSION", "KINDS", "CannotStrip", "Found", "Record", "inspect", "small_copy", "strip"]
