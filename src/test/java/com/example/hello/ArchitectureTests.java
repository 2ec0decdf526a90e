package com.example.hello;

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
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;

/** Who may depend on whom, and why. */
class ArchitectureTests {

	private final JavaClasses service = new ClassFileImporter()
		.withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
		.importPackages("com.example.hello");

	@Test
	void theGreetingKnowsNoTransport() {
		noClasses().that()
			.resideInAPackage("..greeting..")
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("..hello.rest..", "..hello.graphql..", "..hello.observability..", "..hello.lifecycle..",
					"jakarta.servlet..", "org.springframework.web..", "org.springframework.graphql..",
					"org.springframework.http..", "org.apache.catalina..", "graphql..")
			.because("the same greeting is given over every transport")
			.check(this.service);
	}

	@Test
	void noFeatureImportsWhatIsWiredByConfiguration() {
		noClasses().that()
			.resideOutsideOfPackages("..observability..")
			.should()
			.dependOnClassesThat()
			.resideInAPackage("..hello.observability..")
			.because("what is logged and measured is decided in one place")
			.check(this.service);
		noClasses().that()
			.resideOutsideOfPackages("..lifecycle..")
			.should()
			.dependOnClassesThat()
			.resideInAPackage("..hello.lifecycle..")
			.because("starting and stopping is nobody else's business")
			.check(this.service);
		noClasses().that()
			.resideOutsideOfPackages("..security..")
			.should()
			.dependOnClassesThat()
			.resideInAPackage("..hello.security..")
			.because("who may call what is no feature's business")
			.check(this.service);
		noClasses().that()
			.resideInAnyPackage("..observability..", "..lifecycle..", "..security..")
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("..hello.rest..", "..hello.graphql..", "..hello.web..", "..hello.greeting..")
			.because("they serve every feature and know none")
			.check(this.service);
	}

	@Test
	void noWayInKnowsAnother() {
		SlicesRuleDefinition.slices()
			.matching("com.example.hello.(rest|graphql|web)..")
			.should()
			.notDependOnEachOther()
			.because("each can be taken out by itself")
			.check(this.service);
	}

	@Test
	void nothingIsPublicWithoutNeed() {
		classes().that()
			.arePublic()
			.should(new ArchCondition<>("be used from another package, or made by name by Logback") {
				@Override
				public void check(JavaClass item, ConditionEvents events) {
					boolean used = item.getDirectDependenciesToSelf()
						.stream()
						.anyMatch((dependency) -> !dependency.getOriginClass().getPackage().equals(item.getPackage()));
					boolean madeByLogback = item.isAssignableTo("ch.qos.logback.core.Appender")
							|| item.isAssignableTo("net.logstash.logback.appender.listener.AppenderListener");
					boolean thrownAtOthers = item.isAssignableTo(Throwable.class);
					events.add(new SimpleConditionEvent(item, used || madeByLogback || thrownAtOthers,
							item.getName() + " is public"));
				}
			})
			.because("package-private is the default")
			.check(this.service);
	}

	@Test
	void nothingIsInjectedIntoAField() {
		noFields().should()
			.beAnnotatedWith(Autowired.class)
			.because("a constructor says what a class needs, and tests can call it")
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
			.because("null is checked when the code is compiled")
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
