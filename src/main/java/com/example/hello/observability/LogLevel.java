package com.example.hello.observability;

import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

import com.sun.tools.attach.VirtualMachine;

/**
 * A program of its own: sets the log level of a package in a running service, through
 * Actuator's loggers endpoint and the JVM's attach mechanism. Whoever may start a process
 * beside the service, as its user, may do it, as with {@code jcmd}; nothing on the
 * network can.
 */
class LogLevel {

	/**
	 * Sets a level.
	 * @param args the service's process id, the package, and the level, or nothing to
	 * inherit it again
	 */
	public static void main(String[] args) throws Exception {
		VirtualMachine service = VirtualMachine.attach(args[0]);
		try (JMXConnector connector = JMXConnectorFactory
			.connect(new JMXServiceURL(service.startLocalManagementAgent()))) {
			MBeanServerConnection beans = connector.getMBeanServerConnection();
			Object[] packageAndLevel = { args[1], (args.length > 2) ? args[2] : null };
			beans.invoke(new ObjectName("org.springframework.boot:type=Endpoint,name=Loggers"), "configureLogLevel",
					packageAndLevel, new String[] { String.class.getName(), String.class.getName() });
		}
		finally {
			service.detach();
		}
	}

}
