-- What answers a number: the dialplans every system has, inbound and outbound routes, groups, menus, queues, conferences.

-- Global ones.
SELECT pg_temp.dialplan(pg_temp.id('app dialplans'), NULL, context, name, number, place, continues, conditions)
FROM (VALUES
    ('public', 'caller-details', NULL, 10, 'true', pg_temp.condition('', '', pg_temp.action('set', 'caller_destination=${destination_number}', ' inline="true"'))),
    ('public', 'not-found', '[not-found]', 999, 'false', pg_temp.condition('', '', pg_temp.action('log', 'WARNING 404 not found ${destination_number}'))),
    ('${domain_name}', 'user_exists', NULL, 10, 'true', pg_temp.condition('', '', pg_temp.action('set', 'user_exists=${user_exists id ${destination_number} ${domain_name}}', ' inline="true"'))),
    ('${domain_name}', 'follow-me-destinations', NULL, 520, 'false', pg_temp.condition('${follow_me_enabled}', 'true', pg_temp.action('lua', 'app.lua follow_me'))),
    ('${domain_name}', 'hold-music', '*9664', 380, 'false', pg_temp.condition('destination_number', '^\*9664$', pg_temp.action('answer', '') || pg_temp.action('playback', '$${hold_music}'))),
    ('${domain_name}', 'send_to_voicemail', '*99[ext]', 310, 'false', pg_temp.condition('destination_number', '^\*99(\d{2,10})$', pg_temp.action('lua', 'app.lua voicemail save $1'))),
    ('${domain_name}', 'vmain', '*98', 320, 'false', pg_temp.condition('destination_number', '^\*98$', pg_temp.action('lua', 'app.lua voicemail check'))),
    ('${domain_name}', 'local_extension', '[ext]', 890, 'false', pg_temp.condition('${user_exists}', 'true', pg_temp.action('bridge', 'user/${destination_number}@${domain_name}')))
) AS common (context, name, number, place, continues, conditions);

-- Inbound numbers, as the web form saves them: the number, its route and the two details the form shows again.
CREATE TEMP TABLE did (domain text, prefix text, number text, expression text, target_app text, target text, second text,
                       cid_prefix text, recorded boolean, enabled text, description text);
INSERT INTO did VALUES
    ('pbx.example.test', NULL, '12085551212', '^(12085551212)$', 'transfer', '1001 XML pbx.example.test', NULL, NULL, false, 'true', 'Main number'),
    ('pbx.example.test', '1', '2085551313', '^\+?1?(2085551313)$', 'transfer', '600 XML pbx.example.test', NULL, 'SALES-', true, 'true', 'Sales'),
    ('pbx.example.test', '1', '2085551414', '^\+?1?(2085551414)$', 'transfer', '700 XML pbx.example.test', NULL, NULL, false, 'true', 'Menu'),
    ('pbx.example.test', NULL, '12085551515', '^(12085551515)$', 'transfer', '800 XML pbx.example.test', NULL, NULL, false, 'true', 'Support queue'),
    ('pbx.example.test', '44', '2071234567', '^\+?(?:44)?(2071234567)$', 'transfer', '710 XML pbx.example.test', NULL, NULL, false, 'true', 'London, day and night'),
    ('pbx.example.test', NULL, '12085551616', '^(12085551616)$', 'transfer', '*991001 XML pbx.example.test', NULL, NULL, false, 'true', 'Voicemail of 1001'),
    ('pbx.example.test', NULL, '12085551717', '^(12085551717)$', 'hangup', '', NULL, NULL, false, 'false', 'Spam trap, off'),
    ('pbx.example.test', NULL, '+4930123456', '^\+(4930123456)$', 'transfer', '720 XML pbx.example.test', NULL, NULL, false, 'true', 'Berlin, office hours'),
    ('pbx.example.test', NULL, '12085551818', '^(12085551818)$', 'transfer', '1002 XML pbx.example.test', '*991002 XML pbx.example.test', NULL, false, 'true', 'O''Neil & Sons'),
    ('pbx.example.test', NULL, '208555xxxx', '^(208555[0-9][0-9][0-9][0-9])$', 'transfer', '750 XML pbx.example.test', NULL, NULL, false, 'true', NULL),
    ('branch.example.test', NULL, '13035550001', '^(13035550001)$', 'transfer', '1001 XML branch.example.test', NULL, NULL, false, 'true', 'Branch'),
    ('branch.example.test', '49', '89123456', '^\+?(?:49)?(89123456)$', 'transfer', '600 XML branch.example.test', NULL, NULL, false, 'true', 'Branch, all phones');

