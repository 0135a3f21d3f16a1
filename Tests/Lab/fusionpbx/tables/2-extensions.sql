-- Extensions and what belongs to one of them.

CREATE TABLE v_extensions (
    extension_uuid                          uuid PRIMARY KEY,
    domain_uuid                             uuid,
    extension                               text,
    number_alias                            text,
    password                                text,
    accountcode                             text,
    effective_caller_id_name                text,
    effective_caller_id_number              text,
    outbound_caller_id_name                 text,
    outbound_caller_id_number               text,
    emergency_caller_id_name                text,
    emergency_caller_id_number              text,
    directory_first_name                    text,
    directory_last_name                     text,
    directory_visible                       :yesno,
    directory_exten_visible                 :yesno,
    max_registrations                       text,
    limit_max                               text,
    limit_destination                       text,
    missed_call_app                         text,
    missed_call_data                        text,
    user_context                            text,
    toll_allow                              text,
    call_timeout                            numeric,
    call_group                              text,
    call_screen_enabled                     :yesno,
    user_record                             text,
    hold_music                              text,
    auth_acl                                text,
    cidr                                    text,
    sip_force_contact                       text,
    nibble_account                          text,
    sip_force_expires                       numeric,
    mwi_account                             text,
    sip_bypass_media                        text,
    unique_id                               numeric,
    dial_string                             text,
    dial_user                               text,
    dial_domain                             text,
    do_not_disturb                          :yesno,
    forward_all_destination                 text,
    forward_all_enabled                     :yesno,
    forward_busy_destination                text,
    forward_busy_enabled                    :yesno,
    forward_no_answer_destination           text,
    forward_no_answer_enabled               :yesno,
    forward_user_not_registered_destination text,
    forward_user_not_registered_enabled     :yesno,
    follow_me_uuid                          uuid,
    follow_me_enabled                       :yesno,
    follow_me_destinations                  text,
    extension_language                      text,
    extension_dialect                       text,
    extension_voice                         text,
    extension_type                          text,
    enabled                                 :yesno,
    description                             text,
    absolute_codec_string                   text,
    force_ping                              :yesno
);

CREATE TABLE v_extension_users (
    extension_user_uuid uuid PRIMARY KEY,
    domain_uuid         uuid,
    extension_uuid      uuid,
    user_uuid           uuid
);

CREATE TABLE v_extension_settings (
    extension_setting_uuid        uuid PRIMARY KEY,
    domain_uuid                   uuid,
    extension_uuid                uuid,
    extension_setting_type        text,
    extension_setting_name        text,
    extension_setting_value       text,
    extension_setting_enabled     boolean,
    extension_setting_description text
);

CREATE TABLE v_follow_me (
    domain_uuid           uuid,
    follow_me_uuid        uuid PRIMARY KEY,
    cid_name_prefix       text,
    cid_number_prefix     text,
    dial_string           text,
    follow_me_enabled     :yesno,
    follow_me_ignore_busy :yesno
);

CREATE TABLE v_follow_me_destinations (
    domain_uuid                uuid,
    follow_me_uuid             uuid,
    follow_me_destination_uuid uuid PRIMARY KEY,
    follow_me_destination      text,
    follow_me_delay            numeric,
    follow_me_timeout          numeric,
    follow_me_prompt           text,
    follow_me_order            numeric
);

CREATE TABLE v_voicemails (
    domain_uuid                      uuid,
    voicemail_uuid                   uuid PRIMARY KEY,
    voicemail_id                     text,
    voicemail_password               text,
    voicemail_tutorial               :yesno,
    greeting_id                      numeric,
    voicemail_alternate_greet_id     numeric,
    voicemail_recording_instructions :yesno,
    voicemail_recording_options      :yesno,
    voicemail_mail_to                text,
    voicemail_sms_to                 text,
    voicemail_transcription_enabled  :yesno,
    voicemail_attach_file            text,
    voicemail_file                   text,
    voicemail_local_after_email      :yesno,
    voicemail_enabled                :yesno,
    voicemail_description            text,
    voicemail_name_base64            text
);

