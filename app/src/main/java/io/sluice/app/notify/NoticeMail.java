package io.sluice.app.notify;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.mail.Message.RecipientType;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.time.Instant;
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
        Telling telling = message.telling();
        InternetAddress sender = new InternetAddress(from, true);
        String domain = sender.getAddress().substring(sender.getAddress().indexOf('@') + 1);
        NoticeMail mail = new NoticeMail(session, "<" + message.id() + "@" + domain + ">");
        mail.setFrom(sender);
        for (String address : to) {
            mail.addRecipient(RecipientType.TO, new InternetAddress(address, true));
        }
        mail.setSubject(subject(telling), UTF_8.name());
        mail.setSentDate(date(telling.at()));
        mail.setHeader("References", "<" + telling.plan().id() + "@" + domain + ">");
        mail.setHeader("Auto-Submitted", "auto-generated"); // nobody's absence note answers
        if (telling.severity().equals("critical")) {
            mail.setHeader("Importance", "high");
        }
        mail.setText(body(telling), UTF_8.name());
        mail.saveChanges();
        return mail;
    }

    @SuppressWarnings("JavaUtilDate") // the library knows no other
    private static Date date(String at) {
        return Date.from(Instant.parse(at));
    }

    static String subject(Telling telling) {
        return Texts.clipped("[Sluice] " + telling.severity() + ": " + telling.headline(), LONGEST_SUBJECT);
    }

    static String body(Telling telling) {
        Telling.OfPlan plan = telling.plan();
        return """
                %s

                severity  %s
                plan      %s
                owner     %s
                state     %s, %s
                when      %s
                by        %s
                journal   /api/v1/plans/%s/journal, line %d
                """.formatted(
                        telling.headline(),
                        telling.severity(),
                        plan.id(),
                        plan.owner().isEmpty() ? "nobody is named" : Texts.line(plan.owner()),
                        plan.state(),
                        plan.progress(),
                        telling.at(),
                        Texts.line(telling.by()),
                        plan.id(),
                        telling.seq());
    }

    @Override
    protected void updateMessageID() throws MessagingException {
        setHeader("Message-ID", messageId);
    }
}
