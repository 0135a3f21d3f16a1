-- 50,000 calls of the last 180 days, the same in every lab but for the day they end on.
-- What looks like chance is a checksum of the row's number.

CREATE TEMPORARY TABLE who (n int PRIMARY KEY, ext varchar(20), name varchar(80));
INSERT INTO who SELECT ROW_NUMBER() OVER (ORDER BY extension) - 1, extension, name FROM asterisk.users;
SET @people = (SELECT COUNT(*) FROM who);
SET @end = DATE_SUB(CURDATE(), INTERVAL 1 SECOND);

INSERT INTO cdr (calldate, clid, src, dst, dcontext, channel, dstchannel, lastapp, lastdata, duration, billsec,
    disposition, amaflags, uniqueid, did, recordingfile, cnum, cnam, outbound_cnum, outbound_cnam, linkedid, sequence)
SELECT start,
    CASE kind WHEN 1 THEN CONCAT('"CALLER ', h3 % 900, '" <', outside, '>') ELSE CONCAT('"', a.name, '" <', a.ext, '>') END,
    IF(kind = 1, outside, a.ext),
    CASE kind WHEN 2 THEN CONCAT('9', outside) WHEN 3 THEN CONCAT('vmu', b.ext) ELSE b.ext END,
    CASE kind WHEN 1 THEN 'ext-local' WHEN 2 THEN 'from-internal' ELSE 'ext-local' END,
    IF(kind = 1, CONCAT('PJSIP/carrier-', LPAD(HEX(i), 8, '0')), CONCAT('PJSIP/', a.ext, '-', LPAD(HEX(i), 8, '0'))),
    CASE WHEN kind = 3 THEN '' WHEN kind = 2 THEN CONCAT('PJSIP/carrier-', LPAD(HEX(i + 1), 8, '0'))
         ELSE CONCAT('PJSIP/', b.ext, '-', LPAD(HEX(i + 1), 8, '0')) END,
    IF(kind = 3, 'VoiceMail', 'Dial'),
    CASE kind WHEN 3 THEN CONCAT(b.ext, '@default,u') WHEN 2 THEN CONCAT('PJSIP/', outside, '@carrier,300,T')
              ELSE CONCAT('PJSIP/', b.ext, ',15,HhTtr') END,
    ring + talk, talk, IF(kind = 3, 'ANSWERED', verdict), 3,
    CONCAT(UNIX_TIMESTAMP(start), '.', i * 2), IF(kind = 1, CONCAT('155512310', LPAD(h2 % 4, 2, '0')), ''),
    IF(kind = 2 AND verdict = 'ANSWERED' AND h2 % 10 = 0,
        CONCAT('out-', '9', outside, '-', a.ext, '-', DATE_FORMAT(start, '%Y%m%d-%H%i%s'), '-', UNIX_TIMESTAMP(start), '.', i * 2, '.wav'), ''),
    IF(kind = 1, outside, a.ext), IF(kind = 1, CONCAT('CALLER ', h3 % 900), a.name),
    IF(kind = 2, '15551230000', ''), '', CONCAT(UNIX_TIMESTAMP(start), '.', i * 2), i * 2
FROM (
    SELECT i, h1, h2, h3, start, kind, outside, 2 + h2 % 25 AS ring, verdict,
        IF(verdict = 'ANSWERED' OR kind = 3, 1 + FLOOR(POW(h3 % 1000 / 100, 3)), 0) AS talk
    FROM (
        SELECT seq AS i, CRC32(CONCAT('a', seq)) AS h1, CRC32(CONCAT('b', seq)) AS h2, CRC32(CONCAT('c', seq)) AS h3,
            -- Most calls fall between 07:00 and 19:00.
            DATE_SUB(@end, INTERVAL (FLOOR((50000 - seq) * 180 / 50000)) * 86400
                + CAST(IF(CRC32(CONCAT('d', seq)) % 20 = 0, CRC32(CONCAT('e', seq)) % 86400,
                    18000 + CRC32(CONCAT('e', seq)) % 43200) AS SIGNED) SECOND) AS start,
            ELT(1 + CRC32(CONCAT('f', seq)) % 10, 0, 0, 0, 1, 1, 1, 1, 2, 2, 3) AS kind,
            CONCAT('1555', LPAD(CRC32(CONCAT('g', seq)) % 5000, 7, '0')) AS outside,
            ELT(1 + CRC32(CONCAT('h', seq)) % 20, 'ANSWERED', 'ANSWERED', 'ANSWERED', 'ANSWERED', 'ANSWERED', 'ANSWERED',
                'ANSWERED', 'ANSWERED', 'ANSWERED', 'ANSWERED', 'ANSWERED', 'ANSWERED', 'ANSWERED', 'NO ANSWER',
                'NO ANSWER', 'NO ANSWER', 'NO ANSWER', 'BUSY', 'BUSY', 'FAILED') AS verdict
        FROM seq_1_to_50000
    ) drawn
) calls
JOIN who a ON a.n = h1 % @people
JOIN who b ON b.n = (h1 DIV 97) % @people
ORDER BY start;
