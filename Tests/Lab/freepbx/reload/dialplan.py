"""extensions_additional.conf and what belongs to it (queues, music on hold), from the tables.

Contexts, extensions and priorities carry the names FreePBX gives them, because destinations in the tables name them.
What happens behind the names is the lab's own, in extensions.conf.
"""
import json

from phones import grouped

HANGUP = "app-blackhole,hangup,1"


def clean(text):
    """A value for the inside of a dialplan line: nothing that would end the line or begin an expression."""
    return "".join(" " if c in "\r\n" else "\\;" if c == ";" else c for c in text or "").replace("${", "$ {")


class Plan:
    def __init__(self):
        self.contexts = {}

    def add(self, context, extension, *steps, label=None):
        lines = self.contexts.setdefault(context, [])
        for number, step in enumerate(steps):
            lines.append(f"exten => {extension},1,{step}" if number == 0 else
                         f" same => n{step}" if step.startswith("(") else f" same => n,{step}")

    def hint(self, context, extension, value):
        self.contexts.setdefault(context, []).append(f"exten => {extension},hint,{value}")

    def include(self, context, *others):
        self.contexts.setdefault(context, []).extend(f"include => {other}" for other in others)

    def text(self):
        return "".join(f"[{name}]\n" + "".join(line + "\n" for line in lines) + "\n"
                       for name, lines in self.contexts.items())


def files(tables, settings, astdb):
    plan = Plan()
    # The order of these decides who wins where numbers meet, as on a host: the office before the outside.
    plan.include("from-internal-additional", "app-features", "app-toggles", "ext-findmefollow", "ext-local", "ext-group",
                 "ext-queues", "ext-meetme", "outbound-allroutes")
    for context in ("app-toggles", "ext-findmefollow", "ext-local", "ext-group", "ext-queues", "ext-meetme",
                    "outbound-allroutes", "ext-did"):
        plan.contexts.setdefault(context, [])
    recordings = {row["id"]: row["filename"] for row in tables["recordings"]}
    extensions(plan, tables, astdb)
    block_list(plan)
    inbound(plan, tables)
    groups(plan, tables)
    queues(plan, tables)
    menus(plan, tables, recordings)
    clocks(plan, tables)
    rooms(plan, tables)
    small(plan, tables, recordings)
    outbound(plan, tables)
    return {"extensions_additional.conf": plan.text(), "queues_additional.conf": queue_file(tables),
            "musiconhold_additional.conf": music_file(tables, settings)}


def extensions(plan, tables, astdb):
    dials = {}
    for device in tables["devices"]:
        dials.setdefault(device["user"], []).append(device["dial"])
    for user in tables["users"]:
        number = user["extension"]
        box = user["voicemail"] or "novm"
        plan.add("ext-local", number, f"Gosub(sub-extension,s,1({number},{box}))", "Goto(dest)",
                 f"(dest),Set(__PICKUPMARK=)", f"Gosub(sub-mailbox,s,1({number},{box},u))", "Hangup()")
        # Presence needs the device list of AstDB, as on a host: without AMPUSER/EXT/device there is no hint.
        if number in dials and astdb.get(f"/AMPUSER/{number}/device"):
            plan.hint("ext-local", number, "&".join(dials[number]) + f"&Custom:DND{number},CustomPresence:{number}")
        if box != "novm":
            for letter, kind in (("b", "b"), ("u", "u"), ("s", "s"), ("i", "")):
                plan.add("ext-local", f"vm{letter}{number}", "Gosub(sub-user-callerid,s,1)",
                         f"VoiceMail({number}@{box},{kind})", "Hangup()")
            plan.add("ext-local", f"*{number}", "Gosub(sub-user-callerid,s,1)", f"VoiceMail({number}@{box},s)", "Hangup()")
    known = {user["extension"]: user["voicemail"] for user in tables["users"]}
    for row in tables["findmefollow"]:
        number = row["grpnum"]
        if number in known:
            plan.add("ext-findmefollow", number, f"Gosub(sub-followme,s,1({number}))", "Hangup()")
            plan.add("ext-findmefollow", f"FM{number}", f"Goto(ext-findmefollow,{number},1)")


