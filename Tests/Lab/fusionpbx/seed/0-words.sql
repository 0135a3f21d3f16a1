-- Words the other seed files are written in. They live as long as the session that seeds.

-- What a yes or no is in this version: psql puts no variables inside function bodies, so the bodies say `yesno`.
CREATE DOMAIN pg_temp.yesno AS :yesno;

-- A random-looking version-4 uuid that is the same on every machine.
CREATE FUNCTION pg_temp.id(what text) RETURNS uuid LANGUAGE sql IMMUTABLE AS $$
    SELECT overlay(overlay(md5('lab ' || what) PLACING '4' FROM 13) PLACING 'a' FROM 17)::uuid
$$;

CREATE FUNCTION pg_temp.domain(name text) RETURNS uuid LANGUAGE sql IMMUTABLE AS $$
    SELECT pg_temp.id('domain ' || name)
$$;

-- A number below `below` that depends on the row and on what it is for, and on nothing else.
CREATE FUNCTION pg_temp.dice(n bigint, purpose int, below int) RETURNS int LANGUAGE sql IMMUTABLE AS $$
    SELECT ((hashint8extended(n, purpose) & 9223372036854775807) % below)::int
$$;

CREATE FUNCTION pg_temp.action(application text, data text, rest text DEFAULT '') RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT E'\t\t<action application="' || application || '" data="' || data || '"' || rest || E'/>\n'
$$;

CREATE FUNCTION pg_temp.condition(field text, expression text, actions text, rest text DEFAULT '') RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT E'\t<condition field="' || field || '" expression="' || expression || '"' || rest || E'>\n' || actions || E'\t</condition>\n'
$$;

-- One dialplan row. A dialplan without a domain is global. The web interface stores its XML without a final line end.
CREATE FUNCTION pg_temp.dialplan(app uuid, domain_name text, context text, name text, number text, place int,
                                 continues text, conditions text, description text DEFAULT NULL) RETURNS uuid LANGUAGE sql AS $$
    INSERT INTO v_dialplans (dialplan_uuid, domain_uuid, app_uuid, dialplan_context, dialplan_name, dialplan_number,
                             dialplan_continue, dialplan_order, dialplan_enabled, dialplan_description, dialplan_xml, insert_date)
    SELECT dialplan, pg_temp.domain(domain_name), app, context, name, number,
           coalesce(nullif(continues, ''), 'false')::pg_temp.yesno, place, 'true', description,
           '<extension name="' || name || '" continue="' || continues || '" uuid="' || dialplan || E'">\n' || conditions || '</extension>',
           now()
    FROM pg_temp.id('dialplan ' || coalesce(domain_name, 'global') || ' ' || coalesce(number, '') || ' ' || name || ' ' || place) AS dialplan
    RETURNING dialplan_uuid
$$;

CREATE FUNCTION pg_temp.detail(domain_name text, dialplan uuid, tag text, kind text, data text, grp int, place int,
                               inlined text DEFAULT NULL) RETURNS void LANGUAGE sql AS $$
    INSERT INTO v_dialplan_details (dialplan_detail_uuid, domain_uuid, dialplan_uuid, dialplan_detail_tag, dialplan_detail_type,
                                    dialplan_detail_data, dialplan_detail_inline, dialplan_detail_group, dialplan_detail_order,
                                    dialplan_detail_enabled, insert_date)
    VALUES (pg_temp.id('detail ' || dialplan || grp || ' ' || place), pg_temp.domain(domain_name), dialplan, tag, kind,
            data, inlined, grp, place, 'true', now())
$$;
