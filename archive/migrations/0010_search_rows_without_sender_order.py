"""No question is answered by the order of a sender's search rows: who sent a message is among the lexemes."""

from django.db import migrations

DROP = "DROP INDEX archive_messageindex_sender"
CREATE = """
CREATE INDEX archive_messageindex_sender ON archive_messageindex (sender_id, sent_at DESC, message_id DESC)
"""


class Migration(migrations.Migration):
    dependencies = [("archive", "0009_topics")]
    operations = [migrations.RunSQL(DROP, CREATE)]
