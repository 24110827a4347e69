"""Contacts, conversations, messages, and what arrives and leaves."""

from frontoffice.conversations.models.arrival import Arrival
from frontoffice.conversations.models.contact import Contact
from frontoffice.conversations.models.conversation import Conversation, ConversationQuerySet
from frontoffice.conversations.models.delivery import Delivery
from frontoffice.conversations.models.message import Attachment, Draft, DraftFile, Feedback, Message

__all__ = [
    "Arrival",
    "Attachment",
    "Contact",
    "Conversation",
    "ConversationQuerySet",
    "Delivery",
    "Draft",
    "DraftFile",
    "Feedback",
    "Message",
]
