package io.sluice.app.cli;

/** Why a command did not do it, in lines for whoever typed it. */
public final class CommandFailed extends Exception {
    private static final long serialVersionUID = 1;

    /** How the process ends; scripts rely on the numbers, so none ever comes to mean something else. */
    public enum Exit {
        /** What was asked for is done. */
        DONE(0, "done; `watch`: every plan was completed; `revert`: everything is back"),
        /** The service refused it, or cannot do it now. */
        REFUSED(
                1,
                "refused, or not possible just now; what is wrong with a plan's file is shown at its line and column"),
        /** It was asked for in a way that makes no sense. */
        USAGE(2, "the command makes no sense; nothing was sent"),
        /** Nobody answers, or somebody who is not Sluice. */
        NOT_REACHABLE(3, "no service answers"),
        /** There is none, or none that the caller may see. */
        NOT_FOUND(4, "there is no such plan"),
        /** Who asks is not known, or may not. */
        NOT_ALLOWED(5, "the service does not know who asks (401), or they may not (403)"),
        /** The state of a plan or of the world stands in the way. */
        WRONG_STATE(6, "the plan's state does not allow it, or another plan is in the way (409)"),
        /** A revert takes longer than whoever ordered it waited. */
        NOT_BACK(7, "`revert`: it is ordered, and not everything is back yet"),
        /** A plan that was watched ended so. */
        REVERTED(8, "`watch`: a plan was put back"),
        /** A plan that was watched ended so. */
        CANCELLED(9, "`watch`: a plan was cancelled, and none put back");

        private final int code;
        private final String meaning;

        Exit(int code, String meaning) {
            this.code = code;
            this.meaning = meaning;
        }

        public int code() {
            return code;
        }

        /** In words, as the help and docs/cli.md have it. */
        public String meaning() {
            return meaning;
        }

        /** What an answer that is no success means for whoever asked. */
        static Exit ofStatus(int status) {
            return switch (status) {
                case 401, 403 -> NOT_ALLOWED;
                case 404 -> NOT_FOUND;
                case 409 -> WRONG_STATE;
                default -> REFUSED;
            };
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

    /** What whoever typed it reads. */
    public String lines() {
        return String.valueOf(getMessage());
    }
}