CREATE TABLE v_voicemail_messages (
    domain_uuid            uuid,
    voicemail_message_uuid uuid PRIMARY KEY,
    voicemail_uuid         uuid,
    created_epoch          numeric,
    read_epoch             numeric,
    caller_id_name         text,
    caller_id_number       text,
    message_length         numeric,
    message_status         text,
    message_priority       text,
    message_intro_base64   text,
    message_base64         text,
    message_transcription  text
);

CREATE TABLE v_voicemail_greetings (
    voicemail_greeting_uuid uuid PRIMARY KEY,
    domain_uuid             uuid,
    voicemail_id            text,
    greeting_id             numeric,
    greeting_name           text,
    greeting_message        text,
    greeting_filename       text,
    greeting_description    text,
    greeting_base64         text
);

CREATE TABLE v_voicemail_options (
    voicemail_option_uuid        uuid PRIMARY KEY,
    domain_uuid                  uuid,
    voicemail_uuid               uuid,
    voicemail_option_digits      text,
    voicemail_option_action      text,
    voicemail_option_param       text,
    voicemail_option_order       numeric,
    voicemail_option_description text
);

CREATE TABLE v_voicemail_destinations (
    domain_uuid                uuid,
    voicemail_destination_uuid uuid PRIMARY KEY,
    voicemail_uuid             uuid,
    voicemail_uuid_copy        uuid
);

CREATE TABLE v_devices (
    device_uuid               uuid PRIMARY KEY,
    domain_uuid               uuid,
    device_profile_uuid       uuid,
    device_address            text,
    device_label              text,
    device_vendor             text,
    device_location           text,
    device_serial_number      text,
    device_model              text,
    device_firmware_version   text,
    device_enabled            :yesno,
    device_enabled_date       timestamptz,
    device_template           text,
    device_user_uuid          uuid,
    device_username           text,
    device_password           text,
    device_uuid_alternate     uuid,
    device_description        text,
    device_provisioned_date   timestamptz,
    device_provisioned_method text,
    device_provisioned_ip     text,
    device_provisioned_agent  text
);

CREATE TABLE v_device_lines (
    domain_uuid              uuid,
    device_line_uuid         uuid PRIMARY KEY,
    device_uuid              uuid,
    line_number              text,
    server_address           text,
    server_address_primary   text,
    server_address_secondary text,
    outbound_proxy_primary   text,
    outbound_proxy_secondary text,
    label                    text,
    display_name             text,
    user_id                  text,
    auth_id                  text,
    password                 text,
    sip_port                 numeric,
    sip_transport            text,
    register_expires         numeric,
    shared_line              text,
    enabled                  :yesno
);

CREATE TABLE v_device_keys (
    domain_uuid          uuid,
    device_key_uuid      uuid PRIMARY KEY,
    device_uuid          uuid,
    device_key_id        numeric,
    device_key_category  text,
    device_key_vendor    text,
    device_key_type      text,
    device_key_subtype   text,
    device_key_line      numeric,
    device_key_value     text,
    device_key_extension text,
    device_key_protected text,
    device_key_label     text,
    device_key_icon      text
);

CREATE TABLE v_device_settings (
    device_setting_uuid        uuid PRIMARY KEY,
    device_uuid                uuid,
    domain_uuid                uuid,
    device_setting_category    text,
    device_setting_subcategory text,
    device_setting_name        text,
    device_setting_value       text,
    device_setting_enabled     :yesno,
    device_setting_description text
);

CREATE TABLE v_device_profiles (
    device_profile_uuid        uuid PRIMARY KEY,
    domain_uuid                uuid,
    device_profile_name        text,
    device_profile_enabled     :yesno,
    device_profile_description text
);
