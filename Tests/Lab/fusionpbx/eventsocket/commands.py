"""The API commands, each as FreeSWITCH answers it, final line end or none included."""
import json
import re
import shlex
import time
import uuid
from xml.sax.saxutils import escape

from .script import Failure, Script
from .wire import Event, core_headers

NO_REPLY = "-ERR no reply\n"
REGISTRATION = "reg_user realm token url expires network_ip network_port network_proto hostname metadata".split()
CHANNEL = """uuid direction created created_epoch name state cid_name cid_num ip_addr dest application application_data dialplan context read_codec
read_rate read_bit_rate write_codec write_rate write_bit_rate secure hostname presence_id presence_data accountcode callstate callee_name callee_num
callee_direction call_uuid sent_callee_name sent_callee_num initial_cid_name initial_cid_num initial_ip_addr initial_dest initial_dialplan
initial_context""".split()
CALL = """uuid direction created created_epoch name state cid_name cid_num ip_addr dest presence_id presence_data accountcode callstate callee_name
callee_num callee_direction call_uuid hostname sent_callee_name sent_callee_num""".split()
CALL_B = [name for name in CALL if name not in ("call_uuid", "hostname")]


def run(switch, command):
    name, _, argument = command.strip().partition(" ")
    handler = COMMANDS.get(name)
    if handler is None:
        # `system` is among these: FusionPBX ships with it disabled.
        return "-ERR %s Command not found!\n" % name
    return handler(switch, argument.strip())


# Lists

def table(rows, columns, form):
    if form == "as json":
        if not rows:
            return '{"row_count": 0}\n'
        return json.dumps({"row_count": len(rows), "rows": [dict(zip(columns, row)) for row in rows]}, ensure_ascii=False, separators=(",", ":"))
    if form == "as xml":
        lines = ["<result row_count=\"%d\">" % len(rows)]
        for index, row in enumerate(rows):
            lines += ["  <row row_id=\"%d\">" % (index + 1), *("    <%s>%s</%s>" % (c, escape(v), c) for c, v in zip(columns, row)), "  </row>"]
        return "\n".join(lines + ["</result>", ""])
    text = "".join(",".join(row) + "\n" for row in ([columns] + rows if rows else []))
    return "%s\n%d total.\n" % (text, len(rows))


def show(switch, argument):
    what, _, form = argument.partition(" ")
    channels = list(switch.calls.channels.values())
    if what == "registrations":
        switch.registered()
        expires = str(int(time.time()) + 3600)
        rows = [[c.user, c.domain, c.token, c.url(), expires, c.ip, c.port, "udp", switch.hostname, ""] for c in switch.listed]
        return table(rows, REGISTRATION, form)
    if what == "channels":
        return table([[channel_fields(switch, c)[name] for name in CHANNEL] for c in channels], CHANNEL, form)
    if what in ("calls", "detailed_calls", "bridged_calls", "detailed_bridged_calls"):
        behind = {c.other.uuid for c in channels if c.other and c.other.call_uuid == c.other.uuid}
        rows = []
        for c in channels:
            if c.call_uuid != c.uuid or ("bridged" in what and c.uuid not in behind):
                continue
            far = next((d for d in channels if d is not c and d.call_uuid == c.uuid), None)
            other = channel_fields(switch, far) if far else {}
            rows.append([channel_fields(switch, c)[n] for n in CALL] + [other.get(n, "") for n in CALL_B] + [str(int(c.created)) if far else ""])
        return table(rows, CALL + ["b_" + n for n in CALL_B] + ["call_created_epoch"], form)
    return ("-USAGE: codec|endpoint|application|api|dialplan|file|timer|calls [count]|channels [count|like <match string>]|calls|detailed_calls|"
            "bridged_calls|detailed_bridged_calls|aliases|complete|chat|management|modules|nat_map|say|interfaces|interface_types|tasks|limits|status\n")


