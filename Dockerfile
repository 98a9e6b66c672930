# docker build -t sluice .     from a fresh clone; docs/container.md says how to run it.
#
# Both bases are pinned by the digest of their list of platforms: a tag says what was meant, the digest what is taken. To take newer ones,
# `docker buildx imagetools inspect eclipse-temurin:25-jre` and `… maven:3.9-eclipse-temurin-25` print them.
FROM maven:3.9.16-eclipse-temurin-25@sha256:93b8a14ea2f412782e4e842651273b4d903e35cc496284f178fbbe2d67d00976 AS build
WORKDIR /build
COPY . .
# Tests have their own place, which is CI. In a container loopback reaches nobody, so the service of this image listens everywhere: it
# starts only with tokens then.
RUN --mount=type=cache,target=/root/.m2 \
    mvn -B -ntp -q -pl app -am -Dmaven.test.skip=true package \
 && sed 's/applicationConnectors: \[{type: http, bindHost: 127.0.0.1,/applicationConnectors: [{type: http, bindHost: 0.0.0.0,/' config.yml > app/target/config.yml \
 && grep -q 'bindHost: 0.0.0.0' app/target/config.yml

FROM eclipse-temurin:25.0.4.1_1-jre@sha256:fcd7fd7b387f94bb2ac461478a7436ad8e349924c374ea8313919624dceae636
# By number, so that an orchestrator can see that it is not root. The name is for programs that look for a home.
RUN groupadd --gid 10001 sluice \
 && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /var/lib/sluice --shell /usr/sbin/nologin sluice \
 && install -d -o 10001 -g 10001 -m 0700 /var/lib/sluice

# Libraries change less often than Sluice: a layer of their own.
COPY --from=build /build/app/target/lib /opt/sluice/lib
COPY --from=build /build/app/target/sluice.jar /build/app/target/sluice-sbom.json /opt/sluice/
COPY --from=build /build/app/target/config.yml /etc/sluice/config.yml

USER 10001:10001
WORKDIR /var/lib/sluice
VOLUME /var/lib/sluice
EXPOSE 8080

# Libraries that still reach for Unsafe make the JVM warn; the warnings are not ours to fix. Half of the container's memory is for
# the heap: the embedded database maps its file beside it. The file of JVM figures in /tmp is for tools that are not here.
ENV JDK_JAVA_OPTIONS="--sun-misc-unsafe-memory-access=allow -XX:MaxRAMPercentage=50 -XX:+ExitOnOutOfMemoryError -XX:-UsePerfData"
# Whether it lives, not whether its database does: who ends it while that is away ends reverts.
HEALTHCHECK --interval=10s --timeout=10s --start-period=60s --retries=3 \
    CMD ["java", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx32m", "-cp", "/opt/sluice/sluice.jar", "io.sluice.app.Probe"]
ENTRYPOINT ["java", "-jar", "/opt/sluice/sluice.jar"]
CMD ["server", "/etc/sluice/config.yml"]
