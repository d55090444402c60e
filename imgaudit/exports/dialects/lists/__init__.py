"""What the school keeps itself: spreadsheets and folders of files; and how any list of pictures is read."""
