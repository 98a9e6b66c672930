package io.sluice.app.cli;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;

/**
 * Listens to the stream of one plan and passes on what it says, for as long as the service has one; where the connection is lost it
 * is made again.
 */
final class Hearing implements Runnable {
    private final ServiceClient service;
    private final String plan;
    private final Duration pause;
    private final BlockingQueue<Heard> told;
    private Optional<String> lastId = Optional.empty();

    Hearing(ServiceClient service, String plan, Duration pause, BlockingQueue<Heard> told) {
        this.service = service;
        this.plan = plan;
        this.pause = pause;
        this.told = told;
    }

    /** What a stream said about a plan. */
    sealed interface Heard {
        String plan();

        /** How it looks now, as JSON. */
        record Look(String plan, String json) implements Heard {}

        /** Something has happened to it. */
        record Change(String plan) implements Heard {}

        /** From here on nothing is heard. */
        record Silence(String plan) implements Heard {}
    }

    @Override
    public void run() {
        try {
            while (hear()) {
                told.put(new Heard.Silence(plan));
                Thread.sleep(pause);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // nobody watches any more
        }
    }

    /** Whether it makes sense to try again. */
    private boolean hear() throws InterruptedException {
        try {
            Optional<InputStream> stream = service.events(ServiceClient.plan(plan) + "/events", lastId);
            if (stream.isEmpty()) {
                return false;
            }
            try (EventReader events = new EventReader(stream.get())) {
                listen(events);
            }
        } catch (IOException e) {
            // asking goes on meanwhile, and says it if nobody answers
        }
        return true;
    }

    private void listen(EventReader events) throws IOException, InterruptedException {
        Optional<EventReader.Event> event = events.next();
        while (event.isPresent()) {
            lastId = events.lastId().or(() -> lastId); // a stream begins with a look, which has none
            told.put(
                    event.get().name().equals("look")
                            ? new Heard.Look(plan, event.get().data())
                            : new Heard.Change(plan));
            event = events.next();
        }
    }
}
