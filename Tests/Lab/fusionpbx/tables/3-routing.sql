-- Where a call goes: dialplans, numbers, groups, menus, queues, conferences.

CREATE TABLE v_dialplans (
    domain_uuid          uuid,
    dialplan_uuid        uuid PRIMARY KEY,
    app_uuid             uuid,
    hostname             text,
    dialplan_context     text,
    dialplan_name        text,
    dialplan_number      text,
    dialplan_destination :yesno,
    dialplan_continue    :yesno,
    dialplan_xml         text,
    dialplan_order       numeric,
    dialplan_enabled     :yesno,
    dialplan_description text
);

CREATE TABLE v_dialplan_details (
    domain_uuid             uuid,
    dialplan_uuid           uuid,
    dialplan_detail_uuid    uuid PRIMARY KEY,
    dialplan_detail_tag     text,
    dialplan_detail_type    text,
    dialplan_detail_data    text,
    dialplan_detail_break   text,
    dialplan_detail_inline  text,
    dialplan_detail_group   numeric,
    dialplan_detail_order   numeric,
    dialplan_detail_enabled boolean
);

CREATE TABLE v_destinations (
    domain_uuid                  uuid,
    destination_uuid             uuid PRIMARY KEY,
    dialplan_uuid                uuid,
    fax_uuid                     uuid,
    user_uuid                    uuid,
    group_uuid                   uuid,
    destination_type             text,
    destination_number           text,
    destination_trunk_prefix     text,
    destination_area_code        text,
    destination_prefix           text,
    destination_condition_field  text,
    destination_number_regex     text,
    destination_caller_id_name   text,
    destination_caller_id_number text,
    destination_cid_name_prefix  text,
    destination_context          text,
    destination_record           :yesno,
    destination_hold_music       text,
    destination_distinctive_ring text,
    destination_ringback         text,
    destination_accountcode      text,
    destination_type_voice       numeric,
    destination_type_fax         numeric,
    destination_type_emergency   numeric,
    destination_type_text        numeric,
    destination_conditions       json,
    destination_actions          json,
    destination_app              text,
    destination_data             text,
    destination_alternate_app    text,
    destination_alternate_data   text,
    destination_order            numeric,
    destination_enabled          :yesno,
    destination_description      text,
    destination_email            :yesno
);

CREATE TABLE v_ring_groups (
    domain_uuid                     uuid,
    ring_group_uuid                 uuid PRIMARY KEY,
    ring_group_name                 text,
    ring_group_extension            text,
    ring_group_greeting             text,
    ring_group_call_timeout         numeric,
    ring_group_forward_destination  text,
    ring_group_forward_enabled      :yesno,
    ring_group_caller_id_name       text,
    ring_group_caller_id_number     text,
    ring_group_cid_name_prefix      text,
    ring_group_cid_number_prefix    text,
    ring_group_strategy             text,
    ring_group_timeout_app          text,
    ring_group_timeout_data         text,
    ring_group_distinctive_ring     text,
    ring_group_ringback             text,
    ring_group_call_screen_enabled  :yesno,
    ring_group_call_forward_enabled :yesno,
    ring_group_follow_me_enabled    :yesno,
    ring_group_missed_call_app      text,
    ring_group_missed_call_data     text,
    ring_group_context              text,
    ring_group_enabled              :yesno,
    ring_group_description          text,
    dialplan_uuid                   uuid,
    ring_group_forward_toll_allow   text
);

CREATE TABLE v_ring_group_destinations (
    ring_group_destination_uuid uuid PRIMARY KEY,
    domain_uuid                 uuid,
    ring_group_uuid             uuid,
    destination_number          text,
    destination_delay           numeric,
    destination_timeout         numeric,
    destination_enabled         boolean,
    destination_prompt          numeric,
    destination_description     text
);

CREATE TABLE v_ring_group_users (
    ring_group_user_uuid uuid PRIMARY KEY,
    domain_uuid          uuid,
    ring_group_uuid      uuid,
    user_uuid            uuid
);

