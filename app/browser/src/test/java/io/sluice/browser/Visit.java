package io.sluice.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.APIResponse;
import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.ConsoleMessage;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.FormData;
import com.microsoft.playwright.options.ReducedMotion;
import com.microsoft.playwright.options.RequestOptions;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/**
 * Somebody with a browser of their own at a page, until they leave: then no script may have failed, and nothing may have been tried
 * that the page's policy forbids.
 */
final class Visit implements AutoCloseable {
    private final BrowserContext context;
    private final Page page;
    private boolean over;
    private final List<String> faults = new CopyOnWriteArrayList<>();

    private Visit(BrowserContext context) {
        this.context = context;
        this.page = context.newPage();
        page.onConsoleMessage(this::heard);
        page.onPageError(faults::add);
    }

    /** How wide the window is, and whether its system is dark. */
    record Window(int width, int height, ColorScheme scheme) {
        static final Window WIDE = new Window(1440, 900, ColorScheme.LIGHT);
        static final Window DARK = new Window(1440, 900, ColorScheme.DARK);
        static final Window PHONE = new Window(390, 844, ColorScheme.LIGHT);
        static final Window PHONE_DARK = new Window(390, 844, ColorScheme.DARK);
        /** The narrowest that everything has to work at. */
        static final Window NARROW = new Window(320, 640, ColorScheme.LIGHT);

        String name() {
            return (width > 900 ? "wide" : width > 320 ? "phone" : "narrow") + "-"
                    + scheme.name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    static Visit to(Chromium chromium, House house, String path) {
        return to(chromium, house, path, Window.WIDE);
    }

    static Visit to(Chromium chromium, House house, String path, Window window) {
        Visit visit = unknown(chromium, window);
        visit.signIn(house, House.TOKEN);
        visit.page.navigate(house.url(path));
        return visit;
    }

    /** Of somebody whom the service does not know, at no page yet. */
    static Visit unknown(Chromium chromium, Window window) {
        return new Visit(chromium.browser()
                .newContext(new NewContextOptions()
                        .setViewportSize(window.width(), window.height())
                        .setColorScheme(window.scheme())
                        .setReducedMotion(ReducedMotion.REDUCE)
                        .setTimezoneId("Europe/Berlin")
                        .setLocale("en-GB")));
    }

    private void signIn(House house, String token) {
        APIResponse answer = context.request()
                .post(house.url("/login"), RequestOptions.create().setForm(FormData.create().set("token", token)));
        assertThat(answer.status()).as(answer.text()).isBetween(200, 299);
    }

    private void heard(ConsoleMessage message) {
        // What the service refuses a browser tells as an error, too: pages ask for what a release may not have.
        boolean refusal = message.text().startsWith("Failed to load resource");
        if (!over
                && !refusal
                && (message.type().equals("error") || message.text().contains("Content Security Policy"))) {
            faults.add(message.text());
        }
    }

    /** From here on whoever tests does things to the page that its policy would not let it do. */
    void hasSeenEnough() {
        assertThat(faults).as("faults of the page's scripts").isEmpty();
        over = true;
    }

    Page page() {
        return page;
    }

    /** What a page shows, once it does; what it has between words counts as one blank. */
    String until(String selector, Predicate<String> shown) {
        return Await.until(
                selector,
                () -> {
                    page.waitForTimeout(40); // lets it go on: its events are told in calls only
                    return page.locator(selector).count() == 0
                            ? ""
                            : page.locator(selector).first().innerText().replaceAll("\\s+", " ");
                },
                shown);
    }

    @Override
    public void close() {
        context.close();
        assertThat(faults).as("faults of the page's scripts").isEmpty();
    }
}
