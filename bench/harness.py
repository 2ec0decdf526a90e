"""What bench/run and bench/startup share: the servers of bench/peers, and what a running server has used."""
import base64, http.server, json, os, pathlib, shutil, signal, subprocess, sys, threading, time, urllib.error, urllib.request

root = pathlib.Path(__file__).resolve().parent.parent
java = os.path.join(os.environ.get("JAVA_HOME", "/usr"), "bin/java")
PORT = "18082"
URL = f"http://localhost:{PORT}/hello"
ENVIRONMENT = {**os.environ, "PORT": PORT, "SERVER_PORT": PORT, "LIFECYCLE_DRAINPERIOD": "0s"}
FLAGS = "-XX:+UseSerialGC -XX:+UseCompactObjectHeaders -XX:+UnlockDiagnosticVMOptions -Xmx256m"
TRACING = "org.springframework.boot.micrometer.tracing."
NO_TRACES = ",".join(TRACING + name + "AutoConfiguration" for name in (
    "autoconfigure.MicrometerTracing", "autoconfigure.prometheus.PrometheusExemplars",
    "opentelemetry.autoconfigure.OpenTelemetryTracing", "opentelemetry.autoconfigure.otlp.OtlpTracing"))


def run(command):
    subprocess.run(command, shell=True, check=True, cwd=root, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def peers(directory, only=None):
    """Builds the peers, or only those with these labels. Returns their commands."""
    metrics_only = "SERVER_TOMCAT_ACCESSLOG_ENABLED=false SPRING_THREADS_VIRTUAL_ENABLED=false SPRING_AUTOCONFIGURE_EXCLUDE=" + NO_TRACES
    full = "-Pfull -Dquarkus.profile=full"
    servers = {}
    for label, project, jar, options, environment in (
            ("Spring Boot by properties", "spring-boot", "spring-boot-1.jar", "", ""),
            ("Spring Boot, metrics only, platform threads", "spring-boot", "spring-boot-1.jar", "", metrics_only),
            ("Quarkus", "quarkus", "quarkus-app/quarkus-run.jar", "", ""),
            ("Quarkus, everything on", "quarkus", "quarkus-app/quarkus-run.jar", full, ""),
            ("Micronaut", "micronaut", "micronaut-1.jar", "", "")):
        if only and label not in only:
            continue
        folder = pathlib.Path(directory, f"{project}{options.replace(' ', '')}")
        if not folder.exists():
            shutil.copytree(root / "bench/peers" / project, folder)
            run(f"./mvnw --file {folder} package {options}")
        servers[label] = f"exec env {environment} {java} {FLAGS} -jar {folder}/target/{jar}"
    return servers


def processes(pid):
    """The process and its descendants."""
    found = [pid]
    for child in subprocess.run(["pgrep", "-P", str(pid)], capture_output=True, text=True).stdout.split():
        found += processes(int(child))
    return found


def processor_seconds(pid):
    total = 0
    for each in processes(pid):
        fields = pathlib.Path(f"/proc/{each}/stat").read_text().rsplit(")", 1)[1].split()
        total += int(fields[11]) + int(fields[12])
    return total / os.sysconf("SC_CLK_TCK")


def megabytes(pid):
    return sum(int(pathlib.Path(f"/proc/{each}/statm").read_text().split()[1]) for each in processes(pid)) * 4096 / 1e6


def status(headers={}):
    """The status of the response, or 0."""
    try:
        return urllib.request.urlopen(urllib.request.Request(URL, headers=headers), timeout=1).status
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return 0


class Server:
    """A running server; the context waits until it is ready, and ends it."""

    def __init__(self, command, environment={}, ready=status):
        self.begun, self.ready = time.monotonic(), ready
        self.process = subprocess.Popen(command, shell=True, cwd=root, env=ENVIRONMENT | environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                                        preexec_fn=lambda: os.sched_setaffinity(0, range(os.cpu_count())))  # whatever the caller has
        self.pid = self.process.pid

    def __enter__(self):
        while not self.ready():
            if self.process.poll() is not None or time.monotonic() - self.begun > 120:
                self.__exit__()
                sys.exit(f"did not start: {self.process.args}")
            time.sleep(0.005)
        self.seconds = time.monotonic() - self.begun
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait()


class Issuer(http.server.BaseHTTPRequestHandler):
    """Publishes its key."""

    def do_GET(self):
        body = json.dumps({"keys": [self.server.key]} if self.path == "/keys" else {"issuer": self.server.url, "jwks_uri": f"{self.server.url}/keys"}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def issuer(directory):
    """Starts an issuer of tokens. Returns its URL and a token."""
    encoded = lambda data: base64.urlsafe_b64encode(data).rstrip(b"=").decode()
    openssl = lambda *arguments, **more: subprocess.run(["openssl", *arguments], check=True, capture_output=True, **more).stdout
    server = http.server.ThreadingHTTPServer(("localhost", 0), Issuer)
    server.url = f"http://localhost:{server.server_port}"
    pem = f"{directory}/key.pem"
    openssl("genrsa", "-out", pem, "2048")
    modulus = openssl("rsa", "-in", pem, "-noout", "-modulus").decode().strip().split("=")[1]
    server.key = {"kty": "RSA", "kid": "1", "use": "sig", "alg": "RS256", "e": "AQAB", "n": encoded(bytes.fromhex(modulus))}
    threading.Thread(target=server.serve_forever, daemon=True).start()
    claims = {"iss": server.url, "aud": "hello-service", "sub": "bench", "scope": "hello:read", "exp": int(time.time()) + 86400}
    token = ".".join(encoded(json.dumps(part).encode()) for part in ({"alg": "RS256", "kid": "1"}, claims))
    return server.url, f"{token}.{encoded(openssl('dgst', '-sha256', '-sign', pem, input=token.encode()))}"
