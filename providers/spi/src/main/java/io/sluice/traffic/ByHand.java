package io.sluice.traffic;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How a person puts a route back where there is no Sluice.
 *
 * @param natives the cloud's own integers that it goes back to, for every backend that was listed; empty where the snapshot
 *     alone does not say them
 * @param commands to be given in this order; empty where no command can do it
 * @param remarks sentences: what the commands overwrite, what they leave, and whom they must run as
 */
public record ByHand(Map<Side, Integer> natives, List<ShellCommand> commands, List<String> remarks) {
    public ByHand {
        natives = Collections.unmodifiableMap(new TreeMap<>(natives));
        commands = List.copyOf(commands);
        remarks = List.copyOf(remarks);
    }
}
