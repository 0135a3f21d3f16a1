"""Calls that nobody hears: channels, what the called numbers do, and the events of both.

Simpler than the real thing in this: of several registrations only the first rings, legs ring one after the other, and who is
busy or does not answer is not sent on to voicemail or follow-me: the calling leg ends with DIALSTATUS and originate_disposition set.
"""
import re
import threading
import time
import uuid

from . import dialstring
from .wire import Event, core_headers

CAUSES = {"busy": "USER_BUSY", "no_answer": "NO_ANSWER", "reject": "CALL_REJECTED", "unregistered": "USER_NOT_REGISTERED"}
NUMBERS = {"NORMAL_CLEARING": 16, "USER_BUSY": 17, "NO_ANSWER": 19, "CALL_REJECTED": 21, "USER_NOT_REGISTERED": 606, "SUBSCRIBER_ABSENT": 20,
           "NO_ROUTE_DESTINATION": 3, "UNALLOCATED_NUMBER": 1, "ORIGINATOR_CANCEL": 487, "NORMAL_TEMPORARY_FAILURE": 41, "INVALID_GATEWAY": 608}
STATES = {"CS_NEW": 0, "CS_INIT": 1, "CS_ROUTING": 2, "CS_EXECUTE": 4, "CS_EXCHANGE_MEDIA": 5, "CS_CONSUME_MEDIA": 7, "CS_HANGUP": 10, "CS_REPORTING": 11}
# What a channel hands to the one it calls.
PASSED_ON = ("domain_uuid", "domain_name", "effective_caller_id_number", "effective_caller_id_name")
# Nothing that was originated and forgotten stays up for longer.
LONGEST = 60


class Channel:
    def __init__(self, calls, name, number, variables, identifier=None, caller=("", "0000000000"), presence="", other=None):
        self.calls, self.name, self.number, self.presence = calls, name, number, presence
        self.uuid = identifier or str(uuid.uuid4())
        self.call_uuid = other.call_uuid if other else self.uuid
        self.caller_name, self.caller_number = caller
        self.variables, self.other = dict(variables), other
        self.state, self.callstate, self.answer = "CS_INIT", "DOWN", "ringing"
        self.application, self.data, self.dialplan, self.context = "", "", "", "default"
        self.created = time.time()
        self.answered = self.ended = 0
        self.cause = None
        self.over = threading.Event()

    def headers(self):
        stamp = lambda moment: str(int(moment * 1000000))
        fields = [("Channel-State", self.state), ("Channel-Call-State", self.callstate), ("Channel-State-Number", str(STATES[self.state])),
                  ("Channel-Name", self.name), ("Unique-ID", self.uuid), ("Call-Direction", "outbound"), ("Presence-Call-Direction", "outbound"),
                  ("Channel-HIT-Dialplan", "true" if self.answered else "false")]
        if self.presence:
            fields.append(("Channel-Presence-ID", self.presence))
        fields += [("Channel-Call-UUID", self.call_uuid), ("Answer-State", self.answer)]
        if self.cause:
            fields.append(("Hangup-Cause", self.cause))
        fields += [("Caller-Direction", "outbound"), ("Caller-Logical-Direction", "outbound")]
        if self.caller_name:
            fields.append(("Caller-Caller-ID-Name", self.caller_name))
        fields += [("Caller-Caller-ID-Number", self.caller_number), ("Caller-Callee-ID-Name", "Outbound Call"), ("Caller-Callee-ID-Number", self.number),
                   ("Caller-ANI", self.caller_number), ("Caller-Destination-Number", self.number), ("Caller-Unique-ID", self.uuid),
                   ("Caller-Source", "src/switch_ivr_originate.c"), ("Caller-Context", self.context), ("Caller-Channel-Name", self.name),
                   ("Caller-Profile-Index", "1"), ("Caller-Profile-Created-Time", stamp(self.created)), ("Caller-Channel-Created-Time", stamp(self.created)),
                   ("Caller-Channel-Answered-Time", stamp(self.answered)), ("Caller-Channel-Hangup-Time", stamp(self.ended))]
        if self.other:
            fields += [("Other-Type", "originator"), ("Other-Leg-Unique-ID", self.other.uuid), ("Other-Leg-Channel-Name", self.other.name),
                       ("Other-Leg-Destination-Number", self.other.number)]
        variables = {"direction": "outbound", "is_outbound": "true", "uuid": self.uuid, "call_uuid": self.call_uuid, "channel_name": self.name, **self.variables}
        if self.presence:
            variables["presence_id"] = self.presence
        return fields + [("variable_" + key, value) for key, value in variables.items()]

    def fire(self, name, more=(), first=()):
        switch = self.calls.switch
        switch.fire(Event(name, core_headers(switch, name, "switch_channel.c", "switch_channel_event", 1) + list(first) + self.headers() + list(more)))

    def progress(self):
        self.state = "CS_CONSUME_MEDIA"
        self.fire("CHANNEL_PROGRESS")
        self.callstate = "RINGING"
        self.fire("CHANNEL_CALLSTATE", [("Original-Channel-Call-State", "DOWN")])

    def answered_now(self):
        self.answered, self.answer = time.time(), "answered"
        self.variables["endpoint_disposition"] = "ANSWER"
        self.fire("CHANNEL_ANSWER")
        self.callstate = "ACTIVE"
        self.fire("CHANNEL_CALLSTATE", [("Original-Channel-Call-State", "RINGING")])
        self.state = "CS_EXECUTE"

    def execute(self, application, data):
        self.application, self.data = application, data
        self.variables.update({"current_application": application, "current_application_data": data})
        self.fire("CHANNEL_EXECUTE", [("Application", application), ("Application-Data", data), ("Application-UUID", str(uuid.uuid4()))])

    def hang_up(self, cause="NORMAL_CLEARING"):
        with self.calls.lock:
            if self.cause:
                return
            self.cause = cause
            self.calls.channels.pop(self.uuid, None)
        self.answer, self.ended = "hangup", time.time()
        self.fire("CHANNEL_HANGUP")
        self.state, self.callstate = "CS_REPORTING", "HANGUP"
        self.variables.update({"hangup_cause": cause, "hangup_cause_q850": str(NUMBERS.get(cause, 31) % 128), "last_app": self.application,
                               "start_epoch": str(int(self.created)), "answer_epoch": str(int(self.answered)), "end_epoch": str(int(self.ended)),
                               "duration": str(int(self.ended) - int(self.created)),
                               "billsec": str(int(self.ended) - int(self.answered) if self.answered else 0)})
        self.fire("CHANNEL_HANGUP_COMPLETE", first=[("Hangup-Cause", cause)])
        self.fire("CHANNEL_DESTROY")
        self.over.set()


