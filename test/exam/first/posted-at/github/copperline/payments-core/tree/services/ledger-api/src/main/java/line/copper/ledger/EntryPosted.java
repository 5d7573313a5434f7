package line.copper.ledger;

import java.math.BigDecimal;
import java.time.Instant;

record EntryPosted(String entryId, String account, BigDecimal amount, String currency, Instant postedAt) {}
