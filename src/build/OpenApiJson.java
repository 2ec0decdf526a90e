import java.nio.file.Files;
import java.nio.file.Path;

import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.json.JsonMapper;

/**
 * Converts openapi.yaml to openapi.json. The maven-antrun-plugin runs it from source, with the service's own class path.
 */
class OpenApiJson {

	public static void main(String[] args) throws Exception {
		Object description = new Yaml().load(Files.readString(Path.of(args[0])));
		Files.write(Path.of(args[1]), new JsonMapper().writeValueAsBytes(description));
	}

}
