"""Everything in the office that is not an extension, as FreePBX's tables hold it."""
import hashlib

from office import DIDS

MODULES = """framework=16.0.40.7 core=16.0.68.30 voicemail=16.0.58 findmefollow=16.0.23 userman=16.0.44.13
cdr=16.0.46.21 cel=16.0.20 queues=16.0.27 ringgroups=16.0.11 ivr=16.0.9 timeconditions=16.0.11 daynight=16.0.3
announcement=16.0.7 conferences=16.0.9 recordings=16.0.16 music=16.0.2 customappsreg=16.0.5 miscdests=16.0.4
callrecording=16.0.24 manager=16.0.18 paging=16.0.15 sipsettings=16.0.27 donotdisturb=16.0.7 callforward=16.0.9
callwaiting=16.0.4 contactmanager=16.0.24 infoservices=16.0.1 featurecodeadmin=16.0.8 fax=16.0.15
soundlang=16.0.9 parking=16.0.8 blacklist=16.0.21""".split()

# module, name, description, code, enabled, may be a destination
FEATURE_CODES = [
    ("voicemail", "myvoicemail", "My Voicemail", "*97", 1, 0),
    ("voicemail", "dialvoicemail", "Dial Voicemail", "*98", 1, 1),
    ("voicemail", "directdialvoicemail", "Direct Dial Prefix", "*", 1, 0),
    ("infoservices", "echotest", "Echo Test", "*43", 1, 1),
    ("infoservices", "speakextennum", "Speak Your Exten Number", "*65", 1, 0),
    ("donotdisturb", "dnd_on", "DND Activate", "*78", 1, 0),
    ("donotdisturb", "dnd_off", "DND Deactivate", "*79", 1, 0),
    ("donotdisturb", "dnd_toggle", "DND Toggle", "*76", 1, 0),
    ("callforward", "cfon", "Call Forward All Activate", "*72", 1, 0),
    ("callforward", "cfoff", "Call Forward All Deactivate", "*73", 1, 0),
    ("callwaiting", "cwon", "Call Waiting - Activate", "*70", 1, 0),
    ("callwaiting", "cwoff", "Call Waiting - Deactivate", "*71", 1, 0),
    ("findmefollow", "fmf_toggle", "Findme Follow Toggle", "*21", 1, 0),
    ("core", "pickupexten", "General Call Pickup", "*8", 1, 0),
    ("core", "chanspy", "ChanSpy", "555", 1, 0),
    ("core", "simu_pstn", "Simulate Incoming Call", "7777", 1, 1),
    ("paging", "intercom-prefix", "Intercom prefix", "*80", 1, 0),
    ("fax", "simu_fax", "Dial System FAX", "666", 0, 1),
    ("daynight", "toggle-mode-0", "0: Switchboard", "*280", 1, 1),
    ("daynight", "toggle-mode-1", "1: Night service", "*281", 1, 1),
    ("timeconditions", "toggle-mode-1", "1: Office hours", "*271", 1, 1),
    ("timeconditions", "toggle-mode-2", "2: Holidays", "*272", 1, 1),
]

QUEUE_OPTIONS = """announce-frequency=0 announce-holdtime=no announce-position=no answered_elsewhere=0 autofill=no
autopause=no autopausebusy=no autopausedelay=0 autopauseunavail=no cron_random=false cron_schedule=never
eventmemberstatus=no eventwhencalled=no joinempty=yes leavewhenempty=no maxlen=0 memberdelay=0
min-announce-frequency=15 monitor-format= monitor-join=yes penaltymemberslimit=0 periodic-announce-frequency=0
queue-callswaiting=silence/1 queue-thankyou= queue-thereare=silence/1 queue-youarenext=silence/1 recording=dontcare
reportholdtime=no retry=5 ringinuse=yes rvol_mode= rvolume= servicelevel=60 skip_joinannounce= strategy=ringall
timeout=15 timeoutpriority=app timeoutrestart=no weight=0 wrapuptime=0""".split()

HANGUP = "app-blackhole,hangup,1"


