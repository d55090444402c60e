"""Pages of websites that somebody saved: where each was, and which picture is where."""
