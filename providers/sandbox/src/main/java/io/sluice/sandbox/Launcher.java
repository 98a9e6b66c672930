package io.sluice.sandbox;

/** The jar's entry point: compiled for an older Java than the rest, so that one that is too old can be told so. */
public final class Launcher {
    private static final int OLDEST_JAVA = 25;
    private static final String SANDBOX = "io.sluice.sandbox.Sandbox";

    private Launcher() {}

    public static void main(String[] arguments) throws ReflectiveOperationException {
        int java = Runtime.version().feature();
        if (java < OLDEST_JAVA) {
            System.err.println("The sandbox needs Java " + OLDEST_JAVA + " or newer; this is Java " + java + " at "
                    + System.getProperty("java.home") + ".");
            System.exit(2);
        }
        // By name: this class may not know a class that only a newer Java can load.
        Class.forName(SANDBOX).getMethod("main", String[].class).invoke(null, (Object) arguments);
    }
}
