package com.example.hello.observability;

import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

import com.sun.tools.attach.VirtualMachine;

/**
 * A separate program that sets a package's log level in a running service, through
 * Actuator's loggers endpoint and the JVM's attach mechanism. Like {@code jcmd}, it works
 * only for the service's own user on the same machine, never over the network.
 */
class LogLevel {

	/**
	 * Sets a level.
	 * @param args the service's process id, the package and the level; without a level
	 * the package inherits it again
	 */
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
