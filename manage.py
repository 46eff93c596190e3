#!/usr/bin/env python
"""Django's command line, with the embedded services started first where the environment names none."""

import os
import sys


def main() -> None:
    """Run one management command."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "woo_portal.settings.base")
    from django.core.management import execute_from_command_line

    from woo_portal.services import start_services
    from woo_portal.services.locations import ServiceError

    try:
        start_services()
    except ServiceError as error:
        sys.exit(str(error))
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
