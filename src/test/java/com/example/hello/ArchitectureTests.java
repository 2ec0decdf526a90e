package com.example.hello;

import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.lang.conditions.ArchConditions;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;

/** The architecture rules, each with its reason. */
class ArchitectureTests {

	private final JavaClasses service = new ClassFileImporter()
		.withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
		.importPackages("com.example.hello");

	@Test
	void theGreetingKnowsNoTransport() {
		noClasses().that()
			.resideInAPackage("com.example.hello.greeting..")
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("jakarta.servlet..", "org.springframework.web..", "org.springframework.graphql..",
					"org.springframework.http..", "org.apache.catalina..", "graphql..")
			.because("every transport gives the same greeting")
			.check(this.service);
	}

	@Test
	void dependenciesPointOneWay() {
		Map.of("greeting", Set.of(), "rest", Set.of("greeting"), "graphql", Set.of("greeting"), "http",
				Set.of("greeting", "observability"), "observability", Set.of(), "lifecycle", Set.of(), "security",
				Set.of(), "drill", Set.of(), "consul", Set.of())
			.forEach((from, allowed) -> classes().that()
				.resideInAPackage("com.example.hello." + from + "..")
				.should()
				.onlyDependOnClassesThat(resideOutsideOfPackage("com.example.hello..")
					.or(resideInAnyPackage(Stream.concat(Stream.of(from), allowed.stream())
						.map("com.example.hello.%s.."::formatted)
						.toArray(String[]::new))))
				.allowEmptyShould(true)
				.because("a transport can be removed, and what every request meets knows none")
				.check(this.service));
	}

	@Test
	void nothingIsPublicWithoutNeed() {
		classes().that().arePublic().should(new ArchCondition<>("be used from another package, or created by name") {
			@Override
			public void check(JavaClass item, ConditionEvents events) {
				boolean used = item.getDirectDependenciesToSelf()
					.stream()
					.anyMatch((dependency) -> !dependency.getOriginClass().getPackage().equals(item.getPackage()));
				boolean createdByName = item.isAssignableTo("org.apache.coyote.ProtocolHandler")
						|| item.isAssignableTo("ch.qos.logback.core.Appender")
						|| item.isAssignableTo("net.logstash.logback.appender.listener.AppenderListener");
				boolean thrownAtOthers = item.isAssignableTo(Throwable.class);
				events.add(new SimpleConditionEvent(item, used || createdByName || thrownAtOthers,
						item.getName() + " is public"));
			}
		}).because("package-private is the default").check(this.service);
	}

	@Test
	void nothingIsInjectedIntoAField() {
		noFields().should()
			.beAnnotatedWith(Autowired.class)
			.because("a constructor shows what a class needs")
			.check(this.service);
	}

	@Test
	void everyPackageIsNullMarked() {
		classes().should()
			.resideInAPackage("com.example.hello..")
			.andShould(ArchConditions.be(new DescribedPredicate<JavaClass>("in a @NullMarked package") {
				@Override
				public boolean test(JavaClass type) {
					return type.getPackage().isAnnotatedWith(NullMarked.class);
				}
			}))
			.because("the compiler checks for null")
			.check(this.service);
	}

	@Test
	void onlyTheApplicationLivesInTheRootPackage() {
		classes().that()
			.resideInAPackage("com.example.hello")
			.and()
			.doNotHaveModifier(JavaModifier.SYNTHETIC)
			.should()
			.haveSimpleName("HelloApplication")
			.orShould()
			.haveSimpleName("package-info")
			.because("everything else belongs to a concern")
			.check(this.service);
	}

}
