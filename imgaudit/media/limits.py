"""How much of one file is read, however large or hostile it is. All limits of the engine stand here."""

MAX_FILE_BYTES = 16 * 1024**3
"""A file on disk is read in pieces, never held whole; beyond this it is `too_large`."""

MAX_STREAM_BYTES = 512 * 1024**2
"""A file object without a file behind it has to be held in memory."""

READ_WHOLE_BYTES = 8 * 1024**2
"""Up to here one read is cheaper than many; beyond, a file is read in pieces where it is looked at."""

MAX_DEPTH = 4
"""Files inside files (a video behind a picture, a picture behind that): how deep to look."""

MAX_NESTED_BYTES = 256 * 1024**2
"""A file inside a file is copied out to be inspected; beyond this it stays unknown."""

MAX_BLOCKS = 50_000
"""JPEG segments, PNG or RIFF chunks, GIF blocks or ISO boxes of one file."""

MAX_BOX_DEPTH = 24
"""Boxes in boxes, lists in lists."""

MAX_IFDS = 256
MAX_IFD_ENTRIES = 4096
MAX_TIFF_RANGES = 200_000

MAX_NOTE_BYTES = 1 << 20
"""A maker's note that is longer, a preview in it say, is not read tag by tag."""

MAX_NOTE_READS = 100_000
"""How often exifread may read from one Exif block; the richest real notes need about 10,000 reads."""

MAX_INFLATED_BYTES = 8 * 1024**2
"""What one compressed text chunk may grow to."""

MAX_INFLATED_TOTAL = 32 * 1024**2
"""What all compressed texts of one file may grow to."""

MAX_XMP_BYTES = 8 * 1024**2
MAX_XMP_DEPTH = 64
MAX_XMP_NODES = 100_000

MAX_FOUND = 2_000
"""Findings kept in one record; the kinds go on being counted."""

MAX_VALUE_CHARS = 200
"""So much of a value is shown."""

MAX_VALUE_BYTES = 64 * 1024
"""So much of a value is read: more than a JPEG's segment holds."""

MAX_TEXT_CHARS = 1024**2
"""So much of what people wrote into one file is kept, to be searched for names."""

MAX_ITEMS = 20_000
"""Items of a HEIF file, keys of a QuickTime key table, samples' chunks of a track."""

MAX_SAMPLES = 20_000
"""Samples of a track of subtitles or telemetry that are read: an hour and more."""

MAX_FRAMES = 200_000
"""Frames of a film that are looked at as pictures of their own: two hours."""

MAX_SAMPLE_BYTES = 64 * 1024**2
"""What all of them may take; what lies behind stays unknown."""

MAX_REDRAWN_PIXELS = 89_000_000
"""Width times height times frames that are decoded to compare two files or to draw an animation anew; a
picture may have more."""

MAX_DECODED_BYTES = 1024**3
"""What a larger picture may take in memory when it is drawn anew: 250 megapixels in colour. A JPEG takes a quarter to a
64th of that where it is made so much smaller."""

MAX_MEMBERS = 20_000
"""Files in an Office document."""

MAX_XML_BYTES = 16 * 1024**2
"""A part of a document that is read as XML; its tree takes some ten times as much memory."""

MAX_OBJECTS = 400_000
"""Values that are looked at in a PDF: dictionaries, lists, numbers, strings."""

MAX_PDF_READS = 20_000_000
"""How often pypdf may read from a PDF: once a byte outside of its streams, which takes ten seconds at most."""

MAX_DOCUMENT_BYTES = 256 * 1024**2
"""A PDF is held in memory; beyond this it is not opened. So much may all parts of one document unpack to, too."""

MAX_CBOR_DEPTH, MAX_CBOR_VALUES = 32, 50_000
"""Values in values of a C2PA manifest, and how many there may be in one box of it."""

MAX_LZW_TABLES = 50_000
"""Tables of strings in the pixels of one GIF: each takes some 0.2 ms, and holds some 5 KB as encoders write it."""

MAX_LZW_BYTES = 16 * 1024**2
"""Compressed pixels of one picture of a GIF."""

MAX_TRIED_PIXELS = 128_000_000
"""How many pixels of one WebP are decoded to see where its pictures end: each picture two or three times."""
