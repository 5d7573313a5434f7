package well.grid.ingest;

import java.util.List;

interface Sink {
    int MAX_ROWS = 8_000;

    void write(List<Reading> batch);
}
