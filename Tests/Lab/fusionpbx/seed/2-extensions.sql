-- 50 extensions in the head office and 10 in the branch, their mailboxes, messages, follow-me and devices.

-- The first ones have the names that break tools; the rest are drawn from two lists.
CREATE TEMP TABLE person AS
SELECT 'pbx.example.test' AS domain, extension, name, place AS n
FROM unnest(
    '{1001,1002,1003,1004,1005,1006,1007,1008,1009,0815,12085551099,300,lobby-1}'::text[],
    ARRAY['Front Desk', 'O''Neil', 'Zoë "Z" <sales>', '日本 太郎', 'Jean-Luc d''Été', 'Åse Ødegård & Sønner', 'Müller, Jr.', '50% off; DROP',
          'Back\slash', 'Werkstatt', 'Mobile, long number', 'Old block', 'Lobby phone']
) WITH ORDINALITY AS odd (extension, name, place)
UNION ALL
SELECT 'pbx.example.test', (1000 + n)::text,
       (ARRAY['Ada','Ben','Cleo','Dev','Edda','Finn','Gia','Hugo'])[1 + n % 8] || ' ' || (ARRAY['Adler','Braun','Castillo','Dubois','Ek','Fox','Grant'])[1 + n % 7], n + 100
FROM generate_series(10, 46) AS n
UNION ALL
SELECT 'branch.example.test', (1000 + n)::text, 'Branch ' || (ARRAY['Anna','Bodo','Carla','Dirk','Eva'])[1 + n % 5] || ' ' || n, n + 200
FROM generate_series(1, 10) AS n;

INSERT INTO v_extensions (extension_uuid, domain_uuid, extension, password, accountcode, effective_caller_id_name, effective_caller_id_number,
                          outbound_caller_id_name, outbound_caller_id_number, directory_first_name, directory_last_name,
                          directory_visible, directory_exten_visible, limit_max, limit_destination, user_context, call_timeout,
                          call_screen_enabled, extension_dialect, extension_voice, extension_type, force_ping, enabled, description, insert_date)
SELECT pg_temp.id('extension ' || domain || extension), pg_temp.domain(domain), extension,
       'Lab' || substr(md5('secret ' || domain || extension), 1, 17), domain, name, extension,
       CASE WHEN n % 3 = 0 THEN 'Example Ltd' END, CASE WHEN n % 3 = 0 THEN '1208555' || lpad(n::text, 4, '0') END,
       split_part(name, ' ', 1), nullif(split_part(name, ' ', 2), ''),
       'false', 'false', '5', '!USER_BUSY', domain, 30, 'false', 'us', 'callie', 'default', 'false', 'true',
       CASE WHEN n % 4 = 0 THEN 'Room ' || n END, '2026-01-05 09:00:00+00'::timestamptz + n * interval '1 hour'
FROM person;

-- Each state an extension can be in occurs once at least.
UPDATE v_extensions SET number_alias = '2045' WHERE extension = '1045';
UPDATE v_extensions SET enabled = 'false', description = 'Left in March' WHERE extension = '1046';
UPDATE v_extensions SET do_not_disturb = 'true' WHERE extension = '1044';
UPDATE v_extensions SET forward_all_enabled = 'true', forward_all_destination = '12085559001' WHERE extension = '1043';
UPDATE v_extensions SET extension_type = 'virtual', auth_acl = 'virtual-only' WHERE extension = '1042';
UPDATE v_extensions SET effective_caller_id_name = NULL, effective_caller_id_number = NULL WHERE extension = '1041';
UPDATE v_extensions SET user_record = 'all', hold_music = 'local_stream://pbx.example.test/jazz' WHERE extension = '1015';
UPDATE v_extensions SET call_group = 'sales', toll_allow = 'domestic:international' WHERE extension IN ('1003', '1012', '1013');
UPDATE v_extensions SET forward_busy_enabled = 'true', forward_busy_destination = '1001',
                        forward_no_answer_enabled = 'true', forward_no_answer_destination = '*991016',
                        forward_user_not_registered_enabled = 'true', forward_user_not_registered_destination = '12085559002'
WHERE extension = '1016';
UPDATE v_extensions SET emergency_caller_id_name = 'Example Ltd', emergency_caller_id_number = '12085551212', cidr = '192.0.2.0/24',
                        max_registrations = '2', missed_call_app = 'email', missed_call_data = 'alice@example.test'
WHERE extension = '1001' AND domain_uuid = pg_temp.domain('pbx.example.test');

INSERT INTO v_extension_users (extension_user_uuid, domain_uuid, extension_uuid, user_uuid, insert_date)
SELECT pg_temp.id('extension user ' || domain || extension), pg_temp.domain(domain), pg_temp.id('extension ' || domain || extension),
       pg_temp.id('user ' || domain || username), now()
FROM (VALUES ('pbx.example.test', '1001', 'alice'), ('pbx.example.test', '1002', 'oneil'), ('pbx.example.test', '1003', 'zoe'),
             ('branch.example.test', '1001', 'berta')) AS link (domain, extension, username);