CREATE TEMP TABLE did_route AS
SELECT did.*, pg_temp.dialplan('c03b422e-13a8-bd1b-e42b-b6b9b4d27ce4', domain, 'public', number, number, 100, 'false',
    pg_temp.condition('destination_number', expression,
        pg_temp.action('export', 'call_direction=inbound', ' inline="true"')
        || pg_temp.action('set', 'domain_uuid=' || pg_temp.domain(domain), ' inline="true"')
        || pg_temp.action('set', 'domain_name=' || domain, ' inline="true"')
        || coalesce(pg_temp.action('set', 'effective_caller_id_name=' || cid_prefix || '#${caller_id_name}', ' inline="true"'), '')
        || CASE WHEN recorded THEN
               pg_temp.action('set', 'record_path=${recordings_dir}/${domain_name}/archive/${strftime(%Y)}/${strftime(%b)}/${strftime(%d)}', ' inline="true"')
               || pg_temp.action('set', 'record_name=${uuid}.wav', ' inline="true"')
               || pg_temp.action('set', 'record_append=true', ' inline="true"')
               || pg_temp.action('set', 'record_in_progress=true', ' inline="true"')
               || pg_temp.action('set', 'recording_follow_transfer=true', ' inline="true"')
               || pg_temp.action('set', :'record_stereo' || '=true', ' inline="true"')
               || pg_temp.action('record_session', '${record_path}/${record_name}', ' inline="false"')
           ELSE '' END
        || pg_temp.action(target_app, target)
        || coalesce(pg_temp.action('transfer', second), '')), description) AS dialplan
FROM did;
UPDATE v_dialplans SET dialplan_enabled = enabled::pg_temp.yesno FROM did_route WHERE dialplan_uuid = dialplan;

INSERT INTO v_destinations (destination_uuid, domain_uuid, dialplan_uuid, destination_type, destination_number, destination_prefix,
                            destination_number_regex, destination_cid_name_prefix, destination_context, destination_record,
                            destination_actions, destination_app, destination_data, destination_alternate_app, destination_alternate_data,
                            destination_order, destination_enabled, destination_description, insert_date)
SELECT pg_temp.id('destination ' || domain || number), pg_temp.domain(domain), dialplan, 'inbound', number, prefix, expression, cid_prefix, 'public',
       recorded::text::pg_temp.yesno,
       ('[{"destination_app":"' || target_app || '","destination_data":"' || target || '"}'
        || coalesce(',{"destination_app":"transfer","destination_data":"' || second || '"}', '') || ']')::json,
       target_app, nullif(target, ''), CASE WHEN second IS NOT NULL THEN 'transfer' END, second, 100, enabled::pg_temp.yesno, description, now()
FROM did_route;

SELECT pg_temp.detail(domain, dialplan, 'condition', 'destination_number', expression, 0, 20),
       CASE WHEN cid_prefix IS NOT NULL THEN
           pg_temp.detail(domain, dialplan, 'action', 'set', 'effective_caller_id_name=' || cid_prefix || '#${caller_id_name}', 0, 30, 'true') END,
       pg_temp.detail(domain, dialplan, 'action', target_app, target, 0, 40),
       CASE WHEN second IS NOT NULL THEN pg_temp.detail(domain, dialplan, 'action', 'transfer', second, 0, 50) END
FROM did_route;

-- Numbers that are not inbound: an outbound caller number and a local short cut.
INSERT INTO v_destinations (destination_uuid, domain_uuid, destination_type, destination_number, destination_context, destination_order,
                            destination_enabled, destination_description, insert_date)
VALUES (pg_temp.id('destination outbound'), pg_temp.domain('pbx.example.test'), 'outbound', '12085551200', 'pbx.example.test', 100, 'true', 'Shown to customers', now()),
       (pg_temp.id('destination local'), pg_temp.domain('pbx.example.test'), 'local', '555', 'pbx.example.test', 100, 'true', 'Short cut', now());

