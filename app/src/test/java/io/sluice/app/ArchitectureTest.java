package io.sluice.app;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.syntax.elements.GivenClassesConjunction;
import io.sluice.plan.engine.VirtualThreadCalls;
import io.sluice.provider.all.AllProviders;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Who may know whom. Imports run one way: spi, then plans, then app; and each adapter knows spi and how calls are made, nothing else. */
class ArchitectureTest {
    private static final JavaClasses SLUICE = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.sluice");

    private static final String TRAFFIC = "io.sluice.traffic";
    private static final String SPI = "io.sluice.provider";
    private static final String ADAPTERS = "io.sluice.provider.*..";
    private static final String OUTBOUND = "io.sluice.outbound";
    private static final String PLAN = "io.sluice.plan";
    private static final String DECIDE = "io.sluice.plan.decide";
    private static final String PREVIEW = "io.sluice.plan.preview";
    private static final String RECURRING = "io.sluice.plan.recurring";
    private static final String PLANS = "io.sluice.plan..";
    private static final String APP = "io.sluice.app..";
    private static final String[] PURE = {TRAFFIC, PLAN, DECIDE, PREVIEW, RECURRING};

    private static final DescribedPredicate<JavaClass> CLOUDS = describe(
            "a cloud",
            resideInAnyPackage("software.amazon..", "com.google.cloud..", "com.azure..", "com.microsoft..")
                    .or(resideInAPackage(ADAPTERS)
                            .and(DescribedPredicate.not(JavaClass.Predicates.belongToAnyOf(AllProviders.class)))));

    /** What makes the same call answer differently twice. */
    private static final Map<String, Set<String>> MOODS = Map.of(
            "java.time.Instant", Set.of("now"),
            "java.time.LocalDate", Set.of("now"),
            "java.time.LocalDateTime", Set.of("now"),
            "java.time.ZonedDateTime", Set.of("now"),
            "java.time.OffsetDateTime", Set.of("now"),
            "java.time.Clock", Set.of("systemUTC", "systemDefaultZone", "system"),
            "java.time.InstantSource", Set.of("system"),
            "java.lang.Math", Set.of("random"),
            "java.util.UUID", Set.of("randomUUID"),
            "java.lang.Thread", Set.of("sleep"));

    // ---- who may know whom

    @Test
    void theWordsOfTrafficKnowNobody() {
        classes()
                .that()
                .resideInAPackage(TRAFFIC)
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(TRAFFIC, "java..", "org.jspecify..")
                .check(SLUICE);
    }

    @Test
    void whatAnAdapterImplementsKnowsNoPlanAndNoService() {
        those(SPI)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(PLANS, APP, ADAPTERS)
                .check(SLUICE);
    }

    @Test
    void plansKnowNoService() {
        those(PLANS).should().dependOnClassesThat().resideInAPackage(APP).check(SLUICE);
    }

