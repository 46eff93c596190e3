"""The web entry point for gunicorn."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from woo_portal.services import start_services
from woo_portal.warming import keep_for_good, warm_up

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "woo_portal.settings.base")
start_services()
application = get_wsgi_application()

# Every screen is loaded now, for the first visitor needs not wait for it. What is loaded stays for good: the collector need
# not look at it again, and need not come by for each few hundred objects of a page. It was most of what slow pages waited for.
get_resolver().url_patterns  # noqa: B018 reading it loads them
keep_for_good()
gc.set_threshold(25_000, 20, 20)

# What screens are made with takes longer to load: that goes on beside the first visitors.
warm_up()
