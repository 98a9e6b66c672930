package io.sluice.app.clock;

import io.dropwizard.lifecycle.Managed;
import io.sluice.plan.PlanId;
import io.sluice.plan.engine.Alarm;
import io.sluice.plan.engine.Claims;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import org.quartz.Job;
import org.quartz.JobBuilder;
import org.quartz.JobDetail;
import org.quartz.JobExecutionContext;
import org.quartz.JobKey;
import org.quartz.ObjectAlreadyExistsException;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.SimpleScheduleBuilder;
import org.quartz.Trigger;
import org.quartz.TriggerBuilder;
import org.quartz.TriggerKey;
import org.quartz.impl.StdSchedulerFactory;
import org.quartz.impl.matchers.GroupMatcher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The clock inside this process: Quartz with its job store in memory.
 *
 * <p>It wakes and grants nothing: the right to act comes from a claim on the plan, and what it forgets when the process dies the
 * sweep finds in the store.
 */
public final class QuartzClock implements Alarm, Managed {
    private static final Logger LOG = LoggerFactory.getLogger(QuartzClock.class);

    /** A claim of a dead process ends after {@link Claims#LENGTH}; with this it is found within 2.5 s, and 3 s are promised. */
    private static final Duration SWEEP_EVERY = Duration.ofMillis(500);

    private static final String CLOCK = "clock";
    private static final String TICKS = "ticks";
    private static final TriggerKey SWEEP = TriggerKey.triggerKey("sweep");
    private static final JobKey SWEEP_JOB = JobKey.jobKey("sweep");
    private static final String RECURRENCES = "recurrences";
    private static final String READY = "ready";

    /** The moment after that of a plan's alarm, by the machine's clock: the alarm may ring before anything is due. */
    private final Map<PlanId, Instant> later = new ConcurrentHashMap<>();

    private final Scheduler scheduler;
    private final InstantSource clock;
    private final InstantSource machineClock;
    private final JobDetail tick =
            JobBuilder.newJob(TickJob.class).withIdentity("tick").storeDurably().build();

    /**
     * One that has not begun.
     *
     * @param clock of the times that alarms are set for
     * @param machineClock the wall clock of this machine, which is the one that Quartz goes by
     */
    public QuartzClock(InstantSource clock, InstantSource machineClock) {
        this.clock = clock;
        this.machineClock = machineClock;
        try {
            StdSchedulerFactory factory = new StdSchedulerFactory();
            factory.initialize(settings());
            this.scheduler = factory.getScheduler();
        } catch (SchedulerException e) {
            throw new IllegalStateException("Quartz cannot be set up", e);
        }
    }

    private static Properties settings() {
        Properties settings = new Properties();
        // One per instance: Quartz keeps schedulers of a process by name, and tests run more than one.
        settings.setProperty("org.quartz.scheduler.instanceName", "sluice-" + System.identityHashCode(settings));
        settings.setProperty("org.quartz.scheduler.skipUpdateCheck", "true");
        settings.setProperty("org.quartz.threadPool.class", "org.quartz.simpl.SimpleThreadPool");
        settings.setProperty("org.quartz.threadPool.threadCount", "2"); // they only hand over to ticks
        settings.setProperty("org.quartz.threadPool.makeThreadsDaemons", "true");
        settings.setProperty("org.quartz.jobStore.class", "org.quartz.simpl.RAMJobStore");
        return settings;
    }

    /**
     * Whom it wakes; to be said once, before it starts.
     *
     * @param ready whether this node may take up what others left; until then it wakes only for what began here, such as reverts
     */
    public void wakes(Ticks ticks, Recurrences recurrences, BooleanSupplier ready) {
        try {
            scheduler.getContext().put(CLOCK, this);
            scheduler.getContext().put(TICKS, ticks);
            scheduler.getContext().put(RECURRENCES, recurrences);
            scheduler.getContext().put(READY, ready);
        } catch (SchedulerException e) {
            throw new IllegalStateException("Quartz cannot be set up", e);
        }
    }

    @Override
    public void start() throws SchedulerException {
        scheduler.addJob(tick, true);
        scheduler.scheduleJob(
                JobBuilder.newJob(SweepJob.class).withIdentity(SWEEP_JOB).build(), sweeps());
        scheduler.start();
    }

