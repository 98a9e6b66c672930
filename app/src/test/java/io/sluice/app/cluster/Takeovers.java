package io.sluice.app.cluster;

import io.sluice.app.cluster.CloudRecord.Effect;
import io.sluice.app.cluster.CloudRecord.Entry;
import io.sluice.app.cluster.Havoc.Blow;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** How long after a node's death the others were at the plans that it had been at, by the cloud's record. */
record Takeovers(List<Duration> looks) {
    Takeovers {
        looks = looks.stream().sorted().toList();
    }

    /** A lane is taken over when somebody else asks about it; the dead node had been the last to. */
    static Takeovers of(CloudRecord cloud, List<Blow> blows, List<Shuttle> shuttles) {
        List<Duration> looks = new ArrayList<>();
        for (Shuttle shuttle : shuttles) {
            Lane lane = shuttle.legs().getFirst().lanes().getFirst();
            List<Effect> effects = cloud.effects(lane);
            List<Entry> entries = cloud.entries().stream()
                    .filter(entry -> entry.isAbout(lane))
                    .sorted(Comparator.comparing(Entry::arrivedAt))
                    .toList();
            for (Blow blow : blows) {
                Optional<Entry> last = entries.stream()
                        .takeWhile(entry -> entry.arrivedAt().isBefore(blow.at()))
                        .reduce((_, later) -> later);
                if (blow.kill()
                        && last.filter(entry -> entry.client().equals(blow.node()))
                                .isPresent()
                        && isUnderWay(shuttle.legs(), blow.at(), effects)) {
                    entries.stream()
                            .filter(entry -> entry.arrivedAt().isAfter(blow.at())
                                    && !entry.client().equals(blow.node()))
                            .findFirst()
                            .ifPresent(entry -> looks.add(Duration.between(blow.at(), entry.arrivedAt())));
                }
            }
        }
        return new Takeovers(looks);
    }

    /** Not where one plan is over and the next one not begun: nobody has anything to look at there. */
    private static boolean isUnderWay(List<Leg> legs, Instant at, List<Effect> effects) {
        for (int i = 0; i < legs.size(); i++) {
            Instant end = i + 1 < legs.size() ? legs.get(i + 1).submittedAt() : Instant.MAX;
            if (!legs.get(i).submittedAt().isAfter(at) && end.isAfter(at)) {
                return effects.stream()
                        .anyMatch(
                                effect -> effect.at().isAfter(at) && effect.at().isBefore(end));
            }
        }
        return false;
    }

    /** The longest but for one in a hundred of them. */
    Duration percentile(int percent) {
        return looks.isEmpty() ? Duration.ZERO : looks.get(Math.min(looks.size() - 1, looks.size() * percent / 100));
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%d plans looked at by another node after p50 %d ms, p99 %d ms, at most %d ms",
                looks.size(),
                percentile(50).toMillis(),
                percentile(99).toMillis(),
                percentile(100).toMillis());
    }
}
