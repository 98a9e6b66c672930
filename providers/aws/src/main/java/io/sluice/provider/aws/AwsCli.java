package io.sluice.provider.aws;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * AWS's command line, for one region.
 *
 * @param region said in every command, also to Route 53, which has none: {@code aws} gives no command without
 * @param endpoint an emulator instead of AWS
 */
record AwsCli(String region, Optional<URI> endpoint) {
    List<String> words(String service, String command, String... options) {
        List<String> words = new ArrayList<>(List.of("aws", service, command, "--region", region));
        endpoint.ifPresent(url -> words.addAll(List.of("--endpoint-url", url.toString())));
        words.addAll(List.of(options));
        return words;
    }
}
