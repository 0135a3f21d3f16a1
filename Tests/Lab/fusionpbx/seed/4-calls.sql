-- 50,000 call records over the half year before the anchor, the newest a few minutes before it. What a call is depends
-- on its number in the row of calls alone: only its time moves with the anchor.

INSERT INTO v_xml_cdr (
    xml_cdr_uuid, domain_uuid, extension_uuid, sip_call_id, domain_name, accountcode, direction, default_language, context,
    caller_id_name, caller_id_number, caller_destination, source_number, destination_number,
    start_epoch, start_stamp, answer_epoch, answer_stamp, end_epoch, end_stamp, duration, mduration, billsec, billmsec, waitsec,
    bridge_uuid, read_codec, read_rate, write_codec, write_rate, remote_media_ip, network_addr, record_path, record_name, record_length,
    leg, originating_leg_uuid, pdd_ms, rtp_audio_in_mos, last_app, last_arg, voicemail_message, missed_call,
    call_center_queue_uuid, cc_side, cc_queue, cc_agent, status, hangup_cause, hangup_cause_q850, sip_hangup_disposition, ring_group_uuid, ivr_menu_uuid, insert_date)
SELECT
    pg_temp.id('call ' || n), pg_temp.domain(domain), pg_temp.id('extension ' || domain || extension), md5('call id ' || n), domain, domain,
    CASE WHEN n % 211 <> 0 THEN direction END, 'en', CASE direction WHEN 'inbound' THEN 'public' ELSE domain END,
    caller_name, caller, dialed, CASE WHEN direction <> 'inbound' THEN extension END, reached,
    extract(epoch FROM started)::bigint, started,
    CASE WHEN talk > 0 THEN extract(epoch FROM started)::bigint + ring END, CASE WHEN talk > 0 THEN started + ring * interval '1 second' END,
    extract(epoch FROM started)::bigint + ring + talk, started + (ring + talk) * interval '1 second',
    ring + talk, (ring + talk) * 1000 + n % 1000, talk, CASE WHEN talk > 0 THEN talk * 1000 + n % 1000 ELSE 0 END, ring,
    CASE WHEN status = 'answered' THEN pg_temp.id('other leg ' || n)::text END,
    'PCMU', '8000', 'PCMU', '8000', '192.0.2.' || n % 250, '192.0.2.' || n % 250,
    CASE WHEN recorded THEN :'home' || '/recordings/' || domain || '/archive/' || to_char(started AT TIME ZONE 'UTC', 'YYYY/Mon/DD') END,
    CASE WHEN recorded THEN pg_temp.id('call ' || n) || '.wav' END, CASE WHEN recorded THEN talk END,
    CASE WHEN n % 23 = 0 THEN 'b' ELSE 'a' END, CASE WHEN n % 23 = 0 THEN pg_temp.id('call ' || n - 1) END,
    200 + n % 1500, 4.0 + (n % 6) / 10.0, CASE status WHEN 'voicemail' THEN 'lua' ELSE 'bridge' END, reached,
    status = 'voicemail', status IN ('missed', 'voicemail', 'no_answer') AND direction <> 'outbound',
    CASE WHEN kind < 4 THEN pg_temp.id('queue 800') END, CASE WHEN kind < 2 THEN 'agent' WHEN kind < 4 THEN 'member' END,
    CASE WHEN kind < 4 THEN '800@pbx.example.test' END, CASE WHEN kind < 2 THEN pg_temp.id('agent 1001')::text END,
    status,
    CASE WHEN n % 97 = 0 THEN 'LOSE_RACE' WHEN n % 499 = 0 THEN NULL
         ELSE CASE status WHEN 'busy' THEN 'USER_BUSY' WHEN 'no_answer' THEN 'NO_ANSWER' WHEN 'missed' THEN 'NO_ANSWER' WHEN 'cancelled' THEN 'ORIGINATOR_CANCEL'
                          WHEN 'failed' THEN 'NO_ROUTE_DESTINATION' ELSE 'NORMAL_CLEARING' END END,
    CASE status WHEN 'busy' THEN 17 WHEN 'no_answer' THEN 19 WHEN 'missed' THEN 19 WHEN 'cancelled' THEN 487 WHEN 'failed' THEN 3 ELSE 16 END,
    (ARRAY['send_bye', 'recv_bye', 'send_cancel', 'recv_refuse'])[1 + n % 4],
    CASE WHEN kind BETWEEN 4 AND 9 THEN pg_temp.id('ring group ' || domain || '600') END, CASE WHEN kind BETWEEN 10 AND 13 AND domain = 'pbx.example.test' THEN pg_temp.id('ivr 700') END,
    started
