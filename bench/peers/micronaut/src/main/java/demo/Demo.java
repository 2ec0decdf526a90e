package demo;

import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.runtime.Micronaut;
import io.micronaut.serde.annotation.Serdeable;

public class Demo {

	public static void main(String[] args) {
		Micronaut.run(Demo.class, args);
	}

	@Serdeable
	record Greeting(String message) {
	}

	@Controller
	static class HelloController {

		@Get("/hello")
		Greeting hello() {
			return new Greeting("Hello, World!");
		}

	}

}