CREATE TABLE v_ivr_menus (
    ivr_menu_uuid                uuid PRIMARY KEY,
    domain_uuid                  uuid,
    dialplan_uuid                uuid,
    ivr_menu_name                text,
    ivr_menu_extension           text,
    ivr_menu_parent_uuid         uuid,
    ivr_menu_language            text,
    ivr_menu_dialect             text,
    ivr_menu_voice               text,
    ivr_menu_greet_long          text,
    ivr_menu_greet_short         text,
    ivr_menu_invalid_sound       text,
    ivr_menu_exit_sound          text,
    ivr_menu_pin_number          text,
    ivr_menu_confirm_macro       text,
    ivr_menu_confirm_key         text,
    ivr_menu_tts_engine          text,
    ivr_menu_tts_voice           text,
    ivr_menu_confirm_attempts    numeric,
    ivr_menu_timeout             numeric,
    ivr_menu_exit_app            text,
    ivr_menu_exit_data           text,
    ivr_menu_inter_digit_timeout numeric,
    ivr_menu_max_failures        numeric,
    ivr_menu_max_timeouts        numeric,
    ivr_menu_digit_len           numeric,
    ivr_menu_direct_dial         :yesno,
    ivr_menu_ringback            text,
    ivr_menu_cid_prefix          text,
    ivr_menu_context             text,
    ivr_menu_enabled             :yesno,
    ivr_menu_description         text
);

CREATE TABLE v_ivr_menu_options (
    ivr_menu_option_uuid        uuid PRIMARY KEY,
    ivr_menu_uuid               uuid,
    domain_uuid                 uuid,
    ivr_menu_option_digits      text,
    ivr_menu_option_action      text,
    ivr_menu_option_param       text,
    ivr_menu_option_order       numeric,
    ivr_menu_option_description text,
    ivr_menu_option_enabled     boolean
);

CREATE TABLE v_call_flows (
    domain_uuid               uuid,
    call_flow_uuid            uuid PRIMARY KEY,
    dialplan_uuid             uuid,
    call_flow_name            text,
    call_flow_extension       text,
    call_flow_feature_code    text,
    call_flow_context         text,
    call_flow_status          text,
    call_flow_pin_number      text,
    call_flow_label           text,
    call_flow_sound           text,
    call_flow_app             text,
    call_flow_data            text,
    call_flow_alternate_label text,
    call_flow_alternate_sound text,
    call_flow_alternate_app   text,
    call_flow_alternate_data  text,
    call_flow_enabled         :yesno,
    call_flow_description     text
);

CREATE TABLE v_call_block (
    domain_uuid             uuid,
    call_block_uuid         uuid PRIMARY KEY,
    call_block_direction    text,
    extension_uuid          uuid,
    call_block_name         text,
    call_block_country_code numeric,
    call_block_number       text,
    call_block_count        numeric,
    call_block_action       text,
    call_block_app          text,
    call_block_data         text,
    date_added              text,
    call_block_enabled      :yesno,
    call_block_description  text
);

CREATE TABLE v_call_center_queues (
    call_center_queue_uuid                         uuid PRIMARY KEY,
    domain_uuid                                    uuid,
    dialplan_uuid                                  uuid,
    queue_name                                     text,
    queue_extension                                text,
    queue_greeting                                 text,
    queue_strategy                                 text,
    queue_moh_sound                                text,
    queue_record_template                          text,
    queue_language                                 text,
    queue_dialect                                  text,
    queue_voice                                    text,
    queue_time_base_score                          text,
    queue_time_base_score_sec                      numeric,
    queue_max_wait_time                            numeric,
    queue_max_wait_time_with_no_agent              numeric,
    queue_max_wait_time_with_no_agent_time_reached numeric,
    queue_tier_rules_apply                         :yesno,
    queue_tier_rule_wait_second                    numeric,
    queue_tier_rule_no_agent_no_wait               :yesno,
    queue_timeout_action                           text,
    queue_discard_abandoned_after                  numeric,
    queue_abandoned_resume_allowed                 :yesno,
    queue_tier_rule_wait_multiply_level            :yesno,
    queue_cid_prefix                               text,
    queue_outbound_caller_id_name                  text,
    queue_outbound_caller_id_number                text,
    queue_announce_position                        text,
    queue_announce_sound                           text,
    queue_announce_frequency                       numeric,
    queue_cc_exit_keys                             text,
    queue_email_address                            text,
    queue_context                                  text,
    queue_description                              text
);