FROM generate_series(1, :calls) AS n,
LATERAL (SELECT CASE WHEN pg_temp.dice(n, 1, 10) < 8 THEN 'pbx.example.test' ELSE 'branch.example.test' END AS domain,
                (ARRAY['inbound', 'inbound', 'inbound', 'inbound', 'outbound', 'outbound', 'outbound', 'local', 'local'])[1 + pg_temp.dice(n, 2, 9)] AS direction,
                (ARRAY['answered', 'answered', 'answered', 'answered', 'answered', 'answered', 'no_answer', 'busy', 'cancelled', 'failed', 'missed', 'voicemail'])[1 + pg_temp.dice(n, 3, 12)] AS status,
                '1208555' || lpad(pg_temp.dice(n, 4, 400)::text, 4, '0') AS outside,
                3 + pg_temp.dice(n, 5, 25) AS ring,
                date_trunc('second', :'anchor'::timestamptz) - (n * 311 + pg_temp.dice(n, 6, 300)) * interval '1 second' AS started) AS call,
LATERAL (SELECT (1001 + pg_temp.dice(n, 7, CASE domain WHEN 'pbx.example.test' THEN 40 ELSE 10 END))::text AS extension,
                (1001 + pg_temp.dice(n, 8, 10))::text AS colleague,
                CASE WHEN status IN ('answered', 'voicemail') THEN 2 + pg_temp.dice(n, 9, 900) ELSE 0 END AS talk,
                CASE WHEN domain = 'pbx.example.test' THEN pg_temp.dice(n, 10, 100) ELSE 99 END AS kind) AS detail,
LATERAL (SELECT CASE direction WHEN 'inbound' THEN outside ELSE extension END AS caller,
                CASE direction WHEN 'inbound' THEN (ARRAY['Customer', 'O''Brien', 'Zoë "Z"', '日本', 'WIRELESS CALLER', 'a;b,c'])[1 + pg_temp.dice(n, 11, 6)] ELSE 'Extension ' || extension END AS caller_name,
                CASE direction WHEN 'inbound' THEN CASE domain WHEN 'pbx.example.test' THEN (ARRAY['12085551212', '12085551515', '2085551313', '2085551414'])[1 + pg_temp.dice(n, 12, 4)] ELSE '13035550001' END
                               WHEN 'outbound' THEN outside ELSE colleague END AS dialed,
                CASE direction WHEN 'inbound' THEN extension WHEN 'outbound' THEN outside ELSE colleague END AS reached,
                status = 'answered' AND n % 200 < 2 AS recorded) AS words;

-- The raw records are kept apart, and here for the latest calls only.
INSERT INTO v_xml_cdr_json (xml_cdr_json_uuid, xml_cdr_uuid, domain_uuid, start_stamp, json)
SELECT pg_temp.id('call json ' || n), xml_cdr_uuid, domain_uuid, start_stamp,
       jsonb_build_object('core-uuid', pg_temp.id('core'), 'variables', jsonb_build_object('uuid', xml_cdr_uuid, 'domain_name', domain_name, 'direction', direction))
FROM v_xml_cdr JOIN generate_series(1, 200) AS n ON xml_cdr_uuid = pg_temp.id('call ' || n);
INSERT INTO v_xml_cdr_flow (xml_cdr_flow_uuid, xml_cdr_uuid, domain_uuid, call_flow)
SELECT pg_temp.id('call flow ' || n), xml_cdr_uuid, domain_uuid,
       jsonb_build_array(jsonb_build_object('profile_index', 1, 'caller_profile', jsonb_build_object('destination_number', destination_number)))
FROM v_xml_cdr JOIN generate_series(1, 200) AS n ON xml_cdr_uuid = pg_temp.id('call ' || n);
INSERT INTO v_xml_cdr_logs (xml_cdr_log_uuid, xml_cdr_uuid, domain_uuid, log_date, log_content)
SELECT pg_temp.id('call log ' || n), xml_cdr_uuid, domain_uuid, start_stamp::date::text, 'New Channel sofia/internal/' || caller_id_number || E'\nHangup'
FROM v_xml_cdr JOIN generate_series(1, 200) AS n ON xml_cdr_uuid = pg_temp.id('call ' || n);
ANALYZE;
