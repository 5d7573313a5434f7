package well.grid.ingest;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

final class BatchHandler {
    private final Sink sink;
    private final Metrics metrics;
    private final Map<String, Reading> seen = new ConcurrentHashMap<>();

    BatchHandler(Sink sink, Metrics metrics) {
        this.sink = sink;
        this.metrics = metrics;
    }

    void accept(List<Reading> batch) {
        var fresh = batch.stream().filter(reading -> seen.putIfAbsent(reading.id(), reading) == null).toList();
        sink.write(fresh);
        metrics.accepted(fresh.size());
        metrics.duplicates(batch.size() - fresh.size());
    }
}
