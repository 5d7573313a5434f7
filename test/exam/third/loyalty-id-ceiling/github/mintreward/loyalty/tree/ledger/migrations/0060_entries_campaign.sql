ALTER TABLE entries ADD COLUMN campaign_id bigint;
