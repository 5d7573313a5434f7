drop index concurrently if exists postings_member_booked;
drop index concurrently if exists tiers_name_idx;
alter table postings set (autovacuum_vacuum_scale_factor = 0.02);
