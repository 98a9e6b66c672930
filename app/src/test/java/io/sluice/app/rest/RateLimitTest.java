package io.sluice.app.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Who calls too often is told to wait; who puts back never is, nor who asks for what a page needs to do so. */
class RateLimitTest {
    @RegisterExtension
    static final Service SERVICE = Service.with(
            """
            access:
              rate: {perSecond: 1, burst: 5}
              tokens:
                - {name: ann, roles: [admin], sha256: %s}
                - {name: Ann, roles: [admin], sha256: %s}
                - {name: bob, roles: [viewer], sha256: %s}
                - {name: cid, roles: [operator], sha256: %s}
            """.formatted(Secrets.hash("ann"), Secrets.hash("ann-too"), Secrets.hash("bob"), Secrets.hash("cid")));

    private static Reply as(String who, String method, String path, String body) {
        return SERVICE.send(SERVICE.request(path)
                .header("Authorization", "Bearer " + who)
                .header("Content-Type", "application/json")
                .method(method, BodyPublishers.ofString(body)));
    }

    @Test
    void eachHasTheirOwnMeasureAndRevertsHaveNone() {
        List<Reply> replies = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            replies.add(as(i % 2 == 0 ? "ann" : "ann-too", "GET", "/api/v1/plans", ""));
        }
        assertThat(replies.subList(0, 5)).extracting(Reply::status).containsOnly(200);
        Reply refused = replies.stream()
                .filter(reply -> reply.status() != 200)
                .findFirst()
                .orElseThrow()
                .isProblem(429);
        assertThat(Integer.parseInt(refused.header("Retry-After"))).isEqualTo(1);
        assertThat(refused.json().path("type").asText()).isEqualTo("urn:sluice:problem:too-often");

        for (int i = 0; i < 40; i++) {
            assertThat(as("ann", "POST", "/api/v1/revert", "{\"plans\": []}").status())
                    .isEqualTo(200);
            as("ann", "POST", "/api/v1/plans/pl_00000000000000000000000000/revert", "{}")
                    .isProblem(404);
        }
        assertThat(as("bob", "GET", "/api/v1/plans", "").status()).isEqualTo(200);
    }

    @Test
    void whoOneIsMayBeAskedAtAnyTime() {
        for (int i = 0; i < 40; i++) {
            assertThat(as("cid", "GET", "/api/v1/me", "").status()).isEqualTo(200);
        }
        for (int i = 0; i < 5; i++) {
            assertThat(as("cid", "GET", "/api/v1/plans", "").status())
                    .as("none of them was counted")
                    .isEqualTo(200);
        }
    }
}