    @Test
    void plansKnowNoHttpNoSqlAndNoQuartz() {
        those(PLANS)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "java.sql..", "java.net..", "jakarta..", "org.quartz..", "org.jdbi..", "io.dropwizard..")
                .check(SLUICE);
    }

    @Test
    void anAdapterKnowsTheSeamAndHowCallsAreMadeAndNothingElseOfSluice() {
        classes()
                .that()
                .resideInAPackage(ADAPTERS)
                .and()
                .doNotBelongToAnyOf(AllProviders.class)
                .should()
                .onlyDependOnClassesThat(DescribedPredicate.not(resideInAPackage("io.sluice.."))
                        .or(resideInAnyPackage(TRAFFIC, SPI, OUTBOUND, ADAPTERS)))
                .check(SLUICE);
    }

    @Test
    void howCallsAreMadeKnowsTheSeamAndNothingElseOfSluice() {
        classes()
                .that()
                .resideInAPackage(OUTBOUND)
                .should()
                .onlyDependOnClassesThat(DescribedPredicate.not(resideInAPackage("io.sluice.."))
                        .or(resideInAnyPackage(TRAFFIC, SPI, OUTBOUND)))
                .check(SLUICE);
    }

    /** Prometheus is no cloud but a way of asking that clouds speak too, so their adapters may ask by it. */
    @Test
    void noAdapterKnowsAnother() {
        slices().matching("io.sluice.provider.(*)..")
                .should()
                .notDependOnEachOther()
                .ignoreDependency(
                        JavaClass.Predicates.belongToAnyOf(AllProviders.class), DescribedPredicate.alwaysTrue())
                .ignoreDependency(
                        DescribedPredicate.alwaysTrue(),
                        JavaClass.Predicates.resideInAPackage("io.sluice.provider.prometheus"))
                .check(SLUICE);
    }

    @Test
    void nothingInPlansOrAppNamesACloud() {
        those(PLANS, APP).should().dependOnClassesThat(CLOUDS).check(SLUICE);
    }

    @Test
    void onlyWhereTheServiceIsPutTogetherTheListOfAdaptersIsNamed() {
        noClasses()
                .that()
                .doNotBelongToAnyOf(Wiring.class, SluiceApplication.class, AllProviders.class)
                .should()
                .dependOnClassesThat()
                .belongToAnyOf(AllProviders.class)
                .check(SLUICE);
    }

    @Test
    void commandsThatAskAServiceKnowNothingOfItButWhatItAnswers() {
        classes()
                .that()
                .resideInAPackage("io.sluice.app.cli")
                .should()
                .onlyDependOnClassesThat(DescribedPredicate.not(resideInAPackage("io.sluice.."))
                        .or(resideInAnyPackage("io.sluice.app.cli", "io.sluice.app.screen", TRAFFIC, OUTBOUND, PLAN)))
                .check(SLUICE);
    }

    // ---- what is pure

    @Test
    void whatAPlanIsAndWhatIsDecidedKnowsNoEffect() {
        those(PURE)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "java.io..",
                        "java.nio",
                        "java.nio.file..",
                        "java.nio.channels..",
                        "java.net..",
                        "java.sql..",
                        "java.util.concurrent..",
                        "com.fasterxml..",
                        "org.slf4j..",
                        SPI,
                        ADAPTERS,
                        "io.sluice.plan.engine..",
                        "io.sluice.plan.file..")
                .check(SLUICE);
    }

    @Test
    void timeAndChanceComeInAsArguments() {
        those(TRAFFIC, PLANS).should().accessTargetWhere(moody()).check(SLUICE);
        those(TRAFFIC, PLANS)
                .should()
                .dependOnClassesThat()
                .haveNameMatching(
                        "java\\.util\\.(Random|concurrent\\.ThreadLocalRandom)|java\\.security\\.SecureRandom")
                .check(SLUICE);
    }

    @Test
    void theSystemsClocksAreReadByNobodyInPlansButTheDeadlineOfACall() {
        noClasses()
                .that()
                .resideInAnyPackage(TRAFFIC, PLANS)
                .and()
                .doNotBelongToAnyOf(VirtualThreadCalls.class)
                .should()
                .accessTargetWhere(systemClock())
                .because("only VirtualThreadCalls measures: how long a call has taken, and no decision hangs on it")
                .check(SLUICE);
    }

    @Test
    void whatPlansDoInTheirOrderTheyDoInOneThread() {
        noClasses()
                .that()
                .resideInAnyPackage(PLANS)
                .should()
                .accessTargetWhere(describe(
                        "a stream's own threads",
                        access -> Set.of("parallelStream", "parallel")
                                        .contains(access.getTarget().getName())
                                && access.getTargetOwner().getName().startsWith("java.util.")))
                .because("a random walk over the engine has to walk the same way twice")
                .check(SLUICE);
    }

    // ---- how things are called

    @Test
    void namesSayWhatAThingIs() {
        noClasses()
                .should()
                .haveSimpleNameEndingWith("Manager")
                .orShould()
                .haveSimpleNameEndingWith("Helper")
                .orShould()
                .haveSimpleNameEndingWith("Util")
                .orShould()
                .haveSimpleNameEndingWith("Utils")
                .orShould()
                .haveSimpleNameEndingWith("Impl")
                .check(SLUICE);
    }

    private static GivenClassesConjunction those(String... packages) {
        return noClasses().that().resideInAnyPackage(packages);
    }

    private static DescribedPredicate<JavaAccess<?>> moody() {
        return describe(
                "the clock, chance or sleep",
                access -> MOODS.getOrDefault(access.getTargetOwner().getName(), Set.of())
                        .contains(access.getTarget().getName()));
    }

    private static DescribedPredicate<JavaAccess<?>> systemClock() {
        Set<String> clocks = Set.of("currentTimeMillis", "nanoTime");
        return describe(
                "the system's clocks",
                access -> access.getTargetOwner().isEquivalentTo(System.class)
                        && clocks.contains(access.getTarget().getName()));
    }
}
