-- Two tenants, the settings pbxctl reads, groups and users.

INSERT INTO v_domains (domain_uuid, domain_name, domain_enabled, domain_description, insert_date)
SELECT pg_temp.domain(name), name, 'true', description, now()
FROM (VALUES ('pbx.example.test', 'Head office'), ('branch.example.test', 'Branch')) AS office (name, description);

INSERT INTO v_software (software_uuid, software_name, software_url, software_version)
VALUES ('7de057e7-333b-4ebf-9466-315ae7d44efd', 'FusionPBX', 'www.fusionpbx.com', :'version');

-- A setting that is off is there all the same, with the value it would have.
INSERT INTO v_default_settings (default_setting_uuid, default_setting_category, default_setting_subcategory, default_setting_name,
                                default_setting_value, default_setting_order, default_setting_enabled, insert_date)
SELECT pg_temp.id('setting ' || category || subcategory || value || coalesce(place, 0)), category, subcategory, kind,
       nullif(value, ''), place, (state = 'on'), now()
FROM (VALUES
    ('switch', 'bin', 'dir', '', NULL::int, 'on'),
    ('switch', 'base', 'dir', '/usr', NULL, 'on'),
    ('switch', 'conf', 'dir', :'home' || '/conf', NULL, 'on'),
    ('switch', 'db', 'dir', :'home' || '/db', NULL, 'on'),
    ('switch', 'log', 'dir', :'home' || '/log', NULL, 'on'),
    ('switch', 'recordings', 'dir', :'home' || '/recordings', NULL, 'on'),
    ('switch', 'storage', 'dir', :'home' || '/storage', NULL, 'on'),
    ('switch', 'voicemail', 'dir', :'home' || '/storage/voicemail', NULL, 'on'),
    ('switch', 'sounds', 'dir', :'home' || '/sounds', NULL, 'on'),
    ('switch', 'scripts', 'dir', :'home' || '/scripts', NULL, 'on'),
    ('switch', 'extensions', 'dir', :'home' || '/conf/directory', NULL, 'off'),
    ('switch', 'dialplan', 'dir', :'home' || '/conf/dialplan', NULL, 'off'),
    ('switch', 'sip_profiles', 'dir', :'home' || '/conf/sip_profiles', NULL, 'off'),
    ('cache', 'method', 'text', 'file', NULL, 'on'),
    ('cache', 'location', 'text', :'home' || '/cache', NULL, 'on'),
    ('cache', 'syslog', 'boolean', 'false', NULL, 'on'),
    ('domain', 'time_zone', 'name', 'UTC', NULL, 'on'),
    ('domain', 'language', 'code', 'en-us', NULL, 'on'),
    ('domain', 'country_code', 'text', '', NULL, 'on'),
    ('domain', 'dial_string', 'text', '{sip_invite_domain=${domain_name},leg_timeout=${call_timeout},presence_id=${dialed_user}@${dialed_domain}}${sofia_contact(*/${dialed_user}@${dialed_domain})}', NULL, 'on'),
    ('destinations', 'dialplan_mode', 'text', :'dialplan_mode', NULL, 'on'),
    ('destinations', 'dialplan_details', 'boolean', 'true', NULL, 'on'),
    ('destinations', 'unique', 'boolean', 'true', NULL, 'on'),
    ('destinations', 'select_mode', 'text', 'default', NULL, 'on'),
    ('dialplan', 'destination', 'text', 'destination_number', NULL, 'on'),
    ('extension', 'password_length', 'numeric', '20', NULL, 'on'),
    ('extension', 'password_strength', 'numeric', '4', NULL, 'on'),
    ('extension', 'password_number', 'boolean', 'true', NULL, 'on'),
    ('extension', 'password_lowercase', 'boolean', 'true', NULL, 'on'),
    ('extension', 'password_uppercase', 'boolean', 'false', NULL, 'off'),
    ('extension', 'password_special', 'boolean', 'false', NULL, 'off'),
    ('extension', 'limit_max', 'numeric', '5', NULL, 'on'),
    ('extension', 'call_timeout', 'numeric', '30', NULL, 'on'),
    ('extension', 'max_registrations', 'numeric', '', NULL, 'off'),
    ('extension', 'user_record_default', 'text', '', NULL, 'on'),
    ('voicemail', 'password_length', 'numeric', '8', NULL, 'on'),
    ('voicemail', 'keep_local', 'boolean', 'true', NULL, 'on'),
    ('voicemail', 'enabled_default', 'boolean', 'true', NULL, 'on'),
    ('voicemail', 'transcription_enabled_default', 'boolean', 'false', NULL, 'on'),
    ('voicemail', 'voicemail_file', 'text', 'attach', NULL, 'on'),
    ('voicemail', 'storage_type', 'text', 'base64', NULL, 'off'),
    ('voicemail', 'use_deletion_queue', 'boolean', 'true', NULL, 'off'),
    ('voicemail', 'deletion_queue_retention_hours', 'numeric', '24', NULL, 'off'),
    ('voicemail', 'password_complexity', 'boolean', 'true', NULL, 'off'),
    ('voicemail', 'password_min_length', 'numeric', '4', NULL, 'off'),
    ('recordings', 'storage_type', 'text', 'base64', NULL, 'off'),
    ('call_recordings', 'record_extension', 'text', 'wav', NULL, 'on'),
    ('cdr', 'limit', 'numeric', '800', NULL, 'on'),
    ('cdr', 'archive_database', 'boolean', 'false', NULL, 'off'),
    ('cdr', 'b_leg', 'array', 'outbound', 10, 'off'),
    ('cdr', 'b_leg', 'array', 'inbound', 20, 'off'),
    ('cdr', 'database_retention_days', 'numeric', '730', NULL, 'on'),
    ('ring_group', 'ring_ready', 'boolean', 'true', NULL, 'on'),
    ('ring_group', 'default_ringback', 'text', '${us-ring}', NULL, 'off'),
    ('follow_me', 'strategy', 'text', 'enterprise', NULL, 'on'),
    ('follow_me', 'max_destinations', 'numeric', '5', NULL, 'off'),
    ('follow_me', 'timeout', 'numeric', '30', NULL, 'off'),
    ('users', 'password_length', 'numeric', '12', NULL, 'on'),
    ('users', 'password_number', 'boolean', 'true', NULL, 'on'),
    ('users', 'password_lowercase', 'boolean', 'true', NULL, 'on'),
    ('users', 'password_uppercase', 'boolean', 'true', NULL, 'on'),
    ('users', 'password_special', 'boolean', 'false', NULL, 'on'),
    ('users', 'unique', 'text', 'global', NULL, 'off'),
    ('provision', 'path', 'text', '', NULL, 'off'),
    ('limit', 'extensions', 'numeric', '3', NULL, 'off'),
    ('limit', 'destinations', 'numeric', '3', NULL, 'off')
) AS setting (category, subcategory, kind, value, place, state);

