-- The tables of a phone of 2023, with the columns that are read and some that are not.
CREATE TABLE jid (_id INTEGER PRIMARY KEY AUTOINCREMENT, user TEXT NOT NULL, server TEXT NOT NULL, agent INTEGER, device INTEGER, type INTEGER, raw_string TEXT);
CREATE TABLE chat (_id INTEGER PRIMARY KEY AUTOINCREMENT, jid_row_id INTEGER UNIQUE, hidden INTEGER, subject TEXT, created_timestamp INTEGER, ephemeral_expiration INTEGER);
CREATE TABLE message (_id INTEGER PRIMARY KEY AUTOINCREMENT, chat_row_id INTEGER NOT NULL, from_me INTEGER NOT NULL, key_id TEXT NOT NULL, sender_jid_row_id INTEGER, status INTEGER, origination_flags INTEGER, origin INTEGER, timestamp INTEGER, received_timestamp INTEGER, message_type INTEGER, text_data TEXT, starred INTEGER, sort_id INTEGER NOT NULL DEFAULT 0);
CREATE TABLE message_media (message_row_id INTEGER PRIMARY KEY, chat_row_id INTEGER, file_path TEXT, file_size INTEGER, media_key BLOB, mime_type TEXT, media_name TEXT, media_caption TEXT);
CREATE TABLE message_quoted (message_row_id INTEGER PRIMARY KEY AUTOINCREMENT, chat_row_id INTEGER NOT NULL, parent_message_chat_row_id INTEGER NOT NULL, from_me INTEGER NOT NULL, sender_jid_row_id INTEGER, key_id TEXT NOT NULL, timestamp INTEGER, message_type INTEGER, text_data TEXT);
CREATE TABLE message_edit_info (message_row_id INTEGER PRIMARY KEY, original_key_id TEXT NOT NULL, edited_timestamp INTEGER NOT NULL, sender_timestamp INTEGER NOT NULL);
CREATE TABLE message_revoked (message_row_id INTEGER PRIMARY KEY, revoked_key_id TEXT NOT NULL, admin_jid_row_id INTEGER, revoke_timestamp INTEGER);
CREATE TABLE message_forwarded (message_row_id INTEGER PRIMARY KEY, forward_score INTEGER);
CREATE TABLE message_mentions (_id INTEGER PRIMARY KEY AUTOINCREMENT, message_row_id INTEGER, jid_row_id INTEGER);
CREATE TABLE message_vcard (_id INTEGER PRIMARY KEY AUTOINCREMENT, message_row_id INTEGER, vcard TEXT);
CREATE TABLE message_location (message_row_id INTEGER PRIMARY KEY, chat_row_id INTEGER, latitude REAL, longitude REAL, place_name TEXT, place_address TEXT, url TEXT, live_location_share_duration INTEGER);
CREATE TABLE message_poll (message_row_id INTEGER PRIMARY KEY, selectable_options_count INTEGER, enc_key BLOB);
CREATE TABLE message_poll_option (_id INTEGER PRIMARY KEY AUTOINCREMENT, message_row_id INTEGER, option_sha256 TEXT, option_name TEXT, vote_total INTEGER);
CREATE TABLE message_add_on (_id INTEGER PRIMARY KEY AUTOINCREMENT, chat_row_id INTEGER, from_me INTEGER, key_id TEXT NOT NULL, sender_jid_row_id INTEGER, parent_message_row_id INTEGER, timestamp INTEGER, status INTEGER, message_add_on_type INTEGER);
CREATE TABLE message_add_on_reaction (message_add_on_row_id INTEGER PRIMARY KEY, reaction TEXT, sender_timestamp INTEGER);
CREATE TABLE message_add_on_poll_vote (message_add_on_row_id INTEGER PRIMARY KEY, sender_timestamp INTEGER);
CREATE TABLE message_add_on_poll_vote_selected_option (_id INTEGER PRIMARY KEY AUTOINCREMENT, message_add_on_row_id INTEGER, message_poll_option_id INTEGER);
CREATE TABLE message_system (message_row_id INTEGER PRIMARY KEY, action_type INTEGER NOT NULL);
CREATE TABLE message_system_group (message_row_id INTEGER PRIMARY KEY, is_me_joined INTEGER);
CREATE TABLE message_system_chat_participant (message_row_id INTEGER, user_jid_row_id INTEGER);
CREATE TABLE message_system_number_change (message_row_id INTEGER PRIMARY KEY, old_jid_row_id INTEGER, new_jid_row_id INTEGER);
CREATE TABLE message_system_value_change (message_row_id INTEGER PRIMARY KEY, old_data TEXT);
CREATE TABLE message_system_block_contact (message_row_id INTEGER PRIMARY KEY, is_blocked INTEGER);
CREATE TABLE message_ephemeral_setting (message_row_id INTEGER PRIMARY KEY, setting_duration INTEGER);
CREATE TABLE missed_call_logs (_id INTEGER PRIMARY KEY AUTOINCREMENT, message_row_id INTEGER, timestamp INTEGER, video_call INTEGER);
CREATE TABLE call_log (_id INTEGER PRIMARY KEY AUTOINCREMENT, jid_row_id INTEGER, from_me INTEGER, call_id TEXT, timestamp INTEGER, video_call INTEGER, duration INTEGER, call_result INTEGER, group_jid_row_id INTEGER NOT NULL DEFAULT 0);
CREATE TABLE group_participant_user (_id INTEGER PRIMARY KEY AUTOINCREMENT, group_jid_row_id INTEGER NOT NULL, user_jid_row_id INTEGER NOT NULL, rank INTEGER, pending INTEGER);
CREATE TABLE props (_id INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT UNIQUE, value TEXT);

