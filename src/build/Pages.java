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
 * Gives each file that a page names a URL with the hash of its content in it, so that a browser may keep it for ever:
 * <code>asset:</code> and the name of a file beside the page, or its path in a WebJar, with {@code *} for the version. A
 * file that no page names is not served. Run by the build, from source: see maven-antrun-plugin in pom.xml.
 */
class Pages {

	private static final Pattern ASSET = Pattern.compile("asset:([^\"]+)");

	public static void main(String[] args) throws Exception {
		Path source = Path.of(args[0]);
		Path classes = Path.of(args[1]);
		Files.createDirectories(classes.resolve("pages"));
		try (DirectoryStream<Path> pages = Files.newDirectoryStream(source, "*.{html,json}")) {
			for (Path page : pages) {
				Matcher links = ASSET.matcher(Files.readString(page));
				StringBuilder html = new StringBuilder();
				while (links.find()) {
					// Relative: a proxy may serve the pages under a prefix.
					String url = "assets/" + copy(content(source, links.group(1)), links.group(1), classes.resolve("pages/assets"));
					links.appendReplacement(html, Matcher.quoteReplacement(url));
				}
				Files.writeString(classes.resolve("pages").resolve(page.getFileName()), links.appendTail(html));
			}
		}
	}

	private static byte[] content(Path source, String name) throws IOException {
		if (!name.startsWith("webjars/")) {
			return Files.readAllBytes(source.resolve(name));
		}
		Resource[] found = new PathMatchingResourcePatternResolver().getResources("classpath:META-INF/resources/" + name);
		try (InputStream file = found[0].getInputStream()) {
			return file.readAllBytes();
		}
	}

	private static String copy(byte[] content, String name, Path assets) throws Exception {
		String hash = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content), 0, 8);
		Path file = assets.resolve(hash).resolve(Path.of(name).getFileName());
		Files.createDirectories(file.getParent());
		Files.write(file, content);
		return hash + "/" + file.getFileName();
	}

}
