package io.sluice.browser;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Page.ScreenshotOptions;
import io.sluice.browser.Visit.Window;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Pictures of each page, wide and narrow, light and dark, for people to look at: {@code target/screenshots}. */
@ExtendWith(Stage.class)
@Order(1) // while nothing has been submitted yet
final class ScreenshotsTest {
    private static final Path FOLDER = Path.of("target", "screenshots");
    private static final List<Window> WINDOWS =
            List.of(Window.WIDE, Window.DARK, Window.PHONE, Window.PHONE_DARK, Window.NARROW);

    @AfterEach
    void putAllBack(House house) {
        house.putAllBack();
    }

    @Test
    void everyPageIsPictured(Chromium chromium, House house) {
        take(chromium, house, "now-empty", "/", ".empty", _ -> {});
        take(chromium, house, "revert-empty", "/revert", ".card", _ -> {});
        take(chromium, house, "submit-empty", "/submit", "#plan", _ -> {});
        take(chromium, house, "login", "/login", "#token", _ -> {});
        take(chromium, house, "api", "/api#plans_submit", ".call[open]", _ -> {});
        take(chromium, house, "plan-absent", "/plans/nobody", ".empty", _ -> {});
        take(chromium, house, "submit-faults", "/submit", "#plan", page -> {
            page.locator("#plan")
                    .fill(Plans.checkout("20s")
                            .replace("percent: 25", "percent: 250")
                            .replace("error-rate", "error-rat"));
            page.locator("text=Check and preview").click();
            page.waitForSelector("#faults");
        });
        take(chromium, house, "submit-preview", "/submit", "#plan", page -> {
            page.locator("#plan").fill(Plans.search());
            page.locator("text=Check and preview").click();
            page.waitForSelector(".preview");
        });

        String checkout = house.submit(Plans.checkout("25s"));
        String search = house.submit(Plans.search());
        house.await(checkout, "baking");
        Await.until(
                "the second step",
                () -> house.plan(checkout),
                plan -> plan.path("step").asInt() == 2
                        && plan.path("state").asText().equals("baking"));
        house.sandbox()
                .strangerSetsWeights(
                        "arn:aws:elasticloadbalancing:eu-west-1:123456789012:listener/app/checkout/4d2f8c1a9b3e7605/a1d0c3b2f5e49687",
                        Map.of("checkout-eu", 1, "checkout-us", 1));
        house.await(checkout, "held");
        take(chromium, house, "now", "/", ".plan", _ -> {});
        take(chromium, house, "plan-held", "/plans/" + checkout, ".timeline canvas", _ -> {});
        take(chromium, house, "plan-overnight", "/plans/" + search, ".timeline canvas", _ -> {});
        take(chromium, house, "plan-dialog", "/plans/" + checkout, ".moves button", page -> {
            page.locator("text=Cancel plan…").click();
            page.waitForSelector("dialog[open]");
        });
        take(chromium, house, "revert", "/revert", ".choice", _ -> {});
        try (Visit visit = Visit.to(chromium, house, "/revert")) {
            visit.page().locator(".go button").click();
            visit.page().waitForSelector("#account");
            picture(visit.page(), "revert-account", Window.WIDE);
            visit.page().setViewportSize(Window.PHONE.width(), Window.PHONE.height());
            picture(visit.page(), "revert-account", Window.PHONE);
        }
        house.putAllBack();
        take(chromium, house, "plan-reverted", "/plans/" + checkout, ".timeline canvas", _ -> {});
        take(chromium, house, "now-ended", "/#ended", ".plan", _ -> {});
    }

    private static void take(
            Chromium chromium, House house, String name, String path, String ready, Consumer<Page> then) {
        for (Window window : WINDOWS) {
            try (Visit visit = Visit.to(chromium, house, path, window)) {
                Page page = visit.page();
                page.waitForSelector(ready);
                then.accept(page);
                picture(page, name, window);
            }
        }
    }

    private static void picture(Page page, String name, Window window) {
        page.waitForTimeout(700);
        page.screenshot(new ScreenshotOptions()
                .setPath(FOLDER.resolve(name + "-" + window.name() + ".png"))
                .setFullPage(!name.equals("plan-dialog")));
    }
}
