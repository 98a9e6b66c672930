package io.sluice.app.notify;

import io.sluice.app.links.ApproveLinks;
import io.sluice.app.links.Mailboxes.Mailbox;
import io.sluice.plan.PlanId;
import io.sluice.plan.engine.Asked;
import io.sluice.plan.engine.Askings;
import io.sluice.plan.engine.Standing;
import io.sluice.plan.engine.StoreUnavailable;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/** One person's mailbox, where they are asked to approve. */
final class ApproveMailReceiver implements Receiver {
    private final Smtp smtp;
    private final String from;
    private final Mailbox mailbox;
    private final Askings askings;
    private final ApproveLinks links;
    private final Semaphore reading;

    /** @param reading held while the database is asked */
    ApproveMailReceiver(
            Smtp smtp, String from, Mailbox mailbox, Askings askings, ApproveLinks links, Semaphore reading) {
        this.smtp = smtp;
        this.from = from;
        this.mailbox = mailbox;
        this.askings = askings;
        this.links = links;
        this.reading = reading;
    }

    private record Question(Asked asked, Standing standing) {}

    @Override
    public Sent send(Message message, Instant now) {
        return Sent.by(() -> {
            try {
                Optional<Question> question = question(message.telling());
                return question.map(one -> send(message, one, now))
                        .orElseGet(() -> new Sent.NotNeeded("it asks nothing"));
            } catch (StoreUnavailable _) {
                return Sent.failed("the store does not say whether it is still asked");
            }
        });
    }

    private Optional<Question> question(Telling telling) {
        reading.acquireUninterruptibly();
        try {
            return PlanId.find(telling.plan().id())
                    .flatMap(plan -> askings.find(plan, telling.seq(), mailbox.person()))
                    .map(asked -> new Question(asked, askings.standing(asked)));
        } finally {
            reading.release();
        }
    }

    private Sent send(Message message, Question question, Instant now) {
        return switch (question.standing()) {
            case Standing.Open open -> {
                ApproveLinks.Made link = links.make(question.asked(), open);
                yield now.isBefore(link.until())
                        ? smtp.send(session -> ApproveMail.of(session, message, open, link, from, mailbox))
                        : new Sent.NotNeeded("its link is not good any more");
            }
            case Standing.Spoken _ -> new Sent.NotNeeded("it is answered");
            case Standing.AskedAnew _ -> new Sent.NotNeeded("people were asked again");
            case Standing.Over _ -> new Sent.NotNeeded("the plan waits for it no more");
            case Standing.NotTheirs(String why) -> new Sent.NotNeeded(why);
            case Standing.NeverAsked _ -> new Sent.NotNeeded("it asks nothing");
        };
    }

    @Override
    public Duration deadline() {
        return smtp.deadline();
    }

    /** The server is that of all, who close it. */
    @Override
    public void close() {}
}
