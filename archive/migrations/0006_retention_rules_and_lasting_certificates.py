"""The terms that are known for all of the State, and certificates of destruction that nobody changes or removes."""

from django.db import migrations

# The advice and the cabinet's letter on chats (ACOI, 19 January 2023; Kamerstuk 32802, 67): for ever for ministers and state
# secretaries, five to ten years for the top officials. The longest is the safe one until a selection list says otherwise.
RULES = (
    ("minister", None, "ACOI-advies ‘Kan dit weg? Nee’ (2023): bewindspersonen blijvend"),
    ("state_secretary", None, "ACOI-advies ‘Kan dit weg? Nee’ (2023): bewindspersonen blijvend"),
    ("top_official", 10, "ACOI-advies ‘Kan dit weg? Nee’ (2023): ambtelijke top vijf tot tien jaar"),
)
CREATE = """
CREATE FUNCTION archive_destruction_lasts() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.completed_at IS NOT NULL OR (TG_OP = 'DELETE' AND OLD.destroyed_at IS NOT NULL) THEN
        RAISE EXCEPTION 'a certificate of destruction is kept as it is';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER archive_destruction_lasts BEFORE UPDATE OR DELETE ON archive_destruction
    FOR EACH ROW EXECUTE FUNCTION archive_destruction_lasts();

CREATE FUNCTION archive_destruction_line_lasts() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM archive_destruction d WHERE d.id = OLD.destruction_id AND d.destroyed_at IS NOT NULL) THEN
        RAISE EXCEPTION 'a certificate of destruction is kept as it is';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER archive_destruction_line_lasts BEFORE UPDATE OR DELETE ON archive_destructionline
    FOR EACH ROW EXECUTE FUNCTION archive_destruction_line_lasts();

CREATE FUNCTION archive_destroyed_message_lasts() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a certificate of destruction is kept as it is';
END $$;
CREATE TRIGGER archive_destroyed_message_lasts BEFORE UPDATE OR DELETE ON archive_destroyedmessage
    FOR EACH ROW EXECUTE FUNCTION archive_destroyed_message_lasts();
CREATE TRIGGER archive_destroyed_capture_lasts BEFORE UPDATE OR DELETE ON archive_destroyedcapture
    FOR EACH ROW EXECUTE FUNCTION archive_destroyed_message_lasts();
CREATE TRIGGER archive_destroyed_conversation_lasts BEFORE UPDATE OR DELETE ON archive_destroyedconversation
    FOR EACH ROW EXECUTE FUNCTION archive_destroyed_message_lasts();
"""
DROP = """
DROP TRIGGER archive_destroyed_conversation_lasts ON archive_destroyedconversation;
DROP TRIGGER archive_destroyed_capture_lasts ON archive_destroyedcapture;
DROP TRIGGER archive_destroyed_message_lasts ON archive_destroyedmessage; DROP FUNCTION archive_destroyed_message_lasts();
DROP TRIGGER archive_destruction_line_lasts ON archive_destructionline; DROP FUNCTION archive_destruction_line_lasts();
DROP TRIGGER archive_destruction_lasts ON archive_destruction; DROP FUNCTION archive_destruction_lasts();
"""


def add_rules(apps, schema_editor):
    rule = apps.get_model("archive", "RetentionRule")
    for function_class, years, basis in RULES:
        rule.objects.create(function_class=function_class, years=years, basis=basis)


class Migration(migrations.Migration):
    dependencies = [("archive", "0005_batches_append_only")]
    operations = [
        migrations.RunPython(add_rules, migrations.RunPython.noop),
        migrations.RunSQL(CREATE, DROP),
    ]
