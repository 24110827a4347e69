"""Base templates, components, styles, icons and template tags; knows no models and no settings."""
