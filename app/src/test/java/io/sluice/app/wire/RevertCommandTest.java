package io.sluice.app.wire;

import static io.sluice.app.wire.Place.CHECKOUT;
import static io.sluice.app.wire.Place.PORTAL;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.dropwizard.core.cli.Cli;
import io.dropwizard.core.setup.Bootstrap;
import io.dropwizard.util.JarLocation;
import io.sluice.app.Launcher;
import io.sluice.app.SluiceApplication;
import io.sluice.app.SluiceConfiguration;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.Action;

/** {@code java -jar sluice.jar revert --capsules}, as somebody types it while the service is of no use. */
@Order(11)
@Execution(ExecutionMode.CONCURRENT)
@ExtendWith(Wire.class)
class RevertCommandTest {
    /** For one look and one write at least, also on a machine that has much else to do. */
    private static final String LONG_ENOUGH = "15s";

    private record End(int code, String out, String err) {}

    /** By the capsules and the configuration of a node. */
    private static End revert(Cloud cloud, String... more) {
        Path folder = cloud.service().folder();
        return revert(folder.resolve("data").resolve("capsules"), folder.resolve("config.yml"), more);
    }

    private static End revert(Path capsules, Path config, String... more) {
        return revert(new ByteArrayOutputStream(), capsules, config, more);
    }

    private static End revert(ByteArrayOutputStream out, Path capsules, Path config, String... more) {
        List<String> arguments =
                new ArrayList<>(List.of("revert", "--capsules", capsules.toString(), "--config", config.toString()));
        arguments.addAll(Arrays.asList(more));
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        SluiceApplication application = new SluiceApplication();
        Bootstrap<SluiceConfiguration> bootstrap = new Bootstrap<>(application);
        application.initialize(bootstrap);
        bootstrap.addCommand(SluiceApplication.revertCommand(new PrintStream(out, true, UTF_8)));
        Optional<Throwable> failure =
                new Cli(new JarLocation(Launcher.class), bootstrap, out, err).run(arguments.toArray(String[]::new));
        return new End(failure.map(SluiceApplication::exitCode).orElse(0), out.toString(UTF_8), err.toString(UTF_8));
    }

    @Test
    void allPlansGoBackSideBySideWhileTheServiceStillRunsAndHoldsThemThen(Cloud cloud) {
        List<Action> checkout = cloud.actions(CHECKOUT);
        List<Action> portal = cloud.actions(PORTAL);
        Journey one = cloud.move(CHECKOUT).step(50, "1h").submitted().awaitsBaking(1);
        Journey other = cloud.move(PORTAL).step(25, "1h").submitted().awaitsBaking(1);

        End end = revert(cloud, "--no-guard");

        assertThat(end.code()).as("%s", end).isZero();
        assertThat(cloud.actions(CHECKOUT)).isEqualTo(checkout);
        assertThat(cloud.actions(PORTAL)).isEqualTo(portal);
        assertThat(end.out())
                .hasLineCount(3)
                .startsWith("2 plans go back: ordered by hand\n")
                .contains(one.id() + " (")
                .contains(other.id() + " (")
                .contains("wanted old 100 %; is old 100 %: back")
                .containsPattern("was (new 50 %, old 50 %|old 50 %, new 50 %);");
        one.awaitsHeldBy("drift");
    }

    @Test
    void aDryRunLooksAndWritesNothing(Cloud cloud) {
        Journey plan = cloud.move(CHECKOUT).step(50, "1h").submitted().awaitsBaking(1);
        int writes = cloud.writes(CHECKOUT).size();

        End end = revert(cloud, "--dry-run");

        assertThat(end.code()).as("%s", end).isZero();
        assertThat(end.out()).hasLineCount(1).contains(plan.id()).contains("; wanted old 100 %");
        assertThat(cloud.writes(CHECKOUT)).hasSize(writes);
    }

    @Test
    void onlyWhatIsNamedGoesBackAndIsGuarded(Cloud cloud) {
        Journey named = cloud.move(CHECKOUT).step(50, "1h").submitted().awaitsBaking(1);
        Journey other = cloud.move(PORTAL).step(25, "1h").submitted().awaitsBaking(1);

        End end = revert(cloud, "--plan", named.id(), "--reason", "checkout is down");

        assertThat(end.code()).as("%s", end).isZero();
        assertThat(end.out())
                .startsWith("1 plan goes back: checkout is down\n")
                .contains(named.id() + ": back; guarding until")
                .doesNotContain(other.id());
        assertThat(cloud.share(CHECKOUT)).isZero();
        assertThat(cloud.share(PORTAL)).isEqualTo(25);
    }

