import java.nio.file.Files;
import java.nio.file.Path;

import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes openapi.json out of openapi.yaml. Run by the build, from source, with what the service itself has on its class
 * path: see maven-antrun-plugin in pom.xml.
 */
class OpenApiJson {

	public static void main(String[] args) throws Exception {
		Object description = new Yaml().load(Files.readString(Path.of(args[0])));
		Files.write(Path.of(args[1]), new JsonMapper().writeValueAsBytes(description));
	}

}