-- Outbound: each route is two dialplans, one that only sets the direction and one that dials.
WITH route (name, place, expression, pattern, gateway) AS (
    VALUES ('carrier.10d', 300, '^(\d{10})$', '1$1', 'carrier'), ('carrier.11d', 310, '^\+?(\d{11})$', '$1', 'carrier'),
           ('backup.international', 320, '^(011\d{9,17})$', '$1', 'backup'))
SELECT pg_temp.dialplan('8c914ec3-9fc0-8ab5-4cda-6c9288bdc9a3', 'pbx.example.test', 'pbx.example.test', 'call_direction-outbound', expression, 22, 'true',
           E'\t<condition field="${user_exists}" expression="false"/>\n\t<condition field="${call_direction}" expression="^$"/>\n'
           || pg_temp.condition('destination_number', expression, pg_temp.action('export', 'call_direction=outbound', ' inline="true"'))),
       pg_temp.detail('pbx.example.test', dialplan, 'condition', '${user_exists}', 'false', 0, 10),
       pg_temp.detail('pbx.example.test', dialplan, 'condition', 'destination_number', expression, 0, 20),
       pg_temp.detail('pbx.example.test', dialplan, 'action', 'bridge', 'sofia/gateway/' || pg_temp.id('gateway ' || gateway) || '/' || pattern, 0, 90)
FROM route, LATERAL (SELECT pg_temp.dialplan('8c914ec3-9fc0-8ab5-4cda-6c9288bdc9a3', 'pbx.example.test', 'pbx.example.test', name, expression, place, 'false',
           E'\t<condition field="${user_exists}" expression="false"/>\n'
           || pg_temp.condition('destination_number', expression,
               pg_temp.action('set', 'hangup_after_bridge=true') || pg_temp.action('set', 'effective_caller_id_name=${outbound_caller_id_name}')
               || pg_temp.action('set', 'effective_caller_id_number=${outbound_caller_id_number}') || pg_temp.action('set', 'inherit_codec=true')
               || pg_temp.action('bridge', 'sofia/gateway/' || pg_temp.id('gateway ' || gateway) || '/' || pattern)))) AS made (dialplan);

-- Ring groups: each strategy, members with delays, one that asks, one switched off, an outside number.
CREATE TEMP TABLE team (domain text, extension text, name text, strategy text, members text, forward text);
INSERT INTO team VALUES
    ('pbx.example.test', '600', 'Sales', 'simultaneous', '1001 1002 12085557777', NULL),
    ('pbx.example.test', '601', 'Workshop & yard', 'sequence', '0815 1010 1011', NULL),
    ('pbx.example.test', '602', 'Night', 'enterprise', '1012 1013', '12085559000'),
    ('pbx.example.test', '603', 'Chance', 'random', '1014 1015', NULL),
    ('pbx.example.test', '604', 'Round', 'rollover', '1016 1017 1018', NULL),
    ('branch.example.test', '600', 'Everybody', 'simultaneous', '1001 1002 1003', NULL);
INSERT INTO v_ring_groups (ring_group_uuid, domain_uuid, dialplan_uuid, ring_group_name, ring_group_extension, ring_group_strategy, ring_group_call_timeout,
                           ring_group_forward_enabled, ring_group_forward_destination, ring_group_timeout_app, ring_group_timeout_data,
                           ring_group_call_screen_enabled, ring_group_call_forward_enabled, ring_group_follow_me_enabled, ring_group_context,
                           ring_group_enabled, ring_group_description, insert_date)
SELECT ring_group, pg_temp.domain(domain),
       pg_temp.dialplan('1d61fb65-1eec-bc73-a6ee-a6203b4fe6f2', domain, domain, replace(name, '&', '&amp;'), extension, 101, '',
           pg_temp.condition('destination_number', '^' || extension || '$',
               pg_temp.action('ring_ready', '') || pg_temp.action('set', 'ring_group_uuid=' || ring_group)
               || CASE WHEN :'record_stereo' = 'record_stereo' THEN pg_temp.action('set', 'record_stereo=true') ELSE '' END
               || pg_temp.action('lua', 'app.lua ring_groups'))),
       name, extension, strategy, 30, (forward IS NOT NULL AND false)::text::pg_temp.yesno, forward, 'transfer', '*991001 XML ' || domain,
       'false', 'false', 'false', domain, 'true', NULL, now()
