"""The dialects: other people's exports, a folder for each family of them. Adding a dialect is adding a module."""
