"""The one visible place for what counts as harmless, and for what exposes what.

An allow-list: a tag that is neither in a harmless table nor mapped to a kind makes `hidden` yes, and leaves
every other kind unknown, because nobody can say what is inside. A new tag is one row here; one
that turns out to be harmless leaves the table of kinds.

Tag numbers and names: TIFF 6.0 and its supplements, Exif 3.0 (CIPA DC-008), TIFF/EP (ISO 12234-2),
DNG 1.7, IPTC IIM 4.2 and IPTC Photo Metadata 2023.1, XMP specification parts 1 to 3, Adobe Photoshop file
format, QuickTime file format, PNG third edition, Exif-RIFF (Exif 3.0 chapter 5), MWG 2.0, C2PA 2.1, CAWG 1.1;
for makers' notes and trailers, which have no standard, ExifTool's documentation of their tags.
"""