    @Test
    void aRouteThatDoesNotGoBackIsNamedWithTheReasonAndEndsWithOne(Cloud cloud) {
        Journey plan = cloud.move(CHECKOUT).step(50, "1h").submitted().awaitsBaking(1);
        cloud.faults("{'fault': 'error', 'status': 403, 'action': 'ModifyListener', 'times': 'forever'}");

        End end = revert(cloud, "--wait", LONG_ENOUGH);

        assertThat(end.code()).as("%s", end).isEqualTo(1);
        assertThat(end.out())
                .contains(plan.id() + ": checkout: write 1 was refused: ")
                .containsPattern(
                        plan.id() + ": NOT back, and given up after 15s: checkout: the last write was refused: \\S")
                .doesNotContain("asked again at");
        assertThat(end.err()).isEqualTo("not every route is back; see above\n");
    }

    @Test
    void aWriteOfWhichNobodyKnowsWhatBecameIsToldWithWhatTheCloudSaid(Cloud cloud) {
        Journey plan = cloud.move(CHECKOUT).step(50, "1h").submitted().awaitsBaking(1);
        cloud.faults("{'fault': 'error', 'status': 503, 'action': 'ModifyListener', 'times': 'forever'}");

        End end = revert(cloud, "--wait", LONG_ENOUGH);

        assertThat(end.code()).as("%s", end).isEqualTo(1);
        assertThat(end.out())
                .contains(
                        plan.id()
                                + ": NOT back, and given up after 15s: checkout: the last write may or may not be carried out: ")
                .contains("ServiceUnavailable");
    }

    @Test
    void whatCannotBeSeenIsToldWithTheReasonAlsoByADryRun(Cloud cloud) {
        Journey plan = cloud.move(CHECKOUT).step(50, "1h").submitted().awaitsBaking(1);
        cloud.faults("{'fault': 'error', 'status': 403, 'action': 'DescribeListeners', 'times': 'forever'}");

        End dry = revert(cloud, "--dry-run");
        assertThat(dry.code()).as("%s", dry).isEqualTo(1);
        assertThat(dry.out()).contains(plan.id()).containsPattern("is not seen \\(\\S.*\\); wanted old 100 %");

        End end = revert(cloud, "--wait", LONG_ENOUGH);
        assertThat(end.code()).as("%s", end).isEqualTo(1);
        assertThat(end.out()).containsPattern("NOT back, and given up after 15s: checkout: .*; it cannot be seen: \\S");
    }

    /** Each call takes its whole deadline of six seconds, twice in one look: the patience ends before. */
    @Test
    void patienceEndsAlsoWhileEachCallHangs(Cloud cloud) {
        Journey plan = cloud.move(CHECKOUT).step(50, "1h").submitted().awaitsBaking(1);
        cloud.faults("{'fault': 'hang', 'times': 'forever'}");

        End end = revert(cloud, "--wait", "1s");

        assertThat(end.code()).as("%s", end).isEqualTo(1);
        assertThat(end.out())
                .contains(plan.id() + ": NOT back, and given up after 1s: checkout: ")
                .contains("nothing was written, since the first look has not been answered yet")
                .doesNotContain("no answer within", "gave up");
    }

    @Test
    void whatAStrangerMovesWhileItIsGuardedIsToldAndPutBackAndTheEndIsToldToo(Cloud cloud) throws Exception {
        Journey plan = cloud.move(CHECKOUT).step(50, "1h").submitted().awaitsBaking(1);
        Path folder = cloud.service().folder();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        FutureTask<End> running = new FutureTask<>(() -> revert(
                out,
                folder.resolve("data").resolve("capsules"),
                folder.resolve("config.yml"),
                "--reason",
                "checkout is down"));
        Thread.ofVirtual().start(running);
        String _ = Await.until(
                "it guards", () -> out.toString(UTF_8), said -> said.contains("; guarding until") || running.isDone());
        cloud.stranger(CHECKOUT, Map.of(CHECKOUT.from(), 70, CHECKOUT.to(), 30));

        End end = running.get();

        assertThat(end.code()).as("%s", end).isZero();
        assertThat(end.out())
                .containsPattern(plan.id() + ": checkout was moved away again, to .*: it is put back once more")
                .endsWith(plan.id() + ": back, and nothing that was sent can move it any more\n");
        assertThat(cloud.share(CHECKOUT)).isZero();
    }

