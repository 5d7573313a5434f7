INSERT INTO hourly (meter, hour, kwh)
SELECT meter, date_trunc('hour', at), sum(kwh) FROM readings
WHERE at >= :from AND at < :to AND kwh >= 0
GROUP BY 1, 2
ON CONFLICT (meter, hour) DO UPDATE SET kwh = excluded.kwh;