def settings(place):
    """freepbx_settings: (keyword, value, type, default). Directories and the manager are the lab's own."""
    folders = {"ASTETCDIR": "/etc/asterisk", "ASTVARLIBDIR": "/var/lib/asterisk", "ASTSPOOLDIR": "/var/spool/asterisk",
               "ASTLOGDIR": "/var/log/asterisk", "ASTRUNDIR": "/var/run/asterisk",
               "ASTAGIDIR": "/var/lib/asterisk/agi-bin", "ASTMODDIR": "/usr/lib64/asterisk/modules",
               "AMPBIN": "/var/lib/asterisk/bin", "AMPSBIN": "/usr/sbin", "AMPWEBROOT": "/var/www/html",
               "AMPPLAYBACK": "/var/lib/asterisk/playback"}
    for keyword, default in folders.items():
        yield keyword, place[keyword], "dir", default
    text = {
        "AMPMGRUSER": ("admin", "admin"), "AMPMGRPASS": (place["MANAGER_PASSWORD"], "amp111"),
        "ASTMANAGERHOST": ("127.0.0.1", "localhost"), "ASTMANAGERPORT": (place["MANAGER_PORT"], "5038"),
        "ASTMANAGERPROXYPORT": ("", ""), "ASTMGRWRITETIMEOUT": ("5000", "5000"),
        "AMPEXTENSIONS": ("extensions", "extensions"), "AUTHTYPE": ("database", "database"),
        "ASTSIPDRIVER": ("both", "both"), "ASTCONFAPP": ("app_confbridge", "app_confbridge"),
        "RINGTIMER": ("15", "15"), "CFRINGTIMERDEFAULT": ("0", "0"), "CONCURRENCYLIMITDEFAULT": ("3", "3"),
        "DEFAULT_INTERNAL_AUTO_ANSWER": ("disabled", "disabled"), "MOHDIR": ("moh", "moh"),
        "MIXMON_DIR": ("", ""), "MIXMON_FORMAT": ("wav", "wav"), "REC_POLICY": ("caller", "caller"),
        "CDRDBHOST": ("", ""), "CDRDBPORT": ("", ""), "CDRDBUSER": ("", ""), "CDRDBPASS": ("", ""),
        "CDRDBTYPE": ("", ""), "CDRDBNAME": ("asteriskcdrdb", ""), "CDRDBTABLENAME": ("", ""),
        "CELDBNAME": ("", ""), "CELDBTABLENAME": ("", ""),
        "DEVICE_SIP_DTMF": ("rfc2833", "rfc2833"), "DEVICE_SIP_TRUSTRPID": ("yes", "yes"),
        "DEVICE_SIP_SENDRPID": ("pai", "pai"), "DEVICE_SIP_QUALIFYFREQ": ("60", "60"), "DEVICE_SIP_NAT": ("yes", "no"),
        "DEVICE_SIP_ENCRYPTION": ("no", "no"), "DEVICE_SIP_CANREINVITE": ("no", "no"), "DEVICE_QUALIFY": ("yes", "yes"),
        "DEVICE_DISALLOW": ("", ""), "DEVICE_ALLOW": ("", ""), "DEVICE_CALLGROUP": ("", ""),
        "DEVICE_PICKUPGROUP": ("", ""), "SIPSECRETSIZE": ("32", "32"), "FOLLOWME_TIME": ("20", "20"),
        "FOLLOWME_PRERING": ("7", "7"), "FOLLOWME_RG_STRATEGY": ("ringallv2-prim", "ringallv2-prim"),
        "AST_FUNC_DEVICE_STATE": ("DEVICE_STATE", ""), "AST_FUNC_PRESENCE_STATE": ("PRESENCE_STATE", ""),
        "AMPASTERISKUSER": (place["USER"], "asterisk"), "AMPASTERISKGROUP": (place["GROUP"], "asterisk"),
        "AMPASTERISKWEBUSER": (place["USER"], "asterisk"), "AMPASTERISKWEBGROUP": (place["GROUP"], "asterisk"),
        "PRE_RELOAD": ("", ""), "POST_RELOAD": ("", ""), "DIAL_OPTIONS": ("HhTtr", "HhTtr"),
        "TRUNK_OPTIONS": ("T", "T"), "TONEZONE": ("us", "us"), "PHPTIMEZONE": (place["TIME_ZONE"], ""),
        "PAGING_D_P_AlertInfo": ("ring-answer", "ring-answer"), "ASTVERSION": (place["ASTERISK"], ""),
    }
    for keyword, (value, default) in text.items():
        yield keyword, value, "text", default
    flags = {"CDRUSEGMT": 0, "FOLLOWME_AUTO_CREATE": 0, "FOLLOWME_DISABLED": 1, "USEDEVSTATE": 1, "DAYNIGHTTCHOOK": 0,
             "DEVELRELOAD": 0, "BADDESTABORT": 0, "XTNCONFLICTABORT": 0, "AGGRESSIVE_DUPLICATE_CHECK": 0,
             "TRANSIENTCDR": 0, "ENABLECW": 1, "DEVICE_REMOVE_MAILBOX": 0}
    for keyword, value in flags.items():
        yield keyword, str(value), "bool", str(value)