def inbound(plan, tables):
    for row in tables["incoming"]:
        did, cid = row["extension"], row["cidnum"] or ""
        pattern = did or "_[0-9+]."
        steps = ["Set(__FROM_DID=${EXTEN})", "Set(CDR(did)=${FROM_DID})", "Gosub(sub-user-callerid,s,1)"]
        if row["grppre"]:
            steps.append(f"Set(CALLERID(name)={clean(row['grppre'])}${{CALLERID(name)}})")
        if row["alertinfo"]:
            steps.append(f"Set(__ALERT_INFO={clean(row['alertinfo'])})")
        if (row["delay_answer"] or "0") != "0":
            steps.append(f"Wait({row['delay_answer']})")
        if row["ringing"] == "CHECKED":
            steps.append("Ringing()")
        # Module blacklist puts its check into every inbound route.
        steps += ["Gosub(app-blacklist-check,s,1)", f"Goto({row['destination'] or HANGUP})"]
        plan.add("ext-did", f"{pattern}/{cid}" if cid else pattern, *steps)


def block_list(plan):
    """As module blacklist writes it: a blocked call is answered before it goes where all of them go."""
    plan.add("app-blacklist-check", "s", 'GotoIf($["${BLACKLIST()}"="1"]?blacklisted)', "Set(CALLED_BLACKLIST=1)", "Return()",
             "(blacklisted),Answer()", "Set(BLDEST=${DB(blacklist/dest)})", "GotoIf(${BLDEST}?${BLDEST}:app-blackhole,zapateller,1)")


def members(text):
    for entry in (text or "").split("-"):
        if entry:
            yield f"Local/{entry[:-1]}@from-internal/n" if entry.endswith("#") else f"Local/{entry}@ring-member/n"


def groups(plan, tables):
    for row in tables["ringgroups"]:
        number = row["grpnum"]
        seconds = row["grptime"] or "20"
        steps = ["Gosub(sub-user-callerid,s,1)"]
        if row["grppre"]:
            steps.append(f"Set(CALLERID(name)={clean(row['grppre'])}${{CALLERID(name)}})")
        targets = list(members(row["grplist"]))
        in_turn = row["strategy"].startswith(("hunt", "memoryhunt", "first", "random"))
        for target in targets if in_turn else ["&".join(targets)]:
            if target:
                steps += [f"Dial({target},{seconds},HhTtr)", 'GotoIf($["${DIALSTATUS}" = "ANSWER"]?app-blackhole,hangup,1)']
        steps.append(f"Goto({row['postdest'] or HANGUP})")
        plan.add("ext-group", number, *steps)


def queues(plan, tables):
    for row in tables["queues_config"]:
        number = row["extension"]
        steps = ["Gosub(sub-user-callerid,s,1)", "Answer()"]
        if row["grppre"]:
            steps.append(f"Set(CALLERID(name)={clean(row['grppre'])}${{CALLERID(name)}})")
        steps += [f"Queue({number},t,,,{row['maxwait']})", f"Goto({row['dest'] or HANGUP})"]
        plan.add("ext-queues", number, *steps)


# What the form keeps beside the options of queues.conf.
NOT_FOR_ASTERISK = {"member", "recording", "rvolume", "rvol_mode", "skip_joinannounce", "answered_elsewhere",
                    "cron_random", "cron_schedule", "eventmemberstatus", "eventwhencalled", "monitor-join"}


def queue_file(tables):
    names = {user["extension"]: user["name"] for user in tables["users"]}
    queues = {row["extension"]: [] for row in tables["queues_config"]}
    for row in sorted(tables["queues_details"], key=lambda row: (row["keyword"] != "member", int(row["flags"]))):
        if row["id"] not in queues:
            continue
        if row["keyword"] == "member":
            interface, _, penalty = row["data"].partition(",")
            number = interface.partition("/")[2].partition("@")[0]
            name = clean(names.get(number, number)).replace(",", " ").replace('"', "")
            hint = f",hint:{number}@ext-local" if number in names else ""
            queues[row["id"]].append(f"member => {interface},{penalty or 0},{name}{hint}")
        elif row["keyword"] not in NOT_FOR_ASTERISK and row["data"] != "":
            queues[row["id"]].append(f"{row['keyword']} = {row['data']}")
    return "".join(f"[{number}]\n" + "".join(line + "\n" for line in lines) + "\n" for number, lines in queues.items())


def music_file(tables, settings):
    base = f"{settings['ASTVARLIBDIR']}/{settings['MOHDIR']}"
    text = ""
    for row in tables["music"]:
        name = row["category"]
        place = base if name == "default" else f"{base}/{name}"
        text += f"[{name}]\nmode = files\ndirectory = {place}\n" + ("sort = random\n" if row["random"] == "1" else "") + "\n"
    return text


