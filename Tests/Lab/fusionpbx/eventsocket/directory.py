"""What FusionPBX's scripts read from the database for the switch, through a cache of files that never expires."""
import json
import os
import re
import subprocess
import time
import uuid
import xml.etree.ElementTree as ET
from xml.sax.saxutils import quoteattr

USER = """
SELECT row_to_json(answer) FROM (
    SELECT e.*, d.domain_name, f.follow_me_enabled::text AS follow_me_on
    FROM v_extensions AS e JOIN v_domains AS d USING (domain_uuid) LEFT JOIN v_follow_me AS f ON f.follow_me_uuid = e.follow_me_uuid
    WHERE d.domain_name = :'domain' AND d.domain_enabled AND (e.extension = :'user' OR e.number_alias = :'user') AND e.enabled = 'true'
    LIMIT 1) AS answer
"""
DOMAIN = "SELECT row_to_json(d) FROM v_domains AS d WHERE domain_name = :'domain' AND domain_enabled"
MODE = """
SELECT row_to_json(s) FROM v_default_settings AS s WHERE default_setting_category = 'destinations'
AND default_setting_subcategory = 'dialplan_mode' AND default_setting_enabled
"""
CONTEXT = """
SELECT json_build_object('xml', dialplan_xml) FROM v_dialplans WHERE dialplan_enabled = 'true'
AND (dialplan_context = :'context' OR :'context' NOT LIKE '%public%' AND dialplan_context IN ('${domain_name}', 'global'))
ORDER BY dialplan_order
"""
# A number is looked up literally, with and without its prefixes; the dialplans of nobody's domain always come along.
NUMBER = """
SELECT json_build_object('xml', dialplan_xml) FROM v_dialplans AS p WHERE dialplan_enabled = 'true' AND dialplan_context LIKE '%public%'
AND (domain_uuid IS NULL OR dialplan_uuid IN (
    SELECT dialplan_uuid FROM v_destinations, LATERAL (SELECT coalesce(destination_prefix, '') AS p, coalesce(destination_area_code, '') AS a,
        coalesce(destination_trunk_prefix, '') AS t, destination_number AS n) AS part
    WHERE :'number' IN (p || a || n, t || a || n, p || n, '+' || p || n, '+' || p || a || n, a || n, n)))
ORDER BY dialplan_order
"""
MAILBOX = """
SELECT json_build_object('new', count(*) FILTER (WHERE coalesce(message_status, '') = ''), 'saved', count(*) FILTER (WHERE message_status = 'saved'))
FROM v_voicemail_messages JOIN v_voicemails USING (voicemail_uuid) JOIN v_domains AS d ON d.domain_uuid = v_voicemails.domain_uuid
WHERE domain_name = :'domain' AND voicemail_id = :'box'
"""
GATEWAY = "SELECT json_build_object('uuid', gateway_uuid) FROM v_gateways WHERE gateway_uuid::text = lower(:'gateway') AND enabled = 'true'"

GATEWAYS = """
SELECT json_build_object('name', gateway_uuid, 'profile', profile, 'registers', register::text = 'true', 'proxy', proxy, 'username', username,
    'ping', coalesce(ping, '0')) FROM v_gateways WHERE enabled::text = 'true' ORDER BY gateway
"""

VARIABLES = """domain_uuid domain_name extension_uuid call_timeout call_group user_record hold_music toll_allow accountcode user_context
effective_caller_id_name effective_caller_id_number outbound_caller_id_name outbound_caller_id_number emergency_caller_id_name
emergency_caller_id_number limit_max limit_destination do_not_disturb forward_all_enabled forward_all_destination forward_busy_enabled
forward_busy_destination forward_no_answer_enabled forward_no_answer_destination forward_user_not_registered_enabled
forward_user_not_registered_destination""".split()


