-- A phone of 2026: members by hidden id, calls in the log of calls, a conversation that was deleted, no contacts.
CREATE TABLE jid (_id INTEGER PRIMARY KEY AUTOINCREMENT, user TEXT NOT NULL, server TEXT NOT NULL, agent INTEGER, type INTEGER, raw_string TEXT, device INTEGER);
CREATE TABLE jid_map (lid_row_id INTEGER PRIMARY KEY NOT NULL, jid_row_id INTEGER NOT NULL, sort_id INTEGER);
CREATE TABLE lid_display_name (lid_row_id INTEGER PRIMARY KEY NOT NULL, display_name TEXT NOT NULL, username TEXT);
CREATE TABLE chat (_id INTEGER PRIMARY KEY AUTOINCREMENT, jid_row_id INTEGER UNIQUE, subject TEXT);
CREATE TABLE message (_id INTEGER PRIMARY KEY AUTOINCREMENT, chat_row_id INTEGER NOT NULL, from_me INTEGER NOT NULL, key_id TEXT NOT NULL, sender_jid_row_id INTEGER, origination_flags INTEGER, origin INTEGER, timestamp INTEGER, message_type INTEGER, text_data TEXT, sort_id INTEGER NOT NULL DEFAULT 0);
CREATE TABLE message_mentions (_id INTEGER PRIMARY KEY AUTOINCREMENT, message_row_id INTEGER, jid_row_id INTEGER);
CREATE TABLE message_call_log (message_row_id INTEGER PRIMARY KEY, call_log_row_id INTEGER);
CREATE TABLE call_log (_id INTEGER PRIMARY KEY AUTOINCREMENT, jid_row_id INTEGER, from_me INTEGER, call_id TEXT, timestamp INTEGER, video_call INTEGER, duration INTEGER, call_result INTEGER, group_jid_row_id INTEGER NOT NULL DEFAULT 0);
CREATE TABLE message_system (message_row_id INTEGER PRIMARY KEY, action_type INTEGER);
CREATE TABLE message_group_invite (message_row_id INTEGER PRIMARY KEY, group_name TEXT);
CREATE TABLE message_template (message_row_id INTEGER PRIMARY KEY, content_text_data TEXT, footer_text_data TEXT);
INSERT INTO jid (_id, user, server, raw_string) VALUES
  (1, '55500011122233', 'lid', '55500011122233@lid'),
  (2, '31612345678', 's.whatsapp.net', '31612345678@s.whatsapp.net'),
  (3, '66600011122233', 'lid', '66600011122233@lid'),
  (4, '77700011122233', 'lid', '77700011122233@lid'),
  (5, '120363000000000002', 'g.us', '120363000000000002@g.us'),
  (6, '31687654321', 's.whatsapp.net', '31687654321@s.whatsapp.net'),
  (7, 'status', 'broadcast', 'status@broadcast'),
  (8, '120363999999999999', 'newsletter', '120363999999999999@newsletter');
INSERT INTO jid_map VALUES (1, 2, 0);
INSERT INTO lid_display_name VALUES (1, 'Nienke', NULL), (3, 'Bram C.', 'bramc');
INSERT INTO chat VALUES (20, 5, 'Kernteam'), (21, 1, NULL), (22, 7, NULL), (23, 8, 'Rivierberichten'), (24, 4, 'leeg');
INSERT INTO message (_id, chat_row_id, from_me, key_id, sender_jid_row_id, origination_flags, origin, timestamp, message_type, text_data, sort_id) VALUES
  (1, 20, 0, 'K1', 1, 0, 0, 1771000000000, 0, 'Wie kan er? @66600011122233 of @31612345678?', 1),
  (2, 20, 0, 'K2', 3, 67108864, 0, 1771000001000, 0, 'Ik', 2),
  (3, 20, 0, 'K3', 4, 0, 0, 1771000002000, 0, 'Ik ook', 3),
  (4, 20, 1, 'K4', 0, 0, 0, 1771000003000, 90, NULL, 4),
  (5, 20, 0, 'K5', 3, 0, 0, 1771000003000, 7, NULL, 5),
  (6, 21, 0, 'K6', 0, 0, 0, 1771000100000, 24, NULL, 6),
  (7, 21, 0, 'K7', 0, 0, 0, 1771000200000, 27, NULL, 7),
  (8, 22, 0, 'K8', 6, 0, 0, 1771000300000, 0, 'Mijn status', 8),
  (9, 23, 0, 'K9', 0, 0, 0, 1771000400000, 0, 'Nieuws van de rivier', 9),
  (10, 99, 0, 'K10', 6, 0, 0, 1771000500000, 0, 'Uit een gesprek dat weg is', 10),
  (11, 99, 1, 'K11', 0, 0, 0, 1771000600000, 0, 'En mijn antwoord', 11),
  (12, 98, 0, 'K12', 0, 0, 0, 1771000700000, 0, 'Van wie ook weer?', 12),
  (13, 21, 0, 'K13', 0, 0, 0, 9789000700000, 0, 'Uit de toekomst', 13);
INSERT INTO message_mentions (message_row_id, jid_row_id) VALUES (1, 3), (1, 1);
INSERT INTO call_log VALUES
  (1, 1, 1, 'call:1', 1771000003000, 1, 65, 5, 5),
  (2, 1, 0, 'call:2', 1771000800000, 0, 0, 2, 0),
  (3, 1, 1, 'call:3', 1771000900000, 0, 3725, 5, 0),
  (4, 6, 0, 'call:4', 1771001000000, 1, 0, 4, 0),
  (5, 1, 0, 'call:5', NULL, 0, 0, 2, 0);
INSERT INTO message_call_log VALUES (4, 1);
INSERT INTO message_system VALUES (5, 70);
INSERT INTO message_group_invite VALUES (6, 'Uiterwaarden');
INSERT INTO message_template VALUES (7, 'Uw code is 123-456', 'Deel deze code met niemand');