-- The branch lies in another zone, keeps voicemail in the database and may have no more than twelve extensions.
INSERT INTO v_domain_settings (domain_setting_uuid, domain_uuid, domain_setting_category, domain_setting_subcategory,
                               domain_setting_name, domain_setting_value, domain_setting_enabled, insert_date)
SELECT pg_temp.id('domain setting ' || domain || category || subcategory), pg_temp.domain(domain), category, subcategory, kind, value, 'true', now()
FROM (VALUES
    ('pbx.example.test', 'domain', 'time_zone', 'name', 'America/Boise'),
    ('branch.example.test', 'domain', 'time_zone', 'name', 'Europe/Berlin'),
    ('branch.example.test', 'voicemail', 'storage_type', 'text', 'base64'),
    ('branch.example.test', 'voicemail', 'file_ext', 'text', 'wav'),
    ('branch.example.test', 'voicemail', 'password_length', 'numeric', '6'),
    ('branch.example.test', 'limit', 'extensions', 'numeric', '12')
) AS setting (domain, category, subcategory, kind, value);

INSERT INTO v_groups (group_uuid, group_name, group_protected, group_level, group_description, insert_date)
SELECT pg_temp.id('group ' || name), name, 'false', level, name, now()
FROM (VALUES ('superadmin', 80), ('admin', 50), ('user', 30), ('agent', 20), ('fax', 20), ('public', 10)) AS class (name, level);

INSERT INTO v_group_permissions (group_permission_uuid, permission_name, permission_protected, permission_assigned, group_name, group_uuid)
SELECT pg_temp.id('permission ' || permission), permission, 'false', 'true', 'superadmin', pg_temp.id('group superadmin')
FROM unnest('{extension_view,extension_add,extension_edit,extension_delete,destination_view,destination_add}'::text[]) AS permission;

-- Nobody can log in with these: the hash is of nothing.
INSERT INTO v_users (user_uuid, domain_uuid, contact_uuid, username, password, user_email, user_status, user_type, user_enabled, add_user, add_date, insert_date)
SELECT pg_temp.id('user ' || domain || username), pg_temp.domain(domain), pg_temp.id('contact ' || domain || username), username,
       '$2y$10$' || repeat('.', 53), username || '@example.test', status, 'default', enabled, 'admin', '2026-01-05 09:00:00.0+0000', now()
FROM (VALUES
    ('pbx.example.test', 'admin', NULL, 'true'::pg_temp.yesno), ('pbx.example.test', 'alice', 'Available', 'true'),
    ('pbx.example.test', 'oneil', 'Available', 'true'), ('pbx.example.test', 'zoe', 'On Break', 'true'),
    ('pbx.example.test', 'gone', NULL, 'false'), ('branch.example.test', 'berta', 'Available', 'true')
) AS person (domain, username, status, enabled);

