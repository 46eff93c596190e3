"""The Django project: people, dossiers, screens and packages."""
