"""E-mail as values: parse it, build it, and know what it is. No Django, no settings, no database."""
