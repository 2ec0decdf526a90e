import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

import com.sun.tools.attach.VirtualMachine;

/**
 * Prints the bytes that a JVM allocates for a request. It asks the JVM, which counts them exactly, before and after
 * the requests, and subtracts what it allocates when idle. Arguments: process id, URL, number of requests, and for a POST the body.
 */
class Allocation {

	public static void main(String[] args) throws Exception {
		HttpRequest.Builder builder = HttpRequest.newBuilder(URI.create(args[1])).version(HttpClient.Version.HTTP_1_1);
		HttpRequest request = ((args.length < 4) ? builder
				: builder.header("Content-Type", "application/json").POST(HttpRequest.BodyPublishers.ofString(args[3])))
			.build();
		String address = VirtualMachine.attach(args[0]).startLocalManagementAgent();
		try (var connector = JMXConnectorFactory.connect(new JMXServiceURL(address))) {
			MBeanServerConnection jvm = connector.getMBeanServerConnection();
			int requests = Integer.parseInt(args[2]);
			send(request, requests);
			double idle = measure(jvm, 2000, () -> Thread.sleep(2000)); // bytes per millisecond, and what asking costs
			long start = System.nanoTime();
			double sent = measure(jvm, requests, () -> send(request, requests));
			double milliseconds = (System.nanoTime() - start) / 1e6;
			System.out.println(Math.round(sent - idle * milliseconds / requests));
		}
	}

	private interface Work {

		void run() throws Exception;

	}

	private static double measure(MBeanServerConnection jvm, int units, Work work) throws Exception {
		long before = allocated(jvm);
		work.run();
		return (double) (allocated(jvm) - before) / units;
	}

	private static long allocated(MBeanServerConnection jvm) throws Exception {
		return (Long) jvm.getAttribute(new ObjectName("java.lang:type=Threading"), "TotalThreadAllocatedBytes");
	}

	private static void send(HttpRequest request, int times) throws Exception {
		HttpClient client = HttpClient.newHttpClient();
		for (int i = 0; i < times; i++) {
			HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
			if (response.statusCode() != 200) {
				throw new IllegalStateException(response.statusCode() + " " + response.body());
			}
		}
	}

}
