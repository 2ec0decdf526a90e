import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import javax.lang.model.SourceVersion;

/**
 * Turns a checkout into your own service: <code>java src/build/Rename.java com.acme.orders orders-service</code> renames
 * the Maven coordinates, package, folders, application class, image, compose service, labels, alerts, dashboard and
 * files. The greeting itself (/hello, greeting/) stays. Works on clean git checkouts only, so <code>git</code> can undo it.
 */
class Rename {

	public static void main(String[] args) throws Exception {
		if (args.length != 2) {
			refuse("Usage: java src/build/Rename.java PACKAGE NAME, as in com.acme.orders orders-service");
		}
		Names now = Names.current();
		Names wanted = new Names(args[0], args[1]);
		if (now.equals(wanted)) {
			refuse("This is already " + wanted.service + " in package " + wanted.packageName + ".");
		}
		if (!args[0].matches("[a-z][a-z0-9_]*(\\.[a-z][a-z0-9_]*)+") || !SourceVersion.isName(args[0])) {
			refuse("Not a package name: " + args[0] + ". Use lower case and at least one dot, as in com.acme.orders.");
		}
		if (!args[1].matches("[a-z][a-z0-9]*(-[a-z0-9]+)*") || args[1].length() > 63) {
			refuse("Not a service name: " + args[1] + ". Use a DNS label in lower case, as in orders-service.");
		}
		if (Files.readString(Path.of("docker-compose.yml")).contains("\n  " + wanted.shortName() + ":\n")
				&& !wanted.shortName().equals(now.shortName())) {
			refuse("docker-compose.yml already has a service " + wanted.shortName() + ". Choose another package.");
		}
		if (!git("status", "--porcelain").isEmpty()) {
			refuse("The checkout has uncommitted changes. Commit or stash them first.");
		}
		Map<Pattern, String> replacements = replacements(now, wanted);
		for (String name : git("ls-files").split("\n")) {
			Path file = Path.of(name);
			if (!Files.isSymbolicLink(file)) {
				String text = Files.readString(file, StandardCharsets.UTF_8);
				String renamed = replace(text, replacements);
				if (!renamed.equals(text)) {
					Files.writeString(file, renamed);
				}
			}
			Path target = Path.of(replace(name, replacements));
			if (!target.equals(file)) {
				Files.createDirectories(target.toAbsolutePath().getParent());
				Files.move(file, target);
				deleteEmpty(file.getParent());
			}
		}
		System.out.printf("""
				This is now %s in package %s. Next:
				  ./mvnw spring-javaformat:apply verify
				  git add -A && git commit -m 'Rename to %1$s'
				  replace greeting/ and its callers in rest/ and graphql/ with your own domain
				  remove what you do not need, as the table in README.md describes
				  name your on-call in deploy/alertmanager/alertmanager.yml
				""", wanted.service, wanted.packageName);
	}

	/** In order: a name comes before the names that it contains. */
	private static Map<Pattern, String> replacements(Names now, Names wanted) {
		Map<Pattern, String> replacements = new LinkedHashMap<>();
		replacements.put(literal(now.packageName), wanted.packageName);
		replacements.put(literal(now.packageName.replace('.', '/')), wanted.packageName.replace('.', '/'));
		replacements.put(literal(now.group()), wanted.group());
		replacements.put(literal(now.service), wanted.service);
		replacements.put(literal(now.service.replace('-', '_')), wanted.service.replace('-', '_'));
		// The application class and the alerts, but not the classes of the greeting.
		replacements.put(Pattern.compile("\\b" + now.prefix() + "(?=[A-Z])(?!Controller|Query|IT\\b)"), wanted.prefix());
		replacements.put(Pattern.compile("(?<=README\\.md#|\\]\\(#)" + now.prefix().toLowerCase() + "(?=[a-z])"),
				wanted.prefix().toLowerCase());
		// The compose service: as a key, as a host, as a DNS name, and as an argument.
		String word = "\\b" + now.shortName() + "\\b";
		replacements.put(Pattern.compile("(?m)(?<=^ {2,6})" + word + "(?=:( *\\{.*)?$)"), wanted.shortName());
		replacements.put(Pattern.compile(word + "(?=:8080)"), wanted.shortName());
		replacements.put(Pattern.compile("(?<=names: \\[|address: )" + word), wanted.shortName());
		replacements.put(Pattern.compile("(?<=compose [^\\n/|]{0,60}[ =])" + word + "(?![-/{])"), wanted.shortName());
		replacements.put(Pattern.compile("(?<=\\$\\(url )" + word), wanted.shortName());
		return replacements;
	}

	private static Pattern literal(String name) {
		return Pattern.compile("\\b" + Pattern.quote(name) + "\\b");
	}

	private static String replace(String text, Map<Pattern, String> replacements) {
		String replaced = text;
		for (Map.Entry<Pattern, String> entry : replacements.entrySet()) {
			replaced = entry.getKey().matcher(replaced).replaceAll(Matcher.quoteReplacement(entry.getValue()));
		}
		return replaced;
	}

	private static void deleteEmpty(Path folder) throws IOException {
		try (Stream<Path> content = Files.list(folder)) {
			if (content.findAny().isPresent()) {
				return;
			}
		}
		Files.delete(folder);
		deleteEmpty(folder.getParent());
	}

	private static String git(String... arguments) throws Exception {
		List<String> command = Stream.concat(Stream.of("git"), Stream.of(arguments)).toList();
		Process git = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
		String output = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
		if (git.waitFor() != 0) {
			refuse("This is not a git checkout. Run git init, and commit.");
		}
		return output;
	}

	private static void refuse(String reason) {
		System.err.println(reason);
		System.exit(1);
	}

	private record Names(String packageName, String service) {

		/** The names in pom.xml, and the package of the application class. */
		static Names current() throws IOException {
			Matcher service = Pattern.compile("</parent>.*?<artifactId>(.*?)</artifactId>", Pattern.DOTALL)
				.matcher(Files.readString(Path.of("pom.xml")));
			try (Stream<Path> sources = Files.walk(Path.of("src/main/java"))) {
				Path application = sources.filter((file) -> Files.isRegularFile(file)
						&& file.getFileName().toString().endsWith("Application.java")).findFirst().orElseThrow();
				Path folder = Path.of("src/main/java").relativize(application.getParent());
				service.find();
				return new Names(folder.toString().replace('/', '.').replace('\\', '.'), service.group(1));
			}
		}

		String group() {
			return this.packageName.substring(0, this.packageName.lastIndexOf('.'));
		}

		String shortName() {
			return this.packageName.substring(this.packageName.lastIndexOf('.') + 1);
		}

		/** The prefix of the application class and the alerts. */
		String prefix() {
			return this.shortName().substring(0, 1).toUpperCase() + this.shortName().substring(1);
		}

	}

}
