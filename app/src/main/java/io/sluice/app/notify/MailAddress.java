package io.sluice.app.notify;

import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;

/** What mail servers take for an address. */
public final class MailAddress {
    private MailAddress() {}

    /** @throws IllegalArgumentException if it is none, with or without a name before it */
    static void check(String address) {
        try {
            InternetAddress parsed = new InternetAddress(address, true);
            if (!parsed.getAddress().contains("@")) {
                throw new IllegalArgumentException(address + " is no address of mail");
            }
        } catch (AddressException e) {
            throw new IllegalArgumentException(address + " is no address of mail", e);
        }
    }

    /** Whether it is an address and nothing else. */
    public static boolean isPlain(String address) {
        try {
            InternetAddress parsed = new InternetAddress(address, true);
            return parsed.getAddress().equals(address) && address.contains("@");
        } catch (AddressException _) {
            return false;
        }
    }
}
