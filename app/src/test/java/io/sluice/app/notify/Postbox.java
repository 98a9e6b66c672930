package io.sluice.app.notify;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.subethamail.smtp.MessageContext;
import org.subethamail.smtp.MessageHandler;
import org.subethamail.smtp.RejectException;
import org.subethamail.smtp.auth.EasyAuthenticationHandlerFactory;
import org.subethamail.smtp.auth.LoginFailedException;
import org.subethamail.smtp.server.SMTPServer;
import org.subethamail.smtp.server.Session;
import org.subethamail.smtp.server.SessionHandler;

/** An SMTP server on loopback that keeps what it is given; its certificate is for {@code localhost}. */
public final class Postbox implements AutoCloseable {
    private static final String PASSWORD = "changeit";

    /** In the place of a recipient, for what is said to the mail itself. */
    private static final String TEXT = "";

    private final SMTPServer server;
    private final List<byte[]> mails = new CopyOnWriteArrayList<>();
    private final List<String> recipients = new CopyOnWriteArrayList<>();
    private final List<Boolean> guarded = new CopyOnWriteArrayList<>();
    private final AtomicInteger connections = new AtomicInteger();
    private final Map<String, Integer> refusals = new ConcurrentHashMap<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile boolean silentAfterwards;

    private Postbox(SMTPServer.Builder builder) {
        this.server = builder.bindAddress(InetAddress.getLoopbackAddress())
                .port(0)
                .messageHandlerFactory(Handler::new)
                .sessionHandler(new SessionHandler() {
                    @Override
                    public SessionAcceptance accept(Session session) {
                        connections.incrementAndGet();
                        return SessionHandler.acceptAll().accept(session);
                    }

                    @Override
                    public void onSessionEnd(Session session) {}
                })
                .build();
        server.start();
    }

    /** One that offers no guard and wants no login. */
    public static Postbox open() {
        return new Postbox(new SMTPServer.Builder());
    }

    /** One that wants a login, and takes it once the way is guarded. */
    static Postbox withStartTls(Path directory) throws Exception {
        return new Postbox(
                withLogin(new SMTPServer.Builder()).enableTLS().requireTLS().startTlsSocketFactory(keys(directory)));
    }

    /** One that is guarded from the first byte and wants a login. */
    static Postbox withTls(Path directory) throws Exception {
        return new Postbox(withLogin(new SMTPServer.Builder()).serverSocketFactory(keys(directory)));
    }

    private static SMTPServer.Builder withLogin(SMTPServer.Builder builder) {
        return builder.requireAuth()
                .authenticationHandlerFactory(new EasyAuthenticationHandlerFactory((user, password, _) -> {
                    if (!user.equals("sluice") || !password.equals("pa55 word")) {
                        throw new LoginFailedException();
                    }
                }));
    }

    private static SSLContext keys(Path directory) throws IOException, InterruptedException, GeneralSecurityException {
        Path store = directory.resolve("keys.p12");
        if (!Files.exists(store)) {
            Files.writeString(directory.resolve("keys.password"), PASSWORD);
            Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
            List<String> command = List.of(
                    keytool.toString(),
                    "-genkeypair",
                    "-alias",
                    "smtp",
                    "-keyalg",
                    "EC",
                    "-dname",
                    "CN=localhost",
                    "-ext",
                    "san=dns:localhost",
                    "-validity",
                    "30",
                    "-storetype",
                    "PKCS12",
                    "-storepass",
                    PASSWORD,
                    "-keystore",
                    store.toString());
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            if (process.waitFor() != 0) {
                throw new IllegalStateException(
                        new String(process.getInputStream().readAllBytes(), UTF_8));
            }
        }
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray()), PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(factory.getKeyManagers(), null, null);
        return context;
    }

    /** Says nothing any more to who has left a mail. */
    Postbox silentAfterwards() {
        silentAfterwards = true;
        return this;
    }

    /** Answers so to this recipient from now on. */
    Postbox refusing(String recipient, int code) {
        refusals.put(recipient, code);
        return this;
    }

    /** Answers so to every mail that has come this far. */
    Postbox refusingTexts(int code) {
        return refusing(TEXT, code);
    }

    private void refuse(String what) throws RejectException {
        @Nullable Integer code = refusals.get(what);
        if (code != null) {
            throw new RejectException(code, "not for us");
        }
    }

    /** What is said in one mail. */
    private final class Handler implements MessageHandler {
        private final MessageContext context;

        Handler(MessageContext context) {
            this.context = context;
        }

        @Override
        public void from(String from) {}

        @Override
        public void recipient(String recipient) throws RejectException {
            refuse(recipient);
            recipients.add(recipient);
        }

        @Override
        public @Nullable String data(InputStream data) throws IOException, RejectException {
            refuse(TEXT);
            guarded.add(context instanceof Session session && session.isTLSStarted());
            mails.add(data.readAllBytes());
            return null;
        }

        /** The mail's "250 Ok" has been said by now, and what comes next is the client's farewell. */
        @Override
        public void done() {
            if (silentAfterwards) {
                try {
                    closed.await();
                } catch (InterruptedException _) {
                    Thread.currentThread().interrupt();
                }
            }
        }
    }

    public int port() {
        return server.getPortAllocated();
    }

    public List<MimeMessage> mails() {
        List<MimeMessage> all = new ArrayList<>();
        for (byte[] mail : mails) {
            try {
                all.add(new MimeMessage(
                        jakarta.mail.Session.getInstance(new Properties()), new ByteArrayInputStream(mail)));
            } catch (MessagingException e) {
                throw new IllegalStateException(e);
            }
        }
        return all;
    }

    /** Whether the way was guarded, for each mail, where that begins in the open. */
    List<Boolean> guarded() {
        return List.copyOf(guarded);
    }

    int connections() {
        return connections.get();
    }

    public List<String> recipients() {
        return List.copyOf(recipients);
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop();
    }
}