def channel_fields(switch, c):
    fields = dict.fromkeys(CHANNEL, "")
    fields.update(uuid=c.uuid, direction="outbound", created=time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(c.created)), created_epoch=str(int(c.created)),
                  name=c.name, state=c.state, cid_name=c.caller_name, cid_num=c.caller_number, dest=c.number, application=c.application,
                  application_data=c.data, dialplan=c.dialplan, context=c.context, hostname=switch.hostname, presence_id=c.presence,
                  accountcode=c.variables.get("domain_name", ""), callstate=c.callstate, callee_name="Outbound Call", callee_num=c.number,
                  callee_direction="SEND", call_uuid=c.call_uuid, initial_cid_name=c.caller_name, initial_cid_num=c.caller_number, initial_dest=c.number,
                  initial_context="default")
    for side in ("read", "write"):
        fields.update({side + "_codec": "PCMU", side + "_rate": "8000", side + "_bit_rate": "64000"})
    return fields


# sofia

RULE = "=" * 97 + "\n"
PROFILE = """<profile>
<name>%s</name>
<type>profile</type>
<data>sip:mod_sofia@127.0.0.1:%d</data>
<state>RUNNING (0)</state>
</profile>"""
TEXT = """Call-ID:    \t{c.token}
User:       \t{c.user}@{c.domain}
Contact:    \t"" <sip:{c.user}@{c.ip}:{c.port}>
Agent:      \t{c.agent}
Status:     \tRegistered(UDP)(unknown) EXP({end}) EXPSECS(3600)
Ping-Status:\tReachable
Ping-Time:\t0.00
Host:       \t{host}
IP:         \t{c.ip}
Port:       \t{c.port}
Auth-User:  \t{c.user}
Auth-Realm: \t{c.domain}
MWI-Account:\t{c.user}@{c.domain}

"""
GATEWAY = """  <gateway>
    <name>{name}</name>
    <profile>{profile}</profile>
    <scheme>Digest</scheme>
    <realm>{proxy}</realm>
    <username>{username}</username>
    <password>yes</password>
    <to>sip:{username}@{proxy}</to>
    <proxy>sip:{proxy}</proxy>
    <context>public</context>
    <expires>800</expires>
    <freq>800</freq>
    <ping>{ping}</ping>
    <pingfreq>{ping}</pingfreq>
    <pingcount>0</pingcount>
    <pingtime>12.40</pingtime>
    <pinging>0</pinging>
    <state>{state}</state>
    <status>{status}</status>
    <calls-in>0</calls-in>
    <calls-out>0</calls-out>
  </gateway>
"""
HEAD = '<?xml version="1.0" encoding="ISO-8859-1"?>\n'


def sofia(switch, argument):
    word = argument.split()
    if word[:1] == ["profile"] and len(word) >= 3:
        return profile(switch, word[1], word[2], word[3:])
    if word[:1] not in (["status"], ["xmlstatus"]):
        return "-USAGE: sofia help\n"
    as_xml = word[0] == "xmlstatus"
    if word[1:2] == ["profile"] and len(word) > 3 and word[3] in ("reg", "user"):
        if word[2] not in switch.profiles:
            return "Invalid Profile!\n"
        contacts = [c for c in switch.registered() if c.profile == word[2]]
        if len(word) > 4:
            # `reg` looks into the contact and never finds a domain there; `user` compares both.
            contacts = [c for c in contacts if word[4] == "%s@%s" % (c.user, c.domain) or (word[3] == "reg" and word[4] == c.user)]
            if word[3] == "reg" and "@" in word[4]:
                contacts = []
        return registrations(switch, contacts, as_xml)
    if word[1:2] == ["profile"]:
        if len(word) < 3 or word[2] not in switch.profiles:
            return "Invalid Profile!\n"
        return HEAD + ("<profile>\n  <profile-info>\n    <name>%s</name>\n    <url>sip:mod_sofia@127.0.0.1:%d</url>\n    <registrations>%d</registrations>\n"
                       "  </profile-info>\n</profile>\n" % (word[2], switch.profiles[word[2]], sum(c.profile == word[2] for c in switch.registered())))
    if word[1:2] == ["gateway"]:
        found = [g for g in switch.gateways() if len(word) < 3 or g["name"] == word[2]]
        body = "".join(GATEWAY.format(**{name: escape(str(value)) for name, value in g.items()}) for g in found)
        if len(word) > 2:
            return HEAD + body if found else "Invalid Gateway!\n"
        return HEAD + "<gateways>\n" + body + "</gateways>\n"
    names = sorted(switch.profiles)
    if as_xml:
        return HEAD + "<profiles>\n" + "\n".join(PROFILE % (name, switch.profiles[name]) for name in names) + "\n</profiles>\n"
    rows = "".join("%25s\tprofile\t%42s\tRUNNING (0)\n" % (name, "sip:mod_sofia@127.0.0.1:%d" % switch.profiles[name]) for name in names)
    return "%25s\t%7s\t%42s\tState\n" % ("Name", "   Type", "Data") + RULE + rows + RULE + "%d profiles 0 aliases\n" % len(names)


