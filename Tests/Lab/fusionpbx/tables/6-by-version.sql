-- What all tables have in common, and what only FusionPBX 5.5 has. As in the original nothing is unique,
-- nothing has a default and nothing refers to anything: primary keys are the only keys.

DO $$
DECLARE name text;
BEGIN
    FOR name IN SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' LOOP
        EXECUTE format('ALTER TABLE %I ADD insert_date timestamptz, ADD insert_user uuid,'
                       ' ADD update_date timestamptz, ADD update_user uuid', name);
    END LOOP;
END $$;

\if :native

ALTER TABLE v_contact_emails
    ALTER email_primary TYPE boolean USING NULL;
ALTER TABLE v_contact_phones
    ALTER phone_primary TYPE boolean USING NULL;
ALTER TABLE v_voicemails
    ALTER voicemail_alternate_greet_id TYPE text,
    ADD voicemail_transcription_prompt_enabled boolean,
    ADD voicemail_transcription_prompt text,
    ADD voicemail_local_after_forward boolean,
    ADD alternate_voicemail_destination text,
    ADD alternate_voicemail_enabled boolean;
ALTER TABLE v_voicemail_greetings
    ADD greeting_voice text;
ALTER TABLE v_destinations
    ADD provider_uuid uuid;
ALTER TABLE v_ring_groups
    ADD ring_group_exit_key text,
    ADD ring_group_wait_announcement text,
    ADD ring_group_wait_interval numeric;
ALTER TABLE v_call_center_queues
    ADD queue_limit text;
ALTER TABLE v_recordings
    ADD recording_speed numeric;
ALTER TABLE v_xml_cdr
    ADD call_disposition text,
    ADD processed boolean;

-- An index for each column that is meant as a reference; 5.4 has none.
CREATE TEMP TABLE reference (table_name text, columns text);
INSERT INTO reference VALUES
    ('v_domains', 'domain_parent_uuid'),
    ('v_domain_settings', 'domain_uuid'),
    ('v_users', 'domain_uuid'),
    ('v_user_settings', 'domain_uuid user_uuid'),
    ('v_user_groups', 'domain_uuid group_uuid user_uuid'),
    ('v_groups', 'domain_uuid'),
    ('v_group_permissions', 'domain_uuid group_uuid'),
    ('v_contacts', 'contact_parent_uuid domain_uuid'),
    ('v_contact_emails', 'contact_uuid domain_uuid'),
    ('v_contact_phones', 'contact_uuid domain_uuid'),
    ('v_database_transactions', 'domain_uuid'),
    ('v_extensions', 'domain_uuid follow_me_uuid'),
    ('v_extension_users', 'domain_uuid extension_uuid user_uuid'),
    ('v_extension_settings', 'domain_uuid'),
    ('v_follow_me', 'domain_uuid'),
    ('v_follow_me_destinations', 'domain_uuid follow_me_uuid'),
    ('v_voicemails', 'domain_uuid'),
    ('v_voicemail_messages', 'domain_uuid voicemail_uuid'),
    ('v_voicemail_greetings', 'domain_uuid'),
    ('v_voicemail_options', 'domain_uuid voicemail_uuid'),
    ('v_voicemail_destinations', 'domain_uuid voicemail_uuid_copy voicemail_uuid'),
    ('v_devices', 'device_profile_uuid device_user_uuid device_uuid_alternate domain_uuid'),
    ('v_device_lines', 'device_uuid domain_uuid'),
    ('v_device_keys', 'device_uuid domain_uuid'),
    ('v_device_settings', 'device_uuid domain_uuid'),
    ('v_device_profiles', 'domain_uuid'),
    ('v_dialplans', 'domain_uuid'),
    ('v_dialplan_details', 'dialplan_uuid domain_uuid'),
    ('v_destinations', 'dialplan_uuid domain_uuid fax_uuid group_uuid user_uuid'),
    ('v_ring_groups', 'dialplan_uuid domain_uuid'),
    ('v_ring_group_destinations', 'domain_uuid ring_group_uuid'),
    ('v_ring_group_users', 'domain_uuid ring_group_uuid user_uuid'),
    ('v_ivr_menus', 'dialplan_uuid domain_uuid'),
    ('v_ivr_menu_options', 'domain_uuid ivr_menu_uuid'),
    ('v_call_flows', 'dialplan_uuid domain_uuid'),
    ('v_call_block', 'domain_uuid extension_uuid'),
    ('v_call_center_queues', 'dialplan_uuid domain_uuid'),
    ('v_call_center_agents', 'domain_uuid user_uuid'),
    ('v_call_center_tiers', 'call_center_agent_uuid call_center_queue_uuid domain_uuid'),
    ('v_conferences', 'dialplan_uuid domain_uuid'),
    ('v_conference_users', 'conference_uuid domain_uuid user_uuid'),
    ('v_conference_centers', 'dialplan_uuid domain_uuid'),
    ('v_conference_rooms', 'conference_center_uuid domain_uuid'),
    ('v_conference_room_users', 'conference_room_uuid domain_uuid user_uuid'),
    ('v_fax', 'dialplan_uuid domain_uuid'),
    ('v_pin_numbers', 'domain_uuid'),
    ('v_recordings', 'domain_uuid'),
    ('v_music_on_hold', 'domain_uuid'),
    ('v_streams', 'domain_uuid'),
    ('v_phrases', 'domain_uuid'),
    ('v_phrase_details', 'domain_uuid phrase_uuid'),
    ('v_gateways', 'domain_uuid'),
    ('v_sip_profile_domains', 'sip_profile_uuid'),
    ('v_sip_profile_settings', 'sip_profile_uuid'),
    ('v_access_control_nodes', 'access_control_uuid'),
    ('v_xml_cdr', 'domain_uuid provider_uuid'),
    ('v_xml_cdr_json', 'domain_uuid xml_cdr_uuid'),
    ('v_xml_cdr_flow', 'domain_uuid xml_cdr_uuid'),
    ('v_xml_cdr_logs', 'domain_uuid xml_cdr_uuid'),
    ('v_xml_cdr_extensions', 'domain_uuid xml_cdr_uuid');
DO $$
DECLARE wanted record;
BEGIN
    FOR wanted IN SELECT table_name, unnest(string_to_array(columns, ' ')) AS column_name FROM reference LOOP
        EXECUTE format('CREATE INDEX %I ON %I (%I)',
                       left(wanted.table_name || '_' || wanted.column_name || '_fkey', 63),
                       wanted.table_name, wanted.column_name);
    END LOOP;
END $$;
DROP TABLE reference;

\endif