def rows(place):
    """(table, row) pairs."""
    for variable, value in (("need_reload", "false"), ("version", "16.0.40.7"), ("default_directory", "1"),
                            ("default_page_grp", "")):
        yield "admin", dict(variable=variable, value=value)
    for keyword, value, kind, default in settings(place):
        yield "freepbx_settings", dict(keyword=keyword, value=value, name=keyword, type=kind, defaultval=default,
                                       category="Lab", module="", emptyok=1)
    for number, text in enumerate(MODULES, start=1):
        name, version = text.split("=")
        yield "modules", dict(id=number, modulename=name, version=version, enabled=1)
    for module, name, description, code, enabled, destination in FEATURE_CODES:
        yield "featurecodes", dict(modulename=module, featurename=name, description=description, defaultcode=code,
                                   customcode="", enabled=enabled, providedest=destination)
    # The password is the name. The second row has the empty first section that the page's form leaves behind.
    for name, sections in (("admin", "*"), ("reports", ";cdr;99")):
        yield "ampusers", dict(username=name, password_sha1=hashlib.sha1(name.encode()).hexdigest(), sections=sections)
    yield from inbound()
    yield from outbound()
    yield from applications()
    for keyword, value in (("language", "en"),):
        yield "soundlang_settings", dict(keyword=keyword, value=value)
    for agent, variable, setting in (("Digium", "ALERTINFO", "ring-answer"), ("Polycom", "ALERTINFO", "info=Auto Answer"),
                                     ("default", "ALERTINFO", "Ring Answer"), ("default", "CALLINFO", "<uri>;answer-after=0")):
        yield "paging_autoanswer", dict(useragent=agent, var=variable, setting=setting)
    for key in ("udpport-127.0.0.1", "bindport"):
        yield "kvstore_Sipsettings", dict(key=key, val=place["SIP_PORT"], type=None, id="noid")


def inbound():
    for did, cid, destination, label in DIDS:
        yield "incoming", dict(
            cidnum=cid, extension=did, destination=destination, privacyman=0, alertinfo="", ringing="", fanswer="",
            mohclass="default", description=label, grppre="", delay_answer=0, pricid="", pmmaxretries="3",
            pmminlength="10", reversal="", rvolume="", indication_zone="default")
        if cid is not None:
            yield "callrecording_module", dict(extension=did, cidnum=cid, callrecording="dontcare", display="did")


def outbound():
    yield "trunks", dict(trunkid=1, name="carrier", tech="pjsip", outcid="15551230000", keepcid="off", maxchans="",
                         failscript="", dialoutprefix="", channelid="carrier", usercontext="", provider="",
                         disabled="off")
    yield "trunks", dict(trunkid=2, name="spare", tech="pjsip", outcid="", keepcid="off", maxchans="4",
                         failscript="", dialoutprefix="", channelid="spare", usercontext="", provider="",
                         disabled="on")
    trunk = dict(trunk_name="carrier", username="carrier", secret="b3f5c1e09d7a4628b3f5c1e09d7a4628",
                 authentication="both", registration="receive", context="from-pstn", codecs="ulaw,alaw",
                 dtmfmode="auto", qualify_frequency="0", sip_server="", sip_server_port="5060", max_retries="10000")
    for flags, (keyword, data) in enumerate(trunk.items()):
        yield "pjsip", dict(id="1", keyword=keyword, data=data, flags=flags)
    routes = [(1, "Emergency", "YES", "", [("", "911", "", ""), ("", "112", "", "")]),
              (2, "National", "", "", [("9", "1NXXNXXXXXX", "", ""), ("9", "NXXNXXXXXX", "", "1")]),
              (3, "International", "", "", [("9011", "X.", "", "+"), ("", "+X.", "", "")]),
              (4, "Plain eleven digits", "", "15551230000", [("", "1NXXNXXXXXX", "", ""), ("", "555", "1001", "")])]
    for number, name, emergency, cid, patterns in routes:
        yield "outbound_routes", dict(
            route_id=number, name=name, outcid=cid, outcid_mode="", password="", emergency_route=emergency,
            intracompany_route="", mohclass="default", time_group_id=None, dest="", time_mode="", calendar_id="",
            calendar_group_id="", timezone="", notification_on="call")
        yield "outbound_route_sequence", dict(route_id=number, seq=number - 1)
        yield "outbound_route_trunks", dict(route_id=number, trunk_id=1, seq=0)
        for prefix, match, caller, prepend in patterns:
            yield "outbound_route_patterns", dict(route_id=number, match_pattern_prefix=prefix,
                                                  match_pattern_pass=match, match_cid=caller, prepend_digits=prepend)


