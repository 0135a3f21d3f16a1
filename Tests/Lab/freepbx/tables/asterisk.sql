-- Tables of a FreePBX 16 database that pbxctl reads or writes: names, types, keys and defaults as FreePBX has them.
-- Engine and character set are the database's own (InnoDB, utf8mb4_unicode_ci).

-- Framework

CREATE TABLE admin (
    variable varchar(20) NOT NULL DEFAULT '', value varchar(80) NOT NULL DEFAULT '',
    PRIMARY KEY (variable)
);

CREATE TABLE ampusers (
    username varchar(190) NOT NULL, email varchar(40) DEFAULT '', extension varchar(40) DEFAULT '',
    password_sha1 varchar(40) NOT NULL, extension_low varchar(20) NOT NULL DEFAULT '',
    extension_high varchar(20) NOT NULL DEFAULT '', deptname varchar(20) NOT NULL DEFAULT '',
    sections longblob NOT NULL,
    PRIMARY KEY (username)
);

CREATE TABLE freepbx_settings (
    keyword varchar(50) NOT NULL DEFAULT '', value varchar(255), name varchar(80), level tinyint(1) DEFAULT 0,
    description longtext, `type` varchar(25), options longtext, defaultval varchar(255),
    readonly tinyint(1) DEFAULT 0, hidden tinyint(1) DEFAULT 0, category varchar(50), module varchar(50),
    emptyok tinyint(1) DEFAULT 1, sortorder int DEFAULT 0,
    PRIMARY KEY (keyword)
);

CREATE TABLE modules (
    id int NOT NULL AUTO_INCREMENT, modulename varchar(50) NOT NULL DEFAULT '',
    version varchar(20) NOT NULL DEFAULT '', enabled tinyint(1) NOT NULL DEFAULT 0, signature longblob,
    PRIMARY KEY (id)
);

CREATE TABLE featurecodes (
    modulename varchar(50) NOT NULL DEFAULT '', featurename varchar(50) NOT NULL DEFAULT '',
    description varchar(200) NOT NULL DEFAULT '', helptext varchar(500) NOT NULL DEFAULT '',
    defaultcode varchar(20), customcode varchar(20), enabled tinyint(1) NOT NULL DEFAULT 0,
    providedest tinyint(1) NOT NULL DEFAULT 0, depend varchar(200) NOT NULL DEFAULT '',
    PRIMARY KEY (modulename,featurename), KEY enabled (enabled)
);

CREATE TABLE notifications (
    module varchar(50) NOT NULL DEFAULT '', id varchar(24) NOT NULL DEFAULT '', level int NOT NULL DEFAULT 0,
    display_text varchar(255) NOT NULL DEFAULT '', extended_text longblob NOT NULL,
    link varchar(255) NOT NULL DEFAULT '', reset tinyint(1) NOT NULL DEFAULT 0,
    candelete tinyint(1) NOT NULL DEFAULT 0, `timestamp` int NOT NULL DEFAULT 0,
    PRIMARY KEY (module,id)
);

CREATE TABLE module_xml (
    id varchar(20) NOT NULL DEFAULT 'xml', `time` int NOT NULL DEFAULT 0, data longblob,
    PRIMARY KEY (id)
);

CREATE TABLE cron_jobs (
    id int unsigned NOT NULL AUTO_INCREMENT, modulename varchar(170) NOT NULL DEFAULT '',
    jobname varchar(170) NOT NULL DEFAULT '', command longtext, class varchar(255) DEFAULT '',
    schedule varchar(255) NOT NULL DEFAULT '', max_runtime int NOT NULL DEFAULT 30,
    enabled tinyint(1) NOT NULL DEFAULT 1, execution_order int NOT NULL DEFAULT 100,
    PRIMARY KEY (id), UNIQUE KEY modulename (modulename,jobname)
);

CREATE TABLE globals (
    variable varchar(190) NOT NULL, value varchar(255) NOT NULL,
    PRIMARY KEY (variable)
);

CREATE TABLE kvblobstore (
    uuid char(36) NOT NULL, `type` char(32), content longblob,
    PRIMARY KEY (uuid)
);

-- Key-value stores of the modules

