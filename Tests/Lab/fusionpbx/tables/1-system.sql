-- Domains, settings, users, and what the web interface notes about itself.

CREATE TABLE v_domains (
    domain_uuid        uuid PRIMARY KEY,
    domain_parent_uuid uuid,
    domain_name        text,
    domain_enabled     boolean,
    domain_description text
);

CREATE TABLE v_domain_settings (
    domain_uuid                uuid,
    domain_setting_uuid        uuid PRIMARY KEY,
    app_uuid                   uuid,
    domain_setting_category    text,
    domain_setting_subcategory text,
    domain_setting_name        text,
    domain_setting_value       text,
    domain_setting_order       numeric,
    domain_setting_enabled     boolean,
    domain_setting_description text
);

CREATE TABLE v_default_settings (
    default_setting_uuid        uuid PRIMARY KEY,
    app_uuid                    uuid,
    default_setting_category    text,
    default_setting_subcategory text,
    default_setting_name        text,
    default_setting_value       text,
    default_setting_order       numeric,
    default_setting_enabled     boolean,
    default_setting_description text
);

CREATE TABLE v_users (
    user_uuid        uuid PRIMARY KEY,
    domain_uuid      uuid,
    contact_uuid     uuid,
    username         text,
    password         text,
    salt             text,
    user_email       text,
    user_status      text,
    api_key          text,
    user_totp_secret text,
    user_type        text,
    user_enabled     :yesno,
    add_user         text,
    add_date         text
);

CREATE TABLE v_user_settings (
    user_setting_uuid        uuid PRIMARY KEY,
    user_uuid                uuid,
    domain_uuid              uuid,
    user_setting_category    text,
    user_setting_subcategory text,
    user_setting_name        text,
    user_setting_value       text,
    user_setting_order       numeric,
    user_setting_enabled     boolean,
    user_setting_description text
);

CREATE TABLE v_user_groups (
    user_group_uuid uuid PRIMARY KEY,
    domain_uuid     uuid,
    group_name      text,
    group_uuid      uuid,
    user_uuid       uuid
);

CREATE TABLE v_groups (
    group_uuid        uuid PRIMARY KEY,
    domain_uuid       uuid,
    group_name        text,
    group_protected   :yesno,
    group_level       numeric,
    group_description text
);

CREATE TABLE v_group_permissions (
    group_permission_uuid uuid PRIMARY KEY,
    domain_uuid           uuid,
    permission_name       text,
    permission_protected  text,
    permission_assigned   text,
    group_name            text,
    group_uuid            uuid
);

CREATE TABLE v_contacts (
    contact_uuid         uuid PRIMARY KEY,
    domain_uuid          uuid,
    contact_parent_uuid  uuid,
    contact_type         text,
    contact_organization text,
    contact_name_prefix  text,
    contact_name_given   text,
    contact_name_middle  text,
    contact_name_family  text,
    contact_name_suffix  text,
    contact_nickname     text,
    contact_title        text,
    contact_role         text,
    contact_category     text,
    contact_url          text,
    contact_time_zone    text,
    contact_note         text,
    last_mod_date        text,
    last_mod_user        text
);

CREATE TABLE v_contact_emails (
    contact_email_uuid uuid PRIMARY KEY,
    domain_uuid        uuid,
    contact_uuid       uuid,
    email_label        text,
    email_primary      numeric,
    email_address      text,
    email_description  text
);

CREATE TABLE v_contact_phones (
    contact_phone_uuid uuid PRIMARY KEY,
    domain_uuid        uuid,
    contact_uuid       uuid,
    phone_label        text,
    phone_type_voice   numeric,
    phone_type_fax     numeric,
    phone_type_video   numeric,
    phone_type_text    numeric,
    phone_speed_dial   text,
    phone_country_code numeric,
    phone_number       text,
    phone_extension    text,
    phone_primary      numeric,
    phone_description  text
);

CREATE TABLE v_software (
    software_uuid    uuid PRIMARY KEY,
    software_name    text,
    software_url     text,
    software_version text
);

CREATE TABLE v_vars (
    var_uuid        uuid PRIMARY KEY,
    var_category    text,
    var_name        text,
    var_value       text,
    var_command     text,
    var_hostname    text,
    var_enabled     :yesno,
    var_order       numeric,
    var_description text
);

CREATE TABLE v_database_transactions (
    domain_uuid               uuid,
    database_transaction_uuid uuid PRIMARY KEY,
    user_uuid                 uuid,
    app_name                  text,
    app_uuid                  uuid,
    transaction_code          text,
    transaction_address       text,
    transaction_type          text,
    transaction_date          timestamptz,
    transaction_old           text,
    transaction_new           text,
    transaction_result        text
);
