# Override either image: any JDK 25 to build with, any glibc base to run on.
ARG BUILD_IMAGE=eclipse-temurin:25-jdk
ARG RUNTIME_IMAGE=gcr.io/distroless/base-debian13:nonroot

FROM ${BUILD_IMAGE} AS build
# Optional capabilities, as Maven profiles separated by commas (src/optional).
ARG PROFILES=
WORKDIR /build
# Dependencies get their own layer, rebuilt only when pom.xml changes. Not go-offline, which ignores exclusions: it would fetch
# everything that GraphiQL is built from.
COPY mvnw pom.xml ./
COPY .mvn .mvn
RUN ./mvnw --batch-mode --no-transfer-progress dependency:resolve-plugins dependency:resolve ${PROFILES:+-P$PROFILES}
# For the commit in /actuator/info. The pattern makes it optional: a source archive has no .git.
COPY .gi[t] .git
COPY src src
RUN ./mvnw --batch-mode --no-transfer-progress package -DskipTests ${PROFILES:+-P$PROFILES} \
 && java -Djarmode=tools -jar target/hello-service.jar extract --layers --destination layers \
 && javac -d tools src/tools/*.java && javac -d training src/build/TrainingRun.java
# A JVM with only the modules that the service needs, plus jdk.jcmd and jdk.jfr to diagnose a running container. java.beans needs
# java.desktop, but no windows, fonts, images or sound: of those packages, jlink insists on one file each.
# The JIT compilers come first (nice 0, all Java threads 10): on one core, the first 20 s of full load have three times as many responses
# (bench/README.md). Priority 1 is that of the carriers of virtual threads, if one of Tomcat's utility threads starts them. On a command line,
# the JVM would warn of ThreadPriorityPolicy unless it runs as root.
RUN jimage list --include 'regex:/java.desktop/(javax|sun|com/sun/[ijms]).*' "$JAVA_HOME/lib/modules" \
| awk '{ dir = $1; sub("/[^/]*$", "", dir); if (NF == 1 && seen[dir]++) print "/java.desktop/" $1 }' >unused \
 && jlink --output /jre --compress zip-9 --strip-java-debug-attributes --no-header-files --no-man-pages --exclude-resources=@unused \
--exclude-files '**/libawt*.so,**/libfontmanager.so,**/libfreetype.so,**/libjavajpeg.so,**/libjsound.so,**/liblcms.so,**/libmlib_image.so,**/libsplashscreen.so' \
--add-options '-XX:ThreadPriorityPolicy=1 -XX:JavaPriority1_To_OSPriority=10 -XX:JavaPriority5_To_OSPriority=10' \
--add-modules \
java.base,java.compiler,java.desktop,java.instrument,java.logging,java.management,java.naming,java.net.http,java.prefs,java.scripting,java.security.jgss,java.sql,java.xml,jdk.attach,jdk.crypto.ec,jdk.jcmd,jdk.jfr,jdk.management,jdk.net,jdk.unsupported
# 5 MB of symbols. Temurin's own image has objcopy.
RUN { command -v objcopy || { apt-get -qq update && apt-get -qq install -y --no-install-recommends binutils; }; } >/dev/null \
 && objcopy --strip-unneeded /jre/lib/server/libjvm.so
# The training run and the service must have the same collector and object headers, or the JVM ignores the AOT cache. Without
# ArchiveRelocationMode=0 the JVM moves the cache to a random address, which copies it into memory: 156 MB when idle, not 119.
# The JVM needs 140 MB besides the heap, hence the smaller share of a small container (MinRAMPercentage applies below 500 MB), and
# returns what its compilers used. The JVM writes its own messages to stderr, because stdout is JSON: also why it ended.
RUN printf '%s\n' -XX:+UseSerialGC -XX:+UseCompactObjectHeaders -XX:+UnlockDiagnosticVMOptions -XX:ArchiveRelocationMode=0 \
-XX:MinRAMPercentage=25 -XX:MaxRAMPercentage=60 -XX:TrimNativeHeapInterval=5000 -XX:+ExitOnOutOfMemoryError \
-XX:+DisplayVMOutputToStderr -Xlog:disable -Xlog:all=warning:stderr >jvm.args

# The base without OpenSSL, which Java does not use: 8 MB. Its entry in dpkg's list goes with it, for scanners.
FROM ${RUNTIME_IMAGE} AS base
FROM ${BUILD_IMAGE} AS smaller
COPY --from=base / /base
RUN rm -rf /base/usr/lib/*/libssl.* /base/usr/lib/*/libcrypto.* /base/usr/lib/*/engines-3 /base/usr/lib/*/ossl-modules \
/base/var/lib/dpkg/status.d/libssl*

FROM scratch AS service
COPY --from=smaller /base /
COPY --from=build /jre /opt/java
WORKDIR /app
# In order of increasing change.
COPY --from=build /build/jvm.args ./
COPY --from=build /build/tools tools
COPY --from=build /build/layers/dependencies/ ./
COPY --from=build /build/layers/snapshot-dependencies/ ./
COPY --from=build /build/layers/application/ ./

# Records an AOT cache (JEP 483, 514) of the classes that requests need. Without profiles (JEP 515): they take 14 MB, shorten the
# start by 0.2 s, and lengthen the time until full speed from 24 s to 38 s (bench/README.md).
FROM service AS training
COPY --from=build /build/training /training
USER 0:0
RUN ["/opt/java/bin/java", "-XX:TieredStopAtLevel=1", "-cp", "/training", "TrainingRun", "10", \
  "/opt/java/bin/java", "@jvm.args", "-XX:-AOTRecordTraining", "-XX:AOTCacheOutput=/app/hello.aot", "-jar", "/app/hello-service.jar"]
# Fails if the JVM cannot use the cache.
RUN ["/opt/java/bin/java", "@jvm.args", "-XX:AOTCache=/app/hello.aot", "-XX:AOTMode=on", "-Dspring.context.exit=onRefresh", "-jar", "/app/hello-service.jar"]

FROM service
ARG RUNTIME_IMAGE
LABEL org.opencontainers.image.title="hello-service" \
      org.opencontainers.image.description="The reference Spring Boot microservice" \
      org.opencontainers.image.version="1.0.0" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.base.name="${RUNTIME_IMAGE}"
COPY --from=training /app/hello.aot ./
# A number, so Kubernetes can verify that it is not root.
USER 65532:65532
EXPOSE 8080
# The image has no shell and no curl: a small JVM asks /readyz. It costs 0.17 s of processor time, hence the long interval.
# No --start-interval: Docker Engine before 25 cannot parse it.
HEALTHCHECK --interval=15s --timeout=4s --start-period=60s --retries=2 \
  CMD ["/opt/java/bin/java", "-XX:ThreadPriorityPolicy=0", "-Xint", "-XX:+UseSerialGC", "-Xmx16m", "-Xlog:disable", "-cp", "/app/tools", "HealthCheck"]
# The service tells the health check where it is. /tmp must be writable, also for Tomcat's work directory.
ENV LIFECYCLE_READINESSFILE=/tmp/readyz
# java is PID 1, so it receives SIGTERM. The heap scales with the container's memory.
ENTRYPOINT ["/opt/java/bin/java", "@/app/jvm.args", "-XX:AOTCache=/app/hello.aot", "-jar", "/app/hello-service.jar"]