def ring_group(number, description, members, strategy="ringall", seconds=20, after=HANGUP, **other):
    row = dict(grpnum=number, strategy=strategy, grptime=seconds, grppre="", grplist="-".join(members), annmsg_id=0,
               postdest=after, description=description, alertinfo="", remotealert_id=0, needsconf="", toolate_id=0,
               ringing="Ring", cwignore="", cfignore="", cpickup="", recording="dontcare", progress="yes",
               elsewhere="no", rvolume="")
    row.update(other)
    return "ringgroups", row


def applications():
    yield ring_group("600", "Sales", ["1001", "1002", "1003"], after="ext-local,vmu1001,1", grppre="S:")
    yield ring_group("601", "O'Neil & friends", ["1002", "15557654321#"], strategy="hunt-prim", seconds=25,
                     after="ext-queues,700,1", recording="force")
    yield ring_group("0602", "Night watch", ["2001", "2002"], strategy="memoryhunt")

    for number, description, members in (("700", "Support", ("1001", "1002", "2001")), ("701", "Empty queue", ())):
        yield "queues_config", dict(
            extension=number, descr=description, grppre="", alertinfo="", ringing=0, maxwait="120", password="",
            ivr_id="none", dest=HANGUP, cwignore=0, queuewait=0, use_queue_context=0, togglehint=0, qnoanswer=0,
            callconfirm=0, callconfirm_id=None, qregex="", agentannounce_id=None, joinannounce_id=None,
            monitor_type="", monitor_heard=0, monitor_spoken=0, callback_id="none")
        for text in QUEUE_OPTIONS:
            keyword, data = text.split("=")
            yield "queues_details", dict(id=number, keyword=keyword, data=data, flags=0)
        for position, member in enumerate(members):
            yield "queues_details", dict(id=number, keyword="member", data=f"Local/{member}@from-queue/n,{position}",
                                         flags=position)

    for number, name in ((1, "Main menu"), (2, "Menü & <more>")):
        yield "ivr_details", dict(
            id=number, name=name, description="", announcement=1, directdial="ext-local", invalid_loops="3",
            invalid_retry_recording="default", invalid_destination=HANGUP, timeout_enabled=None,
            invalid_recording="default", retvm="", timeout_time=10, timeout_recording="default",
            timeout_retry_recording="default", timeout_destination="from-did-direct,1001,1", timeout_loops="3",
            timeout_append_announce=0, invalid_append_announce=0, timeout_ivr_ret=0, invalid_ivr_ret=0, alertinfo="",
            rvolume="", strict_dial_timeout=2, accept_pound_key=0)
    for menu, selection, destination in ((1, "1", "ext-group,600,1"), (1, "2", "ext-queues,700,1"),
                                         (1, "3", "ivr-2,s,1"), (1, "0", "from-did-direct,1001,1"),
                                         (2, "1", "from-did-direct,1002,1"), (2, "9", "ivr-1,s,1")):
        yield "ivr_entries", dict(ivr_id=menu, selection=selection, dest=destination, ivr_ret=0)

    yield "recordings", dict(id=1, displayname="Welcome", filename="custom/welcome", description="", fcode=1,
                             fcode_pass="", fcode_lang="en")
    yield "recordings", dict(id=2, displayname="Closed, O'Neil's", filename="custom/closed&silence/1", description="Two files",
                             fcode=0, fcode_pass="", fcode_lang="")
    yield "recordings", dict(id=3, displayname="Lost file", filename="custom/lost", description="", fcode=0,
                             fcode_pass="", fcode_lang="")
    yield "announcement", dict(announcement_id=1, description="We are closed", recording_id=2, allow_skip=0,
                               post_dest=HANGUP, return_ivr=0, noanswer=0, repeat_msg="")
    yield "announcement", dict(announcement_id=2, description="Silent", recording_id=None, allow_skip=1,
                               post_dest="from-did-direct,1001,1", return_ivr=0, noanswer=1, repeat_msg="5")

    yield "timegroups_groups", dict(id=1, description="Office hours")
    yield "timegroups_groups", dict(id=2, description="Holidays")
    for number, (group, time) in enumerate(((1, "08:00-17:59|mon-thu|*|*"), (1, "08:00-14:59|fri|*|*"),
                                            (2, "*|*|1|jan"), (2, "*|*|25-26|dec")), start=1):
        yield "timegroups_details", dict(id=number, timegroupid=group, time=time)
    for number, name, true, false in ((1, "Office hours", "ext-group,600,1", "app-announcement-1,s,1"),
                                      (2, "Holidays", "app-announcement-1,s,1", "timeconditions,1,1")):
        yield "timeconditions", dict(
            timeconditions_id=number, displayname=name, time=number, truegoto=true, falsegoto=false, deptname="",
            generate_hint=1, invert_hint=0, fcc_password="", priority=str(number), timezone="default",
            mode="time-group", calendar_id="", calendar_group_id="")

    for number, label, day, night in (("0", "Switchboard", "from-did-direct,1001,1", "ext-local,vmu1001,1"),
                                      ("1", "Night service", "ext-group,600,1", HANGUP)):
        for mode, value in (("day", day), ("night", night), ("fc_description", label), ("day_recording_id", "0"),
                            ("night_recording_id", "0")):
            yield "daynight", dict(ext=number, dmode=mode, dest=value)

    for number, description, user, admin in (("8001", "Board", "1111", "2222"), ("8002", "Open room", "", "")):
        yield "meetme", dict(exten=number, options="", userpin=user, adminpin=admin, description=description,
                             joinmsg_id=None, music="inherit", users=10, language="", timeout=21600)
    yield "miscdests", dict(id=1, description="Mobile of the boss", destdial="15557654321")
    yield "miscdests", dict(id=2, description="Voicemail menu", destdial="{voicemail:dialvoicemail}")
    yield "music", dict(id=1, category="default", type="files", random=0)
    yield "music", dict(id=2, category="lounge", type="files", random=1)
    yield "custom_extensions", dict(custom_exten="8888", description="Door", notes="")
    yield "kvstore_FreePBX_modules_Customappsreg", dict(key="currentid", val="2", type=None, id="noid")
    yield "kvstore_FreePBX_modules_Customappsreg", dict(
        key="1", id="dests", type="json-arr",
        val=r'{"destid":1,"target":"app-echo-test,s,1","description":"Echo","notes":"","destret":"0","dest":""}')
    yield "paging_config", dict(page_group="900", force_page=0, duplex=0, description="All desks", announcement="")
    for extension in ("1001", "1002"):
        yield "paging_groups", dict(page_number="900", ext=extension)
    yield "parkplus", dict(id=1, defaultlot="yes", type="public", name="Default Lot", parkext="70", parkpos="71", numslots=8)
    yield "setcid", dict(cid_id=1, cid_name="Front: ${CALLERID(name)}", cid_num="${CALLERID(num)}", description="Front door",
                         dest="from-did-direct,1001,1")


