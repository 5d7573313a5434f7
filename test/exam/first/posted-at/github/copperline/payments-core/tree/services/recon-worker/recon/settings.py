TOPIC = "ledger.entries"
GROUP = "recon"
MAX_POLL_RECORDS = 500
