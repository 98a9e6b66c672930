package io.sluice.provider.azure;

import io.sluice.provider.Provider;
import io.sluice.provider.TrafficProvider;
import io.sluice.provider.tck.Jq;
import io.sluice.provider.tck.Relay;
import io.sluice.provider.tck.Shell;
import io.sluice.provider.tck.TrafficFixture;
import io.sluice.provider.tck.Trouble;
import io.sluice.sandbox.Sandbox;
import io.sluice.sandbox.SandboxSettings;
import io.sluice.traffic.Address;
import io.sluice.traffic.Route;
import io.sluice.traffic.RouteRef;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.Locale;
import java.util.Map;

/** Routes of Azure whose backends go by name and are always listed; nobody sticks to one of them for a time that is known. */
abstract class NamedBackendsFixture implements TrafficFixture {
    private final String field;
    private final String backend;
    private final String place;
    private final Sandbox sandbox;
    private final Relay relay;
    private final Provider provider;

    /**
     * @param field of the address that names the place
     * @param backend the field that names a backend
     * @param place of the route that most tests move
     */
    NamedBackendsFixture(String field, String backend, String place, SandboxSettings settings) {
        this.field = field;
        this.backend = backend;
        this.place = place;
        try {
            sandbox = Sandbox.start(settings);
            relay = ArmRelay.to(URI.create(sandbox.controlUrl()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        provider = AzureProvider.open(TestSettings.at(relay.endpoint()));
    }

    Sandbox sandbox() {
        return sandbox;
    }

    Relay relay() {
        return relay;
    }

    Provider opened() {
        return provider;
    }

    /** To go around the adapter with. */
    AzureClients clients() {
        return new AzureClients(TestSettings.at(URI.create(sandbox.controlUrl())));
    }

    @Override
    public TrafficProvider provider() {
        return provider.traffic();
    }

    @Override
    public Route respelled() {
        return new Route(
                new RouteRef("azure", "another-name"),
                new Address("{ \"" + field + "\" : \"" + place.toUpperCase(Locale.ROOT) + "\" }"),
                route().backends());
    }

    @Override
    public Route withoutBackend() {
        return TestSettings.route(field, place, backend, Map.of(LEFT, "eu", RIGHT, "nowhere"));
    }

    Malformed right(String what, String address) {
        return right(what, address, backend);
    }

    @Override
    public boolean compareAndSet() {
        return false;
    }

    @Override
    public boolean attaches() {
        return false;
    }

    @Override
    public boolean sticky() {
        return false;
    }

    @Override
    public Map<String, Shell.Program> programs() {
        return Map.of("az", new AzProgram(), "jq", new Jq());
    }

    @Override
    public int writes() {
        return Math.toIntExact(relay.exchanges().stream()
                .filter(one -> !one.method().equals("GET"))
                .count());
    }

    @Override
    public void onNextWrite(Route route, Trouble trouble) {
        relay.order(request -> !request.method().equals("GET"), trouble, overtaking(route, trouble));
    }

    @Override
    public void onNextLook(Route route, Trouble trouble) {
        relay.order(request -> request.method().equals("GET"), trouble, () -> {});
    }

    @Override
    public void close() {
        provider.close();
        relay.close();
        sandbox.close();
    }
}