def astdb():
    for group in ("600", "601", "0602"):
        yield f"/RINGGROUP/{group}/changecid", "default"
        yield f"/RINGGROUP/{group}/fixedcid", ""
    yield "/DAYNIGHT/C0", "DAY"
    yield "/DAYNIGHT/C1", "NIGHT"
    yield "/CustomDevstate/DAYNIGHT0", "NOT_INUSE"
    yield "/CustomDevstate/DAYNIGHT1", "INUSE"
    for condition in ("1", "2"):
        yield f"/TC/{condition}", ""
        yield f"/CustomDevstate/TC{condition}", "NOT_INUSE"
        yield f"/CustomDevstate/TCSTICKY{condition}", "NOT_INUSE"
    for queue in ("700", "701"):
        yield f"/QPENALTY/{queue}/dynmemberonly", "no"
    for room, user, admin in (("8001", "1111", "2222"), ("8002", "", "")):
        for key, value in (("adminpin", admin), ("joinmsg", ""), ("language", ""), ("music", "inherit"), ("options", ""),
                           ("userpin", user), ("users", "10")):
            yield f"/CONFERENCE/{room}/{key}", value
    yield "/TRUNK/1/dialopts", ""
    # As the module writes them: a description in HTML, or 1 for none.
    for number, description in (("dest", HANGUP), ("15550009999", "Caf&eacute; &amp; printers"), ("+442070000000", "1")):
        yield f"/blacklist/{number}", description
