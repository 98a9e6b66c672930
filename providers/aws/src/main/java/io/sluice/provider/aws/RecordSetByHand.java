package io.sluice.provider.aws;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.provider.PrettyJson;
import io.sluice.traffic.ShellCommand;
import io.sluice.traffic.ShellCommand.Purpose;
import java.util.List;

/** The commands that put the records of one name and type back. */
record RecordSetByHand(RecordSetPlace place, AwsCli aws) {
    /** One name and type has at most so many. */
    private static final int MOST_RECORDS = 100;

    List<ShellCommand> commands(RecordSet baseline) {
        return List.of(
                ShellCommand.of(Purpose.LOOK, "Shows the records as they are now.", look(baseline)),
                ShellCommand.of(
                        Purpose.CHANGE,
                        "Writes every record as it was, all of them or none.",
                        aws.words(
                                "route53",
                                "change-resource-record-sets",
                                "--hosted-zone-id",
                                place.hostedZone(),
                                "--change-batch",
                                PrettyJson.of(batch(baseline)))),
                ShellCommand.of(
                        Purpose.CHECK,
                        "Shows the records again: the weights are to be those above. Name servers have them within a minute,"
                                + " and resolvers once their TTL is over.",
                        look(baseline)));
    }

    List<String> remarks() {
        return List.of(
                "Give the commands with credentials of the AWS account that has hosted zone %s, and that may list and change"
                                .formatted(place.hostedZone())
                        + " its records.",
                "Each record is written whole: what somebody else changed in it since, its TTL for instance, goes too.",
                "A record of the name that came in since keeps its weight: the look shows it. If a simple record stands there"
                        + " instead, delete it first.");
    }

    /** The listing goes on to other names, which are left out. */
    private List<String> look(RecordSet baseline) {
        String name = baseline.records().isEmpty()
                ? place.name().text()
                : baseline.records().getFirst().name();
        return aws.words(
                "route53",
                "list-resource-record-sets",
                "--hosted-zone-id",
                place.hostedZone(),
                "--start-record-name",
                name,
                "--start-record-type",
                place.type(),
                "--max-items",
                String.valueOf(MOST_RECORDS),
                "--query",
                "ResourceRecordSets[?Name=='%s' && Type=='%s']".formatted(name, place.type()));
    }

    private static ObjectNode batch(RecordSet baseline) {
        ObjectNode batch = JsonNodeFactory.instance.objectNode().put("Comment", "put back by hand");
        ArrayNode changes = batch.putArray("Changes");
        baseline.records()
                .forEach(record ->
                        changes.addObject().put("Action", "UPSERT").set("ResourceRecordSet", SdkJson.write(record)));
        return batch;
    }
}