CREATE TABLE kvstore_FreePBX (
    `key` char(255) NOT NULL, val varchar(4096), `type` char(16), id char(255),
    UNIQUE KEY uniqueindex (`key`(190),id(190)), KEY keyindex (`key`(190)), KEY idindex (id(190))
);

CREATE TABLE kvstore_FreePBX_Framework (
    `key` char(255) NOT NULL, val varchar(4096), `type` char(16), id char(255),
    UNIQUE KEY uniqueindex (`key`(190),id(190)), KEY keyindex (`key`(190)), KEY idindex (id(190))
);

CREATE TABLE kvstore_FreePBX_modules_Cdr (
    `key` char(255) NOT NULL, val varchar(4096), `type` char(16), id char(255),
    UNIQUE KEY uniqueindex (`key`(190),id(190)), KEY keyindex (`key`(190)), KEY idindex (id(190))
);

CREATE TABLE kvstore_FreePBX_modules_Conferences (
    `key` char(255) NOT NULL, val varchar(4096), `type` char(16), id char(255),
    UNIQUE KEY uniqueindex (`key`(190),id(190)), KEY keyindex (`key`(190)), KEY idindex (id(190))
);

CREATE TABLE kvstore_FreePBX_modules_Contactmanager (
    `key` char(255) NOT NULL, val varchar(4096), `type` char(16), id char(255),
    UNIQUE KEY uniqueindex (`key`(190),id(190)), KEY keyindex (`key`(190)), KEY idindex (id(190))
);

CREATE TABLE kvstore_FreePBX_modules_Core (
    `key` char(255) NOT NULL, val varchar(4096), `type` char(16), id char(255),
    UNIQUE KEY uniqueindex (`key`(190),id(190)), KEY keyindex (`key`(190)), KEY idindex (id(190))
);

CREATE TABLE kvstore_FreePBX_modules_Customappsreg (
    `key` char(255) NOT NULL, val varchar(4096), `type` char(16), id char(255),
    UNIQUE KEY uniqueindex (`key`(190),id(190)), KEY keyindex (`key`(190)), KEY idindex (id(190))
);

CREATE TABLE kvstore_FreePBX_modules_Paging (
    `key` char(255) NOT NULL, val varchar(4096), `type` char(16), id char(255),
    UNIQUE KEY uniqueindex (`key`(190),id(190)), KEY keyindex (`key`(190)), KEY idindex (id(190))
);

CREATE TABLE kvstore_FreePBX_modules_Userman (
    `key` char(255) NOT NULL, val varchar(4096), `type` char(16), id char(255),
    UNIQUE KEY uniqueindex (`key`(190),id(190)), KEY keyindex (`key`(190)), KEY idindex (id(190))
);

CREATE TABLE kvstore_FreePBX_modules_Voicemail (
    `key` char(255) NOT NULL, val varchar(4096), `type` char(16), id char(255),
    UNIQUE KEY uniqueindex (`key`(190),id(190)), KEY keyindex (`key`(190)), KEY idindex (id(190))
);

CREATE TABLE kvstore_Sipsettings (
    `key` char(255) NOT NULL, val varchar(4096), `type` char(16), id char(255),
    UNIQUE KEY uniqueindex (`key`(190),id(190)), KEY keyindex (`key`(190)), KEY idindex (id(190))
);

-- Extensions

CREATE TABLE users (
    extension varchar(20) NOT NULL DEFAULT '', password varchar(20), name varchar(50), voicemail varchar(50),
    ringtimer int, noanswer varchar(100), recording varchar(50), outboundcid varchar(50), sipname varchar(50),
    noanswer_cid varchar(20) NOT NULL DEFAULT '', busy_cid varchar(20) NOT NULL DEFAULT '',
    chanunavail_cid varchar(20) NOT NULL DEFAULT '', noanswer_dest varchar(255) NOT NULL DEFAULT '',
    busy_dest varchar(255) NOT NULL DEFAULT '', chanunavail_dest varchar(255) NOT NULL DEFAULT '',
    mohclass varchar(80) DEFAULT 'default',
    KEY extension (extension)
);

