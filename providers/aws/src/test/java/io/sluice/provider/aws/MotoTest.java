package io.sluice.provider.aws;

import io.sluice.provider.tck.Moto;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class MotoTest extends EmulatorTests {
    private static @Nullable Moto moto;
    private static Moto.Network network = new Moto.Network("", List.of());

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        Moto started = Moto.startOrSkip("MotoTest");
        moto = started;
        network = started.network();
    }

    @AfterAll
    static void stop() {
        if (moto != null) {
            moto.close();
        }
    }

    @Override
    protected URI endpoint() {
        return Optional.ofNullable(moto).map(Moto::endpoint).orElseThrow();
    }

    @Override
    protected Moto.Network network() {
        return network;
    }
}
