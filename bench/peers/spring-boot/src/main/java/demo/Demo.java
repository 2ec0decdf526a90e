package demo;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

@SpringBootApplication
public class Demo {

	public static void main(String[] args) {
		SpringApplication.run(Demo.class, args);
	}

	record Greeting(String message) {
	}

	@RestController
	static class HelloController {

		@GetMapping("/hello")
		Greeting hello() {
			return new Greeting("Hello, World!");
		}

	}

}
