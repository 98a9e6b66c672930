package io.sluice.provider.aws;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.traffic.ProviderError;
import io.sluice.traffic.ProviderException;
import io.sluice.traffic.Snapshot;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.services.route53.model.ResourceRecordSet;

/** What a snapshot of format {@value #FORMAT} holds: {@code {"records": […]}}, in AWS's own words. */
final class RecordSetSnapshot {
    private static final String FORMAT = "aws-record-set/1";
    private static final JsonMapper JSON = new JsonMapper();

    private RecordSetSnapshot() {}

    static Snapshot write(RecordSet records) {
        ObjectNode content = JSON.createObjectNode();
        ArrayNode list = content.putArray("records");
        records.records().forEach(record -> list.add(SdkJson.write(record)));
        return new Snapshot(FORMAT, content.toString());
    }

    static RecordSet read(Snapshot snapshot) {
        if (!snapshot.format().equals(FORMAT)) {
            throw new ProviderException(
                    new ProviderError.Invalid("a snapshot of format " + snapshot.format() + " is not " + FORMAT));
        }
        try {
            List<ResourceRecordSet> records = new ArrayList<>();
            JSON.readTree(snapshot.content())
                    .path("records")
                    .forEach(record ->
                            records.add(SdkJson.read(record, ResourceRecordSet.class, ResourceRecordSet::builder)));
            return new RecordSet(records);
        } catch (JsonProcessingException | IllegalArgumentException e) {
            throw new ProviderException(new ProviderError.Invalid("the snapshot cannot be read: " + e.getMessage()), e);
        }
    }
}
