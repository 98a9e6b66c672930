package io.sluice.sandbox.route53;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;

/** Changes as they came in: all of them happen, or none. */
record ChangeBatch(List<Change> changes) {
    private static final String NAMESPACE = "https://route53.amazonaws.com/doc/2013-04-01/";

    /**
     * One of the changes.
     *
     * @param action {@code CREATE}, {@code DELETE} or {@code UPSERT}
     */
    record Change(String action, DnsRecord record) {}

    ChangeBatch {
        changes = List.copyOf(changes);
    }

    static ChangeBatch read(byte[] xml) throws Route53Error {
        Element root = parsed(xml);
        if (!root.getNodeName().equals("ChangeResourceRecordSetsRequest")
                || !root.getAttribute("xmlns").equals(NAMESPACE)) {
            throw Route53Error.invalidInput("Invalid XML ; expected a ChangeResourceRecordSetsRequest of " + NAMESPACE);
        }
        Element batch = only(root, "ChangeBatch");
        List<Change> changes = new ArrayList<>();
        for (Element change : all(only(batch, "Changes"), "Change")) {
            String action = text(change, "Action").orElse("");
            if (!List.of("CREATE", "DELETE", "UPSERT").contains(action)) {
                throw Route53Error.invalidInput("Invalid XML ; no such action: " + action);
            }
            changes.add(new Change(action, record(only(change, "ResourceRecordSet"))));
        }
        if (changes.isEmpty()) {
            throw Route53Error.invalidInput("Invalid XML ; a batch has at least one change");
        }
        return new ChangeBatch(changes);
    }

    private static DnsRecord record(Element element) throws Route53Error {
        List<String> values = new ArrayList<>();
        for (Element list : all(element, "ResourceRecords")) {
            for (Element one : all(list, "ResourceRecord")) {
                values.add(text(one, "Value").orElse(""));
            }
        }
        Optional<Long> weight = number(element, "Weight", 255);
        DnsRecord record = new DnsRecord(
                Zone.normalised(text(element, "Name").orElse("")),
                text(element, "Type").orElse(""),
                text(element, "SetIdentifier"),
                weight.map(Math::toIntExact),
                text(element, "Region"),
                number(element, "TTL", Integer.MAX_VALUE),
                values,
                alias(element),
                text(element, "HealthCheckId"));
        for (String unknown : List.of("Failover", "GeoLocation", "MultiValueAnswer", "TrafficPolicyInstanceId")) {
            if (!all(element, unknown).isEmpty()) {
                throw Route53Error.invalidInput("the sandbox has no records with " + unknown);
            }
        }
        return record;
    }

    private static Optional<DnsRecord.Alias> alias(Element element) throws Route53Error {
        List<Element> targets = all(element, "AliasTarget");
        if (targets.isEmpty()) {
            return Optional.empty();
        }
        Element target = targets.getFirst();
        return Optional.of(new DnsRecord.Alias(
                text(target, "HostedZoneId").orElse(""),
                Zone.normalised(text(target, "DNSName").orElse("")),
                text(target, "EvaluateTargetHealth").map(Boolean::valueOf).orElse(false)));
    }

    private static Optional<Long> number(Element element, String name, long most) throws Route53Error {
        Optional<String> text = text(element, name);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            long number = Long.parseLong(text.get());
            if (number >= 0 && number <= most) {
                return Optional.of(number);
            }
        } catch (NumberFormatException e) {
            throw Route53Error.invalidInput("Invalid XML ; " + name + " is no number: " + text.get());
        }
        throw Route53Error.invalidInput(
                "Invalid XML ; Value '" + text.get() + "' of " + name + " is not within 0 and " + most);
    }

    private static Element parsed(byte[] xml) throws Route53Error {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            return factory.newDocumentBuilder()
                    .parse(new ByteArrayInputStream(xml))
                    .getDocumentElement();
        } catch (SAXException | IOException e) {
            throw Route53Error.invalidInput("Invalid XML ; " + e.getMessage());
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException("every Java parses XML", e);
        }
    }

    private static Element only(Element parent, String name) throws Route53Error {
        List<Element> found = all(parent, name);
        if (found.size() != 1) {
            throw Route53Error.invalidInput("Invalid XML ; one " + name + " is needed, not " + found.size());
        }
        return found.getFirst();
    }

    private static List<Element> all(Element parent, String name) {
        List<Element> found = new ArrayList<>();
        for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element element && element.getNodeName().equals(name)) {
                found.add(element);
            }
        }
        return found;
    }

    private static Optional<String> text(Element parent, String name) {
        return all(parent, name).stream().map(Node::getTextContent).findFirst();
    }
}