CREATE TABLE devices (
    id varchar(20) NOT NULL DEFAULT '', tech varchar(10) NOT NULL DEFAULT '', dial varchar(255) NOT NULL DEFAULT '',
    devicetype varchar(5) NOT NULL DEFAULT '', user varchar(50), description varchar(50),
    emergency_cid varchar(100), hint_override varchar(100),
    KEY id (id), KEY tech (tech)
);

CREATE TABLE sip (
    id varchar(20) NOT NULL DEFAULT '-1', keyword varchar(30) NOT NULL DEFAULT '', data varchar(8100) NOT NULL,
    flags int NOT NULL DEFAULT 0,
    PRIMARY KEY (id,keyword)
);

CREATE TABLE findmefollow (
    grpnum varchar(20) NOT NULL, strategy varchar(50) NOT NULL, grptime smallint NOT NULL, grppre varchar(100),
    grplist varchar(255) NOT NULL, annmsg_id int, postdest varchar(255), dring varchar(255), rvolume varchar(2),
    remotealert_id int, needsconf varchar(10), toolate_id int, pre_ring smallint NOT NULL DEFAULT 0,
    ringing varchar(80), calendar_enable tinyint(1) DEFAULT 0, calendar_id varchar(80) DEFAULT '',
    calendar_group_id varchar(80) DEFAULT '', calendar_match varchar(4) DEFAULT 'yes',
    PRIMARY KEY (grpnum)
);

CREATE TABLE voicemail_admin (
    variable varchar(30) NOT NULL DEFAULT '', value varchar(80) NOT NULL DEFAULT '',
    PRIMARY KEY (variable)
);

CREATE TABLE emergencydevices (
    id varchar(20) NOT NULL, tech varchar(10) NOT NULL, dial varchar(255) NOT NULL, devicetype varchar(10),
    user varchar(50), description varchar(100), emergency_cid varchar(100), hint_override varchar(100)
);

-- Trunks and routes

CREATE TABLE pjsip (
    id varchar(20) NOT NULL DEFAULT '-1', keyword varchar(30) NOT NULL DEFAULT '', data varchar(8100) NOT NULL,
    flags int NOT NULL DEFAULT 0,
    PRIMARY KEY (id,keyword)
);

CREATE TABLE iax (
    id varchar(20) NOT NULL DEFAULT '-1', keyword varchar(30) NOT NULL DEFAULT '', data varchar(255) NOT NULL,
    flags int NOT NULL DEFAULT 0,
    PRIMARY KEY (id,keyword)
);

CREATE TABLE dahdi (
    id varchar(20) NOT NULL DEFAULT '-1', keyword varchar(30) NOT NULL DEFAULT '',
    data varchar(255) NOT NULL DEFAULT '', flags int NOT NULL DEFAULT 0,
    PRIMARY KEY (id,keyword)
);

CREATE TABLE dahdichandids (
    channel int NOT NULL DEFAULT 0, description varchar(40) NOT NULL DEFAULT '',
    did varchar(60) NOT NULL DEFAULT '',
    PRIMARY KEY (channel)
);

CREATE TABLE trunks (
    trunkid int NOT NULL DEFAULT 0, tech varchar(20) NOT NULL, channelid varchar(190) NOT NULL DEFAULT '',
    name varchar(50) NOT NULL DEFAULT '', outcid varchar(255) NOT NULL DEFAULT '', keepcid varchar(4) DEFAULT 'off',
    maxchans varchar(6) DEFAULT '', failscript varchar(255) NOT NULL DEFAULT '',
    dialoutprefix varchar(255) NOT NULL DEFAULT '', usercontext varchar(255), provider varchar(40),
    disabled varchar(4) DEFAULT 'off', `continue` varchar(4) DEFAULT 'off', routedisplay varchar(4) DEFAULT 'on',
    PRIMARY KEY (trunkid,tech,channelid)
);

CREATE TABLE trunk_dialpatterns (
    trunkid int NOT NULL DEFAULT 0, match_pattern_prefix varchar(50) NOT NULL DEFAULT '',
    match_pattern_pass varchar(50) NOT NULL DEFAULT '', prepend_digits varchar(50) NOT NULL DEFAULT '',
    seq int NOT NULL DEFAULT 0,
    PRIMARY KEY (trunkid,match_pattern_prefix,match_pattern_pass,prepend_digits,seq)
);