def play(recordings, number):
    sounds = recordings.get(number or "", "")
    return f"Playback({sounds})" if sounds else "NoOp()"


def menus(plan, tables, recordings):
    for row in tables["ivr_details"]:
        context = f"ivr-{row['id']}"
        sounds = recordings.get(row["announcement"] or "", "") or "silence/1"
        plan.add(context, "s", "Gosub(sub-user-callerid,s,1)", "Set(__IVR_CONTEXT=${CONTEXT})", "Answer()",
                 f"Set(TIMEOUT(response)={row['timeout_time'] or 10})", f"(start),Background({sounds})", "WaitExten()")
        for entry in tables["ivr_entries"]:
            if entry["ivr_id"] == row["id"]:
                plan.add(context, entry["selection"], f"Goto({entry['dest']})")
        if row["directdial"] == "ext-local":
            plan.include(context, "from-did-direct")
        for extension, loops, destination in (("i", row["invalid_loops"], row["invalid_destination"]),
                                              ("t", row["timeout_loops"], row["timeout_destination"])):
            plan.add(context, extension, f"Set(LOOPS_{extension}=$[0${{LOOPS_{extension}}} + 1])",
                     f"GotoIf($[${{LOOPS_{extension}}} <= {loops if (loops or '').isdigit() else 0}]?s,start)",
                     f"Goto({destination or HANGUP})")
    for row in tables["announcement"]:
        plan.add(f"app-announcement-{row['announcement_id']}", "s", "NoOp()" if row["noanswer"] == "1" else "Answer()",
                 play(recordings, row["recording_id"]), f"Goto({row['post_dest'] or HANGUP})")


def clocks(plan, tables):
    times = {}
    for row in tables["timegroups_details"]:
        times.setdefault(row["timegroupid"], []).append(row["time"])
    for row in tables["timeconditions"]:
        number = row["timeconditions_id"]
        state = f"${{DB(TC/{number})}}"
        plan.add("timeconditions", number,
                 *[f"GotoIfTime({time.replace('|', ',')}?truestate)" for time in times.get(row["time"], [])],
                 # An override that is not sticky is gone once the clock says the same.
                 f'(falsestate),GotoIf($["{state[:-1]}:0:4}}" = "true"]?truegoto)',
                 f'ExecIf($["{state}" = "false"]?Set(DB(TC/{number})=))',
                 f"(falsegoto),Goto({row['falsegoto'] or HANGUP})",
                 f'(truestate),GotoIf($["{state[:-1]}:0:5}}" = "false"]?falsegoto)',
                 f'ExecIf($["{state}" = "true"]?Set(DB(TC/{number})=))',
                 f"(truegoto),Goto({row['truegoto'] or HANGUP})")
        plan.hint("app-toggles", f"*27{number}", f"Custom:TC{number}")
        plan.add("app-toggles", f"*27{number}", "Answer()",
                 f'Set(DB(TC/{number})=${{IF($["{state}" = ""]?false_sticky:)}})', "Playback(beep)", "Hangup()")
    modes = {}
    for row in tables["daynight"]:
        modes.setdefault(row["ext"], {})[row["dmode"]] = row["dest"]
    for number, mode in modes.items():
        state = f"${{DB(DAYNIGHT/C{number})}}"
        plan.add("app-daynight", number, f'GotoIf($["{state}" = "NIGHT"]?{mode.get("night", HANGUP)})',
                 f"Goto({mode.get('day', HANGUP)})")
        plan.hint("app-toggles", f"*28{number}", f"Custom:DAYNIGHT{number}")
        plan.add("app-toggles", f"*28{number}", "Answer()",
                 f'Set(DB(DAYNIGHT/C{number})=${{IF($["{state}" = "NIGHT"]?DAY:NIGHT)}})',
                 f'Set(DEVICE_STATE(Custom:DAYNIGHT{number})=${{IF($["{state}" = "NIGHT"]?INUSE:NOT_INUSE)}})',
                 "Playback(beep)", "Hangup()")


