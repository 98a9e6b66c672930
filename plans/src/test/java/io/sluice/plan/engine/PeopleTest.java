package io.sluice.plan.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.plan.Principal;
import io.sluice.plan.Proof;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** P14: who submitted a plan does not approve it, whatever they call themselves and however they prove who they are. */
class PeopleTest {
    private static final String OWN = "whoever submitted a plan cannot approve it";

    /** Whoever comes is in every group. */
    private static final Visitors ALL = (_, _) -> true;

    private static Stream<Principal> provedInEveryWay(String name) {
        Principal person = new Principal(name);
        return Stream.concat(Stream.of(person), Arrays.stream(Proof.values()).map(person::provedBy));
    }

    @ParameterizedTest(name = "P14: {0} is {1}")
    @CsvSource({
        "ann, ann",
        "ann, Ann",
        "ann, ANN",
        "ann, ' ann '",
        "ann, 'ann\u00a0'",
        "ann, \uff41\uff4e\uff4e", // full width
        "ann@example.com, ANN@Example.COM",
        "jos\u00e9, jose\u0301", // one letter, or a letter and its accent
        "JOS\u00c9, jose\u0301",
        "stra\u00dfe, STRASSE",
        "\u03c3\u03af\u03c3\u03c5\u03c6\u03bf\u03c2, \u03a3\u038a\u03a3\u03a5\u03a6\u039f\u03a3", // a sigma at the end
        "\ufb01ona, FIONA", // a ligature
        "kelvin, \u212aelvin", // the sign of a unit
        "\u01c6urd, \u01c5urd" // one letter that looks like two, and begins a name
    })
    void noSpellingAndNoProofMakesTwoOfOne(String submitter, String approver) {
        People people = new People(
                Map.of("leads", Set.copyOf(List.of(new Principal(submitter), new Principal(approver)))),
                Optional.of(ALL),
                (_, _) -> true);
        for (Principal by : provedInEveryWay(submitter).toList()) {
            assertThat(provedInEveryWay(approver))
                    .allSatisfy(person -> assertThat(people.objection(person, "leads", by, Map.of()))
                            .contains(OWN));
            assertThat(provedInEveryWay(approver))
                    .allSatisfy(person -> assertThat(people.objection(by, "leads", person, Map.of()))
                            .contains(OWN));
        }
        assertThat(new People(people.groups()).deciders("leads", new Principal("somebody"), Map.of()))
                .as("one vote")
                .isEqualTo(1);
        assertThat(new People(people.groups()).deciders("leads", new Principal(approver), Map.of()))
                .isZero();
    }

    @ParameterizedTest(name = "{0} is not {1}")
    @CsvSource({"ann, anne", "ann, an", "ann, a.nn", "ann, ann@example.com", "jos\u00e9, jose"})
    void othersAreOthers(String submitter, String approver) {
        People people = new People(Map.of("leads", Set.of(new Principal(approver))));
        assertThat(people.objection(new Principal(approver), "leads", new Principal(submitter), Map.of()))
                .isEmpty();
    }

    @Test
    void whoLeavesAGroupDecidesForItNoMore() {
        Principal bob = new Principal("bob");
        for (Proof proof : List.of(Proof.TOKEN, Proof.CERTIFICATE, Proof.SESSION)) {
            assertThat(new People(Map.of("leads", Set.of(bob)))
                            .objection(bob.provedBy(proof), "leads", new Principal("ann"), Map.of()))
                    .isEmpty();
            assertThat(new People(Map.of("leads", Set.of()))
                            .objection(bob.provedBy(proof), "leads", new Principal("ann"), Map.of()))
                    .contains("bob is not in group leads");
        }
    }

    @Test
    void whoMayApproveOnlyPlansOfSomeLabelsDecidesOnThoseAlone() {
        Principal ann = new Principal("ann");
        Principal bob = new Principal("bob");
        Principal carol = new Principal("carol");
        Map<String, String> theirs = Map.of("team", "payments");
        Map<String, String> others = Map.of("team", "search");
        People people = new People(
                Map.of("leads", Set.of(bob, carol)),
                Optional.empty(),
                (person, labels) -> person.equals(carol) || labels.equals(theirs));

        assertThat(people.objection(bob, "leads", ann, theirs)).isEmpty();
        assertThat(people.objection(bob, "leads", ann, others)).contains("bob may not approve plans with these labels");
        assertThat(people.members("leads", theirs)).containsExactlyInAnyOrder(bob, carol);
        assertThat(people.members("leads", others)).containsExactly(carol);
        assertThat(people.deciders("leads", ann, theirs)).isEqualTo(2);
        assertThat(people.deciders("leads", ann, others)).isEqualTo(1);
    }
}
