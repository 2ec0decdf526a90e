# Override either image: any JDK 25 to build with, any glibc base to run on.
ARG BUILD_IMAGE=eclipse-temurin:25-jdk
ARG RUNTIME_IMAGE=gcr.io/distroless/base-debian13:nonroot

FROM ${BUILD_IMAGE} AS build
WORKDIR /build
# Dependencies get their own layer, rebuilt only when pom.xml changes. go-offline ignores exclusions: without this option it
# would fetch everything that GraphiQL is built from.
COPY mvnw pom.xml ./
COPY .mvn .mvn
RUN ./mvnw --batch-mode --no-transfer-progress dependency:go-offline -DexcludeGroupIds=org.webjars.npm
# For the commit in /actuator/info. The pattern makes it optional: a source archive has no .git.
COPY .gi[t] .git
COPY src src
RUN ./mvnw --batch-mode --no-transfer-progress package -DskipTests \
 && java -Djarmode=tools -jar target/hello-service.jar extract --layers --launcher --destination layers \
 && javac -d tools src/tools/*.java
# A JVM with only the modules that the service needs, plus jdk.jcmd and jdk.jfr to diagnose a running container.
RUN jlink --output /jre --no-header-files --no-man-pages --generate-cds-archive --add-modules \
java.base,java.compiler,java.desktop,java.instrument,java.logging,java.management,java.management.rmi,java.naming,java.net.http,java.prefs,java.rmi,java.scripting,java.security.jgss,java.sql,java.xml,jdk.attach,jdk.crypto.ec,jdk.jcmd,jdk.jfr,jdk.management,jdk.management.agent,jdk.net,jdk.unsupported

FROM ${RUNTIME_IMAGE}
ARG RUNTIME_IMAGE
LABEL org.opencontainers.image.title="hello-service" \
      org.opencontainers.image.description="The reference Spring Boot microservice" \
      org.opencontainers.image.version="1.0.0" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.base.name="${RUNTIME_IMAGE}"
COPY --from=build /jre /opt/java
WORKDIR /app
# In order of increasing change.
COPY --from=build /build/tools tools
COPY --from=build /build/layers/dependencies/ ./
COPY --from=build /build/layers/spring-boot-loader/ ./
COPY --from=build /build/layers/snapshot-dependencies/ ./
COPY --from=build /build/layers/application/ ./
# A number, so Kubernetes can verify that it is not root.
USER 65532:65532
EXPOSE 8080
# The image has no shell and no curl: a small JVM asks /readyz. It costs 0.1 s of processor time, hence the long interval.
# No --start-interval: Docker Engine before 25 cannot parse it.
HEALTHCHECK --interval=15s --timeout=4s --start-period=60s --retries=2 \
  CMD ["/opt/java/bin/java", "-Xint", "-XX:+UseSerialGC", "-Xmx16m", "-Xlog:disable", "-cp", "/app/tools", "HealthCheck"]
# The service tells the health check where it is. /tmp must be writable, also for Tomcat's work directory.
ENV LIFECYCLE_READINESSFILE=/tmp/readyz
# java is PID 1, so it receives SIGTERM. The heap scales with the container's memory.
ENTRYPOINT ["/opt/java/bin/java", "-XX:MaxRAMPercentage=60", "-XX:+ExitOnOutOfMemoryError", "org.springframework.boot.loader.launch.JarLauncher"]
