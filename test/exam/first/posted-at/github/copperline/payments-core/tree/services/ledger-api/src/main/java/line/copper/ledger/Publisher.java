package line.copper.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

class Publisher {
    private final Producer<String, byte[]> producer;
    private final ObjectMapper mapper;

    Publisher(Producer<String, byte[]> producer, ObjectMapper mapper) {
        this.producer = producer;
        this.mapper = mapper;
    }

    void publish(EntryPosted entry) throws Exception {
        var record = new ProducerRecord<>("ledger.entries", entry.account(), mapper.writeValueAsBytes(entry));
        record.headers().add("entry-id", entry.entryId().getBytes(UTF_8));
        producer.send(record);
    }
}
