"""The public addresses. They are printed on paper and stand on other sites, so none of them ever changes."""

from __future__ import annotations

from django.urls import path

from frontoffice.frontdoor.views import about, ask, directory, home, message

app_name = "frontdoor"
urlpatterns = [
    path("", home.home, name="home"),
    path("public-<str:name>.css", home.stylesheet, name="stylesheet"),
    path("t/<str:slug>/", home.topic, name="topic"),
    path("s/<str:slug>/", home.school, name="school"),
    path("s/<str:slug>/<str:topic_slug>/", home.school_topic, name="school_topic"),
    path("people/", directory.directory, name="people"),
    path("p/<str:link>/", directory.person, name="person"),
    path("c/<str:slug>/", directory.role, name="role"),
    path("ask/", ask.start, name="start"),
    path("ask/<str:slug>/", ask.ask, name="ask"),
    path("sent/<str:key>/", message.sent, name="sent"),
    path("m/", message.find, name="find"),
    path("m/<str:key>/", message.message, name="message"),
    path("m/<str:key>/replies/", message.reply, name="reply"),
    path("m/<str:key>/closure/", message.closure, name="closure"),
    path("m/<str:key>/feedback/", message.feedback, name="feedback"),
    path("m/<str:key>/leave/", message.leave, name="leave"),
    path("m/<str:key>/files/<str:digest>/", message.attachment, name="attachment"),
    path("privacy/", about.privacy, name="privacy"),
    path("public-records/", about.public_records, name="records"),
    path("accessibility/", about.accessibility, name="accessibility"),
]