INSERT INTO props (key, value) VALUES ('user_push_name', 'Sjoerd Brouwer');
INSERT INTO jid (_id, user, server, raw_string) VALUES
  (1, '31612345678', 's.whatsapp.net', '31612345678@s.whatsapp.net'),
  (2, '31687654321', 's.whatsapp.net', '31687654321@s.whatsapp.net'),
  (3, '4915112345678', 's.whatsapp.net', '4915112345678@s.whatsapp.net'),
  (4, '120363000000000001', 'g.us', '120363000000000001@g.us'),
  (5, '31611112222', 's.whatsapp.net', '31611112222@s.whatsapp.net'),
  (6, '', 'status_me', 'status_me');
INSERT INTO chat (_id, jid_row_id, subject, ephemeral_expiration) VALUES (10, 4, 'Crisis: dijken 🏞️', 0), (11, 1, NULL, 604800);
INSERT INTO group_participant_user (group_jid_row_id, user_jid_row_id) VALUES (4, 6), (4, 1), (4, 2);

INSERT INTO message (_id, chat_row_id, from_me, key_id) VALUES (1, -1, 0, '-1');

-- The group.
INSERT INTO message (_id, chat_row_id, from_me, key_id, sender_jid_row_id, timestamp, message_type, text_data, sort_id) VALUES
  (2, 10, 0, 'G01', 1, 1771420000000, 7, 'Dijkgroep', 2),
  (3, 10, 1, 'G02', 1, 1771420001000, 7, NULL, 3),
  (4, 10, 0, 'G03', 1, 1771420002000, 7, NULL, 4),
  (5, 10, 0, 'G04', 1, 1771420003000, 7, 'Crisis: dijken 🏞️', 5);