    @Test
    void row63ACapsuleThatCannotBeUsedIsNamedAndTheOthersGoBack(Cloud cloud) throws Exception {
        Journey torn = cloud.move(CHECKOUT).step(50, "1h").submitted().awaitsBaking(1);
        Journey sound = cloud.move(PORTAL).step(25, "1h").submitted().awaitsBaking(1);
        Path file = cloud.service().folder().resolve("data").resolve("capsules").resolve(torn.id() + ".json");
        Files.writeString(file, Files.readString(file).substring(0, 200));

        End end = revert(cloud, "--no-guard");

        assertThat(end.code()).as("%s", end).isEqualTo(3);
        assertThat(end.out())
                .contains(torn.id() + ": not used: the capsule in ")
                .contains(sound.id() + " (");
        assertThat(cloud.share(PORTAL)).isZero();
        assertThat(cloud.share(CHECKOUT)).isEqualTo(50);
    }

    @Test
    void row63ACapsuleOfAnotherAccountIsNotUsed(Cloud cloud) throws Exception {
        Journey plan = cloud.move(CHECKOUT).step(50, "1h").submitted().awaitsBaking(1);
        Path folder = cloud.service().folder();
        String config = Files.readString(folder.resolve("config.yml"));
        Path other = Files.writeString(
                folder.resolve("other.yml"), config.replace("region: eu-west-1", "region: us-east-1"));

        End end = revert(folder.resolve("data").resolve("capsules"), other, "--no-guard");

        assertThat(end.code()).as("%s", end).isEqualTo(3);
        assertThat(end.out()).contains(plan.id() + ": not used: its route").contains("us-east-1");
        assertThat(cloud.share(CHECKOUT)).isEqualTo(50);
    }

    @Test
    void whereNoPlanIsUnderWayItSaysSo(Cloud cloud) throws Exception {
        Path folder = cloud.service().folder();

        End end = revert(Files.createDirectory(folder.resolve("empty")), folder.resolve("config.yml"));

        assertThat(end.code()).as("%s", end).isZero();
        assertThat(end.out()).startsWith("there is no capsule in ").hasLineCount(1);
    }

    @Test
    void theDirectoryAboveTheCapsulesIsRefusedAndTheRightOneNamed(Cloud cloud) {
        Journey plan = cloud.move(CHECKOUT).step(50, "1h").submitted().awaitsBaking(1);
        Path folder = cloud.service().folder();

        End end = revert(folder.resolve("data"), folder.resolve("config.yml"));

        assertThat(end.code()).as("%s of %s", end, plan.id()).isEqualTo(2);
        assertThat(end.err())
                .contains("data is no directory of capsules: in it are ", "capsules", "; is ", "data/capsules meant?");
        assertThat(cloud.share(CHECKOUT)).isEqualTo(50);
    }

    @Test
    void aFileThatMayBeACapsuleUnderAnotherNameIsNamedAndTheOthersGoBack(Cloud cloud) throws Exception {
        Journey renamed = cloud.move(CHECKOUT).step(50, "1h").submitted().awaitsBaking(1);
        cloud.move(PORTAL).step(25, "1h").submitted().awaitsBaking(1);
        Path capsules = cloud.service().folder().resolve("data").resolve("capsules");
        Files.move(capsules.resolve(renamed.id() + ".json"), capsules.resolve("pl_foo.json"));

        End end = revert(cloud, "--no-guard");

        assertThat(end.code()).as("%s", end).isEqualTo(3);
        assertThat(end.out()).contains("pl_foo.json: not used: a capsule is called as its plan");
        assertThat(cloud.share(PORTAL)).isZero();
        assertThat(cloud.share(CHECKOUT)).isEqualTo(50);
    }

    @Test
    void whatMakesNoSenseEndsWithTwo(Cloud cloud) {
        assertThat(revert(cloud, "--plan", "checkout").code()).isEqualTo(2);
        assertThat(revert(cloud, "--wait", "soon").code()).isEqualTo(2);
        assertThat(revert(cloud, "--all").code()).isEqualTo(2);
        Path folder = cloud.service().folder();
        assertThat(revert(folder.resolve("nowhere"), folder.resolve("config.yml"))
                        .code())
                .isEqualTo(2);
        assertThat(revert(folder.resolve("data").resolve("capsules"), folder.resolve("none.yml"))
                        .code())
                .isEqualTo(2);
    }
}
