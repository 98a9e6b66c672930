package io.sluice.outbound;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sluice.provider.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** An authority of our own and what it has signed, made by the JDK's keytool. */
final class Certificates {
    private static final String PASSWORD = "changeit";

    private final Path folder;
    private final Secret password;

    Certificates(Path folder) throws IOException, InterruptedException {
        this.folder = folder;
        password = new Secret.InFile(Files.writeString(folder.resolve("password"), PASSWORD));
        keytool(
                "-genkeypair",
                "-alias",
                "ca",
                "-dname",
                "CN=Authority",
                "-ext",
                "bc:c",
                "-validity",
                "30",
                store("ca"));
        keytool("-exportcert", "-alias", "ca", "-rfc", "-file", file("ca.pem"), store("ca"));
        keytool("-importcert", "-noprompt", "-alias", "ca", "-file", file("ca.pem"), store("trust"));
    }

    /** A key store with a certificate that the authority has signed. */
    Tls.Store signed(String name, String extension, String start, int days) throws IOException, InterruptedException {
        keytool("-genkeypair", "-alias", name, "-dname", "CN=" + name, store(name));
        keytool("-certreq", "-alias", name, "-file", file(name + ".csr"), store(name));
        List<String> sign = new ArrayList<>(List.of("-gencert", "-alias", "ca", "-rfc", "-validity", "" + days));
        sign.addAll(List.of("-startdate", start, "-ext", extension));
        sign.addAll(List.of("-infile", file(name + ".csr"), "-outfile", file(name + ".pem"), store("ca")));
        keytool(sign.toArray(String[]::new));
        keytool("-importcert", "-noprompt", "-alias", "ca", "-file", file("ca.pem"), store(name));
        keytool("-importcert", "-noprompt", "-alias", name, "-file", file(name + ".pem"), store(name));
        return new Tls.Store(folder.resolve(name + ".p12"), password);
    }

    /** Believes the authority and nobody else. */
    Tls.Store trust() {
        return new Tls.Store(folder.resolve("trust.p12"), password);
    }

    /** What a server shows that has this key store; whom it believes is the authority. */
    SSLContext server(Tls.Store store) throws IOException, GeneralSecurityException {
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(load(store), PASSWORD.toCharArray());
        TrustManagerFactory trusted = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trusted.init(load(trust()));
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trusted.getTrustManagers(), null);
        return context;
    }

    private static KeyStore load(Tls.Store store) throws IOException, GeneralSecurityException {
        return KeyStore.getInstance(store.file().toFile(), PASSWORD.toCharArray());
    }

    private String file(String name) {
        return folder.resolve(name).toString();
    }

    /** The last argument of each call: which store, and what opens it. */
    private String store(String name) {
        return file(name + ".p12");
    }

    private static void keytool(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(arguments).subList(0, arguments.length - 1));
        command.addAll(List.of("-keystore", arguments[arguments.length - 1], "-storetype", "PKCS12"));
        command.addAll(List.of("-storepass", PASSWORD));
        if (arguments[0].equals("-genkeypair")) {
            command.addAll(List.of("-keyalg", "EC", "-groupname", "secp256r1"));
        }
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (InputStream output = process.getInputStream()) {
            String said = new String(output.readAllBytes(), UTF_8);
            if (process.waitFor() != 0) {
                throw new IOException("keytool: " + said);
            }
        }
    }
}
