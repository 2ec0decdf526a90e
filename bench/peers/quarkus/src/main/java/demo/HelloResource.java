package demo;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;

@Path("/hello")
public class HelloResource {

	public record Greeting(String message) {
	}

	@GET
	public Greeting hello() {
		return new Greeting("Hello, World!");
	}

}