def registrations(switch, contacts, as_xml):
    end = time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(time.time() + 3600))
    if as_xml:
        body = "".join("    <registration>\n" + "".join("        <%s>%s</%s>\n" % (tag, value, tag) for tag, value in (
            ("call-id", c.token), ("user", "%s@%s" % (c.user, c.domain)), ("contact", "&quot;&quot; &lt;sip:%s@%s:%s&gt;" % (c.user, c.ip, c.port)),
            ("agent", escape(c.agent)), ("status", "Registered(UDP)(unknown) exp(%s) expsecs(3600)" % end), ("ping-status", "Reachable"),
            ("ping-time", "0.00"), ("host", switch.hostname), ("network-ip", c.ip), ("network-port", c.port), ("sip-auth-user", c.user),
            ("sip-auth-realm", c.domain), ("mwi-account", "%s@%s" % (c.user, c.domain)))) + "    </registration>\n" for c in contacts)
        return HEAD + "<profile>\n  <registrations>\n" + body + "  </registrations>\n</profile>\n"
    body = "".join(TEXT.format(c=c, end=end, host=switch.hostname) for c in contacts)
    return "\nRegistrations:\n" + RULE + body + "Total items returned: %d\n" % len(contacts) + RULE


def profile(switch, name, verb, rest):
    if name not in switch.profiles:
        return "Invalid Profile [%s]" % name
    if verb == "flush_inbound_reg":
        # Without a name it throws every phone of the profile out, in FreeSWITCH as here.
        switch.flush(name, rest[0] if rest else None)
        return "+OK %s all registrations%s\n" % ("rebooting" if "reboot" in rest else "flushing", " matching specified call_id" if rest else "")
    if verb == "rescan":
        switch.gateways(rescans=name)
        return "Reload XML [Success]\n+OK scan complete\n"
    if verb == "killgw":
        return "+OK gateway marked for deletion.\n" if rest and switch.kill_gateway(rest[0]) else "-ERR no such gateway.\n"
    return "Reload XML [Success]\n+OK\n" if verb in ("restart", "start", "stop") else "-ERR Unknown command!\n"


def sofia_contact(switch, argument):
    user, _, domain = argument.rpartition("/")[2].partition("@")
    urls = [c.url() for c in switch.registered() if c.user == user and c.domain == domain]
    return ",".join(urls) or "error/user_not_registered"


# Directory and cache

def user_data(switch, argument):
    word = argument.split()
    if len(word) < 3:
        return "-USAGE: user_data <id>@<domain> [var|param|attr] <name>\n"
    user, _, domain = word[0].partition("@")
    found = switch.directory.user(user, domain)
    table_ = {} if found is None else {"param": found[0], "var": found[1], "attr": {"id": user}}.get(word[1], {})
    return table_.get(word[2]) or NO_REPLY


def user_exists(switch, argument):
    word = argument.split()
    return "true" if len(word) == 3 and switch.directory.user(word[1], word[2]) else "false"


def lua(switch, argument):
    if not argument.startswith("~"):
        return "+OK\n" if argument else NO_REPLY
    def forget(key):
        # The script tells everybody, whatever comes of it.
        headers = core_headers(switch, "CUSTOM", "switch_cpp.cpp", "fire", 1) + [
            ("Event-Subclass", "fusion::file"), ("API-Command", "file"), ("API-Command-Argument", "delete " + key)]
        switch.fire(Event("CUSTOM", headers, subclass="fusion::file"))
        return switch.directory.delete(key)

    cache = {"del": forget, "get": switch.directory.read, "support": lambda: True}
    try:
        return Script(argument[1:], {"resources.functions.cache": cache}).run() or NO_REPLY
    except Failure as failure:
        # FreeSWITCH puts the reason into its log; here it is told, so that a test need not look for it.
        return "-ERR Cannot execute script: %s\n" % failure


