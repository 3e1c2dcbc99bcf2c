using System.Reflection;
using Troupe.Messages.Assemblies;

namespace Troupe.Messages.Tests.Functions;

/// <summary>Which assemblies' functions and types may be used by peers where nobody has named any.</summary>
public class AllowedAssembliesSpecs
{
    [Theory]
    [InlineData("Akka")]
    [InlineData("newtonsoft.json")]
    [InlineData("System.Configuration.ConfigurationManager")]
    [InlineData("Microsoft.Extensions.ObjectPool")]
    [InlineData("Microsoft.Extensions.Logging.Abstractions")]
    [InlineData("Troupe")]
    [InlineData("Troupe.WorkerActors")]
    public void What_Troupe_brings_along_is_not_the_applications(string name)
    {
        AllowedAssemblies.Application.AllowsName(name).ShouldBeFalse();
        AllowedAssemblies.Application.Names.ShouldNotContain(name, StringComparer.OrdinalIgnoreCase);
        AllowedAssemblies.PlugIn(typeof(AllowedAssembliesSpecs).Assembly.Location).AllowsName(name).ShouldBeFalse();
    }

    // Also one that is loaded by now, as a plug-in of the application's would be.
    [Fact]
    public void What_Troupe_brings_along_is_not_the_applications_when_it_is_loaded()
    {
        Assembly.Load("Newtonsoft.Json").ShouldNotBeNull();
        AllowedAssemblies.Application.AllowsName("Newtonsoft.Json").ShouldBeFalse();
    }

    [Fact]
    public void An_application_that_means_such_an_assembly_names_it()
    {
        AllowedAssemblies.Only("Newtonsoft.Json").AllowsName("Newtonsoft.Json").ShouldBeTrue();
        AllowedAssemblies.Application.AllowsName("Shouldly").ShouldBeTrue();
    }
}
