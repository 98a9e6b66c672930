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
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.Action;

/** {@code java -jar sluice.jar revert --capsules}, as somebody types it while the service is of no use. */
@Execution(ExecutionMode.CONCURRENT)
@ExtendWith(Wire.class)
class RevertCommandTest {
    private record End(int code, String out, String err) {}

    /** By the capsules and the configuration of a node. */
    private static End revert(Cloud cloud, String... more) {
        Path folder = cloud.service().folder();
        return revert(folder.resolve("data").resolve("capsules"), folder.resolve("config.yml"), more);
    }

    private static End revert(Path capsules, Path config, String... more) {
        List<String> arguments =
                new ArrayList<>(List.of("revert", "--capsules", capsules.toString(), "--config", config.toString()));
        arguments.addAll(Arrays.asList(more));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
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
                .hasLineCount(2)
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
        assertThat(end.out()).contains(named.id() + ": back; guarding until").doesNotContain(other.id());
        assertThat(cloud.share(CHECKOUT)).isZero();
        assertThat(cloud.share(PORTAL)).isEqualTo(25);
    }

    @Test
    void aRouteThatDoesNotGoBackIsNamedAndEndsWithOne(Cloud cloud) {
        Journey plan = cloud.move(CHECKOUT).step(50, "1h").submitted().awaitsBaking(1);
        cloud.faults("{'fault': 'error', 'status': 403, 'action': 'ModifyListener', 'times': 'forever'}");

        End end = revert(cloud, "--wait", "1s");

        assertThat(end.code()).as("%s", end).isEqualTo(1);
        assertThat(end.out()).contains(plan.id() + ": NOT back:");
        assertThat(end.err()).isEqualTo("not every route is back; see above\n");
    }

    @Test
    void aCapsuleThatCannotBeUsedIsNamedAndTheOthersGoBack(Cloud cloud) throws Exception {
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
    void aCapsuleOfAnotherAccountIsNotUsed(Cloud cloud) throws Exception {
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
