package io.sluice.app.notify;

import io.sluice.app.links.ApprovalSettings;
import io.sluice.app.links.ApproveLinks;
import io.sluice.app.links.Mailboxes;
import io.sluice.app.links.Mailboxes.Mailbox;
import io.sluice.app.store.Letters.Letter;
import io.sluice.plan.HoldReason.Approval;
import io.sluice.plan.PlanEvent;
import io.sluice.plan.Severity;
import io.sluice.plan.engine.Askings;
import io.sluice.plan.engine.People;
import io.sluice.plan.notice.Notices;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * Asks each person of a group for their approval, in a mail of their own.
 *
 * <p>Each has a lane of their own in the outbox, so that a mailbox which takes nothing keeps nobody else waiting. What waits there
 * holds no link: it is made when the mail goes out, and only for who may answer at that moment.
 */
public final class ApproveMails implements AutoCloseable {
    /** No receiver's name has a slash in it. */
    private static final String LANE = "approve/";

    /** The courier's connections to the database are few, and the lanes are many. */
    private final Semaphore oneReads = new Semaphore(1);

    private final Smtp smtp;
    private final People people;
    private final Mailboxes mailboxes;
    private final Map<String, Receivers.Open> lanes = new TreeMap<>();

    private ApproveMails(
            ApprovalSettings settings,
            MailSettings via,
            ApproveLinks links,
            Askings askings,
            People people,
            Mailboxes mailboxes) {
        this.smtp = new Smtp(via);
        this.people = people;
        this.mailboxes = mailboxes;
        Terms terms = new Terms(Severity.INFO, false, settings.validFor());
        for (Mailbox mailbox : mailboxes.all()) {
            lanes.put(
                    lane(mailbox),
                    new Receivers.Open(
                            new ApproveMailReceiver(smtp, via.from(), mailbox, askings, links, oneReads), terms));
        }
    }

    /**
     * Through the server of one of the receivers.
     *
     * @throws IllegalArgumentException if it is none of mail
     */
    public static ApproveMails of(
            ApprovalSettings settings,
            Map<String, ReceiverSettings> receivers,
            ApproveLinks links,
            Askings askings,
            People people,
            Mailboxes mailboxes) {
        @Nullable ReceiverSettings via = receivers.get(settings.via());
        if (!(via instanceof MailSettings mail)) {
            throw new IllegalArgumentException(
                    "approvals: via names %s, and there is no receiver of type email of that name"
                            .formatted(settings.via()));
        }
        return new ApproveMails(settings, mail, links, askings, people, mailboxes);
    }

    private static String lane(Mailbox mailbox) {
        return LANE + mailbox.person().folded();
    }

    Optional<Receivers.Open> find(String lane) {
        return Optional.ofNullable(lanes.get(lane));
    }

    /**
     * A letter to each of the group where a line asks for approval. Whose plan it is is not known here: who may not answer is not sent
     * their letter.
     */
    List<Letter> letters(Notices.Told told, String text) {
        boolean asks = told.line().event() instanceof PlanEvent.ApprovalAsked
                || told.line().event() instanceof PlanEvent.ApprovalVoided;
        Optional<Approval> approval = told.plan().approval().filter(_ -> asks);
        return approval.map(asked -> mailboxes
                        .of(people.members(asked.group(), told.plan().spec().labels()))
                        .stream()
                        .map(mailbox -> new Letter(told.line().seq(), lane(mailbox), text))
                        .toList())
                .orElse(List.of());
    }

    @Override
    public void close() {
        smtp.close();
    }
}
