"""Pages of this module."""

from __future__ import annotations

from django.urls import path, re_path

from frontoffice.inbox.views import actions, conversation, desk, lists

REFERENCE = r"^inbox/(?P<reference>[A-Za-z0-9]{1,4}-[2-9A-Za-z]{6})/"

urlpatterns = [
    path("inbox/", lists.home, name="inbox"),
    path("inbox/where/", lists.where, name="inbox-where"),
    path("inbox/topics/", lists.topics, name="inbox-topics"),
    path("inbox/schools/", lists.schools, name="inbox-schools"),
    path("inbox/search/", lists.find, name="inbox-search"),
    path("inbox/news/", lists.news, name="inbox-news"),
    path("inbox/record/", desk.record, name="inbox-record"),
    path("inbox/preferences/", desk.preferences, name="inbox-preferences"),
    path("inbox/held/", desk.held_list, name="inbox-held"),
    path("inbox/held/<int:arrival_id>/", desk.held_one, name="inbox-held-one"),
    path("inbox/held/<int:arrival_id>/filing/", desk.held_filing, name="inbox-held-filing"),
    path("inbox/held/<int:arrival_id>/dismissal/", desk.held_dismissal, name="inbox-held-dismissal"),
    path("outbox/", desk.outbox, name="inbox-outbox"),
    path("outbox/<int:delivery_id>/", desk.letter, name="inbox-letter"),
    path("inbox/topic/<slug:slug>/", lists.topic, name="inbox-topic"),
    path("inbox/school/<slug:slug>/", lists.school, name="inbox-school"),
    re_path(REFERENCE + "$", conversation.conversation, name="inbox-conversation"),
    re_path(REFERENCE + "person/$", conversation.person, name="inbox-person"),
    re_path(REFERENCE + "changes/$", conversation.changes, name="inbox-changes"),
    re_path(REFERENCE + r"files/(?P<file_id>\d{1,15})/$", conversation.file, name="inbox-file"),
    re_path(REFERENCE + "replies/$", actions.replies, name="inbox-replies"),
    re_path(REFERENCE + r"replies/(?P<message_id>\d{1,15})/undo/$", actions.undo, name="inbox-undo"),
    re_path(REFERENCE + "notes/$", actions.notes, name="inbox-notes"),
    re_path(REFERENCE + "draft/$", actions.draft, name="inbox-draft"),
    re_path(REFERENCE + "assignment/$", actions.assignment, name="inbox-assignment"),
    re_path(REFERENCE + "promise/$", actions.promise, name="inbox-promise"),
    re_path(REFERENCE + "topic/$", actions.topic, name="inbox-change-topic"),
    re_path(REFERENCE + "people/$", actions.people, name="inbox-people"),
    re_path(REFERENCE + "pending/$", actions.pending, name="inbox-pending"),
    re_path(REFERENCE + "closure/$", actions.closure, name="inbox-closure"),
    re_path(REFERENCE + "privacy/$", actions.privacy, name="inbox-privacy"),
    path("inbox/<slug:kind>/", lists.view, name="inbox-view"),
]