class Directory:
    def __init__(self, database, cache):
        self.database, self.cache = database, cache

    def rows(self, query, **values):
        """The rows of a query, each an object. Values go in by psql's own quoting, never by pasting."""
        if not self.database:
            return []
        command = ["psql", "--no-psqlrc", "-qAt", "-d", self.database, "-v", "ON_ERROR_STOP=1"]
        for name, value in values.items():
            command += ["-v", "%s=%s" % (name, value)]
        done = subprocess.run(command, input=query.encode(), capture_output=True, timeout=20, check=False,
                              env={**os.environ, "PGCLIENTENCODING": "UTF8", "PGCONNECT_TIMEOUT": "5"})
        return [json.loads(line) for line in done.stdout.decode().splitlines() if line] if done.returncode == 0 else []

    # The cache: one file for each key

    def path(self, key):
        return os.path.join(self.cache, re.sub(r"[/\\]", "_", key.replace(":", ".")))

    def read(self, key):
        try:
            with open(self.path(key), encoding="utf-8") as file:
                return file.read()
        except OSError:
            return None

    def write(self, key, text):
        path = self.path(key)
        temporary = "%s.%s.tmp" % (path, uuid.uuid4())
        try:
            with open(temporary, "w", encoding="utf-8") as file:
                file.write(text)
            # What is there already wins.
            if os.path.exists(path):
                os.unlink(temporary)
            else:
                os.rename(temporary, path)
        except OSError:
            pass

    def delete(self, key):
        """True, for a key that was not there too; None where the file cannot be removed."""
        try:
            os.unlink(self.path(key))
        except FileNotFoundError:
            pass
        except OSError:
            return None
        return True

    # The directory

    def user(self, name, domain):
        """(parameters, variables) of a user, or None. Users that are not there are looked up anew each time."""
        if not name or not domain:
            return None
        text = self.read("directory:%s@%s" % (name, domain))
        if text is None:
            found = self.rows(USER, user=name, domain=domain)
            if not found:
                return None
            text = self.document(found[0])
            for alias in {found[0]["extension"], found[0]["number_alias"]} - {None, ""}:
                self.write("directory:%s@%s" % (alias, domain), text)
        try:
            root = ET.fromstring(text)
        except ET.ParseError:
            return None
        return tuple({item.get("name"): item.get("value") for item in root.iter(tag)} for tag in ("param", "variable"))

    @staticmethod
    def document(row):
        params = [("password", row["password"] or ""), ("vm-enabled", "true"), ("dial-string", row["dial_string"] or "")]
        variables = [(name, row.get(name)) for name in VARIABLES] + [("follow_me_enabled", row["follow_me_on"])]
        variables += [("caller_id_name", row["effective_caller_id_name"]), ("presence_id", "%s@%s" % (row["extension"], row["domain_name"]))]

        def lines(tag, pairs):
            # True and false are words here, whatever the column's type.
            return ["<%s name=%s value=%s/>" % (tag, quoteattr(name), quoteattr(str(value).lower() if isinstance(value, bool) else str(value)))
                    for name, value in pairs if value is not None]

        return "\n".join(['<?xml version="1.0" encoding="UTF-8" standalone="no"?>', '<document type="freeswitch/xml">', '<section name="directory">',
                          "<domain name=%s alias=\"true\">" % quoteattr(row["domain_name"]), "<user id=%s>" % quoteattr(row["extension"]), "<params>",
                          *lines("param", params), "</params>", "<variables>", *lines("variable", variables), "</variables>",
                          "</user>", "</domain>", "</section>", "</document>", ""])

    def gateways(self):
        return self.rows(GATEWAYS)

    def domain_exists(self, name):
        return bool(self.rows(DOMAIN, domain=name))

    def gateway_exists(self, name):
        return bool(self.rows(GATEWAY, gateway=name))

    def messages(self, box, domain):
        return (self.rows(MAILBOX, box=box, domain=domain) or [{"new": 0, "saved": 0}])[0]

    # The dialplan

    def dialplan(self, number, context):
        """The document that answers a number in a context. In `single` mode a public one is kept for each number, misses too."""
        mode = "multiple"
        if "public" in context:
            mode = self.read("dialplan:mode")
            if mode is None:
                mode = (self.rows(MODE) or [{"default_setting_value": "multiple"}])[0]["default_setting_value"]
                self.write("dialplan:mode", mode)
        key = "dialplan:%s:%s" % (context, number) if mode == "single" else "dialplan:" + context
        text = self.read(key)
        if text is None:
            found = self.rows(NUMBER, number=number) if mode == "single" else self.rows(CONTEXT, context=context)
            text = "<document><section><context>\n%s\n</context></section></document>\n" % "\n".join(row["xml"] or "" for row in found)
            if found:
                self.write(key, text)
        return text

    def actions(self, number, context):
        """What the dialplan does with a number: (application, data) pairs, up to the first extension that ends the search."""
        try:
            root = ET.fromstring(self.dialplan(number, context))
        except ET.ParseError:
            return []
        done = []
        for extension in root.iter("extension"):
            matched = False
            for condition in extension.iter("condition"):
                found = self.holds(condition, number, context)
                matched = matched or bool(found) and condition.find("action") is not None
                if found:
                    for action in condition.iter("action"):
                        done.append((action.get("application", ""), self.filled(action.get("data", ""), found, number, context)))
                when = condition.get("break", "on-false")
                if when == "always" or when == ("on-true" if found else "on-false"):
                    break
            if matched and extension.get("continue") != "true":
                break
        return done

    @staticmethod
    def filled(data, found, number, context):
        """$1 and so on are what the expression caught; of the variables only two are known here."""
        data = re.sub(r"\$(\d)", lambda m: found.group(int(m[1])) or "" if int(m[1]) <= len(found.groups()) else "", data)
        return data.replace("${destination_number}", number).replace("${domain_name}", context)

    def holds(self, condition, number, context):
        now = time.localtime()
        for name, value in (("wday", (now.tm_wday + 1) % 7 + 1), ("hour", now.tm_hour)):
            if condition.get(name):
                low, _, high = condition.get(name).partition("-")
                if not int(low) <= value <= int(high or low):
                    return None
        field, expression = condition.get("field"), condition.get("expression", "")
        if not field:
            return re.match("", "")
        if field == "${user_exists}":
            value = str(bool(self.user(number, context))).lower()
        else:
            value = {"destination_number": number, "${call_direction}": ""}.get(field)
        try:
            return re.search(expression, value) if value is not None else None
        except re.error:
            return None
