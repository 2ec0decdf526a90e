import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

import com.sun.tools.attach.VirtualMachine;

/**
 * Sets a log level in a running service, through Actuator's loggers endpoint and the JVM's attach mechanism. Like
 * {@code jcmd}, it works only for the service's own user on the same machine, never over the network.
 */
class LogLevel {

	/** Arguments: the service's process id, the logger and the level. Without a level the logger inherits it again. */
	public static void main(String[] args) throws Exception {
		JMXServiceURL service = new JMXServiceURL(VirtualMachine.attach(args[0]).startLocalManagementAgent());
		try (JMXConnector connector = JMXConnectorFactory.connect(service)) {
			connector.getMBeanServerConnection()
				.invoke(new ObjectName("org.springframework.boot:type=Endpoint,name=Loggers"), "configureLogLevel",
						new Object[] { args[1], (args.length > 2) ? args[2] : null },
						new String[] { String.class.getName(), String.class.getName() });
		}
	}

}
