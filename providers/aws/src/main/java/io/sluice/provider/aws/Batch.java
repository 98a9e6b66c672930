package io.sluice.provider.aws;

import io.sluice.provider.Lookup;
import io.sluice.traffic.ProviderError;
import io.sluice.traffic.ProviderException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Looks many things up with as few calls as it takes to keep one that is missing from hiding the others. */
final class Batch {
    /** {@code DescribeLoadBalancers} takes 20 names a call, the others at least as many. */
    private static final int MOST = 20;

    private Batch() {}

    static <T> Map<String, Lookup<T>> find(Collection<String> arns, Function<List<String>, Map<String, T>> call) {
        Map<String, Lookup<T>> found = new HashMap<>();
        List<String> all = arns.stream().distinct().sorted().toList();
        for (int from = 0; from < all.size(); from += MOST) {
            find(all.subList(from, Math.min(all.size(), from + MOST)), call, found);
        }
        return found;
    }

    /** AWS refuses the whole call for one name that it does not know: then each half is asked for by itself. */
    private static <T> void find(
            List<String> arns, Function<List<String>, Map<String, T>> call, Map<String, Lookup<T>> found) {
        try {
            Map<String, T> answer = call.apply(arns);
            arns.forEach(arn -> found.put(arn, lookup(arn, answer)));
        } catch (ProviderException e) {
            if (e.error() instanceof ProviderError.NotFound && arns.size() > 1) {
                find(arns.subList(0, arns.size() / 2), call, found);
                find(arns.subList(arns.size() / 2, arns.size()), call, found);
            } else {
                arns.forEach(arn -> found.put(arn, new Lookup.Miss<>(e.error())));
            }
        }
    }

    private static <T> Lookup<T> lookup(String arn, Map<String, T> answer) {
        T hit = answer.get(arn);
        return hit == null ? Lookup.missing(arn) : new Lookup.Hit<>(hit);
    }
}