INSERT INTO v_extension_settings (extension_setting_uuid, domain_uuid, extension_uuid, extension_setting_type, extension_setting_name,
                                  extension_setting_value, extension_setting_enabled, insert_date)
VALUES (pg_temp.id('extension setting 1'), pg_temp.domain('pbx.example.test'), pg_temp.id('extension pbx.example.test1001'),
        'variable', 'ringback', '${us-ring}', 'true', now());

-- Follow me: in use, kept but switched off, and set up by 1001 of the branch as well.
INSERT INTO v_follow_me (follow_me_uuid, domain_uuid, follow_me_enabled, follow_me_ignore_busy, insert_date)
SELECT pg_temp.id('follow me ' || domain || extension), pg_temp.domain(domain), enabled, 'false', now()
FROM (VALUES ('pbx.example.test', '1002', 'true'::pg_temp.yesno), ('pbx.example.test', '1014', 'false'), ('branch.example.test', '1001', 'true'))
    AS follower (domain, extension, enabled);
UPDATE v_extensions AS e SET follow_me_uuid = f.follow_me_uuid, follow_me_enabled = f.follow_me_enabled
FROM v_follow_me AS f, v_domains AS d
WHERE d.domain_uuid = e.domain_uuid AND f.follow_me_uuid = pg_temp.id('follow me ' || d.domain_name || e.extension);
INSERT INTO v_follow_me_destinations (follow_me_destination_uuid, domain_uuid, follow_me_uuid, follow_me_destination,
                                      follow_me_delay, follow_me_timeout, follow_me_prompt, follow_me_order, insert_date)
SELECT pg_temp.id('follow me step ' || domain || extension || place), pg_temp.domain(domain), pg_temp.id('follow me ' || domain || extension),
       target, delay, timeout, prompt, place, now()
FROM (VALUES ('pbx.example.test', '1002', '1002', 0, 20, NULL, 0), ('pbx.example.test', '1002', '12085550000', 10, 30, '1', 1),
             ('pbx.example.test', '1002', '1005', 15, 30, NULL, 2), ('pbx.example.test', '1014', '1014', 0, 30, NULL, 0),
             ('branch.example.test', '1001', '1001', 0, 25, NULL, 0), ('branch.example.test', '1001', '4915112345678', 5, 25, NULL, 1))
    AS step (domain, extension, target, delay, timeout, prompt, place);

INSERT INTO v_devices (device_uuid, domain_uuid, device_address, device_label, device_vendor, device_template, device_enabled, insert_date)
SELECT pg_temp.id('device ' || extension), pg_temp.domain('pbx.example.test'), address, extension, 'yealink', 'yealink/t46s', 'true', now()
FROM (VALUES ('1001', '001565aabb01'), ('1002', '001565aabb02')) AS device (extension, address);
INSERT INTO v_device_lines (device_line_uuid, domain_uuid, device_uuid, line_number, server_address, label, display_name, user_id, auth_id,
                            password, sip_port, sip_transport, register_expires, enabled, insert_date)
SELECT pg_temp.id('device line ' || extension), domain_uuid, pg_temp.id('device ' || extension), '1', 'pbx.example.test', extension,
       effective_caller_id_name, extension, extension, password, 5060, 'tcp', 80, 'true', now()
FROM v_extensions WHERE domain_uuid = pg_temp.domain('pbx.example.test') AND extension IN ('1001', '1002');
INSERT INTO v_device_keys (device_key_uuid, domain_uuid, device_uuid, device_key_id, device_key_category, device_key_vendor, device_key_type,
                           device_key_line, device_key_value, device_key_label, insert_date)
VALUES (pg_temp.id('device key 1'), pg_temp.domain('pbx.example.test'), pg_temp.id('device 1001'), 2, 'line', 'yealink', '16', 1, '1002', 'O''Neil', now());

-- A mailbox for everybody but the lobby, the virtual extension and 1040; an alias wins over the extension.
INSERT INTO v_voicemails (voicemail_uuid, domain_uuid, voicemail_id, voicemail_password, voicemail_mail_to, voicemail_file,
                          voicemail_local_after_email, voicemail_transcription_enabled, voicemail_enabled, voicemail_description, insert_date)
SELECT pg_temp.id('mailbox ' || d.domain_name || box), domain_uuid, box,
       lpad((('x' || substr(md5('pin ' || d.domain_name || box), 1, 7))::bit(28)::int % 100000000)::text, 8, '0'),
       CASE WHEN pg_temp.dice(hashtext(box), 1, 3) > 0 THEN 'box' || box || '@example.test' END, 'attach', 'true', 'false', 'true', e.description, e.insert_date
FROM v_extensions AS e JOIN v_domains AS d USING (domain_uuid), LATERAL (SELECT coalesce(e.number_alias, e.extension)) AS number (box)
WHERE e.extension NOT IN ('lobby-1', '1042', '1040');
UPDATE v_voicemails SET voicemail_enabled = 'false' WHERE voicemail_id = '1039';
UPDATE v_voicemails SET voicemail_local_after_email = 'false', voicemail_file = 'link' WHERE voicemail_id = '1038';
-- A mailbox that belongs to no extension.
INSERT INTO v_voicemails (voicemail_uuid, domain_uuid, voicemail_id, voicemail_password, voicemail_mail_to, voicemail_file,
                          voicemail_local_after_email, voicemail_enabled, voicemail_description, insert_date)
