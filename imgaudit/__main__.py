"""``python -m imgaudit``: the command line where its own command is not on the path."""

from imgaudit.cli import main

if __name__ == "__main__":
    main()
