"""Where calls go, and what is wrong, on PBXs of many objects that lead to each other: what pbxctl takes of the processor itself.

Of a hundred objects forty are extensions, twenty inbound numbers, fifteen ring groups, ten menus, ten time conditions and five
call flows. They go away again.
"""
import contextlib
import shlex

import extensions
from bench import *
from extensions import FIRST, OURS

# Numbers of the first time condition, ring group, menu and call flow; FreePBX's are told from extensions by them as well.
CLOCKS, GROUPS, MENUS, FLOWS = 710_000, 720_000, 730_000, 740_000
# Inbound numbers are this with seven digits behind it.
NUMBER = "1888"
# Who made the rows of a FusionPBX: nobody has this uuid.
MAKER = "00000000-0000-4000-8000-00000000be7c"
# What needs neither the switch nor its database.
RULES = ["dangling-target", "loop", "unreachable", "empty-group", "duplicate-number", "emergency-caller-id", "weak-secret", "reused-secret"]


class Counts:
    def __init__(self, objects):
        self.extensions, self.numbers, self.groups = objects * 40 // 100, objects * 20 // 100, objects * 15 // 100
        self.menus, self.clocks, self.flows = objects * 10 // 100, objects * 10 // 100, objects * 5 // 100


@contextlib.contextmanager
def freepbx(bench, counts):
    def mysql(statement):
        return checked(MYSQL + ["-NB", "asterisk"], input=statement, env=bench.environment).stdout

    def copies(table, condition, count, **changes):
        """Rows like some that are there; `n` counts from 0 on."""
        columns = mysql(f"SELECT column_name FROM information_schema.columns WHERE table_schema = 'asterisk' AND table_name = '{table}';").split()
        names = ", ".join(f"`{name}`" for name in columns)
        values = ", ".join(changes.get(name, f"t.`{name}`") for name in columns)
        mysql(f"INSERT INTO {table} ({names}) SELECT {values} FROM {table} AS t, (SELECT seq AS n FROM seq_0_to_{count - 1}) AS numbers WHERE {condition};")

    def remove():
        mysql(f"""DELETE FROM incoming WHERE extension LIKE '{NUMBER}%'; DELETE FROM ringgroups WHERE grpnum BETWEEN {GROUPS} AND {GROUPS + 9999};
            DELETE FROM ivr_details WHERE id BETWEEN {MENUS} AND {MENUS + 9999}; DELETE FROM ivr_entries WHERE ivr_id BETWEEN {MENUS} AND {MENUS + 9999};
            DELETE FROM timeconditions WHERE timeconditions_id BETWEEN {CLOCKS} AND {CLOCKS + 9999};
            DELETE FROM daynight WHERE ext BETWEEN {FLOWS} AND {FLOWS + 9999};""")

    def extension(place):
        return f"{FIRST} + ({place}) % {counts.extensions}"

    def goto(place):
        return f"CONCAT('from-did-direct,', {extension(place)}, ',1')"

    traffic = extensions.imported(bench, counts.extensions)
    with extensions.more_extensions(bench, traffic, counts.extensions):
        try:
            mysql(f"UPDATE devices SET emergency_cid = '15551230000' WHERE id REGEXP '^{OURS}$';")
            copies("incoming", "extension = '15551231001' AND cidnum = ''", counts.numbers, extension=f"CONCAT('{NUMBER}', 1000000 + n)",
                   destination=f"CONCAT('timeconditions,', {CLOCKS} + n % {counts.clocks}, ',1')")
            copies("timeconditions", "timeconditions_id = 1", counts.clocks, timeconditions_id=f"{CLOCKS} + n",
                   truegoto=f"CONCAT('ext-group,', {GROUPS} + n % {counts.groups}, ',1')", falsegoto=f"CONCAT('ivr-', {MENUS} + n % {counts.menus}, ',s,1')")
            members = ", '-', ".join(extension(f"n * 5 + {place}") for place in range(5))
            copies("ringgroups", "grpnum = '600'", counts.groups, grpnum=f"{GROUPS} + n", grplist=f"CONCAT({members})",
                   postdest=f"CONCAT('app-daynight,', {FLOWS} + n % {counts.flows}, ',1')")
            copies("ivr_details", "id = 1", counts.menus, id=f"{MENUS} + n", timeout_destination=goto("n"), invalid_destination=goto("n + 1"))
            for digit in (1, 2, 3):
                copies("ivr_entries", "ivr_id = 1 AND selection = '1'", counts.menus, ivr_id=f"{MENUS} + n", selection=f"'{digit}'", dest=goto(f"n * 3 + {digit}"))
            copies("ivr_entries", "ivr_id = 1 AND selection = '1'", counts.menus, ivr_id=f"{MENUS} + n", selection="'4'",
                   dest=f"CONCAT('ext-group,', {GROUPS} + (n * 7) % {counts.groups}, ',1')")
            copies("daynight", "ext = '0'", counts.flows, ext=f"{FLOWS} + n", dest=f"""CASE t.dmode WHEN 'day' THEN {goto('n')}
                WHEN 'night' THEN CONCAT('ext-local,vmu', {extension('n')}, ',1') ELSE t.dest END""")
            yield
        finally:
            remove()