FROM team, LATERAL (SELECT pg_temp.id('ring group ' || domain || extension)) AS made (ring_group);
UPDATE v_dialplans SET dialplan_name = 'Workshop & yard' WHERE dialplan_name = 'Workshop &amp; yard';
INSERT INTO v_ring_group_destinations (ring_group_destination_uuid, domain_uuid, ring_group_uuid, destination_number, destination_delay,
                                       destination_timeout, destination_prompt, destination_enabled, insert_date)
SELECT pg_temp.id('ring group member ' || domain || extension || member), pg_temp.domain(domain), pg_temp.id('ring group ' || domain || extension),
       member, (place - 1) * 5, 30, CASE WHEN length(member) > 6 THEN 1 END, member <> '1018', now()
FROM team, unnest(string_to_array(members, ' ')) WITH ORDINALITY AS list (member, place);
INSERT INTO v_ring_group_users (ring_group_user_uuid, domain_uuid, ring_group_uuid, user_uuid, insert_date)
VALUES (pg_temp.id('ring group user 1'), pg_temp.domain('pbx.example.test'), pg_temp.id('ring group pbx.example.test600'), pg_temp.id('user pbx.example.testzoe'), now());

-- Two menus, the second below the first.
INSERT INTO v_ivr_menus (ivr_menu_uuid, domain_uuid, dialplan_uuid, ivr_menu_name, ivr_menu_extension, ivr_menu_parent_uuid, ivr_menu_dialect, ivr_menu_voice,
                         ivr_menu_greet_long, ivr_menu_tts_engine, ivr_menu_tts_voice, ivr_menu_confirm_attempts, ivr_menu_timeout, ivr_menu_exit_app,
                         ivr_menu_exit_data, ivr_menu_inter_digit_timeout, ivr_menu_max_failures, ivr_menu_max_timeouts, ivr_menu_digit_len,
                         ivr_menu_direct_dial, ivr_menu_ringback, ivr_menu_context, ivr_menu_enabled, insert_date)
SELECT menu, pg_temp.domain('pbx.example.test'),
       pg_temp.dialplan('a5788e9b-58bc-bd1b-df59-fff5d51253ab', 'pbx.example.test', 'pbx.example.test', name, extension, 101, 'false',
           pg_temp.condition('destination_number', '^' || extension || '$',
               pg_temp.action('ring_ready', '') || pg_temp.action('answer', '') || pg_temp.action('sleep', '1000')
               || pg_temp.action('set', 'hangup_after_bridge=true') || pg_temp.action('set', 'ringback=local_stream://default')
               || pg_temp.action('set', 'transfer_ringback=local_stream://default') || pg_temp.action('set', 'ivr_menu_uuid=' || menu)
               || pg_temp.action('ivr', menu::text) || pg_temp.action('transfer', '*991001 XML pbx.example.test'))),
       name, extension, parent, 'us', 'callie', 'ivr/ivr-enter_ext_pound.wav', 'flite', 'rms', 1, 3000, 'transfer', '*991001 XML pbx.example.test',
       2000, 1, 1, 5, 'false', 'local_stream://default', 'pbx.example.test', 'true', now()
FROM (VALUES ('Main Menu', '700', NULL), ('Sales Menu', '701', pg_temp.id('ivr 700'))) AS wanted (name, extension, parent),
     LATERAL (SELECT pg_temp.id('ivr ' || extension)) AS made (menu);
INSERT INTO v_ivr_menu_options (ivr_menu_option_uuid, domain_uuid, ivr_menu_uuid, ivr_menu_option_digits, ivr_menu_option_action,
                                ivr_menu_option_param, ivr_menu_option_order, ivr_menu_option_description, ivr_menu_option_enabled, insert_date)
SELECT pg_temp.id('ivr option ' || menu || digits), pg_temp.domain('pbx.example.test'), pg_temp.id('ivr ' || menu), digits, action, param, place, description, enabled, now()
FROM (VALUES ('700', '1', 'menu-exec-app', 'transfer 1001 XML pbx.example.test', 0, 'Front desk', true),
             ('700', '2', 'menu-sub', 'ivr_700', 1, 'Sales', true), ('700', '3', 'menu-exec-app', 'transfer 800 XML pbx.example.test', 2, NULL, true),
             ('700', '9', 'menu-exec-app', 'hangup', 3, 'Off', false), ('701', '1', 'menu-exec-app', 'transfer 600 XML pbx.example.test', 0, NULL, true),
             ('701', '*', 'menu-top', '', 1, 'Back', true)) AS choice (menu, digits, action, param, place, description, enabled);
