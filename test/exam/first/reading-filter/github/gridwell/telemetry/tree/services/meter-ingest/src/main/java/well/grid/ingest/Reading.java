package well.grid.ingest;

import java.time.Instant;

record Reading(String meter, long sequence, Instant at, double kilowattHours) {
    String id() {
        return meter + "/" + sequence;
    }
}
