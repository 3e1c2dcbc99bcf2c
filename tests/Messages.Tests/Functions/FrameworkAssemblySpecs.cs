using System.Reflection;
using Troupe.Messages.Assemblies;
using Troupe.Messages.Payloads;

namespace Troupe.Messages.Tests.Functions;

/// <summary>What belongs to the framework is told by where it was loaded from: libraries are called Microsoft. and System., too.</summary>
public class FrameworkAssemblySpecs
{
    [Theory]
    [InlineData("Microsoft.VisualStudio.TestPlatform.ObjectModel")]
    [InlineData("Microsoft.TestPlatform.CoreUtilities")]
    [InlineData("System.CodeDom")]
    public void A_library_with_the_frameworks_name_and_key_is_the_apps(string name)
    {
        var library = Assembly.Load(name);
        FrameworkAssemblies.Contains(library).ShouldBeFalse();
        FrameworkAssemblies.ContainsName(name).ShouldBeFalse();
        AllowedAssemblies.Application.Allows(library).ShouldBeTrue();
    }

    [Theory]
    [InlineData("System.Private.CoreLib")]
    [InlineData("System.Runtime")]
    [InlineData("System.Text.Json")]
    [InlineData("Microsoft.CSharp")]
    [InlineData("Microsoft.VisualBasic.Core")]
    [InlineData("netstandard")]
    public void What_lies_in_a_shared_framework_is_the_frameworks(string name)
    {
        FrameworkAssemblies.Contains(Assembly.Load(name)).ShouldBeTrue();
        FrameworkAssemblies.ContainsName(name).ShouldBeTrue();
        AllowedAssemblies.Application.Allows(Assembly.Load(name)).ShouldBeFalse();
    }

    [Fact]
    public void A_function_of_such_a_library_is_called()
    {
        // A static method of one argument and a result, both of plain data, in an assembly called Microsoft.
        var method = Assembly.Load("Microsoft.VisualStudio.TestPlatform.ObjectModel").GetExportedTypes()
            .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Static))
            .First(m => !m.IsGenericMethod && m.ReturnType == typeof(string) && m.GetParameters() is [{ ParameterType: var type }]
                && type == typeof(string));
        var function = method.CreateDelegate<Func<string, string>>();
        Caller.Run<string>(function, writer => writer.Put("a")).ShouldBe(function("a"));
    }

    [Fact]
    public void Data_of_such_a_library_travels()
    {
        var type = Type.GetType("System.CodeDom.CodeLinePragma, System.CodeDom", throwOnError: true)!;
        PayloadCodecFactory.InstanceOf(type).ShouldNotBeNull();
    }
}
