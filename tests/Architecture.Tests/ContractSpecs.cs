using System.Reflection;
using System.Text.RegularExpressions;

namespace Troupe.Architecture.Tests;

/// <summary>What the dispatcher and the sessions of workers tell each other may cross to another machine.</summary>
public sealed partial class ContractSpecs
{
    private const BindingFlags Everything = BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic
        | BindingFlags.DeclaredOnly;

    private static readonly Assembly s_product = ProductAssembly.Load("Troupe");
    private static readonly Type s_job = ProductAssembly.Load("Troupe.Jobs").GetType("Troupe.Jobs.Job", throwOnError: true)!;

    public static TheoryData<string> Messages =>
        [.. Sessions().Where(type => type.IsSubclassOf(s_product.GetType("Troupe.Sessions.SessionEvent")!))
            .Select(type => type.FullName!), "Troupe.Sessions.Assignment", "Troupe.Sessions.Outcome", "Troupe.Sessions.NestedAnswer"];

    [Fact]
    public void Only_the_settlement_gives_a_job_its_outcome()
    {
        var noting = Repository.Files("src/Coordinator", "*.cs").Where(path => Outcome().IsMatch(Repository.Read(path)))
            .Select(path => Path.GetFileName(path)!);

        noting.ShouldBe(["Deliveries.cs", "Settlement.cs"], ignoreOrder: true);
    }

    [GeneratedRegex(@"EffectKind\.(Succeed|Fail|Cancel)\b")]
    private static partial Regex Outcome();

    [Fact]
    public void No_session_knows_a_job_object()
    {
        var knowing =
            from type in Sessions()
            from used in TypesOf(type)
            where s_job.IsAssignableFrom(used)
            select $"{type.Name} uses {used.Name}";

        knowing.ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Messages))]
    public void A_message_about_a_worker_is_data(string name)
    {
        var alive =
            from property in s_product.GetType(name, throwOnError: true)!.GetProperties(Everything)
            where typeof(Delegate).IsAssignableFrom(property.PropertyType) || typeof(Task).IsAssignableFrom(property.PropertyType)
                || property.PropertyType.Name.StartsWith('I') && property.PropertyType.Namespace == "Troupe.Sessions"
            select property.Name;

        alive.ShouldBeEmpty();
    }

    private static IEnumerable<Type> Sessions() =>
        s_product.GetTypes().Where(type => type.Namespace?.StartsWith("Troupe.Sessions", StringComparison.Ordinal) == true);

    private static IEnumerable<Type> TypesOf(Type type) =>
        type.GetFields(Everything).Select(field => field.FieldType)
            .Concat(type.GetProperties(Everything).Select(property => property.PropertyType))
            .Concat(type.GetMethods(Everything)
                .SelectMany(method => method.GetParameters().Select(parameter => parameter.ParameterType).Append(method.ReturnType)))
            .Concat(type.GetConstructors(Everything)
                .SelectMany(constructor => constructor.GetParameters().Select(parameter => parameter.ParameterType)))
            .SelectMany(used => used.IsGenericType ? [used, .. used.GetGenericArguments()] : new[] { used });
}
