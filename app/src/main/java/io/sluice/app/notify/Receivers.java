package io.sluice.app.notify;

import io.sluice.app.links.PublicUrl;
import io.sluice.app.store.Letters;
import io.sluice.app.store.RunLetters;
import io.sluice.plan.JournalLine;
import io.sluice.plan.Plan;
import io.sluice.plan.PlanSpec;
import io.sluice.plan.notice.Hearing;
import io.sluice.plan.notice.Notice;
import io.sluice.plan.notice.Notices;
import io.sluice.plan.recurring.RecurringPlan;
import io.sluice.plan.recurring.RecurringRun;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The receivers of {@code config.yml}, by name, and what each of them hears. */
public final class Receivers implements Letters, RunLetters, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Receivers.class);

    private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");

    private final Map<String, Open> byName = new TreeMap<>();
    private final List<Hearing> hearings = new ArrayList<>();
    private final Optional<PublicUrl> service;
    private final Optional<ApproveMails> approvals;

    /** One that was opened. */
    record Open(Receiver receiver, Terms terms) {}

    /**
     * Opens them all; nobody is called yet.
     *
     * @param service how people call the service, if that is known
     * @param approvals who is asked to approve by mail, if anybody is; closed together with the receivers
     * @throws IllegalArgumentException if a name is none
     */
    public Receivers(
            Map<String, ReceiverSettings> settings, Optional<PublicUrl> service, Optional<ApproveMails> approvals) {
        this.service = service;
        this.approvals = approvals;
        settings.forEach((name, one) -> {
            if (!NAME.matcher(name).matches()) {
                throw new IllegalArgumentException(
                        "receivers: a name has 1 to 63 lower-case letters, digits and dashes, with no dash at either end");
            }
            byName.put(name, new Open(one.open(), one.terms()));
            hearings.add(
                    new Hearing(name, one.terms().minSeverity(), one.terms().byDefault(), one.onlyCalls()));
        });
    }

    public Set<String> names() {
        return Set.copyOf(byName.keySet());
    }

    Optional<Open> find(String name) {
        return Optional.ofNullable(byName.get(name)).or(() -> approvals.flatMap(mails -> mails.find(name)));
    }

    @Override
    public List<Letter> of(Plan before, List<JournalLine> lines) {
        if (hearings.isEmpty() && approvals.isEmpty()) {
            return List.of();
        }
        try {
            return letters(before, lines);
        } catch (RuntimeException e) { // the plan comes first: what cannot be told must not keep it from being put back
            LOG.error("cannot say what is to be told of plan {}", before.id(), e);
            return List.of();
        }
    }

    private List<Letter> letters(Plan before, List<JournalLine> lines) {
        List<Letter> letters = new ArrayList<>();
        for (Notices.Told told : Notices.of(before, lines)) {
            String text = NoticeJson.text(Telling.of(told, service));
            for (Hearing hearing : hearings) {
                if (hearing.hears(before.spec(), told.notice())) {
                    letters.add(new Letter(told.line().seq(), hearing.receiver(), text));
                }
            }
            approvals.ifPresent(mails -> letters.addAll(mails.letters(told, text)));
        }
        return letters;
    }

    @Override
    public List<Letter> of(RecurringPlan plan, long number, RecurringRun run) {
        return Notices.of(run).stream()
                .flatMap(notice -> {
                    String text = NoticeJson.text(Telling.of(plan, number, run, notice, service));
                    return hearings.stream()
                            .filter(hearing -> hears(hearing, plan, notice))
                            .map(hearing -> new Letter(number, hearing.receiver(), text));
                })
                .toList();
    }

    @Override
    public List<Letter> ofStop(RecurringPlan plan, long number) {
        return plan.stopped().stream()
                .flatMap(stopped -> {
                    Notice notice = Notices.of(stopped);
                    String text = NoticeJson.text(Telling.of(plan, number, stopped, notice, service));
                    return hearings.stream()
                            .filter(hearing -> hears(hearing, plan, notice))
                            .map(hearing -> new Letter(number, hearing.receiver(), text));
                })
                .toList();
    }

    private static boolean hears(Hearing hearing, RecurringPlan plan, Notice notice) {
        return hearing.hears(plan.written().flatMap(PlanSpec::recipients), notice);
    }

    @Override
    public void close() {
        byName.values().forEach(open -> open.receiver().close());
        approvals.ifPresent(ApproveMails::close);
    }
}
