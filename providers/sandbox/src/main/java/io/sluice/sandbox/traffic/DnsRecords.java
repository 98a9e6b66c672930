package io.sluice.sandbox.traffic;

import java.time.Duration;
import java.util.List;

/**
 * What name servers hold for one name now.
 *
 * @param ttl how long whoever asked may keep the answer
 * @param answers one of them is given to each query
 */
public record DnsRecords(Duration ttl, List<Answer> answers) {
    public DnsRecords {
        answers = List.copyOf(answers);
    }

    /**
     * One of the answers.
     *
     * @param id what the cloud calls it: a set identifier, an endpoint
     * @param healthy whether the cloud's own probes say so; true where there are none
     */
    public record Answer(String id, int weight, boolean healthy, Destination to) {
        Answer weighing(int other) {
            return new Answer(id, other, healthy, to);
        }
    }

    /**
     * The answers that a query may get: the healthy ones with weight; else the healthy ones; else, since name servers would
     * rather send somebody to a sick backend than nowhere, all that have weight; else all, evenly.
     */
    List<Answer> eligible() {
        List<Answer> healthy = answers.stream().filter(Answer::healthy).toList();
        List<Answer> heavy =
                healthy.stream().filter(answer -> answer.weight() > 0).toList();
        if (!heavy.isEmpty()) {
            return heavy;
        }
        List<Answer> left = healthy.isEmpty()
                ? answers.stream().filter(answer -> answer.weight() > 0).toList()
                : healthy;
        return (left.isEmpty() ? answers : left)
                .stream()
                        .map(answer -> answer.weight() > 0 ? answer : answer.weighing(1))
                        .toList();
    }
}
