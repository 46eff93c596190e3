"""Every URL of the portal, by app. Dutch paths: they are in the address bar of Dutch users. The interface is for software."""

from django.contrib import admin
from django.urls import include, path

from woo_portal.audit.views import RecordedLoginView

urlpatterns = [
    path("", include("woo_portal.worklist.urls")),
    path("inloggen/", RecordedLoginView.as_view(), name="login"),
    path("", include("woo_portal.accounts.urls")),
    path("archief/", include("woo_portal.intake.urls")),
    path("archief/", include("woo_portal.custody.urls")),
    path("archief/onderwerpen/", include("woo_portal.search.topics.urls")),
    path("zoeken/", include("woo_portal.search.urls")),
    path("dossiers/", include("woo_portal.dossiers.urls")),
    path("dossiers/<str:number>/lakken/", include("woo_portal.review.urls")),
    path("dossiers/<str:number>/pakket/", include("woo_portal.disclosure.urls")),
    path("dossiers/<str:number>/publicatie/", include("woo_portal.publication.urls")),
    path("kamervragen/", include("woo_portal.parliament.urls")),
    path("taken/", include("woo_portal.jobs.urls")),
    path("api/", include("woo_portal.intake.api.urls")),
    path("beheer/", admin.site.urls),
]
