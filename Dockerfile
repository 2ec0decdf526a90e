# Both images can be replaced: any JDK 25 to build with, any glibc base to run on.
ARG BUILD_IMAGE=eclipse-temurin:25-jdk
ARG RUNTIME_IMAGE=gcr.io/distroless/base-debian13:nonroot

FROM ${BUILD_IMAGE} AS build
WORKDIR /build
# The dependencies are a layer of their own: it is rebuilt when pom.xml changes, not when the code does. go-offline does not
# heed exclusions: without this one it would fetch all that GraphiQL is built from.
COPY mvnw pom.xml ./
COPY .mvn .mvn
RUN ./mvnw --batch-mode --no-transfer-progress dependency:go-offline -DexcludeGroupIds=org.webjars.npm
# The commit that /actuator/info tells. The pattern makes it optional: a source archive has no .git.
COPY .gi[t] .git
COPY src src
RUN ./mvnw --batch-mode --no-transfer-progress package -DskipTests \
 && java -Djarmode=tools -jar target/hello-service.jar extract --layers --launcher --destination layers
# A JVM of the modules that are needed. jdk.jcmd and jdk.jfr are for whoever has to look into a running container.
RUN jlink --output /jre --no-header-files --no-man-pages --generate-cds-archive --add-modules \
java.base,java.compiler,java.desktop,java.instrument,java.logging,java.management,java.management.rmi,java.naming,java.net.http,java.prefs,java.rmi,java.scripting,java.security.jgss,java.sql,java.xml,jdk.attach,jdk.crypto.ec,jdk.jcmd,jdk.jfr,jdk.management,jdk.management.agent,jdk.net,jdk.unsupported

FROM ${RUNTIME_IMAGE}
ARG RUNTIME_IMAGE
LABEL org.opencontainers.image.title="hello-service" \
      org.opencontainers.image.description="The reference Spring Boot microservice" \
      org.opencontainers.image.version="1.0.0" \
      org.opencontainers.image.base.name="${RUNTIME_IMAGE}"
COPY --from=build /jre /opt/java
WORKDIR /app
# From what changes least to what changes most.
COPY --from=build /build/layers/dependencies/ ./
COPY --from=build /build/layers/spring-boot-loader/ ./
COPY --from=build /build/layers/snapshot-dependencies/ ./
COPY --from=build /build/layers/application/ ./
# A number, so that Kubernetes can see that it is not root.
USER 65532:65532
EXPOSE 8080
# There is no shell and no curl in here: the service's own class asks /readyz. A small JVM, for a fraction of a second.
HEALTHCHECK --interval=5s --timeout=4s --start-period=60s --retries=3 \
  CMD ["/opt/java/bin/java", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx16m", "-Xlog:disable", "-cp", "/app/BOOT-INF/classes", "com.example.hello.lifecycle.HealthCheck"]
# java is PID 1 and gets SIGTERM itself. The heap grows with the container's memory.
ENTRYPOINT ["/opt/java/bin/java", "-XX:MaxRAMPercentage=60", "-XX:+ExitOnOutOfMemoryError", "org.springframework.boot.loader.launch.JarLauncher"]
