"""pjsip and chan_sip: a section for each device in table sip, and for each trunk in table pjsip."""

CODECS = "ulaw,alaw,gsm,g722"


def grouped(rows):
    """id → {keyword: data}."""
    devices = {}
    for row in rows:
        devices.setdefault(row["id"], {})[row["keyword"]] = row["data"]
    return devices


def section(name, kind, **values):
    lines = "".join(f"{key} = {escape(value)}\n" for key, value in values.items() if value not in (None, ""))
    return f"[{name}]\ntype = {kind}\n{lines}\n"


def escape(value):
    return value.replace(";", "\\;").replace("\r", " ").replace("\n", " ")


def caller_id(name, number):
    """Quoted, because a name may hold what a SIP header would not bear."""
    name = name.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{name}" <{number}>'


def files(tables, settings):
    users = {user["extension"]: user for user in tables["users"]}
    devices = {device["id"]: device for device in tables["devices"]}
    endpoints, aors, auths, peers, registrations = [], [], [], [], []
    for number, rows in grouped(tables["sip"]).items():
        if number not in devices:
            continue
        user = users.get(devices[number]["user"] or "", None)
        if rows.get("sipdriver") == "chan_pjsip":
            add_pjsip(number, rows, user, endpoints, aors, auths)
        elif rows.get("sipdriver") == "chan_sip":
            peers.append(chan_sip(number, rows, user))
    disabled = {trunk["trunkid"] for trunk in tables["trunks"] if trunk["disabled"] == "on"}
    for number, rows in grouped(tables["pjsip"]).items():
        if number not in disabled:
            add_trunk(rows, endpoints, aors, auths, registrations)
    return {"pjsip.endpoint.conf": "".join(endpoints), "pjsip.aor.conf": "".join(aors),
            "pjsip.auth.conf": "".join(auths), "sip_additional.conf": "".join(peers),
            "pjsip.registration.conf": "".join(registrations)}


def mailbox_of(rows, user):
    """EXT@device becomes the user's own mailbox."""
    mailbox = rows.get("mailbox", "")
    if user and user["voicemail"] not in (None, "", "novm") and mailbox.endswith("@device"):
        return mailbox[:-len("device")] + user["voicemail"]
    return mailbox


def add_pjsip(number, rows, user, endpoints, aors, auths):
    account = rows.get("account") or number
    name = user["name"] if user else account
    mailbox = mailbox_of(rows, user)
    secret = rows.get("secret", "")
    # Without a secret FreePBX writes no auth section, and the endpoint then lets in anybody; so does this one.
    endpoints.append(section(
        account, "endpoint", aors=account, auth=account + "-auth" if secret else "", allow="!all," + (rows.get("allow") or CODECS),
        context=rows.get("context") or "from-internal", callerid=caller_id(name, account),
        dtmf_mode=rows.get("dtmfmode") or "rfc4733", mailboxes=mailbox,
        mwi_subscribe_replaces_unsolicited="yes" if rows.get("mwi_subscription") == "auto" else "",
        aggregate_mwi=rows.get("aggregate_mwi"), use_avpf=rows.get("avpf"), rtcp_mux=rows.get("rtcp_mux"),
        bundle=rows.get("bundle"), ice_support=rows.get("icesupport"), trust_id_inbound=rows.get("trustrpid"),
        send_pai="yes" if rows.get("sendrpid") == "pai" else "", send_connected_line=rows.get("send_connected_line"),
        # The lab's phones stay where they are: voice always runs through Asterisk, and on loopback only.
        direct_media="no", transport="127.0.0.1-udp", timers=rows.get("timers"), timers_min_se=rows.get("timers_min_se"),
        rtp_symmetric=rows.get("rtp_symmetric"), rewrite_contact=rows.get("rewrite_contact"),
        force_rport=rows.get("force_rport"), language="en", accountcode=rows.get("accountcode"),
        media_encryption=rows.get("media_encryption"), device_state_busy_at=rows.get("device_state_busy_at"),
        refer_blind_progress=rows.get("refer_blind_progress"), one_touch_recording="on",
        moh_suggest=user["mohclass"] if user else "default"))
    aors.append(section(
        account, "aor", mailboxes=mailbox, max_contacts=rows.get("max_contacts") or "1",
        remove_existing=rows.get("remove_existing"), maximum_expiration=rows.get("maximum_expiration"),
        minimum_expiration=rows.get("minimum_expiration"), qualify_frequency=rows.get("qualifyfreq")))
    if secret:
        auths.append(section(account + "-auth", "auth", auth_type="userpass", password=secret,
                             username=rows.get("username") or account))


def add_trunk(rows, endpoints, aors, auths, registrations):
    name = rows["trunk_name"]
    codecs = ",".join(rows.get("codecs", "").split("|")).strip(",") or CODECS
    endpoints.append(section(
        name, "endpoint", aors=name, auth=name + "-auth", allow="!all," + codecs, context=rows.get("context") or "from-pstn",
        identify_by="username,auth_username", direct_media="no", transport="127.0.0.1-udp", rewrite_contact="yes",
        rtp_symmetric="yes", force_rport="yes", language="en", trust_id_inbound="yes"))
    server = f"sip:{rows['sip_server']}:{rows.get('sip_server_port') or 5060}" if rows.get("sip_server") else ""
    user = rows.get("username") or name
    aors.append(section(name, "aor", max_contacts="1", remove_existing="yes", minimum_expiration="10",
                        contact=server.replace("sip:", f"sip:{user}@"), qualify_frequency=rows.get("qualify_frequency")))
    if rows.get("registration") == "send":
        registrations.append(section(
            name, "registration", server_uri=server, client_uri=server.replace("sip:", f"sip:{user}@"), outbound_auth=name + "-auth",
            transport="127.0.0.1-udp", retry_interval="1", forbidden_retry_interval="1", fatal_retry_interval="1", max_retries="100"))
    auths.append(section(name + "-auth", "auth", auth_type="userpass", username=rows.get("username") or name,
                         password=rows["secret"]))


def chan_sip(number, rows, user):
    skip = {"sipdriver", "account", "dial", "secret_origional", "callerid", "mailbox", "qualifyfreq", "rtcp_mux", "webrtc",
            "message_context", "sessiontimers", "videosupport", "force_avp", "transport", "port", "nat"}
    name = user["name"] if user else number
    lines = "".join(f"{key}={escape(value)}\n" for key, value in rows.items() if key not in skip and value != "")
    mailbox = mailbox_of(rows, user)
    return (f"[{number}]\n{lines}disallow=all\nallow={CODECS}\n"
            f"callerid={escape(caller_id(name, number))}\n" + (f"mailbox={mailbox}\n" if mailbox else "") + "\n")
