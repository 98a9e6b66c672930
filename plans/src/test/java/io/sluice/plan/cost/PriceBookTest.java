package io.sluice.plan.cost;

import static io.sluice.plan.cost.Books.book;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.sluice.plan.cost.PriceBook.Found;
import io.sluice.traffic.Address;
import io.sluice.traffic.Route;
import io.sluice.traffic.RouteRef;
import io.sluice.traffic.Side;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PriceBookTest {
    private static final Side US = new Side("us");
    private static final Route ROUTE = new Route(
            new RouteRef("aws-prod", "edge"),
            new Address("{\"listener\":\"arn:aws:elb:eu-west-1:1:listener/app/reports/50dc/f2495\"}"),
            Map.of(US, new Address("{\"targetGroup\":\"arn:aws:elb:eu-west-1:1:targetgroup/reports-us/1b2c\"}")));

    static Stream<Arguments> prices() {
        return Stream.of(
                arguments("the provider's default", book().backend("aws-prod", 1, 0, 0), "1.0"),
                arguments("of another provider", book().backend("aws-test", 1, 0, 0), "no price for us of route edge"),
                arguments(
                        "a name in the address goes before the default",
                        book().backend("aws-prod", 1, 0, 0).backend("aws-prod reports-us", 2, 0, 0),
                        "2.0"),
                arguments("a name with its slash", book().backend("aws-prod targetgroup/reports-us", 2, 0, 0), "2.0"),
                arguments(
                        "the whole address",
                        book().backend("aws-prod arn:aws:elb:eu-west-1:1:targetgroup/reports-us/1b2c", 2, 0, 0),
                        "2.0"),
                arguments(
                        "a part of a name is no name", book().backend("aws-prod reports", 2, 0, 0), "no price for us"),
                arguments("nor is its end", book().backend("aws-prod us", 2, 0, 0), "no price for us"),
                arguments(
                        "a name of another backend",
                        book().backend("aws-prod", 1, 0, 0).backend("aws-prod reports-eu", 2, 0, 0),
                        "1.0"),
                arguments(
                        "the same name of another provider",
                        book().backend("aws-prod", 1, 0, 0).backend("aws-test reports-us", 2, 0, 0),
                        "1.0"),
                arguments(
                        "two that fit",
                        book().backend("aws-prod reports-us", 1, 0, 0).backend("aws-prod 1b2c", 2, 0, 0),
                        "several prices for us of route edge: aws-prod reports-us, aws-prod 1b2c"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("prices")
    void a_backend_has_the_price_that_names_it_or_its_providers_default(String row, Books book, String expected) {
        String found = switch (book.build().backend(ROUTE, US)) {
            case Found.It<Price.OfBackend>(Price.OfBackend price) -> String.valueOf(price.targetHour());
            case Found.None<Price.OfBackend>(String why) -> why;
        };

        assertThat(found).as(row).contains(expected);
    }

    static Stream<Arguments> balancers() {
        return Stream.of(
                arguments("none is listed", book(), "0.0"),
                arguments("the default", book().balancer("aws-prod", 3, 0), "3.0"),
                arguments(
                        "by a text in the route's address",
                        book().balancer("aws-prod", 3, 0).balancer("aws-prod app/reports", 4, 0),
                        "4.0"),
                arguments(
                        "two that fit",
                        book().balancer("aws-prod app/reports", 3, 0).balancer("aws-prod reports", 4, 0),
                        "several prices for the balancer of route edge"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("balancers")
    void a_balancer_that_is_not_listed_costs_nothing(String row, Books book, String expected) {
        String found = switch (book.build().balancer(ROUTE)) {
            case Found.It<Price.OfBalancer>(Price.OfBalancer price) -> String.valueOf(price.hour());
            case Found.None<Price.OfBalancer>(String why) -> why;
        };

        assertThat(found).as(row).contains(expected);
    }

    @Test
    void prices_count_until_they_are_too_old() {
        PriceBook book =
                book().asOf("2026-11-01T00:00:00Z", Duration.ofDays(90)).build();

        assertThat(book.stale(Instant.parse("2027-01-30T00:00:00Z"))).isEmpty();
        assertThat(book.stale(Instant.parse("2027-01-30T00:00:01Z")))
                .hasValue("the prices are of 2026-11-01T00:00:00Z, more than 90d ago");
        assertThat(book().build().stale(Instant.MAX))
                .as("without an age they count for ever")
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "E", "eur", "EURO", "ZZZ", "€"})
    void a_currency_has_its_code(String code) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> book().in(code).build())
                .withMessageContaining("ISO 4217");
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.01, Double.NaN, Double.POSITIVE_INFINITY, 1_000_001})
    void a_price_is_an_amount_that_can_be(double amount) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> book().backend("aws-prod", 1, amount, 0))
                .withMessageContaining("perMillionRequests is 0 to 1000000, not " + amount);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> book().balancer("aws-prod", 1, amount))
                .withMessageContaining("capacityUnitHour is 0 to 1000000, not " + amount);
    }

    @Test
    void one_thing_has_one_price() {
        assertThatIllegalArgumentException()
                .isThrownBy(book().backend("aws-prod a", 1, 0, 0).backend("aws-prod a", 2, 0, 0)::build)
                .withMessageContaining("backends[1] is another price for aws-prod a");
        assertThatIllegalArgumentException()
                .isThrownBy(book().balancer("aws-prod", 1, 0).balancer("aws-prod", 1, 0)::build)
                .withMessageContaining("balancers[1] is another price for aws-prod");
    }

    @Test
    void an_age_is_counted_from_a_day() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new PriceBook(
                        "EUR",
                        Optional.empty(),
                        Optional.of(Duration.ofDays(1)),
                        java.util.List.of(),
                        java.util.List.of()))
                .withMessageContaining("needs asOf");
        assertThatIllegalArgumentException()
                .isThrownBy(book().asOf("2026-11-01T00:00:00Z", Duration.ZERO)::build)
                .withMessageContaining("maxAge is above 0");
    }
}
