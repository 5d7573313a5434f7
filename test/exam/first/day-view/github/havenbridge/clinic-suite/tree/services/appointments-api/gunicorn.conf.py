bind = "0.0.0.0:8000"
workers = 6
timeout = 30
keepalive = 5
max_requests = 10000
max_requests_jitter = 500