CREATE TABLE incoming (
    cidnum varchar(50), extension varchar(50) NOT NULL, destination varchar(50), privacyman tinyint(1),
    alertinfo varchar(255), ringing varchar(20), fanswer varchar(20),
    mohclass varchar(80) NOT NULL DEFAULT 'default', description varchar(80), grppre varchar(80), delay_answer int,
    pricid varchar(20), pmmaxretries varchar(2), pmminlength varchar(2), reversal varchar(10),
    rvolume varchar(2) DEFAULT '', indication_zone varchar(20) DEFAULT 'default'
);

CREATE TABLE outbound_routes (
    route_id int NOT NULL AUTO_INCREMENT, name varchar(40), outcid varchar(255), outcid_mode varchar(20),
    password varchar(30), emergency_route varchar(4), intracompany_route varchar(4), mohclass varchar(80),
    time_group_id int, dest varchar(255), time_mode varchar(20) DEFAULT '', calendar_id varchar(255),
    calendar_group_id varchar(255), timezone varchar(255), notification_on varchar(255) DEFAULT 'call',
    PRIMARY KEY (route_id)
);

CREATE TABLE outbound_route_patterns (
    route_id int NOT NULL, match_pattern_prefix varchar(60) NOT NULL DEFAULT '',
    match_pattern_pass varchar(60) NOT NULL DEFAULT '', match_cid varchar(60) NOT NULL DEFAULT '',
    prepend_digits varchar(100) NOT NULL DEFAULT '',
    PRIMARY KEY (route_id,match_pattern_prefix,match_pattern_pass,match_cid,prepend_digits)
);

CREATE TABLE outbound_route_trunks (
    route_id int NOT NULL, trunk_id int NOT NULL, seq int NOT NULL,
    PRIMARY KEY (route_id,trunk_id,seq)
);

CREATE TABLE outbound_route_sequence (
    route_id int NOT NULL, seq int NOT NULL,
    PRIMARY KEY (route_id,seq)
);

CREATE TABLE outbound_route_email (
    route_id int NOT NULL, emailfrom varchar(320) DEFAULT '', emailto varchar(320) DEFAULT '',
    emailsubject longtext, emailbody longtext,
    PRIMARY KEY (route_id)
);

-- Applications

CREATE TABLE ringgroups (
    grpnum varchar(20) NOT NULL, strategy varchar(50) NOT NULL, grptime smallint NOT NULL, grppre varchar(100),
    grplist varchar(255) NOT NULL, annmsg_id int, postdest varchar(255), description varchar(35) NOT NULL,
    alertinfo varchar(255), remotealert_id int, needsconf varchar(10), toolate_id int, ringing varchar(80),
    cwignore varchar(10), cfignore varchar(10), cpickup varchar(10), recording varchar(10) DEFAULT 'dontcare',
    progress varchar(10), elsewhere varchar(10), rvolume varchar(2) NOT NULL DEFAULT '',
    PRIMARY KEY (grpnum)
);

CREATE TABLE queues_config (
    extension varchar(20) NOT NULL DEFAULT '', descr varchar(35) NOT NULL DEFAULT '',
    grppre varchar(100) NOT NULL DEFAULT '', alertinfo varchar(254) NOT NULL DEFAULT '',
    ringing tinyint(1) NOT NULL DEFAULT 0, maxwait varchar(8) NOT NULL DEFAULT '',
    password varchar(20) NOT NULL DEFAULT '', ivr_id varchar(8) NOT NULL DEFAULT '0',
    dest varchar(50) NOT NULL DEFAULT '', cwignore tinyint(1) NOT NULL DEFAULT 0, queuewait tinyint(1) DEFAULT 0,
    use_queue_context tinyint(1) DEFAULT 0, togglehint tinyint(1) DEFAULT 0, qnoanswer tinyint(1) DEFAULT 0,
    callconfirm tinyint(1) DEFAULT 0, callconfirm_id int, qregex varchar(255), agentannounce_id int,
    joinannounce_id int, monitor_type varchar(5), monitor_heard int, monitor_spoken int,
    callback_id varchar(8) NOT NULL DEFAULT '',
    PRIMARY KEY (extension)
);

