package io.sluice.app.telemetry;

import io.sluice.app.telemetry.Metrics.Scrape;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Metrics on the admin port, which is for this machine alone and asks nobody who they are. */
public final class MetricsServlet extends HttpServlet {
    private static final long serialVersionUID = 1;

    private final transient Metrics metrics;

    public MetricsServlet(Metrics metrics) {
        this.metrics = metrics;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Scrape scrape = metrics.scrape(request.getHeader("Accept"));
        response.setContentType(scrape.type());
        response.setHeader("Cache-Control", "must-revalidate,no-cache,no-store");
        scrape.write(response.getOutputStream());
    }
}
