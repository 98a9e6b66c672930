package io.sluice.app.notify;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.mail.Message.RecipientType;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;

/** A message as mail: one thread for each plan, and the same Message-ID at each attempt. */
final class NoticeMail extends MimeMessage {
    private static final int LONGEST_SUBJECT = 150;

    private final String messageId;

    private NoticeMail(Session session, String messageId) {
        super(session);
        this.messageId = messageId;
    }

    static NoticeMail of(Session session, Message message, String from, List<String> to) throws MessagingException {
        List<InternetAddress> addresses = new ArrayList<>();
        for (String address : to) {
            addresses.add(new InternetAddress(address, true));
        }
        NoticeMail mail = empty(session, message, from, addresses);
        mail.setSubject(subject(message.telling()), UTF_8.name());
        mail.setText(body(message.telling()), UTF_8.name());
        mail.saveChanges();
        return mail;
    }

    /** One that still has neither subject nor text. */
    static NoticeMail empty(Session session, Message message, String from, List<InternetAddress> to)
            throws MessagingException {
        Telling telling = message.telling();
        InternetAddress sender = new InternetAddress(from, true);
        String domain = sender.getAddress().substring(sender.getAddress().indexOf('@') + 1);
        String id = message.id().replace('@', '='); // of a person's name, and there is one in an id of mail already
        NoticeMail mail = new NoticeMail(session, "<" + id + "@" + domain + ">");
        mail.setFrom(sender);
        for (InternetAddress address : to) {
            mail.addRecipient(RecipientType.TO, address);
        }
        mail.setSentDate(date(telling.at()));
        mail.setHeader("References", "<" + telling.plan().id() + "@" + domain + ">");
        mail.setHeader("Auto-Submitted", "auto-generated"); // nobody's absence note answers
        if (telling.severity().equals("critical")) {
            mail.setHeader("Importance", "high");
        }
        return mail;
    }

    @SuppressWarnings("JavaUtilDate") // the library knows no other
    private static Date date(String at) {
        return Date.from(Instant.parse(at));
    }

    static String subject(Telling telling) {
        return subject(telling.severity() + ": " + telling.headline());
    }

    static String subject(String text) {
        return Texts.clipped("[Sluice] " + Texts.line(text), LONGEST_SUBJECT);
    }

    static String body(Telling telling) {
        Telling.OfPlan plan = telling.plan();
        return """
                %s

                severity  %s
                plan      %s
                owner     %s
                state     %s
                when      %s
                by        %s
                %s
                %s""".formatted(
                        telling.headline(),
                        telling.severity(),
                        plan.id(),
                        plan.owner().isEmpty() ? "nobody is named" : Texts.line(plan.owner()),
                        telling.standing(),
                        telling.at(),
                        Texts.line(telling.by()),
                        telling.isRecurring()
                                ? "runs      " + telling.address()
                                : "journal   %s/journal, line %d".formatted(telling.address(), telling.seq()),
                        plan.url() == null ? "" : "link      " + plan.url() + "\n");
    }

    @Override
    protected void updateMessageID() throws MessagingException {
        setHeader("Message-ID", messageId);
    }
}
