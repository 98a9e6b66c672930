# Built from a tree where `mvn package` has run: docker build -t sluice .
FROM eclipse-temurin:25-jre

RUN useradd --system --uid 10001 --no-create-home sluice \
 && mkdir -p /opt/sluice /var/lib/sluice \
 && chown sluice /var/lib/sluice

# Libraries change less often than Sluice: a layer of their own.
COPY app/target/lib /opt/sluice/lib
COPY app/target/sluice.jar /opt/sluice/sluice.jar
COPY config.yml /etc/sluice/config.yml

USER sluice
WORKDIR /var/lib/sluice
VOLUME /var/lib/sluice
EXPOSE 8080

# Loopback inside a container reaches nobody: configure tokens and bind the application connector to 0.0.0.0 in your config.yml.
# Libraries that still reach for Unsafe make the JVM warn; the warnings are not ours to fix.
ENV JDK_JAVA_OPTIONS="--sun-misc-unsafe-memory-access=allow"
ENTRYPOINT ["java", "-jar", "/opt/sluice/sluice.jar"]
CMD ["server", "/etc/sluice/config.yml"]