CREATE TABLE queues_details (
    id varchar(45) NOT NULL DEFAULT '-1', keyword varchar(30) NOT NULL DEFAULT '',
    data varchar(150) NOT NULL DEFAULT '', flags int NOT NULL DEFAULT 0,
    PRIMARY KEY (id,keyword,data)
);

CREATE TABLE ivr_details (
    id int NOT NULL AUTO_INCREMENT, name varchar(50), description varchar(150), announcement int,
    directdial varchar(50), invalid_loops varchar(10), invalid_retry_recording varchar(25),
    invalid_destination varchar(50), timeout_enabled varchar(50), invalid_recording varchar(25), retvm varchar(8),
    timeout_time int, timeout_recording varchar(25), timeout_retry_recording varchar(25),
    timeout_destination varchar(50), timeout_loops varchar(10),
    timeout_append_announce tinyint(1) NOT NULL DEFAULT 1, invalid_append_announce tinyint(1) NOT NULL DEFAULT 1,
    timeout_ivr_ret tinyint(1) NOT NULL DEFAULT 0, invalid_ivr_ret tinyint(1) NOT NULL DEFAULT 0,
    alertinfo varchar(150), rvolume varchar(2) NOT NULL DEFAULT '',
    strict_dial_timeout tinyint(1) NOT NULL DEFAULT 2, accept_pound_key tinyint(1) NOT NULL DEFAULT 0,
    PRIMARY KEY (id)
);

CREATE TABLE ivr_entries (
    ivr_id int NOT NULL, selection varchar(30), dest varchar(200), ivr_ret tinyint(1) NOT NULL DEFAULT 0
);

CREATE TABLE announcement (
    announcement_id int NOT NULL AUTO_INCREMENT, description varchar(50), recording_id int, allow_skip int,
    post_dest varchar(255), return_ivr tinyint(1) NOT NULL DEFAULT 0, noanswer tinyint(1) NOT NULL DEFAULT 0,
    repeat_msg varchar(2) NOT NULL DEFAULT '',
    PRIMARY KEY (announcement_id)
);

CREATE TABLE timeconditions (
    timeconditions_id int NOT NULL AUTO_INCREMENT, displayname varchar(50), `time` int, truegoto varchar(50),
    falsegoto varchar(50), deptname varchar(50), generate_hint tinyint(1) DEFAULT 0,
    invert_hint tinyint(1) DEFAULT 0, fcc_password varchar(20) DEFAULT '', priority varchar(50),
    timezone varchar(255), mode varchar(20) DEFAULT 'time-group', calendar_id varchar(150),
    calendar_group_id varchar(150),
    PRIMARY KEY (timeconditions_id)
);

CREATE TABLE timegroups_groups (
    id int NOT NULL AUTO_INCREMENT, description varchar(50) NOT NULL DEFAULT '',
    PRIMARY KEY (id), UNIQUE KEY display (description)
);

CREATE TABLE timegroups_details (
    id int NOT NULL AUTO_INCREMENT, timegroupid int NOT NULL DEFAULT 0, `time` varchar(100) NOT NULL DEFAULT '',
    PRIMARY KEY (id)
);

CREATE TABLE daynight (
    ext varchar(10) NOT NULL DEFAULT '', dmode varchar(40) NOT NULL DEFAULT '',
    dest varchar(190) NOT NULL DEFAULT '',
    PRIMARY KEY (ext,dmode,dest)
);

CREATE TABLE meetme (
    exten varchar(50) NOT NULL, options varchar(15), userpin varchar(50), adminpin varchar(50),
    description varchar(50), joinmsg_id int, music varchar(80), users smallint unsigned DEFAULT 0,
    language varchar(10) NOT NULL DEFAULT '', timeout int unsigned DEFAULT 21600,
    PRIMARY KEY (exten)
);

CREATE TABLE recordings (
    id int NOT NULL AUTO_INCREMENT, displayname varchar(50), filename longblob, description varchar(254),
    fcode tinyint(1) DEFAULT 0, fcode_pass varchar(20), fcode_lang varchar(20),
    PRIMARY KEY (id)
);

