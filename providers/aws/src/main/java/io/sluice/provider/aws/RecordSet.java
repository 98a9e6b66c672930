package io.sluice.provider.aws;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.route53.model.ResourceRecordSet;

/**
 * All records of one name and type, as Route 53 has them.
 *
 * <p>Route 53 calls each of them a resource record set and has no word for all; here each is a record, and all are the set.
 */
record RecordSet(List<ResourceRecordSet> records) {
    /** How long resolvers keep the answer of an alias to a load balancer, which has no TTL of its own. */
    private static final Duration ALIAS_TTL = Duration.ofSeconds(60);

    RecordSet {
        records = records.stream()
                .sorted(Comparator.comparing(
                        record -> Optional.ofNullable(record.setIdentifier()).orElse("")))
                .toList();
    }

    /** Whether weights decide among the records, and nothing else does. */
    boolean isWeighted() {
        return records.stream().allMatch(record -> record.weight() != null && record.trafficPolicyInstanceId() == null);
    }

    Optional<ResourceRecordSet> find(String identifier) {
        return records.stream()
                .filter(record -> identifier.equals(record.setIdentifier()))
                .findFirst();
    }

    /** The weights by set identifier. */
    Map<String, Integer> weights() {
        Map<String, Integer> weights = new LinkedHashMap<>();
        records.forEach(record -> weights.put(
                record.setIdentifier(),
                Math.toIntExact(Optional.ofNullable(record.weight()).orElse(0L))));
        return weights;
    }

    /** The same records with other weights; one that the map does not name gets none. */
    RecordSet withWeights(Map<String, Integer> weights) {
        return new RecordSet(records.stream()
                .map(record -> record.toBuilder()
                        .weight((long) weights.getOrDefault(record.setIdentifier(), 0))
                        .build())
                .toList());
    }

    /** How long a resolver may keep an answer: the longest of them. */
    Duration ttl() {
        return records.stream()
                .map(record -> record.ttl() == null ? ALIAS_TTL : Duration.ofSeconds(record.ttl()))
                .max(Comparator.naturalOrder())
                .orElse(ALIAS_TTL);
    }

    /** Whether an alias gives way where its target is unhealthy, so that weights are not all that counts. */
    boolean followsTargets() {
        return !followingTargets().isEmpty();
    }

    /** The set identifiers of the aliases that do. */
    List<String> followingTargets() {
        return records.stream()
                .filter(record -> record.aliasTarget() != null
                        && Boolean.TRUE.equals(record.aliasTarget().evaluateTargetHealth()))
                .map(record -> Optional.ofNullable(record.setIdentifier()).orElse(""))
                .toList();
    }

    /** Everything, in one form whatever the order was. */
    ArrayNode canonical() {
        ArrayNode canonical = JsonNodeFactory.instance.arrayNode();
        records.forEach(record -> canonical.add(canonical(record)));
        return canonical;
    }

    /** What a plan never touches of the records that it names. */
    ArrayNode canonicalButWeights(Collection<String> identifiers) {
        ArrayNode canonical = JsonNodeFactory.instance.arrayNode();
        records.stream()
                .filter(record -> identifiers.contains(record.setIdentifier()))
                .forEach(record -> canonical.add(canonical(record).without("Weight")));
        return canonical;
    }

    private static ObjectNode canonical(ResourceRecordSet record) {
        return SdkJson.write(record).put("Name", RecordName.of(record.name()).text());
    }
}
