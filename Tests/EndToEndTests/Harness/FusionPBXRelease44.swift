import Foundation
import Testing

/// A database as FusionPBX 4.4 has it, made from the lab's oldest: without what came later, and with the types of then.
enum FusionPBXRelease44 {
    /// FusionPBX 4.4.1, the `app_config.php` of each application: columns that it does not have.
    private static let later: [(table: String, columns: String)] = [
        ("v_extensions", "max_registrations follow_me_enabled follow_me_destinations extension_language extension_dialect extension_voice extension_type"),
        ("v_voicemails", "voicemail_recording_instructions voicemail_recording_options"),
        ("v_voicemail_greetings", "greeting_voice greeting_message"),
        (
            "v_destinations",
            """
            user_uuid group_uuid provider_uuid destination_trunk_prefix destination_area_code destination_prefix destination_condition_field \
            destination_hold_music destination_distinctive_ring destination_ringback destination_type_voice destination_type_fax \
            destination_type_emergency destination_type_text destination_conditions destination_actions destination_alternate_app \
            destination_alternate_data destination_order destination_email
            """
        ),
        ("v_dialplans", "dialplan_destination"),
        ("v_dialplan_details", "dialplan_detail_enabled"),
        ("v_ring_groups", "ring_group_call_timeout ring_group_call_screen_enabled ring_group_call_forward_enabled ring_group_follow_me_enabled"),
        ("v_ring_group_destinations", "destination_enabled destination_description"),
        (
            "v_xml_cdr",
            """
            provider_uuid sip_call_id hold_accum_seconds record_length record_transcription originating_leg_uuid voicemail_message missed_call \
            call_center_queue_uuid status ring_group_uuid ivr_menu_uuid call_flow
            """
        ),
        ("v_ivr_menus", "ivr_menu_parent_uuid ivr_menu_dialect ivr_menu_voice ivr_menu_pin_number ivr_menu_context"),
        ("v_ivr_menu_options", "ivr_menu_option_enabled"),
        (
            "v_call_center_queues",
            """
            queue_greeting queue_language queue_dialect queue_voice queue_time_base_score_sec queue_outbound_caller_id_name \
            queue_outbound_caller_id_number queue_announce_position queue_email_address queue_context
            """
        ),
        ("v_call_center_agents", "agent_record"),
        ("v_conferences", "conference_email_address conference_account_code conference_context"),
        ("v_conference_rooms", "moderator_pin participant_pin moderator_endconf announce_name announce_count announce_recording email_address account_code"),
        ("v_call_flows", "call_flow_enabled"),
        ("v_call_block", "call_block_direction extension_uuid call_block_country_code call_block_app call_block_data"),
        ("v_recordings", "recording_voice recording_message"),
        ("v_gateways", "contact_params ping_min ping_max contact_in_ping"),
        ("v_users", "user_email user_totp_secret user_type"),
        ("v_groups", "group_level"),
        ("v_group_permissions", "permission_protected permission_assigned"),
        ("v_devices", "device_address device_location device_serial_number device_provisioned_agent"),
        ("v_device_lines", "server_address_primary server_address_secondary label"),
    ]

    private static let changes = """
        DROP TABLE IF EXISTS v_extension_settings, v_xml_cdr_json, v_xml_cdr_flow, v_xml_cdr_logs, v_xml_cdr_extensions, v_conference_room_users;
        ALTER TABLE v_user_groups RENAME TO v_group_users;
        ALTER TABLE v_group_users RENAME user_group_uuid TO group_user_uuid;
        ALTER TABLE v_xml_cdr RENAME xml_cdr_uuid TO uuid;
        ALTER TABLE v_xml_cdr ALTER start_stamp TYPE timestamp, ALTER answer_stamp TYPE timestamp, ALTER end_stamp TYPE text;
        ALTER TABLE v_voicemails ALTER voicemail_id TYPE numeric USING voicemail_id::numeric;
        ALTER TABLE v_follow_me_destinations ALTER follow_me_delay TYPE text, ALTER follow_me_timeout TYPE text;
        ALTER TABLE v_database_transactions ALTER transaction_date TYPE timestamp;
        ALTER TABLE v_devices ADD device_mac_address text;
        ALTER TABLE v_extensions ADD forward_caller_id_uuid uuid;
        ALTER TABLE v_follow_me ADD follow_me_caller_id_uuid uuid;
        ALTER TABLE v_conference_rooms ADD meeting_uuid uuid, ADD announce text;
        DELETE FROM v_default_settings WHERE default_setting_category = 'destinations' AND default_setting_subcategory = 'dialplan_mode';
        """

    /// Lends a database that is there no longer afterwards.
    static func with(_ body: (String) throws -> Void) throws {
        let name = "fusionpbx_44_" + UUID().uuidString.lowercased().prefix(8)
        _ = try Lab.postgres("CREATE DATABASE \(name) TEMPLATE fusionpbx_54_seed STRATEGY file_copy")
        defer { _ = try? Lab.postgres("DROP DATABASE \(name) WITH (FORCE)") }
        let removals = later.map { table, columns in
            let names = columns.split(whereSeparator: { " \n".contains($0) }).map { "DROP IF EXISTS \($0)" }
            return "ALTER TABLE \(table) \(names.joined(separator: ", "));"
        }
        // What was native from the start there was text then.
        let booleans = try Lab.postgres(
            """
            SELECT format('ALTER TABLE %I ALTER %I TYPE text USING %I::text;', table_name, column_name, column_name) FROM information_schema.columns
            WHERE table_schema = 'public' AND data_type = 'boolean'
              AND column_name IN ('domain_enabled', 'domain_setting_enabled', 'default_setting_enabled', 'user_setting_enabled')
            """, database: name)
        _ = try Lab.postgres("SET client_min_messages = warning;\n" + (removals + booleans + [changes]).joined(separator: "\n"), database: name)
        try body(name)
    }
}