VALUES (pg_temp.id('mailbox pbx.example.test600'), pg_temp.domain('pbx.example.test'), '600', '24681357', 'sales@example.test', 'attach',
        'true', 'true', 'Sales, shared', now());

INSERT INTO v_voicemail_messages (voicemail_message_uuid, domain_uuid, voicemail_uuid, created_epoch, caller_id_name, caller_id_number,
                                  message_length, message_status, message_transcription, message_base64, insert_date)
SELECT pg_temp.id('message ' || domain || box || n), pg_temp.domain(domain), pg_temp.id('mailbox ' || domain || box),
       extract(epoch FROM moment)::bigint, name, number, length, status, transcription,
       -- The branch keeps the sound itself in the row.
       CASE domain WHEN 'branch.example.test' THEN
           translate(encode(pg_read_binary_file(:'home' || '/office/tone-' || length || '.wav'), 'base64'), E'\n', '') END,
       moment
FROM (VALUES
    ('pbx.example.test', '1001', 1, 0.1, 'Alice Caller', '12085557001', 5, NULL, NULL),
    ('pbx.example.test', '1001', 2, 1.2, 'O''''Brien', '12085557002', 2, '', 'please call me back'),
    ('pbx.example.test', '1001', 3, 3.5, 'Zoë "Z" <x>', '+442071234567', 9, NULL, NULL),
    ('pbx.example.test', '1001', 4, 20, '日本', '819012345678', 3, 'saved', NULL),
    ('pbx.example.test', '1001', 5, 90, 'anonymous', 'anonymous', 4, 'saved', NULL),
    ('pbx.example.test', '1002', 1, 0.5, 'Front Desk', '1001', 3, NULL, NULL),
    ('pbx.example.test', '1002', 2, 8, 'Cleo Ek', '1018', 6, 'saved', NULL),
    ('pbx.example.test', '1003', 1, 2, 'Gone', '12085557003', 2, 'deleted', NULL),
    ('pbx.example.test', '1010', 1, 4, NULL, NULL, 7, NULL, NULL),
    ('pbx.example.test', '1010', 2, 5, '', '12085557004', 8, NULL, NULL),
    ('pbx.example.test', '1010', 3, 6, 'Tab	and' || chr(10) || 'line', '12085557005', 2, NULL, NULL),
    ('pbx.example.test', '0815', 1, 7, 'Werk', '0816', 4, NULL, NULL),
    ('pbx.example.test', '2045', 1, 9, 'Alias', '1001', 3, NULL, NULL),
    ('pbx.example.test', '600', 1, 11, 'Customer', '12085557006', 5, NULL, NULL),
    ('branch.example.test', '1001', 1, 0.7, 'Kunde', '493012345678', 3, NULL, NULL),
    ('branch.example.test', '1001', 2, 12, 'Müller', '4989123456', 5, 'saved', NULL),
    ('branch.example.test', '1002', 1, 15, 'Head office', '12085551212', 2, NULL, NULL)
) AS message (domain, box, n, days, name, number, length, status, transcription),
LATERAL (SELECT :'anchor'::timestamptz - days * interval '1 day') AS point (moment);

INSERT INTO v_voicemail_greetings (voicemail_greeting_uuid, domain_uuid, voicemail_id, greeting_id, greeting_name, greeting_filename, greeting_base64, insert_date)
SELECT pg_temp.id('greeting ' || domain || box || n), pg_temp.domain(domain), box, n, name, 'greeting_' || n || '.wav',
       CASE domain WHEN 'branch.example.test' THEN translate(encode(pg_read_binary_file(:'home' || '/office/tone-2.wav'), 'base64'), E'\n', '') END, now()
FROM (VALUES ('pbx.example.test', '1001', 1, 'Office hours'), ('pbx.example.test', '1001', 2, 'On holiday'), ('branch.example.test', '1001', 1, 'Standard'))
    AS greeting (domain, box, n, name);
UPDATE v_voicemails SET greeting_id = 1 WHERE voicemail_uuid = pg_temp.id('mailbox pbx.example.test1001');

INSERT INTO v_voicemail_options (voicemail_option_uuid, domain_uuid, voicemail_uuid, voicemail_option_digits, voicemail_option_action,
                                 voicemail_option_param, voicemail_option_order, insert_date)
VALUES (pg_temp.id('mailbox option 1'), pg_temp.domain('pbx.example.test'), pg_temp.id('mailbox pbx.example.test1001'), '0', 'menu-exec-app',
        'transfer 1002 XML pbx.example.test', 0, now());
INSERT INTO v_voicemail_destinations (voicemail_destination_uuid, domain_uuid, voicemail_uuid, voicemail_uuid_copy, insert_date)
VALUES (pg_temp.id('mailbox copy 1'), pg_temp.domain('pbx.example.test'), pg_temp.id('mailbox pbx.example.test600'),
        pg_temp.id('mailbox pbx.example.test1003'), now());