CREATE TABLE music (
    id int NOT NULL AUTO_INCREMENT, category varchar(190), `type` varchar(100), random tinyint(1) DEFAULT 0,
    application varchar(255), format varchar(10),
    PRIMARY KEY (id), UNIQUE KEY category_UNIQUE (category)
);

CREATE TABLE miscdests (
    id int NOT NULL AUTO_INCREMENT, description varchar(100) NOT NULL, destdial varchar(100) NOT NULL,
    PRIMARY KEY (id)
);

CREATE TABLE custom_extensions (
    custom_exten varchar(80) NOT NULL DEFAULT '', description varchar(40) NOT NULL DEFAULT '',
    notes varchar(255) NOT NULL DEFAULT '',
    PRIMARY KEY (custom_exten)
);

CREATE TABLE callrecording (
    callrecording_id int NOT NULL AUTO_INCREMENT, callrecording_mode varchar(50), description varchar(50),
    dest varchar(255),
    PRIMARY KEY (callrecording_id)
);

CREATE TABLE callrecording_module (
    extension varchar(50), cidnum varchar(50) DEFAULT '', callrecording varchar(10), display varchar(20)
);

CREATE TABLE manager (
    manager_id int NOT NULL AUTO_INCREMENT, name varchar(15) NOT NULL, secret varchar(50), deny varchar(1024),
    permit varchar(1024), `read` varchar(255), `write` varchar(255), writetimeout int,
    PRIMARY KEY (manager_id)
);

CREATE TABLE paging_config (
    page_group varchar(190) NOT NULL DEFAULT '', force_page int NOT NULL, duplex int NOT NULL DEFAULT 0,
    description varchar(255) NOT NULL DEFAULT '', announcement varchar(255), volume int NOT NULL DEFAULT 0,
    PRIMARY KEY (page_group)
);

CREATE TABLE paging_groups (
    page_number varchar(50) NOT NULL DEFAULT '', ext varchar(25) NOT NULL DEFAULT '',
    PRIMARY KEY (page_number,ext)
);

CREATE TABLE paging_autoanswer (
    useragent varchar(190) NOT NULL, `var` varchar(20) NOT NULL, setting varchar(255) NOT NULL,
    PRIMARY KEY (useragent,`var`)
);

CREATE TABLE paging_core_routing (
    route varchar(25) NOT NULL DEFAULT '', page_id varchar(50),
    PRIMARY KEY (route)
);

CREATE TABLE parkplus (
    id bigint NOT NULL AUTO_INCREMENT, defaultlot varchar(10) NOT NULL DEFAULT 'no',
    `type` varchar(10) NOT NULL DEFAULT 'public', name varchar(40) NOT NULL DEFAULT '',
    parkext varchar(40) NOT NULL DEFAULT '', parkpos varchar(40) NOT NULL DEFAULT '',
    numslots int NOT NULL DEFAULT 4, parkingtime int NOT NULL DEFAULT 45,
    parkedmusicclass varchar(100) DEFAULT 'default', generatefc varchar(10) NOT NULL DEFAULT 'yes',
    findslot varchar(10) NOT NULL DEFAULT 'first', parkedplay varchar(10) NOT NULL DEFAULT 'both',
    parkedcalltransfers varchar(10) NOT NULL DEFAULT 'caller',
    parkedcallreparking varchar(10) NOT NULL DEFAULT 'caller', alertinfo varchar(254) NOT NULL DEFAULT '',
    rvolume varchar(2) NOT NULL DEFAULT '', cidpp varchar(100) NOT NULL DEFAULT '',
    autocidpp varchar(10) NOT NULL DEFAULT 'none', announcement_id int,
    comebacktoorigin varchar(10) NOT NULL DEFAULT 'yes',
    dest varchar(100) NOT NULL DEFAULT 'app-blackhole,hangup,1',
    PRIMARY KEY (id)
);

CREATE TABLE vmblast (
    grpnum bigint NOT NULL, description varchar(35) NOT NULL, audio_label int NOT NULL DEFAULT -1,
    password varchar(20) NOT NULL,
    PRIMARY KEY (grpnum)
);

