"""ExifTool's reports, in place of the files."""
