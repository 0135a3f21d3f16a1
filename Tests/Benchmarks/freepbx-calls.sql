-- @records calls: the lab's own again and again, each time earlier, the oldest first as a PBX writes them: over twenty years at most.

SET @rounds = CEIL(@records / (SELECT COUNT(*) FROM asteriskcdrdb.cdr));
INSERT INTO cdr (calldate, clid, src, dst, dcontext, channel, dstchannel, lastapp, lastdata, duration, billsec,
    disposition, amaflags, accountcode, uniqueid, did, recordingfile, cnum, cnam, outbound_cnum, dst_cnam, linkedid, sequence)
SELECT moved, clid, src, dst, dcontext, channel, dstchannel, lastapp, lastdata, duration, billsec, disposition, amaflags,
    accountcode, CONCAT(UNIX_TIMESTAMP(moved), '.', sequence), did, recordingfile, cnum, cnam, outbound_cnum, dst_cnam,
    CONCAT(UNIX_TIMESTAMP(moved), '.', sequence), sequence
FROM (
    SELECT calls.*, DATE_SUB(calldate, INTERVAL FLOOR((seq - 1) * LEAST(180, 7200 / @rounds) * 86400) SECOND) AS moved, ROW_NUMBER() OVER (ORDER BY seq, calldate DESC) AS number
    FROM asteriskcdrdb.cdr AS calls JOIN seq_1_to_100000 ON seq <= @rounds
) AS numbered
WHERE number <= @records
ORDER BY moved;
ANALYZE TABLE cdr;