@contextlib.contextmanager
def fusionpbx(bench, counts):
    def psql(statement):
        checked(PSQL + ["-q", "-v", "ON_ERROR_STOP=1", "-d", "fusionpbx"], input=statement, env=bench.environment)

    office = "(SELECT domain_uuid FROM v_domains WHERE domain_name = 'pbx.example.test')"
    tables = []

    def copies(table, condition, count, **changes):
        """Rows like some that are there; `n` counts from 0 on."""
        if table not in tables:
            tables.append(table)
        pairs = ", ".join(f"'{name}', {value}" for name, value in {"insert_user": f"'{MAKER}'", **changes}.items())
        psql(f"""INSERT INTO {table} SELECT (copy).* FROM (SELECT jsonb_populate_record({table}, jsonb_build_object({pairs})) AS copy
            FROM {table}, generate_series(0, {count - 1}) AS n WHERE domain_uuid = {office} AND insert_user IS DISTINCT FROM '{MAKER}' AND {condition}) AS copies;""")

    def transfer(number):
        return f"({number}) || ' XML pbx.example.test'"

    def extension(place):
        return f"{FIRST} + ({place}) % {counts.extensions}"

    def uuid(kind, number="n"):
        return f"md5('{kind} ' || ({number}))::uuid"

    def child(table, key, parent):
        return f"{key} IN (SELECT {key} FROM {table} WHERE domain_uuid = {office} AND {parent})"

    try:
        with extensions.more_fusionpbx_extensions(bench, counts.extensions):
            psql(f"""UPDATE v_extensions SET domain_uuid = {office}, password = md5(random()::text), emergency_caller_id_number = '12085551212', number_alias = NULL,
                follow_me_uuid = NULL WHERE extension ~ '^{OURS}$';
                UPDATE v_voicemails SET domain_uuid = {office}, voicemail_password = 100000 + floor(random() * 899999) WHERE voicemail_id::text ~ '^{OURS}$';""")
            number = f"'{NUMBER}' || (1000000 + n)"
            clock = transfer(f"{CLOCKS} + n % {counts.clocks}")
            copies("v_dialplans", "dialplan_name = '12085551212'", counts.numbers, dialplan_uuid=uuid("number"), dialplan_name=number, dialplan_number=number,
                   dialplan_xml=f"replace(replace(dialplan_xml, '12085551212', {number}), '1001 XML pbx.example.test', {clock})")
            copies("v_destinations", "destination_number = '12085551212'", counts.numbers, destination_uuid="gen_random_uuid()", dialplan_uuid=uuid("number"),
                   destination_number=number, destination_actions=f"jsonb_build_array(jsonb_build_object('destination_app', 'transfer', 'destination_data', {clock}))",
                   destination_app="'transfer'", destination_data=clock)
            copies("v_dialplans", "dialplan_number = '720'", counts.clocks, dialplan_uuid=uuid("clock"), dialplan_number=f"({CLOCKS} + n)::text",
                   dialplan_name=f"'Clock ' || n", dialplan_xml=f"replace(dialplan_xml, '720', ({CLOCKS} + n)::text)")
            copies("v_dialplan_details", child("v_dialplans", "dialplan_uuid", "dialplan_number = '720'"), counts.clocks, dialplan_detail_uuid="gen_random_uuid()",
                   dialplan_uuid=uuid("clock"), dialplan_detail_data=f"""CASE WHEN dialplan_detail_type = 'transfer' AND dialplan_detail_group = 500
                   THEN {transfer(f'{GROUPS} + n % {counts.groups}')} WHEN dialplan_detail_type = 'transfer' THEN {transfer(f'{MENUS} + n % {counts.menus}')}
                   ELSE dialplan_detail_data END""")
            copies("v_ring_groups", "ring_group_extension = '600'", counts.groups, ring_group_uuid=uuid("group"), ring_group_extension=f"({GROUPS} + n)::text",
                   ring_group_timeout_app="'transfer'", ring_group_timeout_data=transfer(f"{FLOWS} + n % {counts.flows}"))
            sales = child("v_ring_groups", "ring_group_uuid", "ring_group_extension = '600'")
            for place in range(5):
                copies("v_ring_group_destinations", f"destination_number = '1001' AND {sales}",
                       counts.groups, ring_group_destination_uuid="gen_random_uuid()", ring_group_uuid=uuid("group"), destination_number=f"({extension(f'n * 5 + {place}')})::text")
            copies("v_ivr_menus", "ivr_menu_extension = '700'", counts.menus, ivr_menu_uuid=uuid("menu"), ivr_menu_extension=f"({MENUS} + n)::text",
                   ivr_menu_exit_data=transfer(f"'*99' || ({extension('n')})"))
            option = "ivr_menu_option_digits = '1' AND " + child("v_ivr_menus", "ivr_menu_uuid", "ivr_menu_extension = '700'")
            for digit in (1, 2, 3):
                copies("v_ivr_menu_options", option, counts.menus, ivr_menu_option_uuid="gen_random_uuid()", ivr_menu_uuid=uuid("menu"),
                       ivr_menu_option_digits=f"'{digit}'", ivr_menu_option_param=f"'transfer ' || {transfer(extension(f'n * 3 + {digit}'))}")
            copies("v_ivr_menu_options", option, counts.menus, ivr_menu_option_uuid="gen_random_uuid()", ivr_menu_uuid=uuid("menu"),
                   ivr_menu_option_digits="'4'", ivr_menu_option_param=f"'transfer ' || {transfer(f'{GROUPS} + (n * 7) % {counts.groups}')}")
            copies("v_call_flows", "call_flow_extension = '710'", counts.flows, call_flow_uuid=uuid("flow"), call_flow_extension=f"({FLOWS} + n)::text",
                   call_flow_data=transfer(extension("n")), call_flow_alternate_data=transfer(f"'*99' || ({extension('n')})"))
            psql(f"ANALYZE {', '.join(tables)}")
            try:
                yield
            finally:
                for table in tables:
                    psql(f"DELETE FROM {table} WHERE insert_user = '{MAKER}';")
    finally:
        for table in tables:
            psql(f"DELETE FROM {table} WHERE insert_user = '{MAKER}';")


