from django.apps import AppConfig


class ConversationsConfig(AppConfig):
    name = "frontoffice.conversations"

    def ready(self) -> None:
        """Whoever leaves the district leaves no conversation behind."""
        from frontoffice.conversations.departing import OPEN_CONVERSATIONS
        from frontoffice.district.departures import HANDOVERS

        if OPEN_CONVERSATIONS not in HANDOVERS:
            HANDOVERS.append(OPEN_CONVERSATIONS)
