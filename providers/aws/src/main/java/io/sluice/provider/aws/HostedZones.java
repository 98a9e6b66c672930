package io.sluice.provider.aws;

import io.sluice.provider.Lookup;
import io.sluice.provider.Together;
import io.sluice.traffic.ProviderError;
import io.sluice.traffic.ProviderException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import software.amazon.awssdk.services.route53.Route53Client;
import software.amazon.awssdk.services.route53.model.Change;
import software.amazon.awssdk.services.route53.model.ChangeAction;
import software.amazon.awssdk.services.route53.model.ChangeInfo;
import software.amazon.awssdk.services.route53.model.ChangeStatus;
import software.amazon.awssdk.services.route53.model.HealthCheckConfig;
import software.amazon.awssdk.services.route53.model.HealthCheckObservation;
import software.amazon.awssdk.services.route53.model.ListResourceRecordSetsResponse;
import software.amazon.awssdk.services.route53.model.ResourceRecordSet;

/** Every call to Route 53 that is made here. */
final class HostedZones {
    /** One name and type has at most so many records. */
    private static final int MOST_RECORDS = 100;

    /** The most that one call lists. */
    private static final int LARGEST_PAGE = 300;

    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);

    /** Five calls a second are all that an account has, and a change is rarely in sync before half a minute. */
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

    private final AwsClients clients;
    private final Duration changeDeadline;

    HostedZones(AwsClients clients, Duration changeDeadline) {
        this.clients = clients;
        this.changeDeadline = changeDeadline;
    }

    Lookup<RecordSet> find(RecordSetPlace place) {
        return find(List.of(place)).getOrDefault(place, missing(place));
    }

    /** Looks record sets up; those that are listed near each other cost one call together. */
    Map<RecordSetPlace, Lookup<RecordSet>> find(Collection<RecordSetPlace> places) {
        Map<String, NavigableSet<RecordSetPlace>> byZone = new TreeMap<>();
        places.forEach(place -> byZone.computeIfAbsent(place.hostedZone(), _ -> new TreeSet<>(RecordSetPlace.AS_LISTED))
                .add(place));
        Map<RecordSetPlace, Lookup<RecordSet>> found = new HashMap<>();
        Together.each(byZone.values(), this::findInZone).values().forEach(found::putAll);
        return found;
    }

    private Map<RecordSetPlace, Lookup<RecordSet>> findInZone(NavigableSet<RecordSetPlace> places) {
        NavigableSet<RecordSetPlace> wanted = new TreeSet<>(places);
        Map<RecordSetPlace, Lookup<RecordSet>> found = new HashMap<>();
        while (!wanted.isEmpty()) {
            RecordSetPlace first = wanted.removeFirst();
            try {
                Map<RecordSetPlace, RecordSet> listed = list(first, wanted.isEmpty() ? MOST_RECORDS : LARGEST_PAGE);
                RecordSet hit = listed.get(first);
                found.put(first, hit == null ? missing(first) : new Lookup.Hit<>(hit));
                listed.forEach((place, records) -> {
                    if (wanted.remove(place)) {
                        found.put(place, new Lookup.Hit<>(records));
                    }
                });
            } catch (ProviderException e) {
                found.put(first, new Lookup.Miss<>(e.error()));
                if (!(e.error() instanceof ProviderError.Invalid)) {
                    // No such zone, not allowed there, asked too often: the next call would only say so again.
                    wanted.forEach(place -> found.put(place, new Lookup.Miss<>(e.error())));
                    return found;
                }
            }
        }
        return found;
    }

    private static <T> Lookup<T> missing(RecordSetPlace place) {
        return new Lookup.Miss<>(new ProviderError.NotFound("there are no records for " + place));
    }

    /** What is listed from a place on, that place for certain and whatever else is whole. */
    private Map<RecordSetPlace, RecordSet> list(RecordSetPlace first, int pageSize) {
        Map<RecordSetPlace, List<ResourceRecordSet>> listed = new LinkedHashMap<>();
        Optional<String> from = Optional.empty();
        for (int page = 0; page < MOST_RECORDS; page++) {
            ListResourceRecordSetsResponse answer = page(first, from, pageSize);
            answer.resourceRecordSets()
                    .forEach(record -> listed.computeIfAbsent(
                                    place(first.hostedZone(), record.name(), record.typeAsString()),
                                    _ -> new ArrayList<>())
                            .add(record));
            if (!Boolean.TRUE.equals(answer.isTruncated())) {
                break;
            }
            RecordSetPlace next = place(first.hostedZone(), answer.nextRecordName(), answer.nextRecordTypeAsString());
            if (!next.equals(first)) {
                listed.remove(next); // the page ends in the middle of it
                break;
            }
            from = Optional.ofNullable(answer.nextRecordIdentifier());
        }
        Map<RecordSetPlace, RecordSet> sets = new HashMap<>();
        listed.forEach((place, records) -> sets.put(place, new RecordSet(records)));
        return sets;
    }

    private ListResourceRecordSetsResponse page(RecordSetPlace first, Optional<String> from, int pageSize) {
        return AwsErrors.reading(
                () -> client().listResourceRecordSets(request -> request.hostedZoneId(first.hostedZone())
                        .startRecordName(first.name().text())
                        .startRecordType(first.type())
                        .startRecordIdentifier(from.orElse(null))
                        .maxItems(String.valueOf(pageSize))));
    }

    private static RecordSetPlace place(String hostedZone, String name, String type) {
        return new RecordSetPlace(hostedZone, RecordName.of(name), type);
    }

    /**
     * Puts records in the place of others, all or none, and returns when every name server has them.
     *
     * <p>The old ones are deleted by their whole content: if one of them is no longer so, Route 53 refuses the batch.
     */
    void replace(RecordSetPlace place, RecordSet old, RecordSet next, String requestId) {
        List<Change> changes = Stream.concat(
                        old.records().stream().map(record -> change(ChangeAction.DELETE, record)),
                        next.records().stream().map(record -> change(ChangeAction.CREATE, record)))
                .toList();
        ChangeInfo accepted = AwsErrors.writing(() -> client().changeResourceRecordSets(request -> request.hostedZoneId(
                                place.hostedZone())
                        .changeBatch(batch -> batch.comment(requestId).changes(changes))
                        .overrideConfiguration(CloudTrail.signedOff(requestId))))
                .changeInfo();
        awaitInSync(accepted);
    }

    private static Change change(ChangeAction action, ResourceRecordSet record) {
        return Change.builder().action(action).resourceRecordSet(record).build();
    }

    /** An accepted change happens; what is asked here is only whether it has. */
    private void awaitInSync(ChangeInfo accepted) {
        long deadline = System.nanoTime() + changeDeadline.toNanos();
        Duration pause = FIRST_PAUSE;
        ChangeStatus status = accepted.status();
        while (status != ChangeStatus.INSYNC) {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                throw notSaid(accepted, "does not say within " + changeDeadline + " that all name servers have it");
            }
            pause(Math.min(pause.toNanos(), left), accepted);
            pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
            status = status(accepted, status);
        }
    }

    /** A poll that fails says nothing about the change; one that will always fail ends the wait. */
    private ChangeStatus status(ChangeInfo accepted, ChangeStatus before) {
        try {
            return AwsErrors.reading(() -> client().getChange(request -> request.id(accepted.id())))
                    .changeInfo()
                    .status();
        } catch (ProviderException e) {
            if (e.error().passing()) {
                return before;
            }
            throw notSaid(accepted, "cannot be asked how it goes: " + e.error().detail());
        }
    }

    private static void pause(long nanos, ChangeInfo accepted) {
        try {
            TimeUnit.NANOSECONDS.sleep(nanos);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw notSaid(accepted, "was not waited for");
        }
    }

    private static ProviderException notSaid(ChangeInfo accepted, String why) {
        return new ProviderException(
                new ProviderError.Unknown("Route 53 accepted change " + accepted.id() + " and " + why));
    }

    HealthCheckConfig healthCheck(String id) {
        return AwsErrors.reading(() -> client().getHealthCheck(request -> request.healthCheckId(id)))
                .healthCheck()
                .healthCheckConfig();
    }

    List<HealthCheckObservation> healthCheckStatus(String id) {
        return AwsErrors.reading(() -> client().getHealthCheckStatus(request -> request.healthCheckId(id)))
                .healthCheckObservations();
    }

    private Route53Client client() {
        return clients.route53();
    }
}
