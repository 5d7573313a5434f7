RECENT = """
select id, kind, started_at, seconds
  from workouts
 where member_id = %(member)s
 order by started_at desc
 limit 20
"""

STREAK = """
select date_trunc('day', started_at) as day, count(*)
  from workouts
 where member_id = %(member)s
   and started_at > now() - interval '7 days'
 group by 1
 order by 1
"""