class Calls:
    def __init__(self, switch):
        self.switch, self.channels, self.lock = switch, {}, threading.RLock()

    def open(self, *values, **named):
        channel = Channel(self, *values, **named)
        with self.lock:
            self.channels[channel.uuid] = channel
        channel.fire("CHANNEL_CREATE")
        channel.fire("CHANNEL_ORIGINATE")
        return channel

    def outcome(self, number, domain):
        """(what, after, lasting) for a number: the line that names it with its domain wins over number alone, that over `*`."""
        best = ("answer", 0.05, LONGEST)
        rank = -1
        for line in self.switch.lines("outcomes"):
            found = re.fullmatch(r"(\S+)\s*=\s*(\S+)(?:\s+after\s+([\d.]+))?(?:\s+for\s+([\d.]+))?", line)
            order = {"*": 0, number: 1, "%s@%s" % (number, domain): 2}.get(found[1], -1) if found else -1
            if order > rank:
                rank, what = order, CAUSES.get(found[2], found[2])
                best = (what, float(found[3] or (LONGEST if what == "NO_ANSWER" else 0.05)), float(found[4] or LONGEST))
        return best

    # originate

    def originate(self, argument):
        """The answer of the API command. What follows the answer of the first leg goes on in the background."""
        word = dialstring.words(argument, 8)
        if not 2 <= len(word) <= 7:
            return "-USAGE: <call url> <exten>|&<application_name>(<app_args>) [<dialplan>] [<context>] [<cid_name>] [<cid_num>] [<timeout_sec>]\n"
        word = [None if part == "undef" else part for part in word] + [None] * (7 - len(word))
        url, exten, dialplan, context, name, number, timeout = word
        cut = dialstring.legs(url or "")
        if cut is None:
            return "-ERR DESTINATION_OUT_OF_ORDER\n"
        variables, groups = cut
        caller = (variables.get("origination_caller_id_name", name or ""), variables.get("origination_caller_id_number", number or "0000000000"))
        seconds = min(float(value) for value in (variables.get("originate_timeout"), timeout, "60") if value and re.fullmatch(r"[\d.]+", value))
        cause, channel = "NORMAL_CLEARING", None
        identifier = variables.get("origination_uuid")
        if identifier in self.channels:
            return "-ERR DESTINATION_OUT_OF_ORDER\n"
        for own, target in (leg for group in groups for leg in group):
            answer = self.ring(target, {**variables, **own}, caller, seconds, identifier)
            if isinstance(answer, Channel):
                channel = answer
                break
            cause = answer
        if channel is None:
            return "-ERR %s\n" % cause
        threading.Thread(target=self.go_on, args=(channel, exten, dialplan or "XML", context or "default"), daemon=True).start()
        return "+OK %s\n" % channel.uuid

    def ring(self, target, variables, caller, seconds, identifier=None, other=None):
        """Rings one leg; the answered channel, or the cause why there is none."""
        kind, _, rest = target.partition("/")
        if kind == "error":
            return rest.upper()
        if kind == "user":
            return self.ring_user(rest, variables, caller, seconds, identifier, other)
        if kind == "loopback":
            return self.ring_loopback(rest, variables, caller, seconds, identifier, other)
        if kind != "sofia":
            return "CHAN_NOT_IMPLEMENTED"
        profile, _, number = rest.partition("/")
        if profile == "gateway":
            gateway, _, number = number.partition("/")
            if not self.switch.directory.gateway_exists(gateway):
                return "INVALID_GATEWAY"
            profile = "external"
        elif profile not in self.switch.profiles:
            return "NO_ROUTE_DESTINATION"
        return self.ring_phone("sofia/%s/%s" % (profile, number), re.sub(r"^sip:|@.*$", "", number), "", variables, caller, seconds, identifier, other)

    def ring_user(self, user, variables, caller, seconds, identifier, other):
        number, _, domain = user.partition("@")
        known = self.switch.directory.user(number, domain)
        if known is None:
            return "SUBSCRIBER_ABSENT"
        if known[1].get("do_not_disturb") == "true":
            return "USER_BUSY"
        contacts = [contact for contact in self.switch.registered() if contact.user == number and contact.domain == domain]
        if not contacts:
            return "USER_NOT_REGISTERED"
        settings = {"dialed_user": number, "dialed_domain": domain}
        settings.update((key, value) for key, value in known[1].items() if key.endswith("_uuid") or "caller_id" in key)
        settings.update(variables)
        return self.ring_phone(contacts[0].url().replace("sip:", ""), number, domain, settings, caller, seconds, identifier, other)

    def ring_phone(self, name, number, domain, variables, caller, seconds, identifier, other):
        what, after, lasting = self.outcome(number, domain)
        if what == "USER_NOT_REGISTERED":
            return what
        presence = "%s@%s" % (number, domain) if domain else ""
        channel = self.open(name, number, variables, identifier, caller, presence, other)
        channel.progress()
        end = time.time() + min(after, seconds)
        while time.time() < end and not channel.over.wait(max(0.0, min(0.05, end - time.time()))):
            if other is not None and other.cause:
                channel.hang_up("ORIGINATOR_CANCEL")
        if channel.cause:
            return channel.cause
        if after > seconds or what != "answer":
            channel.hang_up("NO_ANSWER" if after > seconds else what)
            return channel.cause
        channel.answered_now()
        channel.lasting = lasting
        return channel

    def ring_loopback(self, rest, variables, caller, seconds, identifier, other):
        if rest.startswith("app="):
            channel = self.open("loopback/app=%s-a" % rest[4:].split("/")[0], rest, variables, identifier, caller, "", other)
            channel.answered_now()
            channel.execute(*(rest[4:].split("/")[0].split(":", 1) + [""])[:2])
            channel.lasting = LONGEST
            return channel
        number, _, context = rest.partition("/")
        context = context.partition("/")[0] or "default"
        near = self.open("loopback/%s-a" % number, number, variables, identifier, caller, "", other)
        far = self.open("loopback/%s-b" % number, number, variables, None, caller, "", near)
        answer = self.follow(far, number, context, seconds)
        if isinstance(answer, Channel) or answer is True:
            for side in (far, near):
                side.answered_now()
            near.lasting = LONGEST
            threading.Thread(target=self.together, args=(near, [far] + ([answer] if answer is not True else [])), daemon=True).start()
            return near
        far.hang_up(answer)
        # The near half never hears why: from FreeSWITCH comes NORMAL_CLEARING whatever the far half died of.
        near.hang_up("NORMAL_CLEARING")
        return near.cause

    # What happens after the answer

    def follow(self, channel, number, context, seconds):
        """Sends a channel through the dialplan: the far channel that answered, True where an application did, or a cause."""
        for _ in range(10):
            channel.dialplan, channel.context, channel.number = "XML", context, number
            steps = self.switch.directory.actions(number, context)
            self.switch.note({"route": {"number": number, "context": context, "actions": steps}})
            onward = None
            for application, data in steps:
                if application == "transfer":
                    onward = data.split(" ")
                    break
                if application in ("export", "set", "unset", "log", "sleep", "ring_ready"):
                    continue
                if application == "hangup":
                    return data or "NORMAL_CLEARING"
                channel.execute(application, data)
                if application == "bridge":
                    return self.bridge(channel, data, seconds)
                if application != "answer":
                    return True
            if onward is None:
                return "NO_ROUTE_DESTINATION"
            number, context = onward[0], onward[2] if len(onward) > 2 else context
        return "EXCHANGE_ROUTING_ERROR"

    def bridge(self, channel, data, seconds):
        cut = dialstring.legs(data)
        cause = "DESTINATION_OUT_OF_ORDER"
        for group in cut[1] if cut else []:
            for own, target in group:
                passed = {key: value for key, value in channel.variables.items() if key in PASSED_ON}
                caller = (channel.variables.get("effective_caller_id_name", channel.caller_name),
                          channel.variables.get("effective_caller_id_number", channel.caller_number))
                answer = self.ring(target, {**passed, **cut[0], **own}, caller, seconds, None, channel)
                if isinstance(answer, Channel):
                    channel.variables["originate_disposition"] = "SUCCESS"
                    channel.other = answer
                    channel.fire("CHANNEL_BRIDGE", [("Bridge-A-Unique-ID", channel.uuid), ("Bridge-B-Unique-ID", answer.uuid)])
                    return answer
                cause = answer
        words = {"USER_BUSY": "BUSY", "NO_ANSWER": "NOANSWER", "SUBSCRIBER_ABSENT": "UNAVAILABLE", "USER_NOT_REGISTERED": "UNAVAILABLE"}
        channel.variables.update({"originate_disposition": cause, "originate_failed_cause": cause, "DIALSTATUS": words.get(cause, "FAIL"),
                                  "last_bridge_hangup_cause": cause})
        return cause

    def go_on(self, channel, exten, dialplan, context):
        if (exten or "").startswith("&"):
            # The argument ends at the first closing bracket, whatever follows.
            application, _, data = exten[1:].partition("(")
            channel.execute(application, data.split(")")[0])
            if application == "transfer":
                onward = data.split(")")[0].strip("'").split(" ")
                return self.go_on(channel, onward[0], "XML", onward[2] if len(onward) > 2 else context)
            answer = self.bridge(channel, data.split(")")[0], 60) if application == "bridge" else True
        else:
            answer = self.follow(channel, exten or "", context, 60)
        if isinstance(answer, Channel):
            return self.together(channel, [answer])
        if answer is True:
            channel.over.wait(getattr(channel, "lasting", LONGEST))
        return channel.hang_up("NORMAL_CLEARING" if answer is True or channel.application == "bridge" else answer)

    def together(self, first, others):
        """Channels that live and die together: until one is hung up or the shortest has had its time."""
        end = time.time() + min(getattr(channel, "lasting", LONGEST) for channel in [first, *others])
        while time.time() < end and not any(channel.over.wait(0.05) for channel in [first, *others]):
            pass
        for channel in [first, *others]:
            if channel.answered and channel.other:
                channel.fire("CHANNEL_UNBRIDGE")
        for channel in [*reversed(others), first]:
            channel.hang_up()
