package io.sluice.provider.sql;

import io.sluice.provider.AddressFields;
import io.sluice.provider.Lookup;
import io.sluice.provider.MetricSource;
import io.sluice.provider.NumberReading;
import io.sluice.provider.PresentOnly;
import io.sluice.provider.QueryTemplate.Value;
import io.sluice.provider.Source;
import io.sluice.provider.Together;
import io.sluice.provider.sql.SqlText.Bound;
import io.sluice.traffic.Address;
import io.sluice.traffic.Fault;
import io.sluice.traffic.Metric;
import io.sluice.traffic.MetricQuery;
import io.sluice.traffic.MetricTiming;
import io.sluice.traffic.ProviderError;
import io.sluice.traffic.ProviderException;
import io.sluice.traffic.Reading;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.sql.DataSource;

/**
 * Figures by a statement that gives one number: {@code {query: "select …"}}.
 *
 * <p>A statement that does not say which window it means is answered about the present, so only a window that has just ended has a
 * figure.
 */
final class SqlSource implements Source, MetricSource {
    private static final String QUERY = "query";

    /** So that who waits for all of them still gets the others when one question takes all its time; drivers count in seconds. */
    private static final Duration SPARE = Duration.ofSeconds(2);

    /** A round of them on every connection is far below what a database notices; it is the one that is being moved. */
    private static final int PAST_PER_CONNECTION = 8;

    private final Connections connections;
    private final Duration deadline;
    private final InstantSource clock;

    SqlSource(Connections connections, Duration deadline, InstantSource clock) {
        this.connections = connections;
        this.deadline = deadline;
        this.clock = clock;
    }

    @Override
    public MetricSource metrics() {
        return this;
    }

    @Override
    public MetricTiming timing() {
        return MetricTiming.AT_ONCE;
    }

    @Override
    public int pastAtOnce() {
        return PAST_PER_CONNECTION * connections.most();
    }

    @Override
    public Duration callDeadline() {
        return deadline.plus(SPARE);
    }

    @Override
    public boolean keepsPast(Metric metric) {
        return statement(metric).template().namesTheWindow();
    }

    @Override
    public List<Fault> check(Metric metric) {
        AddressFields fields = fields(metric);
        List<Fault> faults = new ArrayList<>(fields.faults());
        faults.addAll(fields.missing("", QUERY, "a statement that gives one number"));
        fields.find(QUERY)
                .ifPresent(query -> faults.addAll(SqlText.of(query, "/" + QUERY).faults()));
        return List.copyOf(faults);
    }

    private static AddressFields fields(Metric metric) {
        return AddressFields.read(new Address(metric.json()), "", Set.of(QUERY));
    }

    @Override
    public List<Reading> read(List<MetricQuery> queries) {
        List<Lookup<Bound>> wanted =
                queries.stream().map(query -> Lookup.of(() -> bound(query))).toList();
        Set<Bound> questions = new LinkedHashSet<>();
        wanted.forEach(one -> one.then(question -> new Lookup.Hit<>(questions.add(question))));
        Map<Bound, Lookup<Reading>> answers = questions.isEmpty() ? Map.of() : answers(questions);
        return Lookup.readings(wanted.stream()
                .map(one -> switch (one) {
                    // Nobody has to be asked to know that there is no such figure.
                    case Lookup.Miss<Bound>(ProviderError why) ->
                        new Lookup.Hit<Reading>(new Reading.Missing(why.detail()));
                    case Lookup.Hit<Bound>(Bound question) -> answers.getOrDefault(question, Lookup.missing(question));
                })
                .toList());
    }

    /** A database that is down is tried once in a read, however many figures are wanted of it. */
    private Map<Bound, Lookup<Reading>> answers(Set<Bound> questions) {
        DataSource database = connections.open();
        return Together.each(questions, question -> ask(database, question));
    }

    private Bound bound(MetricQuery query) {
        List<Fault> faults = check(query.metric());
        if (!faults.isEmpty()) {
            throw invalid(faults.getFirst().pointer() + " " + faults.getFirst().message());
        }
        SqlText statement = statement(query.metric());
        if (!statement.template().namesTheWindow()) {
            PresentOnly.missing(query.window(), clock.instant(), deadline).ifPresent(why -> {
                throw invalid(why.why());
            });
        }
        return statement.bind(query);
    }

    private static SqlText statement(Metric metric) {
        return SqlText.of(fields(metric).values().getOrDefault(QUERY, ""), "/" + QUERY);
    }

    private Lookup<Reading> ask(DataSource database, Bound question) {
        long start = System.nanoTime();
        try (Connection connection = database.getConnection()) {
            Duration left = deadline.minusNanos(System.nanoTime() - start);
            Reading reading = ask(connection, question, Math.max(1, (int) left.toSeconds()));
            // There is nothing to keep: even if the account may write, the statement has not. After a failure the pool
            // does it.
            connection.rollback();
            return new Lookup.Hit<>(reading);
        } catch (SQLException e) {
            return SqlErrors.ofStatement(e, deadline);
        }
    }

    private Reading ask(Connection connection, Bound question, int seconds) throws SQLException {
        hangUpAfter(connection, Duration.ofSeconds(seconds + 1L));
        try (PreparedStatement statement = connection.prepareStatement(question.sql())) {
            statement.setQueryTimeout(seconds);
            statement.setMaxRows(2);
            statement.setFetchSize(2);
            for (int i = 0; i < question.values().size(); i++) {
                bind(statement, i + 1, question.values().get(i));
            }
            try (ResultSet rows = statement.executeQuery()) {
                return reading(rows);
            }
        }
    }

    /** For a server that no longer says anything, and so does not say either that it has cancelled. */
    private static void hangUpAfter(Connection connection, Duration time) throws SQLException {
        try {
            connection.setNetworkTimeout(Runnable::run, (int) time.toMillis());
        } catch (SQLFeatureNotSupportedException e) {
            // Then the driver's own settings in the URL have to do.
        }
    }

    private static void bind(PreparedStatement statement, int place, Value value) throws SQLException {
        switch (value) {
            case Value.Name(String text) -> statement.setString(place, text);
            case Value.Seconds(long seconds) -> statement.setLong(place, seconds);
            case Value.Moment(Instant at) -> statement.setObject(place, at.atOffset(ZoneOffset.UTC));
        }
    }

    private static Reading reading(ResultSet rows) throws SQLException {
        int columns = rows.getMetaData().getColumnCount();
        if (columns != 1) {
            return new Reading.Missing("the statement gives " + columns + " columns, and one is wanted");
        }
        if (!rows.next()) {
            return new Reading.Missing("the statement gives no row");
        }
        Object value = rows.getObject(1);
        if (rows.next()) {
            return new Reading.Missing("the statement gives more than one row");
        }
        return switch (value) {
            case null -> new Reading.Missing("the statement gives NULL");
            case Number number -> NumberReading.of(number);
            case String _ -> new Reading.Missing("what the statement gives is a text, not a number");
            default ->
                new Reading.Missing("what the statement gives is of type "
                        + rows.getMetaData().getColumnTypeName(1) + ", not a number");
        };
    }

    private static ProviderException invalid(String detail) {
        return new ProviderException(new ProviderError.Invalid(detail));
    }

    @Override
    public void close() {
        connections.close();
    }
}
