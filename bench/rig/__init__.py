"""What the measurements share: an installation of its own, a browser of few words, a full inbox, a table."""
