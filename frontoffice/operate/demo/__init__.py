"""The demo: Riverbend School District, its website, its people and what families wrote to it. All of it is invented."""