CREATE TABLE v_call_center_agents (
    call_center_agent_uuid     uuid PRIMARY KEY,
    domain_uuid                uuid,
    user_uuid                  uuid,
    agent_name                 text,
    agent_type                 text,
    agent_call_timeout         numeric,
    agent_id                   text,
    agent_password             text,
    agent_contact              text,
    agent_status               text,
    agent_logout               text,
    agent_max_no_answer        numeric,
    agent_wrap_up_time         numeric,
    agent_reject_delay_time    numeric,
    agent_busy_delay_time      numeric,
    agent_no_answer_delay_time text,
    agent_record               :yesno
);

CREATE TABLE v_call_center_tiers (
    call_center_tier_uuid  uuid PRIMARY KEY,
    domain_uuid            uuid,
    call_center_queue_uuid uuid,
    call_center_agent_uuid uuid,
    agent_name             text,
    queue_name             text,
    tier_level             numeric,
    tier_position          numeric
);

CREATE TABLE v_conferences (
    domain_uuid              uuid,
    conference_uuid          uuid PRIMARY KEY,
    dialplan_uuid            uuid,
    conference_name          text,
    conference_extension     text,
    conference_pin_number    text,
    conference_profile       text,
    conference_email_address text,
    conference_account_code  text,
    conference_flags         text,
    conference_order         numeric,
    conference_description   text,
    conference_context       text,
    conference_enabled       :yesno
);

CREATE TABLE v_conference_users (
    conference_user_uuid uuid PRIMARY KEY,
    domain_uuid          uuid,
    conference_uuid      uuid,
    user_uuid            uuid
);

CREATE TABLE v_conference_centers (
    domain_uuid                   uuid,
    conference_center_uuid        uuid PRIMARY KEY,
    dialplan_uuid                 uuid,
    conference_center_name        text,
    conference_center_extension   text,
    conference_center_pin_length  numeric,
    conference_center_greeting    text,
    conference_center_description text,
    conference_center_enabled     :yesno
);

CREATE TABLE v_conference_rooms (
    domain_uuid            uuid,
    conference_room_uuid   uuid PRIMARY KEY,
    conference_center_uuid uuid,
    conference_room_name   text,
    profile                text,
    record                 :yesno,
    moderator_pin          text,
    participant_pin        text,
    max_members            numeric,
    start_datetime         text,
    stop_datetime          text,
    wait_mod               :yesno,
    moderator_endconf      :yesno,
    announce_name          :yesno,
    announce_count         :yesno,
    announce_recording     :yesno,
    sounds                 :yesno,
    mute                   :yesno,
    created                text,
    created_by             text,
    email_address          text,
    account_code           text,
    enabled                :yesno,
    description            text
);

CREATE TABLE v_conference_room_users (
    domain_uuid               uuid,
    conference_room_user_uuid uuid PRIMARY KEY,
    conference_room_uuid      uuid,
    user_uuid                 uuid
);

CREATE TABLE v_fax (
    fax_uuid                              uuid PRIMARY KEY,
    domain_uuid                           uuid,
    dialplan_uuid                         uuid,
    fax_extension                         text,
    fax_destination_number                text,
    fax_prefix                            text,
    fax_name                              text,
    fax_email                             text,
    fax_email_confirmation                text,
    fax_file                              text,
    fax_email_connection_type             text,
    fax_email_connection_host             text,
    fax_email_connection_port             text,
    fax_email_connection_security         text,
    fax_email_connection_validate         :yesno,
    fax_email_connection_username         text,
    fax_email_connection_password         text,
    fax_email_connection_mailbox          text,
    fax_email_inbound_subject_tag         text,
    fax_email_outbound_subject_tag        text,
    fax_email_outbound_authorized_senders text,
    fax_pin_number                        text,
    fax_caller_id_name                    text,
    fax_caller_id_number                  text,
    fax_toll_allow                        text,
    fax_forward_number                    text,
    fax_send_channels                     numeric,
    fax_description                       text,
    accountcode                           text
);

CREATE TABLE v_pin_numbers (
    domain_uuid     uuid,
    pin_number_uuid uuid PRIMARY KEY,
    pin_number      text,
    accountcode     text,
    enabled         :yesno,
    description     text
);
