package io.sluice.provider.azure;

import io.sluice.provider.Lookup;
import io.sluice.traffic.ProviderError;
import io.sluice.traffic.ProviderException;
import io.sluice.traffic.Reading;
import java.util.List;

/** What many questions for figures came to, of which some may have failed. */
final class Readings {
    private Readings() {}

    /**
     * The readings; one that could not be had is missing and takes nobody else's away.
     *
     * @throws ProviderException if none could be had, and for another reason than that what was asked about is gone
     */
    static List<Reading> of(List<Lookup<Reading>> asked) {
        if (asked.stream().allMatch(Readings::hasFailed)) {
            return asked.stream().map(Lookup::orThrow).toList();
        }
        return asked.stream().map(Readings::orMissing).toList();
    }

    private static boolean hasFailed(Lookup<Reading> one) {
        return one instanceof Lookup.Miss<Reading>(ProviderError error) && !(error instanceof ProviderError.NotFound);
    }

    private static Reading orMissing(Lookup<Reading> one) {
        return switch (one) {
            case Lookup.Hit<Reading>(Reading reading) -> reading;
            case Lookup.Miss<Reading>(ProviderError error) -> new Reading.Missing(error.detail());
        };
    }
}