def memcache(switch, argument):
    verb, _, key = argument.partition(" ")
    if verb == "flush":
        return "+OK\n"
    if verb != "delete" or not key:
        return "-USAGE: memcache <set|replace|add|get|getflags|delete|increment|decrement|flush|status> <key>\n"
    if switch.directory.read(key) is None:
        return "-ERR NOT FOUND\n"
    return "+OK\n" if switch.directory.delete(key) else "-ERR FAILURE\n"


def luarun(switch, argument):
    found = re.fullmatch(r"app\.lua voicemail mwi (\S+)@(\S+)", argument)
    if found:
        counts = switch.directory.messages(found[1], found[2])
        headers = core_headers(switch, "MESSAGE_WAITING", "mod_lua.cpp", "lua_fire", 1) + [
            ("MWI-Messages-Waiting", "yes" if counts["new"] else "no"), ("MWI-Message-Account", "sip:%s@%s" % found.groups()),
            ("MWI-Voice-Message", "%d/%d (0/0)" % (counts["new"], counts["saved"])), ("sofia-profile", "internal")]
        switch.fire(Event("MESSAGE_WAITING", headers))
    return "+OK\n"


# Calls

def originate(switch, argument):
    return switch.calls.originate(argument)


def channel(switch, identifier):
    return switch.calls.channels.get(identifier)


def uuid_kill(switch, argument):
    word = argument.split()
    found = channel(switch, word[0]) if word else None
    if not found:
        return "-ERR No such channel!\n"
    found.hang_up(word[1] if len(word) > 1 else "NORMAL_CLEARING")
    return "+OK\n"


def uuid_getvar(switch, argument):
    identifier, _, name = argument.partition(" ")
    found = channel(switch, identifier)
    return found.variables.get(name, "_undef_") if found else "-ERR No such channel!\n"


def uuid_dump(switch, argument):
    identifier, _, form = argument.partition(" ")
    found = channel(switch, identifier)
    if not found:
        return "-ERR No such channel!\n"
    event = Event("CHANNEL_DATA", core_headers(switch, "CHANNEL_DATA", "mod_commands.c", "uuid_dump_function", 6495) + found.headers())
    return (event.json() if form == "json" else event.plain()).decode("utf-8", "surrogateescape")


# The rest