UPDATE v_ivr_menu_options SET ivr_menu_option_param = pg_temp.id('ivr 701')::text WHERE ivr_menu_option_action = 'menu-sub';

-- A call flow by day and one by night.
INSERT INTO v_call_flows (call_flow_uuid, domain_uuid, dialplan_uuid, call_flow_name, call_flow_extension, call_flow_feature_code, call_flow_context,
                          call_flow_status, call_flow_label, call_flow_app, call_flow_data, call_flow_alternate_label, call_flow_alternate_app,
                          call_flow_alternate_data, call_flow_enabled, insert_date)
SELECT flow, pg_temp.domain('pbx.example.test'),
       pg_temp.dialplan('b1b70f85-6b42-429b-8c5a-60c8b02b7d14', 'pbx.example.test', 'pbx.example.test', name, extension, 333, '',
           pg_temp.condition('destination_number', '^(?:flow\+)?\*' || extension || '$',
               pg_temp.action('answer', '') || pg_temp.action('sleep', '200') || pg_temp.action('set', 'feature_code=true')
               || pg_temp.action('set', 'call_flow_uuid=' || flow) || pg_temp.action('lua', 'call_flow.lua'), ' break="on-true"')
           || pg_temp.condition('destination_number', '^' || extension || '$',
               pg_temp.action('set', 'call_flow_uuid=' || flow) || pg_temp.action('lua', 'call_flow.lua'))),
       name, extension, '*' || extension, 'pbx.example.test', status, 'Day', 'transfer', '1001 XML pbx.example.test', 'Night', 'transfer',
       '*991001 XML pbx.example.test', 'true', now()
FROM (VALUES ('Day and night', '710', 'true'), ('Lunch', '711', 'false')) AS wanted (name, extension, status),
     LATERAL (SELECT pg_temp.id('call flow ' || extension)) AS made (flow);

-- A time condition: office hours first, everything else last. It has no table of its own.
WITH made (dialplan) AS (SELECT pg_temp.dialplan('4b821450-926b-175a-af93-a03c441818b1', 'pbx.example.test', 'pbx.example.test', 'Office hours', '720', 300, 'false',
    E'\t<condition field="destination_number" expression="^720$"/>\n\t<condition wday="2-6" hour="8-17" break="on-true">\n'
    || pg_temp.action('transfer', '600 XML pbx.example.test') || E'\t</condition>\n'
    || pg_temp.condition('destination_number', '^720$', pg_temp.action('transfer', '*991001 XML pbx.example.test'))))
SELECT pg_temp.detail('pbx.example.test', dialplan, 'condition', 'destination_number', '^720$', 500, 10),
       pg_temp.detail('pbx.example.test', dialplan, 'condition', 'wday', '2-6', 500, 20),
       pg_temp.detail('pbx.example.test', dialplan, 'condition', 'hour', '8-17', 500, 30),
       pg_temp.detail('pbx.example.test', dialplan, 'action', 'transfer', '600 XML pbx.example.test', 500, 40),
       pg_temp.detail('pbx.example.test', dialplan, 'condition', 'destination_number', '^720$', 999, 10),
       pg_temp.detail('pbx.example.test', dialplan, 'action', 'transfer', '*991001 XML pbx.example.test', 999, 20)
FROM made;

-- Queues, their agents and who serves which.
INSERT INTO v_call_center_queues (call_center_queue_uuid, domain_uuid, dialplan_uuid, queue_name, queue_extension, queue_strategy, queue_moh_sound,
                                  queue_time_base_score, queue_max_wait_time, queue_max_wait_time_with_no_agent,
                                  queue_max_wait_time_with_no_agent_time_reached, queue_tier_rules_apply, queue_tier_rule_wait_second,
                                  queue_tier_rule_no_agent_no_wait, queue_timeout_action, queue_discard_abandoned_after,
                                  queue_abandoned_resume_allowed, queue_tier_rule_wait_multiply_level, queue_announce_position, queue_context, insert_date)