CREATE TABLE vmblast_groups (
    grpnum bigint NOT NULL, ext varchar(25) NOT NULL DEFAULT '',
    PRIMARY KEY (grpnum,ext)
);

CREATE TABLE setcid (
    cid_id int NOT NULL AUTO_INCREMENT, cid_name varchar(150), cid_num varchar(150), description varchar(50),
    dest varchar(255),
    PRIMARY KEY (cid_id)
);

CREATE TABLE directory_details (
    id int NOT NULL AUTO_INCREMENT, dirname varchar(50), description varchar(150), announcement int,
    callid_prefix varchar(10), alert_info varchar(50), rvolume varchar(2) NOT NULL DEFAULT '',
    repeat_loops varchar(3), repeat_recording int, invalid_recording int, invalid_destination varchar(50),
    retivr varchar(5), say_extension varchar(5),
    PRIMARY KEY (id)
);

CREATE TABLE directory_entries (
    id int NOT NULL, e_id int, name varchar(50), `type` varchar(25), foreign_id varchar(25), audio varchar(50),
    dial varchar(50) DEFAULT ''
);

CREATE TABLE disa (
    disa_id int NOT NULL AUTO_INCREMENT, displayname varchar(50), pin varchar(50), cid varchar(50),
    context varchar(50), digittimeout int, resptimeout int, needconf varchar(10), hangup varchar(10),
    keepcid tinyint(1) NOT NULL DEFAULT 1,
    PRIMARY KEY (disa_id)
);

CREATE TABLE fax_incoming (
    cidnum varchar(20), extension varchar(50), detection varchar(20), detectionwait varchar(5),
    destination varchar(50), legacy_email varchar(50), ring int DEFAULT 0
);

CREATE TABLE fax_users (
    user varchar(15), faxenabled varchar(10), faxemail longtext, faxattachformat varchar(10),
    UNIQUE KEY user (user)
);

CREATE TABLE fax_details (
    `key` varchar(50), value varchar(710),
    UNIQUE KEY `key` (`key`)
);

CREATE TABLE soundlang_settings (
    keyword varchar(20) NOT NULL, value varchar(80) NOT NULL,
    PRIMARY KEY (keyword)
);

CREATE TABLE soundlang_packages (
    id bigint NOT NULL AUTO_INCREMENT, `type` varchar(20) NOT NULL, module varchar(80) NOT NULL,
    language varchar(20) NOT NULL, license longblob, author varchar(80), authorlink varchar(256),
    format varchar(20) NOT NULL, version varchar(20), installed varchar(20),
    PRIMARY KEY (id), UNIQUE KEY id (id), UNIQUE KEY `unique` (`type`,module,language,format)
);

CREATE TABLE soundlang_customlangs (
    id int NOT NULL AUTO_INCREMENT, language varchar(20) NOT NULL, description varchar(80) NOT NULL,
    PRIMARY KEY (id)
);

-- People: user manager and contact manager

CREATE TABLE userman_users (
    id int NOT NULL AUTO_INCREMENT, auth varchar(150) DEFAULT 'freepbx', authid varchar(750), username varchar(150),
    description varchar(255), password varchar(255), default_extension varchar(45) NOT NULL DEFAULT 'none',
    primary_group int, permissions longblob, fname varchar(100), lname varchar(100), displayname varchar(200),
    title varchar(100), company varchar(100), department varchar(100), language varchar(100), timezone varchar(100),
    dateformat varchar(100), timeformat varchar(100), datetimeformat varchar(100), email longtext,
    cell varchar(100), work varchar(100), home varchar(100), fax varchar(100),
    PRIMARY KEY (id), UNIQUE KEY username_UNIQUE (username,auth)
);

CREATE TABLE userman_users_settings (
    uid int NOT NULL, module varchar(65) NOT NULL, `key` varchar(190) NOT NULL, val longblob NOT NULL,
    `type` varchar(16),
    UNIQUE KEY index4 (uid,module,`key`), KEY index2 (uid,`key`), KEY index6 (module,uid)
);

