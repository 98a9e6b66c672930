package io.sluice.provider.azure;

import io.sluice.provider.AddressFields;
import io.sluice.traffic.Address;
import io.sluice.traffic.Fault;
import io.sluice.traffic.Route;
import io.sluice.traffic.Side;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What plans write of a rule of an application gateway: {@code {"applicationGateway": id, "rule": name, "mode": "poolMembers", "pool":
 * name}}, and {@code {"pool": name}} for a side.
 *
 * @param ownPool the pool that Sluice fills, where the mode has one
 */
record GatewayAddress(ArmId gateway, String rule, Mode mode, Optional<String> ownPool, Map<Side, String> pools) {
    static final String FIELD = "applicationGateway";
    static final String TYPE = "Microsoft.Network/applicationGateways";

    private static final String RULE = "rule";
    private static final String MODE = "mode";
    private static final String POOL = "pool";
    private static final Set<String> KNOWN = Set.of(FIELD, RULE, MODE, POOL);
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,79}");

    GatewayAddress {
        pools = Collections.unmodifiableMap(new TreeMap<>(pools));
    }

    /** How a gateway is made to split; it has no weights of its own that everybody may use. */
    enum Mode {
        /** One pool that Sluice owns has some of the servers of each side. */
        POOL_MEMBERS("poolMembers", "an Application Gateway rule over the members of one pool"),
        /** A load distribution policy has a weight for each pool: for subscriptions that Azure has let have them. */
        LOAD_DISTRIBUTION_POLICY(
                "loadDistributionPolicy", "an Application Gateway rule with a load distribution policy"),
        /** The rule goes to the pool of one side or to that of another. */
        RULE_SWITCH("ruleSwitch", "an Application Gateway rule that is switched");

        private final String word;
        private final String kind;

        Mode(String word, String kind) {
            this.word = word;
            this.kind = kind;
        }

        String kind() {
            return kind;
        }

        static Optional<Mode> find(String word) {
            return List.of(values()).stream()
                    .filter(mode -> mode.word.equals(word))
                    .findFirst();
        }
    }

    /** The address of a route that was checked. */
    static GatewayAddress of(Route route) {
        AzureAddress fields = AzureAddress.read(route.address(), "", KNOWN);
        Map<Side, String> pools = new TreeMap<>();
        route.backends()
                .forEach((side, address) -> pools.put(
                        side, AzureAddress.read(address, "", Set.of(POOL)).text(POOL)));
        return new GatewayAddress(
                ArmId.of(fields.text(FIELD)),
                fields.text(RULE),
                Mode.find(fields.text(MODE)).orElseThrow(),
                fields.find(POOL),
                pools);
    }

    static List<Fault> check(Route route, String subscription) {
        AzureAddress fields = AzureAddress.read(route.address(), "", KNOWN);
        fields.requiredId(FIELD, TYPE, subscription);
        checkName(fields, RULE, fields.required(RULE));
        Optional<String> written = fields.required(MODE);
        Optional<Mode> mode = written.flatMap(Mode::find);
        if (written.isPresent() && mode.isEmpty()) {
            fields.fault(MODE, "must be poolMembers, loadDistributionPolicy or ruleSwitch");
        }
        Optional<String> own = fields.find(POOL);
        if (mode.filter(Mode.POOL_MEMBERS::equals).isPresent()) {
            own = fields.required(POOL);
        } else if (mode.isPresent() && own.isPresent()) {
            fields.fault(POOL, "is for mode poolMembers only");
        }
        checkName(fields, POOL, own);
        List<Fault> faults = new ArrayList<>(fields.faults());
        faults.addAll(checkBackends(route.backends(), own));
        return faults;
    }

    private static List<Fault> checkBackends(Map<Side, Address> backends, Optional<String> own) {
        List<Fault> faults = new ArrayList<>();
        Map<String, String> named = new HashMap<>();
        own.ifPresent(pool -> named.put(lower(pool), "the pool that Sluice fills"));
        backends.forEach((side, address) -> {
            AzureAddress fields =
                    AzureAddress.read(address, "/backends/" + AddressFields.escape(side.name()), Set.of(POOL));
            Optional<String> pool = fields.required(POOL);
            checkName(fields, POOL, pool);
            if (fields.faults().isEmpty() && pool.isPresent()) {
                String earlier = named.putIfAbsent(lower(pool.get()), "the pool of " + side);
                if (earlier != null) {
                    fields.fault(POOL, "is already " + earlier);
                }
            }
            faults.addAll(fields.faults());
        });
        return faults;
    }

    private static void checkName(AzureAddress fields, String field, Optional<String> name) {
        if (name.isPresent() && !NAME.matcher(name.get()).matches()) {
            fields.fault(field, "must be a name within the gateway, not an id");
        }
    }

    /** Equal for equal places: one rule has one split. */
    String key() {
        return "azure:" + gateway.key() + "/requestroutingrules/" + lower(rule);
    }

    /** The side that has a pool; a stranger to the plan is a side of its own. */
    Side sideOfPool(String pool) {
        return pools.entrySet().stream()
                .filter(entry -> entry.getValue().equalsIgnoreCase(pool))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseGet(() -> new Side("backendAddressPools/" + pool));
    }

    private static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