INSERT INTO message_system VALUES (2, 11), (3, 12), (4, 12), (5, 1);
INSERT INTO message_system_group VALUES (2, 0), (3, 1), (4, 0), (5, 0);
INSERT INTO message_system_chat_participant VALUES (3, 6), (4, 2), (4, 3);
INSERT INTO message_system_value_change VALUES (5, 'Dijkgroep');
INSERT INTO message (_id, chat_row_id, from_me, key_id, sender_jid_row_id, origination_flags, origin, timestamp, message_type, text_data, sort_id) VALUES
  (6, 10, 0, 'G05', 1, 0, 0, 1771420060123, 0, 'Welkom @31687654321, de dijk bij Oud-Kessem staat onder druk.', 6),
  (7, 10, 1, 'G06', 0, 0, 0, 1771420120000, 0, 'Duidelijk.
Ik bel de dijkgraaf.', 7),
  (8, 10, 0, 'G07', 2, 1, 0, 1771420180000, 0, 'Doorgestuurd: peil is 47,2', 8),
  (9, 10, 0, 'G08NIEUW', 1, 0, 0, 1771420240000, 0, 'Overleg om 15:00 in plaats van 14:30', 9),
  (10, 10, 1, 'G09', 0, 0, 0, 1771420300000, 1, 'de kade, zie foto', 10),
  (11, 10, 0, 'G10', 3, 0, 0, 1771420360000, 9, NULL, 11),
  (12, 10, 0, 'G11', 2, 0, 1, 1771420420000, 2, NULL, 12),
  (13, 10, 0, 'G12', 1, 0, 0, 1771420480000, 66, 'Wanneer evacueren?', 13),
  (14, 10, 0, 'G13', 2, 0, 0, 1771420540000, 15, NULL, 14),
  (15, 10, 0, 'G14', 3, 0, 0, 1771420600000, 64, NULL, 15),
  (16, 10, 0, 'G15', 2, 0, 0, 1771420660000, 5, NULL, 16),
  (17, 10, 0, 'G16', 2, 0, 0, 1771420720000, 4, NULL, 17),
  (18, 10, 0, 'G17', 1, 0, 0, 1771420780000, 20, NULL, 18),
  (19, 10, 0, 'G18', 1, 0, 0, 1771420840000, 42, 'eenmalig', 19),
  (20, 10, 0, 'G19', 2, 0, 0, 1771420900000, 7, NULL, 20),
  (21, 10, 0, 'G20', 1, 0, 0, 1771420960000, 7, NULL, 21),
  (22, 10, 0, 'G21', 0, 0, 0, 1771421020000, 0, 'Wie schreef dit?', 22),
  (23, 10, 0, 'G22', 2, 0, 0, 0, 0, 'Bericht zonder tijd', 23),
  (24, 10, 0, 'G23', 2, 0, 0, 1771421140000, 777, 'Van een nieuwe soort', 24),
  (25, 10, 0, 'G24', 1, 0, 0, 1771421200000, 99, NULL, 25),
  (26, 10, 0, 'G25', 1, 0, 0, 1771421260000, 7, NULL, 26),
  (27, 10, 0, 'G26', 2, 0, 0, 1771421320000, 118, NULL, 27),
  (28, 10, 0, 'G27', 2, 0, 0, 1771421380000, 11, NULL, 28);
INSERT INTO message_mentions (message_row_id, jid_row_id) VALUES (6, 2);
INSERT INTO message_quoted (message_row_id, chat_row_id, parent_message_chat_row_id, from_me, sender_jid_row_id, key_id, timestamp, message_type, text_data) VALUES
  (7, 10, 10, 0, 1, 'G05', 1771420060123, 0, 'Welkom, de dijk bij Oud-Kessem staat onder druk.'),
  (12, 10, 10, 1, 0, 'G06', 1771420120000, 0, 'Duidelijk.');
INSERT INTO message_forwarded VALUES (8, 2);
INSERT INTO message_edit_info VALUES (9, 'G08', 1771420260000, 1771420259000);
INSERT INTO message_media (message_row_id, file_path, media_key, mime_type, media_name, media_caption) VALUES
  (10, 'Media/WhatsApp Images/IMG-20260218-WA0003.jpg', X'00112233445566778899', 'image/jpeg', NULL, NULL),
  (11, 'Media/WhatsApp Documents/DOC-20260218-WA0004.', X'00112233445566778899', 'application/pdf', 'Nota dijkversterking.pdf', 'ter info'),
  (12, NULL, NULL, 'audio/ogg; codecs=opus', NULL, NULL),
  (18, NULL, NULL, 'image/webp', NULL, NULL),
  (19, NULL, NULL, 'image/jpeg', NULL, NULL);
INSERT INTO message_poll VALUES (13, 1, X'FFEEDDCCBBAA');
INSERT INTO message_poll_option (_id, message_row_id, option_name, vote_total) VALUES (1, 13, 'Vanavond', 2), (2, 13, 'Morgen om 7:00', 0), (3, 13, 'Niet', 3);
INSERT INTO message_add_on (_id, chat_row_id, from_me, key_id, sender_jid_row_id, parent_message_row_id, timestamp, message_add_on_type) VALUES
  (1, 10, 0, 'A1', 2, 6, 1771420070000, 56),
  (2, 10, 1, 'A2', -1, 6, 1771420071000, 56),
  (3, 10, 0, 'A3', 3, 6, 1771420072000, 56),
  (4, 10, 0, 'A4', 2, 13, 1771420490000, 67),
  (5, 10, 1, 'A5', 0, 13, 1771420491000, 67);
INSERT INTO message_add_on_reaction VALUES (1, '👍🏽', 1771420069500), (2, '🙏', NULL), (3, '', 1771420072000);
INSERT INTO message_add_on_poll_vote VALUES (4, 1771420490000), (5, 1771420491000);
INSERT INTO message_add_on_poll_vote_selected_option (message_add_on_row_id, message_poll_option_id) VALUES (4, 1), (5, 1), (5, 3);
INSERT INTO message_revoked VALUES (14, 'G13OUD', NULL, 1771420545000), (15, 'G14OUD', 1, 1771420610000);
INSERT INTO message_location VALUES (16, 10, 51.849123456789, 5.8612, 'Gemaal De Hoop', 'Dijkweg 1, Oud-Kessem', 'https://example.org/plek', NULL);
INSERT INTO message_vcard (message_row_id, vcard) VALUES
  (17, 'BEGIN:VCARD
VERSION:3.0
N:Courant;Bram;;;
FN:Bram Courant
ORG:Waterschap\, afdeling dijken;
item1.TEL;waid=31612340000:+31 6 12340000
PHOTO;BASE64:/9j/4AAQSkZJRg==
END:VCARD'),
  (17, 'BEGIN:VCARD
FN:Zonder nummer
END:VCARD');
INSERT INTO message_system VALUES (20, 5), (21, 28), (26, 321);
INSERT INTO message_system_number_change VALUES (21, 1, 5);
INSERT INTO message_system_chat_participant VALUES (26, 2);

-- The chat of two.
INSERT INTO message (_id, chat_row_id, from_me, key_id, sender_jid_row_id, timestamp, message_type, text_data, sort_id) VALUES
  (40, 11, 1, 'P01', 0, 1771500000000, 7, NULL, 40),
  (41, 11, 1, 'P02', 0, 1771500001000, 36, NULL, 41),
  (42, 11, 0, 'P03', 0, 1771500060000, 0, 'Kun je me bellen? 📞', 42),
  (43, 11, 0, 'P04', 0, 1771500120000, 10, NULL, 43),
  (44, 11, 1, 'P05', 0, 1771500180000, 0, 'שלום, ik bel zo — مرحبا', 44),
  (45, 11, 0, 'P06', 0, 1771500240000, 7, NULL, 45),
  (46, 11, 0, 'P07', 0, 1771500300000, 7, NULL, 46);
INSERT INTO message_system VALUES (40, 18), (45, 58), (46, 67);
INSERT INTO message_system_block_contact VALUES (45, 1);
INSERT INTO message_ephemeral_setting VALUES (41, 604800);
INSERT INTO missed_call_logs (message_row_id, timestamp, video_call) VALUES (43, 1771500120000, 1);
INSERT INTO message_add_on (_id, chat_row_id, from_me, key_id, sender_jid_row_id, parent_message_row_id, timestamp, message_add_on_type) VALUES (9, 11, 0, 'A9', -1, 44, 1771500190000, 56);
INSERT INTO message_add_on_reaction VALUES (9, '❤️', 1771500190000);
-- A reaction of nobody knows whom, one to a message that is gone, and two persons added together with the owner.
INSERT INTO message_add_on (_id, chat_row_id, from_me, key_id, sender_jid_row_id, parent_message_row_id, timestamp, message_add_on_type) VALUES (11, 10, 0, 'A11', 0, 22, 1771500190000, 56);
INSERT INTO message_add_on_reaction VALUES (11, '😮', 1771500190000);
INSERT INTO message (_id, chat_row_id, from_me, key_id, sender_jid_row_id, timestamp, message_type, sort_id) VALUES (29, 10, 0, 'G28', 1, 1771421400000, 7, 29);
INSERT INTO message_system VALUES (29, 12);
INSERT INTO message_system_group VALUES (29, 1);
INSERT INTO message_system_chat_participant VALUES (29, 2), (29, 3);
INSERT INTO message_add_on (_id, chat_row_id, from_me, key_id, sender_jid_row_id, parent_message_row_id, timestamp, message_add_on_type) VALUES (10, 11, 0, 'A10', -1, 999, 1771500190000, 56);
INSERT INTO message_add_on_reaction VALUES (10, '👀', 1771500190000);
