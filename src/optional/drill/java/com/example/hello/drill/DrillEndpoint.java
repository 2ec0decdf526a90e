package com.example.hello.drill;

import java.util.Map;

import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.annotation.WebEndpoint;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.core.NestedExceptionUtils;

/** Shows the drill, changes one of its values, and ends it. */
@WebEndpoint(id = "drill")
record DrillEndpoint(Faults faults, JsonMapper json) {

	@ReadOperation
	Drill show() {
		return this.faults.drill();
	}

	@WriteOperation
	Drill set(@Selector String name, String value) {
		Map<String, Object> values = this.json.convertValue(show(), new TypeReference<>() {
		});
		if (values.replace(name, value) == null) {
			throw invalid("A drill has no " + name + ", but " + values.keySet() + ".");
		}
		try {
			this.faults.start(new Binder(new MapConfigurationPropertySource(values)).bind("", Drill.class).get());
		}
		catch (BindException ex) {
			throw invalid(name + " is invalid. " + NestedExceptionUtils.getMostSpecificCause(ex).getMessage());
		}
		return show();
	}

	@DeleteOperation
	void end() {
		this.faults.start(Drill.NONE);
	}

	private static InvalidEndpointRequestException invalid(String reason) {
		return new InvalidEndpointRequestException(reason, reason);
	}

}
