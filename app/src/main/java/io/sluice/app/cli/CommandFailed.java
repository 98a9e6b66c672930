package io.sluice.app.cli;

/** Why a command did not do it, in lines for whoever typed it. */
public final class CommandFailed extends Exception {
    private static final long serialVersionUID = 1;

    /** How the process ends. */
    public enum Exit {
        /** The service refused it, or cannot do it now. */
        REFUSED(1),
        /** It was asked for in a way that makes no sense. */
        USAGE(2),
        /** Nobody answers, or somebody who is not Sluice. */
        NOT_REACHABLE(3);

        private final int code;

        Exit(int code) {
            this.code = code;
        }

        public int code() {
            return code;
        }
    }

    private final Exit exit;

    public CommandFailed(Exit exit, String lines) {
        super(lines);
        this.exit = exit;
    }

    public Exit exit() {
        return exit;
    }
}
