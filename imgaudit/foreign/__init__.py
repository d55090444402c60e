"""Other people's syntax: sheets, JSON, XML, text, dates, words and addresses. Nothing here knows an inventory."""
