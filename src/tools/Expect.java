import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;

/** Exits with 0 if a URL returns 200 with the expected body, otherwise with 1. For {@code helm test}: the image has no curl. */
class Expect {

	/** Arguments: the URL and the body. */
	public static void main(String[] args) throws Exception {
		HttpRequest request = HttpRequest.newBuilder(URI.create(args[0])).build();
		HttpResponse<String> response = HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
		System.out.println(response.statusCode() + " " + response.body());
		System.exit((response.statusCode() == 200 && response.body().equals(args[1])) ? 0 : 1);
	}

}
