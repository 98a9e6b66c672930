package io.sluice.sandbox.route53;

import io.sluice.sandbox.aws.Xml;
import io.sluice.sandbox.http.Reply;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Route 53's answers as it writes them. */
final class Route53Xml {
    private static final String NAMESPACE = " xmlns=\"https://route53.amazonaws.com/doc/2013-04-01/\"";

    private Route53Xml() {}

    static Reply page(List<DnsRecord> records, Optional<DnsRecord> next, int maxItems) {
        return answer(new Xml().element("ListResourceRecordSetsResponse" + NAMESPACE, response -> {
            response.element("ResourceRecordSets", list -> records.forEach(record -> record(list, record)));
            response.leaf("IsTruncated", next.isPresent());
            next.ifPresent(record -> {
                response.leaf("NextRecordName", record.name()).leaf("NextRecordType", record.type());
                record.setIdentifier().ifPresent(id -> response.leaf("NextRecordIdentifier", id));
            });
            response.leaf("MaxItems", maxItems);
        }));
    }

    private static void record(Xml list, DnsRecord record) {
        list.element("ResourceRecordSet", xml -> {
            xml.leaf("Name", record.name()).leaf("Type", record.type());
            record.setIdentifier().ifPresent(id -> xml.leaf("SetIdentifier", id));
            record.weight().ifPresent(weight -> xml.leaf("Weight", weight));
            record.region().ifPresent(region -> xml.leaf("Region", region));
            record.ttl().ifPresent(ttl -> xml.leaf("TTL", ttl));
            if (!record.values().isEmpty()) {
                xml.element(
                        "ResourceRecords",
                        values -> record.values()
                                .forEach(value -> values.element("ResourceRecord", one -> one.leaf("Value", value))));
            }
            record.alias()
                    .ifPresent(alias -> xml.element(
                            "AliasTarget",
                            target -> target.leaf("HostedZoneId", alias.hostedZone())
                                    .leaf("DNSName", alias.dnsName())
                                    .leaf("EvaluateTargetHealth", alias.evaluateTargetHealth())));
            record.healthCheck().ifPresent(check -> xml.leaf("HealthCheckId", check));
        });
    }

    /** The answer to a change, and to the question how it goes. */
    static Reply change(String action, String id, boolean inSync, Instant submittedAt) {
        return answer(new Xml()
                .element(
                        action + "Response" + NAMESPACE,
                        response -> response.element(
                                "ChangeInfo",
                                info -> info.leaf("Id", "/change/" + id)
                                        .leaf("Status", inSync ? "INSYNC" : "PENDING")
                                        .leaf("SubmittedAt", submittedAt))));
    }

    static Reply healthCheck(String id) {
        return answer(new Xml()
                .element(
                        "GetHealthCheckResponse" + NAMESPACE,
                        response -> response.element(
                                "HealthCheck",
                                check -> check.leaf("Id", id)
                                        .leaf("CallerReference", "sandbox")
                                        .element(
                                                "HealthCheckConfig",
                                                config -> config.leaf("Type", "TCP")
                                                        .leaf("IPAddress", "192.0.2.10")
                                                        .leaf("Port", 5432)
                                                        .leaf("RequestInterval", 30)
                                                        .leaf("FailureThreshold", 3)
                                                        .leaf("Inverted", false)
                                                        .leaf("Disabled", false))
                                        .leaf("HealthCheckVersion", 1))));
    }

    static Reply healthCheckStatus(boolean healthy, Instant now) {
        return answer(new Xml()
                .element(
                        "GetHealthCheckStatusResponse" + NAMESPACE,
                        response -> response.element("HealthCheckObservations", list -> {
                            for (String region : List.of("eu-west-1", "us-east-1", "ap-southeast-2")) {
                                list.element(
                                        "HealthCheckObservation",
                                        one -> one.leaf("Region", region)
                                                .leaf("IPAddress", "203.0.113.1")
                                                .element(
                                                        "StatusReport",
                                                        report -> report.leaf(
                                                                        "Status",
                                                                        healthy
                                                                                ? "Success: TCP connection established"
                                                                                : "Failure: Connection refused")
                                                                .leaf("CheckedTime", now)));
                            }
                        })));
    }

    static Reply error(Route53Error error) {
        return reply(
                error.status(),
                new Xml()
                        .element(
                                "ErrorResponse" + NAMESPACE,
                                response -> response.element(
                                                "Error",
                                                inner -> inner.leaf(
                                                                "Type", error.status() < 500 ? "Sender" : "Receiver")
                                                        .leaf("Code", error.code())
                                                        .leaf("Message", error.text()))
                                        .leaf("RequestId", "5a4db0c0-0000-4000-8000-000000000053")));
    }

    private static Reply answer(Xml xml) {
        return reply(200, xml);
    }

    private static Reply reply(int status, Xml xml) {
        return new Reply.Answer(
                status,
                Map.of("Content-Type", "text/xml"),
                ("<?xml version=\"1.0\"?>\n" + xml).getBytes(StandardCharsets.UTF_8));
    }
}
