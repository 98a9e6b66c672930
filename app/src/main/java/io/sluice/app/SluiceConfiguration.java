package io.sluice.app;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.dropwizard.core.Configuration;
import io.sluice.app.access.AccessSettings;
import io.sluice.app.calendar.CalendarSettings;
import io.sluice.app.hook.HookSettings;
import io.sluice.app.links.ApprovalSettings;
import io.sluice.app.links.PublicUrl;
import io.sluice.app.notify.ReceiverSettings;
import io.sluice.app.store.ArchiveSettings;
import io.sluice.app.store.DatabaseSettings;
import io.sluice.app.telemetry.TelemetrySettings;
import io.sluice.provider.ProviderFactory;
import io.sluice.provider.SourceFactory;
import jakarta.validation.constraints.NotNull;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code config.yml}. */
public final class SluiceConfiguration extends Configuration {
    @NotNull
    private Path data = Path.of("data");

    private @Nullable DatabaseSettings database;

    @NotNull
    private NodeSettings node = NodeSettings.NONE;

    @NotNull
    private Map<String, ProviderFactory> providers = Map.of();

    @NotNull
    private Map<String, SourceFactory> sources = Map.of();

    @NotNull
    private Map<String, ReceiverSettings> receivers = Map.of();

    @NotNull
    private Map<String, CalendarSettings> calendars = Map.of();

    @NotNull
    private Map<String, HookSettings> hooks = Map.of();

    @NotNull
    private LimitSettings limits = LimitSettings.NONE;

    @NotNull
    private PaceSettings pace = PaceSettings.NONE;

    private @Nullable PriceSettings prices;

    @NotNull
    private AccessSettings access = AccessSettings.DEFAULT;

    private @Nullable PublicUrl publicUrl;

    private @Nullable ApprovalSettings approvals;

    private @Nullable ArchiveSettings archive;

    @NotNull
    private TelemetrySettings telemetry = TelemetrySettings.DEFAULT;

    /** Where this process keeps its own files: the embedded database, the capsules, the accepted reverts and the runbooks. */
    public Path data() {
        return data;
    }

    /** The database to use, empty for the embedded one under {@link #data}. */
    public Optional<DatabaseSettings> database() {
        return Optional.ofNullable(database);
    }

    public NodeSettings node() {
        return node;
    }

    /** The provider instances that plans may name. */
    public Map<String, ProviderFactory> providers() {
        return providers;
    }

    /** The sources of other figures that gates may name. */
    public Map<String, SourceFactory> sources() {
        return sources;
    }

    /** Who can be told of plans. */
    public Map<String, ReceiverSettings> receivers() {
        return receivers;
    }

    /** The calendars that blackouts may name. */
    public Map<String, CalendarSettings> calendars() {
        return calendars;
    }

    /** The programs that webhook steps and gates may ask. */
    public Map<String, HookSettings> hooks() {
        return hooks;
    }

    public LimitSettings limits() {
        return limits;
    }

    public PaceSettings pace() {
        return pace;
    }

    /** What things cost; empty where gates on costs are not wanted. */
    public Optional<PriceSettings> prices() {
        return Optional.ofNullable(prices);
    }

    /** Who may call. */
    public AccessSettings access() {
        return access;
    }

    /** Where people's browsers find the service; empty where nothing that leaves it shall have links. */
    public Optional<PublicUrl> publicUrl() {
        return Optional.ofNullable(publicUrl);
    }

    /** How people are asked to approve by mail; empty where they are not. */
    public Optional<ApprovalSettings> approvals() {
        return Optional.ofNullable(approvals);
    }

    /** Where plans go that ended long ago; empty where they stay. */
    public Optional<ArchiveSettings> archive() {
        return Optional.ofNullable(archive);
    }

    /** What it says of itself to those who watch it. */
    public TelemetrySettings telemetry() {
        return telemetry;
    }

    @JsonProperty
    void setData(Path data) {
        this.data = data;
    }

    @JsonProperty
    void setDatabase(DatabaseSettings database) {
        this.database = database;
    }

    @JsonProperty
    void setNode(NodeSettings node) {
        this.node = node;
    }

    @JsonProperty
    void setProviders(Map<String, ProviderFactory> providers) {
        this.providers = providers;
    }

    @JsonProperty
    void setSources(Map<String, SourceFactory> sources) {
        this.sources = sources;
    }

    @JsonProperty
    void setReceivers(Map<String, ReceiverSettings> receivers) {
        this.receivers = receivers;
    }

    @JsonProperty
    void setCalendars(Map<String, CalendarSettings> calendars) {
        this.calendars = calendars;
    }

    @JsonProperty
    void setHooks(Map<String, HookSettings> hooks) {
        this.hooks = hooks;
    }

    @JsonProperty
    void setLimits(LimitSettings limits) {
        this.limits = limits;
    }

    @JsonProperty
    void setPace(PaceSettings pace) {
        this.pace = pace;
    }

    @JsonProperty
    void setPrices(PriceSettings prices) {
        this.prices = prices;
    }

    @JsonProperty
    void setAccess(AccessSettings access) {
        this.access = access;
    }

    /** Where tokens stood before they had roles. */
    @JsonProperty
    @SuppressWarnings("DoNotCallSuggester") // whoever writes settings calls it
    void setTokens(Object ignored) {
        throw new IllegalArgumentException(
                "tokens stand in access now, as access: {tokens: […]}, and each has roles: docs/access.md");
    }

    @JsonProperty
    void setPublicUrl(PublicUrl publicUrl) {
        this.publicUrl = publicUrl;
    }

    @JsonProperty
    void setApprovals(ApprovalSettings approvals) {
        this.approvals = approvals;
    }

    @JsonProperty
    void setArchive(ArchiveSettings archive) {
        this.archive = archive;
    }

    @JsonProperty
    void setTelemetry(TelemetrySettings telemetry) {
        this.telemetry = telemetry;
    }
}
