package io.sluice.app.notify;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sluice.app.links.ApproveLinks;
import io.sluice.app.links.Mailboxes.Mailbox;
import io.sluice.plan.Plan;
import io.sluice.plan.engine.Standing;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.util.List;

/** The mail that asks one person, in the thread of its plan. */
final class ApproveMail {
    private ApproveMail() {}

    static MimeMessage of(
            Session session, Message message, Standing.Open open, ApproveLinks.Made link, String from, Mailbox mailbox)
            throws MessagingException {
        NoticeMail mail =
                NoticeMail.empty(session, message, from, List.of(new InternetAddress(mailbox.address(), true)));
        mail.setSubject(subject(message.telling()), UTF_8.name());
        mail.setText(body(message.telling(), open, link, mailbox), UTF_8.name());
        mail.saveChanges();
        return mail;
    }

    private static String subject(Telling telling) {
        return NoticeMail.subject("your approval: " + telling.plan().name() + ", step "
                + telling.plan().step() + " of " + telling.plan().steps());
    }

    static String body(Telling telling, Standing.Open open, ApproveLinks.Made link, Mailbox mailbox) {
        Plan plan = open.plan();
        return """
                %s

                %s, you can say yes or no on this page until %s:

                %s

                Opening it changes nothing, only its buttons do. The link is yours alone and counts once. Whoever has it
                can answer for you: do not forward this mail.

                plan       %s
                submitted  by %s
                waits      %s
                """.formatted(
                        telling.headline(),
                        mailbox.person(),
                        link.until(),
                        link.url(),
                        plan.id(),
                        Texts.line(open.submitter().name()),
                        Texts.line(open.approval().told()));
    }
}