def answering(command):
    """A command whose status 9 is an answer."""
    return ["/bin/sh", "-c", f"{shlex.join(command)}; [ $? = 0 -o $? = 9 ]"]


def graphs(bench, objects):
    counts = Counts(objects)
    title(f"The graph of {objects:,} objects more than the lab's", "command", "PBX", "pbxctl's own ms", "ms in all", "peak memory")
    for name, profile, seed in (("FreePBX", "freepbx", freepbx), ("FusionPBX", "fusionpbx", fusionpbx)):
        with seed(bench, counts):
            commands = {
                "did trace": bench.pbxctl(profile, "did", "trace", f"{NUMBER}1000000"),
                "target uses": bench.pbxctl(profile, "target", "uses", f"extension:{FIRST}", "--indirect"),
                "target orphans": bench.pbxctl(profile, "target", "orphans"),
                "check, what the database says": answering(bench.pbxctl(profile, "check", "--severity", "info", *RULES)),
                "check, everything": answering(bench.pbxctl(profile, "check", "--severity", "info")),
            }
            found = bench.in_turn(commands)
        for command, measurements in found.items():
            own = median(measurements, "user") + median(measurements, "system")
            line(command, name, f"{own * 1000:.0f}", f"{median(measurements) * 1000:.0f}", cost(measurements)[2])
