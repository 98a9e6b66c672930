package io.sluice.app.notify;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Mailboxes that hear of plans. */
final class MailReceiver implements Receiver {
    private final Smtp smtp;
    private final String from;
    private final List<String> to;

    MailReceiver(Smtp smtp, String from, List<String> to) {
        this.smtp = smtp;
        this.from = from;
        this.to = List.copyOf(to);
    }

    @Override
    public Duration deadline() {
        return smtp.deadline();
    }

    @Override
    public Sent send(Message message, Instant now) {
        return smtp.send(session -> NoticeMail.of(session, message, from, to));
    }

    @Override
    public void close() {
        smtp.close();
    }
}
