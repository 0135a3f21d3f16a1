-- Sounds, gateways and SIP profiles.

CREATE TABLE v_recordings (
    recording_uuid        uuid PRIMARY KEY,
    domain_uuid           uuid,
    recording_filename    text,
    recording_name        text,
    recording_voice       text,
    recording_message     text,
    recording_description text,
    recording_base64      text
);

CREATE TABLE v_music_on_hold (
    music_on_hold_uuid       uuid PRIMARY KEY,
    domain_uuid              uuid,
    music_on_hold_name       text,
    music_on_hold_path       text,
    music_on_hold_rate       numeric,
    music_on_hold_shuffle    text,
    music_on_hold_channels   numeric,
    music_on_hold_interval   numeric,
    music_on_hold_timer_name text,
    music_on_hold_chime_list text,
    music_on_hold_chime_freq numeric,
    music_on_hold_chime_max  numeric
);

CREATE TABLE v_streams (
    stream_uuid        uuid PRIMARY KEY,
    domain_uuid        uuid,
    stream_name        text,
    stream_location    text,
    stream_enabled     :yesno,
    stream_description text
);

CREATE TABLE v_phrases (
    phrase_uuid        uuid PRIMARY KEY,
    domain_uuid        uuid,
    phrase_name        text,
    phrase_language    text,
    phrase_enabled     :yesno,
    phrase_description text
);

CREATE TABLE v_phrase_details (
    phrase_detail_uuid     uuid PRIMARY KEY,
    phrase_uuid            uuid,
    domain_uuid            uuid,
    phrase_detail_group    numeric,
    phrase_detail_tag      text,
    phrase_detail_pattern  text,
    phrase_detail_function text,
    phrase_detail_data     text,
    phrase_detail_method   text,
    phrase_detail_type     text,
    phrase_detail_order    text
);

CREATE TABLE v_gateways (
    gateway_uuid         uuid PRIMARY KEY,
    domain_uuid          uuid,
    gateway              text,
    username             text,
    password             text,
    distinct_to          :yesno,
    auth_username        text,
    realm                text,
    from_user            text,
    from_domain          text,
    proxy                text,
    register_proxy       text,
    outbound_proxy       text,
    expire_seconds       numeric,
    register             :yesno,
    register_transport   text,
    contact_params       text,
    retry_seconds        numeric,
    extension            text,
    ping                 text,
    ping_min             text,
    ping_max             text,
    contact_in_ping      :yesno,
    caller_id_in_from    :yesno,
    supress_cng          :yesno,
    sip_cid_type         text,
    codec_prefs          text,
    channels             numeric,
    extension_in_contact text,
    context              text,
    profile              text,
    hostname             text,
    enabled              :yesno,
    description          text
);

CREATE TABLE v_sip_profiles (
    sip_profile_uuid        uuid PRIMARY KEY,
    sip_profile_name        text,
    sip_profile_hostname    text,
    sip_profile_enabled     :yesno,
    sip_profile_description text
);

CREATE TABLE v_sip_profile_domains (
    sip_profile_domain_uuid  uuid PRIMARY KEY,
    sip_profile_uuid         uuid,
    sip_profile_domain_name  text,
    sip_profile_domain_alias text,
    sip_profile_domain_parse text
);

CREATE TABLE v_sip_profile_settings (
    sip_profile_setting_uuid        uuid PRIMARY KEY,
    sip_profile_uuid                uuid,
    sip_profile_setting_name        text,
    sip_profile_setting_value       text,
    sip_profile_setting_enabled     :yesno,
    sip_profile_setting_description text
);

CREATE TABLE v_access_controls (
    access_control_uuid        uuid PRIMARY KEY,
    access_control_name        text,
    access_control_default     text,
    access_control_description text
);

CREATE TABLE v_access_control_nodes (
    access_control_node_uuid uuid PRIMARY KEY,
    access_control_uuid      uuid,
    node_type                text,
    node_cidr                text,
    node_description         text
);
