"""The demo: Riverbend School District, its website, its people and its mail. All invented."""