SELECT queue, pg_temp.domain('pbx.example.test'),
       pg_temp.dialplan('95788e50-9500-079e-2807-fd530b0ea370', 'pbx.example.test', 'pbx.example.test', name, extension, 230, 'false',
           pg_temp.condition('destination_number', '^(callcenter\+)?' || extension || '$',
               pg_temp.action('answer', '') || pg_temp.action('set', 'hangup_after_bridge=true')
               || pg_temp.action('callcenter', extension || '@pbx.example.test'))),
       name, extension, strategy, 'local_stream://default', 'system', 0, 90, 30, 'true', 30, 'true', 'transfer:*991001 XML pbx.example.test', 900,
       'false', 'true', 'false', 'pbx.example.test', now()
FROM (VALUES ('Support', '800', 'longest-idle-agent'), ('Orders', '801', 'ring-all')) AS wanted (name, extension, strategy),
     LATERAL (SELECT pg_temp.id('queue ' || extension)) AS made (queue);
INSERT INTO v_call_center_agents (call_center_agent_uuid, domain_uuid, user_uuid, agent_name, agent_type, agent_call_timeout, agent_id, agent_password,
                                  agent_contact, agent_status, agent_max_no_answer, agent_wrap_up_time, agent_reject_delay_time,
                                  agent_busy_delay_time, agent_no_answer_delay_time, agent_record, insert_date)
SELECT pg_temp.id('agent ' || extension), pg_temp.domain('pbx.example.test'), pg_temp.id('user pbx.example.test' || username), name, 'callback', 20, extension, '2468',
       '{call_timeout=20,sip_invite_domain=pbx.example.test}user/' || extension || '@pbx.example.test', status, 0, 10, 90, 90, '30', 'false', now()
FROM (VALUES ('1001', 'alice', 'Alice', 'Available'), ('1002', 'oneil', 'O''Neil', 'On Break'), ('1003', 'zoe', 'Zoë', 'Logged Out'))
    AS agent (extension, username, name, status);
INSERT INTO v_call_center_tiers (call_center_tier_uuid, domain_uuid, call_center_queue_uuid, call_center_agent_uuid, tier_level, tier_position, insert_date)
SELECT pg_temp.id('tier ' || queue || agent), pg_temp.domain('pbx.example.test'), pg_temp.id('queue ' || queue), pg_temp.id('agent ' || agent), level, place, now()
FROM (VALUES ('800', '1001', 1, 1), ('800', '1002', 1, 2), ('800', '1003', 2, 1), ('801', '1003', 1, 1)) AS tier (queue, agent, level, place);

-- A conference anybody can dial, and a centre with a room behind PINs.
INSERT INTO v_conferences (conference_uuid, domain_uuid, dialplan_uuid, conference_name, conference_extension, conference_pin_number, conference_profile,
                           conference_flags, conference_order, conference_description, conference_context, conference_enabled, insert_date)
SELECT pg_temp.id('conference 750'), pg_temp.domain('pbx.example.test'),
       pg_temp.dialplan('b81412e8-7253-91f4-e48e-42fc2c9a38d9', 'pbx.example.test', 'pbx.example.test', 'Monday', '750', 333, '',
           pg_temp.condition('destination_number', '^750$', pg_temp.action('answer', '') || pg_temp.action('sleep', '1000')
               || pg_temp.action('conference', '750@pbx.example.test@default+4711+flags{mute}'))),
       'Monday', '750', '4711', 'default', 'mute', 0, 'Weekly round', 'pbx.example.test', 'true', now();
INSERT INTO v_conference_users (conference_user_uuid, domain_uuid, conference_uuid, user_uuid, insert_date)
VALUES (pg_temp.id('conference user 1'), pg_temp.domain('pbx.example.test'), pg_temp.id('conference 750'), pg_temp.id('user pbx.example.testalice'), now());
INSERT INTO v_conference_centers (conference_center_uuid, domain_uuid, dialplan_uuid, conference_center_name, conference_center_extension,
                                  conference_center_pin_length, conference_center_description, conference_center_enabled, insert_date)
SELECT pg_temp.id('conference centre'), pg_temp.domain('pbx.example.test'),
       pg_temp.dialplan('b81412e8-7253-91f4-e48e-42fc2c9a38d9', 'pbx.example.test', 'pbx.example.test', 'Rooms', '760', 333, '',
           pg_temp.condition('destination_number', '^760$', pg_temp.action('lua', 'app.lua conference_center'))),
       'Rooms', '760', 6, NULL, 'true', now();
INSERT INTO v_conference_rooms (conference_room_uuid, domain_uuid, conference_center_uuid, conference_room_name, profile, record, moderator_pin,
                                participant_pin, max_members, wait_mod, moderator_endconf, announce_name, announce_count, announce_recording,
                                sounds, mute, created, enabled, description, insert_date)
