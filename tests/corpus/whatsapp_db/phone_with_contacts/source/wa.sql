CREATE TABLE wa_contacts (_id INTEGER PRIMARY KEY AUTOINCREMENT, jid TEXT NOT NULL, is_whatsapp_user BOOLEAN NOT NULL, status TEXT,
  number TEXT, display_name TEXT, given_name TEXT, family_name TEXT, wa_name TEXT, sort_name TEXT, nickname TEXT);
INSERT INTO wa_contacts (jid, is_whatsapp_user, number, display_name, wa_name) VALUES
  ('31612345678@s.whatsapp.net', 1, '+31612345678', 'Nienke de Boer 🌊', 'nienke'),
  ('31687654321@s.whatsapp.net', 1, '+31687654321', NULL, 'Piet'),
  ('4915112345678@s.whatsapp.net', 1, NULL, NULL, NULL);