    /** From now on, by the clock as it is. */
    private static Trigger sweeps() {
        return TriggerBuilder.newTrigger()
                .withIdentity(SWEEP)
                .withSchedule(SimpleScheduleBuilder.simpleSchedule()
                        .withIntervalInMilliseconds(SWEEP_EVERY.toMillis())
                        .repeatForever()
                        .withMisfireHandlingInstructionNextWithRemainingCount())
                .build();
    }

    /** Looks for what is due at once; before the start that is nothing, since the start does so. */
    public void sweepNow() {
        try {
            if (scheduler.checkExists(SWEEP_JOB)) {
                scheduler.triggerJob(SWEEP_JOB);
            }
        } catch (SchedulerException e) {
            LOG.debug("the next sweep comes in its time: {}", e.getMessage());
        }
    }

    /** Forgets every alarm and sweeps anew: the times they were set for are of a clock that was set since. */
    public void reset() {
        later.clear();
        try {
            scheduler.unscheduleJobs(List.copyOf(scheduler.getTriggerKeys(GroupMatcher.triggerGroupEquals(TICKS))));
            scheduler.rescheduleJob(SWEEP, sweeps());
        } catch (SchedulerException e) {
            LOG.error("plans may be looked at late, because the alarms could not be set anew", e);
        }
    }

    @Override
    public void stop() throws SchedulerException {
        scheduler.shutdown(true);
    }

    @Override
    public void set(PlanId plan, Instant at) {
        Duration left = Duration.between(clock.instant(), at);
        setAt(plan, machineClock.instant().plus(left.isNegative() ? Duration.ZERO : left));
    }

    @SuppressWarnings("JavaUtilDate") // Quartz knows no other
    private void setAt(PlanId plan, Instant when) {
        TriggerKey key = TriggerKey.triggerKey(plan.value(), TICKS);
        Trigger trigger = TriggerBuilder.newTrigger()
                .withIdentity(key)
                .forJob(tick)
                .startAt(Date.from(when))
                .withSchedule(SimpleScheduleBuilder.simpleSchedule().withMisfireHandlingInstructionFireNow())
                .build();
        try {
            Trigger earlier = scheduler.getTrigger(key);
            // One that is just firing is still there, and wakes nobody any more.
            boolean waits = earlier != null && earlier.getNextFireTime() != null;
            if (waits && !earlier.getStartTime().after(trigger.getStartTime())) {
                later.put(plan, when);
                return;
            }
            if (waits) {
                later.put(plan, earlier.getStartTime().toInstant());
            }
            if (scheduler.rescheduleJob(key, trigger) == null) {
                scheduler.scheduleJob(trigger);
            }
        } catch (ObjectAlreadyExistsException e) {
            LOG.debug("somebody else has just set the alarm of {}", plan);
        } catch (SchedulerException e) {
            // A hint is lost, and no more: the sweep finds the plan.
            LOG.debug("the alarm of {} was not set: {}", plan, e.getMessage());
        }
    }

    private void rings(PlanId plan) {
        Optional.ofNullable(later.remove(plan)).ifPresent(when -> setAt(plan, when));
    }

    private static Ticks ticks(JobExecutionContext context) {
        return (Ticks) woken(context, TICKS);
    }

    private static Object woken(JobExecutionContext context, String whom) {
        try {
            return Objects.requireNonNull(context.getScheduler().getContext().get(whom));
        } catch (SchedulerException e) {
            throw new IllegalStateException("Quartz lost its context", e);
        }
    }

    /** Wakes one plan. */
    public static final class TickJob implements Job {
        @Override
        public void execute(JobExecutionContext context) {
            PlanId plan = new PlanId(context.getTrigger().getKey().getName());
            ((QuartzClock) woken(context, CLOCK)).rings(plan);
            ticks(context).wake(plan);
        }
    }

    /** Wakes what is due. */
    public static final class SweepJob implements Job {
        @Override
        public void execute(JobExecutionContext context) {
            if (((BooleanSupplier) woken(context, READY)).getAsBoolean()) {
                ticks(context).sweep();
                ((Recurrences) woken(context, RECURRENCES)).sweep();
            }
        }
    }
}