VALUES (pg_temp.id('conference room 1'), pg_temp.domain('pbx.example.test'), pg_temp.id('conference centre'), 'Board', 'default', 'false', '123456', '654321', 0,
        'true', 'false', 'true', 'true', 'true', 'false', 'false', '2026-01-05 09:00', 'true', NULL, now());
INSERT INTO v_conference_room_users (conference_room_user_uuid, domain_uuid, conference_room_uuid, user_uuid, insert_date)
VALUES (pg_temp.id('conference room user 1'), pg_temp.domain('pbx.example.test'), pg_temp.id('conference room 1'), pg_temp.id('user pbx.example.testalice'), now());

-- The dialplan that asks the block list: on where there is an entry, off as it is installed.
SELECT pg_temp.dialplan('b1b31930-d0ee-4395-a891-04df94599f1f', domain, domain, 'call_block', NULL, 40, 'true',
                        pg_temp.condition('${call_direction}', '^(inbound|outbound)$', pg_temp.action('lua', 'app.lua call_block')))
FROM (VALUES ('pbx.example.test'), ('branch.example.test')) AS place (domain);
UPDATE v_dialplans SET dialplan_enabled = 'false' WHERE dialplan_name = 'call_block' AND dialplan_context = 'branch.example.test';
INSERT INTO v_call_block (call_block_uuid, domain_uuid, call_block_direction, extension_uuid, call_block_name, call_block_number, call_block_count,
                          call_block_app, call_block_data, date_added, call_block_enabled, call_block_description, insert_date)
SELECT pg_temp.id('call block ' || number), pg_temp.domain('pbx.example.test'), 'inbound', extension, name, number, count, app, data, '1767603600', enabled, NULL, now()
FROM (VALUES ('12085556666', 'Robot', NULL::uuid, 17, 'reject', NULL, 'true'::pg_temp.yesno), ('12085556667', NULL, pg_temp.id('extension pbx.example.test1001'), 0, 'busy', NULL, 'true'),
             ('12085556668', 'Old', NULL, 3, 'voicemail', '1001', 'false')) AS block (number, name, extension, count, app, data, enabled);

-- Sounds.
INSERT INTO v_recordings (recording_uuid, domain_uuid, recording_filename, recording_name, recording_description, insert_date)
SELECT pg_temp.id('recording ' || domain || file), pg_temp.domain(domain), file, name, description, now()
FROM (VALUES ('pbx.example.test', 'welcome.wav', 'Welcome', 'Said by the main menu'), ('pbx.example.test', 'closed.wav', 'We''re closed', NULL),
             ('branch.example.test', 'welcome.wav', 'Willkommen', NULL)) AS recording (domain, file, name, description);
INSERT INTO v_music_on_hold (music_on_hold_uuid, domain_uuid, music_on_hold_name, music_on_hold_path, music_on_hold_rate, music_on_hold_shuffle,
                             music_on_hold_channels, music_on_hold_interval, music_on_hold_timer_name, insert_date)
SELECT pg_temp.id('music ' || coalesce(domain, '') || name || rate), pg_temp.domain(domain), name, :'home' || path, rate, 'false', 1, 20, 'soft', now()
FROM (VALUES (NULL, 'default', '/sounds/music/default/8000', 8000), (NULL, 'default', '/sounds/music/default/16000', 16000),
             ('pbx.example.test', 'jazz', '/sounds/music/pbx.example.test/jazz/8000', 8000)) AS music (domain, name, path, rate);
INSERT INTO v_phrases (phrase_uuid, domain_uuid, phrase_name, phrase_language, phrase_enabled, phrase_description, insert_date)
VALUES (pg_temp.id('phrase 1'), pg_temp.domain('pbx.example.test'), 'holiday', 'en', 'true', 'Closed for holidays', now());
INSERT INTO v_phrase_details (phrase_detail_uuid, phrase_uuid, domain_uuid, phrase_detail_group, phrase_detail_tag, phrase_detail_function, phrase_detail_data, phrase_detail_order)
VALUES (pg_temp.id('phrase detail 1'), pg_temp.id('phrase 1'), pg_temp.domain('pbx.example.test'), 0, 'action', 'play-file', 'closed.wav', '0');
