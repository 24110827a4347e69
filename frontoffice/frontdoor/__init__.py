"""Every way the public comes in: the pages of the front door, its forms, and the mail listener."""
