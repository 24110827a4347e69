"""Extensions, and the announcement that wakes the inbox's live updates: ids only, never content."""

from django.contrib.postgres.operations import TrigramExtension, UnaccentExtension
from django.db import migrations

ANNOUNCE = """
CREATE FUNCTION announce_message() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('conversations', NEW.conversation_id::text);
    RETURN NULL;
END $$;
CREATE TRIGGER announce_message AFTER INSERT ON conversations_message
    FOR EACH ROW EXECUTE FUNCTION announce_message();
"""
BE_SILENT = "DROP TRIGGER announce_message ON conversations_message; DROP FUNCTION announce_message();"


class Migration(migrations.Migration):
    dependencies = [("conversations", "0001_initial")]

    operations = [
        TrigramExtension(),
        UnaccentExtension(),
        migrations.RunSQL(ANNOUNCE, BE_SILENT),
    ]
