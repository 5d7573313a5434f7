create table postings (
  id bigserial primary key,
  member_id bigint not null,
  points int not null,
  booked_at timestamptz not null,
  order_ref text
);
create index postings_member_booked on postings (member_id, booked_at desc);
create index postings_order_ref on postings (order_ref);