def status(switch, argument):
    seconds = int(time.time() - switch.started)
    count = len(switch.calls.channels)
    return ("UP 0 years, %d days, %d hours, %d minutes, %d seconds, 0 milliseconds, 0 microseconds\nFreeSWITCH (Version 1.11.3-dev  64bit) is ready\n"
            "%d session(s) since startup\n%d session(s) - peak %d, last 5min %d \n0 session(s) per Sec out of max 30, peak 1, last 5min 0 \n"
            "1000 session(s) max\nmin idle cpu 0.00/97.77\nCurrent Stack Size/Max 240K/8192K\n"
            % (seconds // 86400, seconds // 3600 % 24, seconds // 60 % 60, seconds % 60, count, count, count, count))


def global_getvar(switch, argument):
    if not argument:
        return "".join("%s=%s\n" % pair for pair in switch.variables.items())
    return switch.variables.get(argument) or NO_REPLY


def global_setvar(switch, argument):
    name, _, value = argument.partition("=")
    # Of the stand-in alone: which database it reads.
    if name == "lab_database":
        switch.directory.database = re.sub(r"^(postgresql://[^/]*/)[^?]*", r"\g<1>" + value, switch.directory.database)
    switch.variables[name] = value
    return "+OK"


QUEUE = """name|strategy|moh_sound|time_base_score|tier_rules_apply|tier_rule_wait_second|tier_rule_wait_multiply_level|tier_rule_no_agent_no_wait|
discard_abandoned_after|abandoned_resume_allowed|max_wait_time|max_wait_time_with_no_agent|max_wait_time_with_no_agent_time_reached|
record_template|calls_answered|calls_abandoned|ring_progressively_delay|skip_agents_with_external_calls|agent_no_answer_status""".replace("\n", "").split("|")
AGENT = """name|instance_id|uuid|type|contact|status|state|max_no_answer|wrap_up_time|reject_delay_time|busy_delay_time|no_answer_delay_time|
last_bridge_start|last_bridge_end|last_offered_call|last_status_change|no_answer_count|calls_answered|talk_time|ready_time|
external_calls_count""".replace("\n", "").split("|")


def callcenter_config(switch, argument):
    """Files of state: `queues` has lines QUEUE WAITING, `agents` has lines AGENT ANSWERED STATUS."""
    word = shlex.split(argument)
    queues = dict(line.split(None, 1) for line in switch.lines("queues"))
    agents = [line.split(None, 2) for line in switch.lines("agents")]

    def listed(columns, rows):
        return "".join("|".join(str(row.get(name, "")) for name in columns) + "\n" for row in [dict(zip(columns, columns)), *rows]) + "+OK\n"

    if word == ["queue", "list"]:
        return listed(QUEUE, [{**dict.fromkeys(QUEUE, "0"), "name": name, "strategy": "longest-idle-agent", "moh_sound": "local_stream://default",
                               "time_base_score": "system", "tier_rules_apply": "false", "record_template": "", "agent_no_answer_status": "On Break"}
                              for name in queues])
    if word[:3] == ["queue", "count", "members"] and len(word) == 4:
        return "%s\n" % queues[word[3]] if word[3] in queues else "-ERR Queue not found!\n"
    if word == ["agent", "list"]:
        numbers = {name: "0" for name in AGENT[AGENT.index("max_no_answer"):]} | {"wrap_up_time": "10", "reject_delay_time": "90", "busy_delay_time": "90"}
        return listed(AGENT, [{**numbers, "name": name, "instance_id": "single_box", "type": "callback", "status": status, "state": "Waiting",
                               "contact": "{call_timeout=20,sip_invite_domain=pbx.example.test}user/1001@pbx.example.test", "calls_answered": count}
                              for name, count, status in agents])
    if word[:2] in (["tier", "del"], ["agent", "del"]):
        return "+OK\n"
    if word[:3] == ["agent", "set", "status"] and len(word) == 5:
        if word[3] not in [name for name, _, _ in agents]:
            return "-ERR Agent not found!\n"
        switch.write("agents", ["%s %s %s" % (name, count, word[4] if name == word[3] else status) for name, count, status in agents])
        return "+OK\n"
    return "-ERR Invalid!\n"


def conference(switch, argument):
    """The file of state `conferences` has lines NAME MEMBERS."""
    if argument != "xml_list":
        return "+OK No active conferences.\n" if not switch.lines("conferences") else "-ERR the stand-in lists conferences as XML alone\n"
    rows = ['  <conference name="%s" member-count="%s" rate="8000" running="true">\n  </conference>\n' % tuple(line.split(None, 1))
            for line in switch.lines("conferences")]
    return '<?xml version="1.0"?>\n<conferences>\n' + "".join(rows) + "</conferences>\n"


def always(text):
    return lambda switch, argument: text


COMMANDS = {
    "callcenter_config": callcenter_config, "conference": conference, "create_uuid": lambda switch, argument: str(uuid.uuid4()),
    "domain_exists": lambda switch, argument: "true" if switch.directory.domain_exists(argument) else "false",
    "echo": lambda switch, argument: argument, "global_getvar": global_getvar, "global_setvar": global_setvar,
    "hostname": lambda switch, argument: switch.hostname, "lua": lua, "luarun": luarun, "memcache": memcache, "originate": originate,
    "reload": always("+OK Reloading XML\n+OK module unloaded\n+OK module loaded\n"), "reloadacl": always("+OK acl reloaded\n"),
    "reloadxml": always("+OK [Success]\n"), "show": show, "sofia": sofia, "sofia_contact": sofia_contact, "status": status,
    "switchname": lambda switch, argument: switch.hostname, "uptime": lambda switch, argument: "%d\n" % (time.time() - switch.started),
    "user_data": user_data, "user_exists": user_exists, "uuid_dump": uuid_dump,
    "uuid_exists": lambda switch, argument: "true" if channel(switch, argument) else "false", "uuid_getvar": uuid_getvar, "uuid_kill": uuid_kill,
    "uuid_transfer": lambda switch, argument: "+OK\n" if channel(switch, argument.partition(" ")[0]) else "-ERR No such channel!\n",
    "version": always("FreeSWITCH Version 1.11.3-dev~64bit ( 64bit)\n"), "xml_flush_cache": always("+OK cleared 0 entries\n"),
}
