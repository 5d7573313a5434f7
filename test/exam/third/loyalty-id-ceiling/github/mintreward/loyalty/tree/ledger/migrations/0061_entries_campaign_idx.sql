CREATE INDEX CONCURRENTLY IF NOT EXISTS entries_campaign_idx
    ON entries (campaign_id) WHERE campaign_id IS NOT NULL;