INSERT INTO v_user_groups (user_group_uuid, domain_uuid, group_name, group_uuid, user_uuid, insert_date)
SELECT pg_temp.id('membership ' || user_uuid), domain_uuid, name, pg_temp.id('group ' || name), user_uuid, now()
FROM v_users, LATERAL (SELECT CASE username WHEN 'admin' THEN 'superadmin' ELSE 'user' END) AS class (name);

INSERT INTO v_user_settings (user_setting_uuid, user_uuid, domain_uuid, user_setting_category, user_setting_subcategory,
                             user_setting_name, user_setting_value, user_setting_enabled, insert_date)
SELECT pg_temp.id('user setting ' || user_uuid || subcategory), user_uuid, domain_uuid, 'domain', subcategory, kind, value, 'true', now()
FROM v_users, (VALUES ('language', 'code', 'en-us'), ('time_zone', 'name', 'UTC')) AS setting (subcategory, kind, value);

INSERT INTO v_contacts (contact_uuid, domain_uuid, contact_type, contact_name_given, contact_nickname, insert_date)
SELECT contact_uuid, domain_uuid, 'user', initcap(username), username, now() FROM v_users;

INSERT INTO v_contact_emails (contact_email_uuid, domain_uuid, contact_uuid, email_address, insert_date)
SELECT pg_temp.id('email ' || contact_uuid), domain_uuid, contact_uuid, user_email, now() FROM v_users;

INSERT INTO v_sip_profiles (sip_profile_uuid, sip_profile_name, sip_profile_enabled, sip_profile_description, insert_date)
SELECT pg_temp.id('profile ' || name), name, enabled, description, now()
FROM (VALUES ('internal', 'true'::pg_temp.yesno, 'Phones'), ('external', 'true', 'Carriers'), ('internal-ipv6', 'false', 'Off'))
    AS profile (name, enabled, description);

INSERT INTO v_sip_profile_domains (sip_profile_domain_uuid, sip_profile_uuid, sip_profile_domain_name, sip_profile_domain_alias, sip_profile_domain_parse)
SELECT pg_temp.id('profile domain ' || sip_profile_name), sip_profile_uuid, 'all', 'false', 'false' FROM v_sip_profiles;

INSERT INTO v_sip_profile_settings (sip_profile_setting_uuid, sip_profile_uuid, sip_profile_setting_name, sip_profile_setting_value, sip_profile_setting_enabled)
SELECT pg_temp.id('profile setting ' || sip_profile_name || name), sip_profile_uuid, name,
       CASE WHEN name = 'sip-port' AND sip_profile_name = 'external' THEN '5080' ELSE value END, 'true'
FROM v_sip_profiles, (VALUES ('sip-port', '5060'), ('context', 'public'), ('auth-calls', 'true')) AS setting (name, value);

INSERT INTO v_gateways (gateway_uuid, domain_uuid, gateway, username, password, proxy, expire_seconds, register, retry_seconds,
                        context, profile, enabled, description, insert_date)
SELECT pg_temp.id('gateway ' || name), pg_temp.domain('pbx.example.test'), name, name || '-account', 'NotARealSecret' || port, '127.0.0.1:' || port,
       800, registers, 30, 'public', 'external', enabled, description, now()
FROM (VALUES ('carrier', 5099, 'true'::pg_temp.yesno, 'true'::pg_temp.yesno, 'Main carrier'), ('backup', 5098, 'false', 'true', NULL),
             ('retired', 5097, 'false', 'false', 'Contract ended')) AS line (name, port, registers, enabled, description);

INSERT INTO v_access_controls (access_control_uuid, access_control_name, access_control_default, access_control_description)
VALUES (pg_temp.id('access providers'), 'providers', 'deny', 'Providers');
INSERT INTO v_access_control_nodes (access_control_node_uuid, access_control_uuid, node_type, node_cidr, node_description)
VALUES (pg_temp.id('access node 1'), pg_temp.id('access providers'), 'allow', '127.0.0.1/32', 'Carrier');

INSERT INTO v_vars (var_uuid, var_category, var_name, var_value, var_command, var_enabled, var_order)
SELECT pg_temp.id('var ' || name), 'Defaults', name, value, 'set', 'true', 10
FROM (VALUES ('default_language', 'en'), ('default_dialect', 'us'), ('default_voice', 'callie')) AS variable (name, value);

-- One entry such as the web interface notes after each save.
INSERT INTO v_database_transactions (database_transaction_uuid, domain_uuid, user_uuid, app_name, app_uuid, transaction_code,
                                     transaction_address, transaction_type, transaction_date, transaction_new, transaction_result)
VALUES (pg_temp.id('transaction 1'), pg_temp.domain('pbx.example.test'), pg_temp.id('user pbx.example.testadmin'), 'domains',
        '8b91605b-f6d2-42e6-a56d-5d1ded01bb44', '200', '127.0.0.1', 'update', now(),
        E'{\n    "domains": []\n}', E'{\n    "message": "OK",\n    "code": "200"\n}');