def rooms(plan, tables):
    for row in tables["meetme"]:
        number = row["exten"]
        pin = f"${{DB(CONFERENCE/{number}/userpin)}}"
        plan.add("ext-meetme", number, "Gosub(sub-user-callerid,s,1)", "Answer()",
                 f'ExecIf($["{pin}" != ""]?Authenticate({pin}))', f"ConfBridge({number})", "Hangup()")


def small(plan, tables, recordings):
    codes = {(row["modulename"], row["featurename"]): row["customcode"] or row["defaultcode"]
             for row in tables["featurecodes"]}
    for row in tables["miscdests"]:
        number = row["destdial"]
        if number.startswith("{"):
            number = codes.get(tuple(number.strip("{}").split(":", 1)), "")
        plan.add("ext-miscdests", row["id"], f"Dial(Local/{clean(number)}@from-internal/n,300)", "Hangup()")
    for number, sounds in recordings.items():
        plan.add("play-system-recording", number, "Answer()", f"Playback({sounds})", "Hangup()")
    for row in tables["setcid"]:
        plan.add("app-setcid", row["cid_id"], "NoOp()", f"Goto({row['dest'] or HANGUP})")
    for row in tables["kvstore_FreePBX_modules_Customappsreg"]:
        if row["id"] == "dests":
            custom = json.loads(row["val"])
            if custom.get("destret") == "1":
                plan.add("customdests", f"dest-{row['key']}", f"Goto({custom['target']})")


def outbound(plan, tables):
    names = {number: rows["trunk_name"] for number, rows in grouped(tables["pjsip"]).items()}
    trunks = {row["trunkid"]: row for row in tables["trunks"]}
    for number, row in trunks.items():
        if number in names and row["disabled"] != "on":
            plan.add("ext-trunk", number, f"Dial(PJSIP/${{FROM_DID}}@{names[number]},300,T)", "Hangup()")
    routes = {row["route_id"]: row for row in tables["outbound_routes"]}
    for step in sorted(tables["outbound_route_sequence"], key=lambda row: int(row["seq"])):
        route = routes.get(step["route_id"])
        if route is None:
            continue
        context = f"outrt-{route['route_id']}"
        plan.include("outbound-allroutes", context)
        used = sorted((row for row in tables["outbound_route_trunks"] if row["route_id"] == route["route_id"]),
                      key=lambda row: int(row["seq"]))
        for pattern in tables["outbound_route_patterns"]:
            if pattern["route_id"] != route["route_id"]:
                continue
            prefix, rest, caller = (pattern[key] for key in ("match_pattern_prefix", "match_pattern_pass", "match_cid"))
            whole = prefix + rest
            extension = ("" if whole.isdigit() else "_") + whole + (f"/{caller}" if caller else "")
            number = f"{pattern['prepend_digits']}${{EXTEN:{len(prefix)}}}" if prefix else f"{pattern['prepend_digits']}${{EXTEN}}"
            emergency = route["emergency_route"] == "YES"
            own = "${DB(AMPUSER/${AMPUSER}/outboundcid)}"
            steps = ["Gosub(sub-user-callerid,s,1)", f"Set(LOCAL_NUMBER={number})", f"Set(OUTCID={own})"]
            if emergency:
                steps.append("ExecIf($[${LEN(${DB(DEVICE/${AMPUSER}/emergency_cid)})} > 0]?"
                             "Set(OUTCID=${DB(DEVICE/${AMPUSER}/emergency_cid)}))")
            first = trunks.get(used[0]["trunk_id"]) if used else None
            fallback = route["outcid"] or (first["outcid"] if first else "")
            # Compared by length: the value holds quotes of its own, which an expression would stumble over.
            steps += [f'ExecIf($[${{LEN(${{OUTCID}})}} = 0]?Set(OUTCID={clean(fallback)}))',
                      "Set(CALLERID(all)=${OUTCID})", "Set(CDR(outbound_cnum)=${CALLERID(num)})",
                      "Set(CDR(outbound_cnam)=${CALLERID(name)})"]
            for row in used:
                trunk = trunks.get(row["trunk_id"])
                if trunk and trunk["disabled"] != "on" and row["trunk_id"] in names:
                    steps.append(f"Dial(PJSIP/${{LOCAL_NUMBER}}@{names[row['trunk_id']]},300,T)")
                    steps.append('GotoIf($["${DIALSTATUS}" = "ANSWER" | "${DIALSTATUS}" = "BUSY"]?app-blackhole,hangup,1)')
            steps.append("Congestion(5)")
            plan.add(context, extension, *steps)
