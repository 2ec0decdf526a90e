import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/**
 * Copies the pages, and the files that they refer to, to URLs with a hash of the content, which browsers can cache
 * forever. A page refers to a file as {@code asset:} plus its name, or plus its path in a WebJar with {@code *} for the
 * version. The maven-antrun-plugin runs this class from source.
 */
class Pages {

	private static final Pattern ASSET = Pattern.compile("asset:([^\"]+)");

	public static void main(String[] args) throws Exception {
		Path source = Path.of(args[0]);
		Path classes = Path.of(args[1]);
		Files.createDirectories(classes.resolve("pages"));
		try (DirectoryStream<Path> pages = Files.newDirectoryStream(source, "*.{html,json}")) {
			for (Path page : pages) {
				Matcher references = ASSET.matcher(Files.readString(page));
				StringBuilder html = new StringBuilder();
				while (references.find()) {
					String url = copy(source, references.group(1), classes.resolve("pages"));
					references.appendReplacement(html, Matcher.quoteReplacement(url));
				}
				Files.writeString(classes.resolve("pages").resolve(page.getFileName()), references.appendTail(html));
			}
		}
	}

	/** Returns a relative URL, because a proxy may serve the pages under a path prefix. */
	private static String copy(Path source, String name, Path pages) throws Exception {
		byte[] content = read(source, name);
		String hash = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content), 0, 8);
		String url = "assets/" + hash + "/" + Path.of(name).getFileName();
		Files.createDirectories(pages.resolve(url).getParent());
		Files.write(pages.resolve(url), content);
		return url;
	}

	private static byte[] read(Path source, String name) throws IOException {
		if (!name.startsWith("webjars/")) {
			return Files.readAllBytes(source.resolve(name));
		}
		Resource[] found = new PathMatchingResourcePatternResolver().getResources("classpath:META-INF/resources/" + name);
		try (InputStream file = found[0].getInputStream()) {
			return file.readAllBytes();
		}
	}

}
