package io.sluice.app.notify;

import io.sluice.app.notify.MailSettings.Security;
import io.sluice.outbound.TlsContext;
import jakarta.mail.Address;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.Authenticator;
import jakarta.mail.MessagingException;
import jakarta.mail.PasswordAuthentication;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLSocketFactory;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.eclipse.angus.mail.smtp.SMTPTransport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends mail through one SMTP server; each mail is a connection of its own. */
final class Smtp implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Smtp.class);
    private static final int LONGEST_WORDS = 300;

    private final MailSettings settings;
    private final TlsContext keys;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    /** A mail in the making. */
    @FunctionalInterface
    interface Mail {
        /** The mail as it goes out, with its recipients. */
        MimeMessage in(Session session) throws MessagingException;
    }

    Smtp(MailSettings settings) {
        this.settings = settings;
        this.keys = new TlsContext(settings.tls());
    }

    /** How long one mail may take. */
    Duration deadline() {
        return settings.callDeadline();
    }

    /** Sends a mail and waits until the server has it; whatever is in the way is an answer too. */
    Sent send(Mail mail) {
        return Sent.by(() -> {
            Optional<String> password =
                    settings.login().map(login -> login.password().read());
            return within(mail, password);
        });
    }

    /** The library's own timeouts begin anew with each line, and a look-up has none: this one covers the whole. */
    private Sent within(Mail mail, Optional<String> password) {
        SSLSocketFactory trusted = keys.current().getSocketFactory();
        SmtpSocket socket = new SmtpSocket();
        AtomicReference<Sent> answered = new AtomicReference<>();
        Future<Sent> sent = threads.submit(() -> transmit(mail, password, trusted, socket, answered));
        try {
            return sent.get(settings.callDeadline().toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new IllegalStateException("while sending mail", e.getCause());
        } catch (TimeoutException _) {
            return or(answered, "no end of it in " + settings.callDeadline().toMillis() + " ms");
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return or(answered, "interrupted");
        } finally {
            socket.cut();
            sent.cancel(true);
        }
    }

    private static Sent or(AtomicReference<Sent> answered, String why) {
        Sent answer = answered.get();
        return answer == null ? Sent.failed(why) : answer;
    }

    /** @param answered what the server said of the mail, as soon as it has: what comes after does not undo it */
    private Sent transmit(
            Mail mail,
            Optional<String> password,
            SSLSocketFactory trusted,
            SmtpSocket socket,
            AtomicReference<Sent> answered) {
        Session session = Session.getInstance(properties(trusted), login(password));
        try (SMTPTransport transport = (SMTPTransport) session.getTransport("smtp")) {
            Socket plain = socket.open(settings.host(), settings.port(), settings.callDeadline(), settings.reach());
            transport.connect(
                    settings.security() == Security.TLS
                            ? SmtpSocket.guarded(plain, trusted, settings.host(), settings.port())
                            : plain);
            answered.set(said(transport, mail.in(session)));
        } catch (AuthenticationFailedException _) {
            return Sent.failed("the server does not take the login"); // what it says may repeat it
        } catch (MessagingException e) {
            return or(answered, brief(e)); // also where only the end of the conversation failed
        } catch (IOException e) {
            return Sent.failed(Texts.clipped(Texts.line(String.valueOf(e.getMessage())), LONGEST_WORDS));
        }
        return or(answered, "the server said nothing");
    }

    private Sent said(SMTPTransport transport, MimeMessage mail) throws MessagingException {
        try {
            transport.sendMessage(mail, mail.getAllRecipients());
            return new Sent.Accepted();
        } catch (SendFailedException e) {
            return notForAll(e);
        }
    }

    /**
     * What a server means that does not want a mail, or does not want it for everybody. Whom it has taken the mail for would get it
     * anew if it were sent again, and one mailbox that is gone must not keep the news from all others: such a mail is told.
     */
    private Sent notForAll(SendFailedException e) {
        int taken = count(e.getValidSentAddresses());
        int gone = count(e.getInvalidAddresses());
        int notNow = count(e.getValidUnsentAddresses());
        if (taken > 0) {
            LOG.warn(
                    "{} took a mail for {} of its addresses only: it knows {} of them not, and {} take nothing now; none of these gets it",
                    settings.host(),
                    taken,
                    gone,
                    notNow);
            return new Sent.Accepted();
        }
        String why = "the server does not take the mail: " + brief(e);
        return (gone > 0 && notNow == 0) || isUnwanted(e) ? new Sent.Refused(why) : Sent.failed(why);
    }

    /** Whether it is the mail that is refused for good: not who sends it, which is a matter of settings, like a login. */
    private static boolean isUnwanted(SendFailedException e) {
        return e instanceof SMTPSendFailedException refusal
                && !refusal.getCommand().startsWith("MAIL ")
                && refusal.getReturnCode() >= 500
                && refusal.getReturnCode() <= 599;
    }

    private static int count(Address @Nullable [] addresses) {
        return addresses == null ? 0 : addresses.length;
    }

    private @Nullable Authenticator login(Optional<String> password) {
        if (settings.login().isEmpty() || password.isEmpty()) {
            return null;
        }
        PasswordAuthentication login =
                new PasswordAuthentication(settings.login().get().user(), password.get());
        return new Authenticator() {
            @Override
            protected PasswordAuthentication getPasswordAuthentication() {
                return login;
            }
        };
    }

    private Properties properties(SSLSocketFactory trusted) {
        Properties smtp = new Properties();
        smtp.setProperty("mail.smtp.host", settings.host());
        smtp.setProperty("mail.smtp.sendpartial", "true");
        smtp.setProperty("mail.smtp.quitwait", "false"); // how a server says goodbye tells nothing about the mail
        smtp.setProperty("mail.smtp.auth", String.valueOf(settings.login().isPresent()));
        settings.login().ifPresent(login -> smtp.setProperty("mail.smtp.user", login.user()));
        smtp.setProperty("mail.smtp.starttls.enable", String.valueOf(settings.security() == Security.STARTTLS));
        smtp.setProperty("mail.smtp.starttls.required", String.valueOf(settings.security() == Security.STARTTLS));
        smtp.setProperty("mail.smtp.ssl.checkserveridentity", "true");
        smtp.put("mail.smtp.ssl.socketFactory", trusted);
        return smtp;
    }

    private static String brief(MessagingException e) {
        StringBuilder words = new StringBuilder(String.valueOf(e.getMessage()));
        for (Exception next = e.getNextException(); next != null; ) {
            words.append(": ").append(next.getMessage());
            next = next instanceof MessagingException more ? more.getNextException() : null;
        }
        return Texts.clipped(Texts.line(words.toString()), LONGEST_WORDS);
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