CREATE TABLE userman_groups (
    id int NOT NULL AUTO_INCREMENT, auth varchar(150) DEFAULT 'freepbx', authid varchar(750),
    groupname varchar(150), description varchar(255), language varchar(100), timezone varchar(100),
    dateformat varchar(100), timeformat varchar(100), datetimeformat varchar(100), priority int NOT NULL DEFAULT 5,
    users longblob, permissions longblob, local int NOT NULL DEFAULT 0,
    PRIMARY KEY (id), UNIQUE KEY groupname_UNIQUE (groupname,auth)
);

CREATE TABLE userman_groups_settings (
    gid int NOT NULL, module varchar(65) NOT NULL, `key` varchar(190) NOT NULL, val longblob NOT NULL,
    `type` varchar(16),
    UNIQUE KEY index4 (gid,module,`key`), KEY index2 (gid,`key`), KEY index6 (module,gid)
);

CREATE TABLE userman_directories (
    id int NOT NULL AUTO_INCREMENT, name varchar(250), driver varchar(150) NOT NULL DEFAULT '',
    active tinyint(1) NOT NULL DEFAULT 0, `order` int NOT NULL DEFAULT 5, `default` tinyint(1) NOT NULL DEFAULT 0,
    locked tinyint(1) NOT NULL DEFAULT 0,
    PRIMARY KEY (id)
);

CREATE TABLE userman_password_reminder (
    id int NOT NULL AUTO_INCREMENT, uid varchar(40) NOT NULL DEFAULT '', username varchar(40) NOT NULL DEFAULT '',
    usermail varchar(40) NOT NULL DEFAULT '', usertype varchar(20) NOT NULL DEFAULT '',
    passwordChangedAt datetime NOT NULL, passwordExpiryDate datetime NOT NULL,
    PRIMARY KEY (id)
);

CREATE TABLE contactmanager_groups (
    id int NOT NULL AUTO_INCREMENT, owner int NOT NULL, name varchar(80) NOT NULL, `type` varchar(25) NOT NULL,
    PRIMARY KEY (id)
);

CREATE TABLE contactmanager_group_entries (
    id int NOT NULL AUTO_INCREMENT, groupid int NOT NULL, user int NOT NULL,
    displayname varchar(100) NOT NULL DEFAULT '', fname varchar(100) NOT NULL DEFAULT '',
    lname varchar(100) NOT NULL DEFAULT '', title varchar(100) NOT NULL DEFAULT '',
    company varchar(100) NOT NULL DEFAULT '', address varchar(200) NOT NULL DEFAULT '', uuid varchar(36),
    PRIMARY KEY (id), UNIQUE KEY uuid_index (uuid)
);

CREATE TABLE contactmanager_entry_numbers (
    id int NOT NULL AUTO_INCREMENT, entryid int NOT NULL, number varchar(100), extension varchar(100),
    countrycode varchar(4), nationalnumber varchar(100), regioncode varchar(2), locale varchar(2),
    stripped varchar(100), `type` varchar(100), flags varchar(100), E164 varchar(100), possibleshort tinyint(1),
    PRIMARY KEY (id)
);

CREATE TABLE contactmanager_entry_emails (
    id int NOT NULL AUTO_INCREMENT, entryid int NOT NULL, email varchar(100),
    PRIMARY KEY (id)
);

CREATE TABLE contactmanager_entry_speeddials (
    id varchar(5) NOT NULL, entryid int NOT NULL, numberid int NOT NULL,
    PRIMARY KEY (id)
);

CREATE TABLE contactmanager_entry_websites (
    id int NOT NULL AUTO_INCREMENT, entryid int NOT NULL, website varchar(100),
    PRIMARY KEY (id)
);

CREATE TABLE contactmanager_entry_xmpps (
    id int NOT NULL AUTO_INCREMENT, entryid int NOT NULL, xmpp varchar(100),
    PRIMARY KEY (id)
);

CREATE TABLE contactmanager_entry_images (
    entryid int NOT NULL, image longblob, format varchar(45) NOT NULL, gravatar tinyint(1) NOT NULL DEFAULT 0,
    PRIMARY KEY (entryid)
);

CREATE TABLE contactmanager_entry_userman_images (
    uid int NOT NULL, image longblob, format varchar(45) NOT NULL, gravatar tinyint(1) NOT NULL DEFAULT 0,
    PRIMARY KEY (uid)
);
