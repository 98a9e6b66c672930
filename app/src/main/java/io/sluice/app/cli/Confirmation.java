package io.sluice.app.cli;

import io.sluice.app.cli.CommandFailed.Exit;
import java.util.Locale;
import java.util.Optional;

/** Asks somebody at the terminal before something is done that is not easily undone. */
final class Confirmation {
    private Confirmation() {}

    /** @throws CommandFailed unless they say yes; where nobody can be asked, {@code --yes} has to say it */
    static void of(Shell shell, String question) throws CommandFailed {
        Optional<String> answer = shell.ask(question + " [yes/no]");
        if (answer.isEmpty()) {
            throw new CommandFailed(Exit.USAGE, "nobody can be asked here: say --yes");
        }
        if (!answer.get().toLowerCase(Locale.ROOT).equals("yes")) {
            throw new CommandFailed(Exit.REFUSED, "nothing was done: that was no yes");
        }
    }
}
