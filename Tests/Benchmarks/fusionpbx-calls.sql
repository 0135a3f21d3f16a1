-- :records calls: the lab's own again and again, each time half a year earlier.

SELECT set_config('benchmark.records', :'records', false);
CREATE TEMPORARY TABLE calls AS SELECT * FROM v_xml_cdr ORDER BY start_stamp DESC;
TRUNCATE v_xml_cdr;
DO $$
DECLARE
    missing bigint := current_setting('benchmark.records');
    added bigint;
BEGIN
    WHILE missing > 0 LOOP
        INSERT INTO v_xml_cdr SELECT * FROM calls ORDER BY start_stamp DESC LIMIT missing;
        GET DIAGNOSTICS added = ROW_COUNT;
        missing := missing - added;
        UPDATE calls SET xml_cdr_uuid = md5(xml_cdr_uuid::text)::uuid, start_stamp = start_stamp - interval '180 days',
            start_epoch = start_epoch - 180 * 86400, answer_stamp = answer_stamp - interval '180 days',
            answer_epoch = answer_epoch - 180 * 86400, end_stamp = end_stamp - interval '180 days',
            end_epoch = end_epoch - 180 * 86400;
    END LOOP;
END $$;
VACUUM ANALYZE v_xml_cdr;
