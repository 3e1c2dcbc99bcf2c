namespace Troupe.Architecture.Tests;

/// <summary>
/// The public face of each assembly against its snapshot in PublicApi/. A difference is either a mistake or a decision; for
/// a decision the snapshots are written anew with TROUPE_UPDATE_PUBLIC_API=1 and reviewed with the change.
/// </summary>
public sealed class PublicApiSpecs
{
    private const string UpdateVariable = "TROUPE_UPDATE_PUBLIC_API";

    public static TheoryData<string> Names => ProductAssembly.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void The_public_face_is_the_recorded_one(string name)
    {
        var snapshot = $"tests/Architecture.Tests/PublicApi/{name}.txt";
        var actual = PublicApi.Of(ProductAssembly.Load(name));
        if (Environment.GetEnvironmentVariable(UpdateVariable) == "1")
            File.WriteAllText(Repository.PathOf(snapshot), actual);

        File.Exists(Repository.PathOf(snapshot)).ShouldBeTrue($"{snapshot} is missing; {HowTo}");
        var recorded = Repository.Read(snapshot).Split('\n');
        var current = actual.Split('\n');
        string[] changes = [.. current.Except(recorded).Select(line => $"+ {line.Trim()}"), .. recorded.Except(current)
            .Select(line => $"- {line.Trim()}")];

        changes.ShouldBeEmpty($"the public face of {name} is not the recorded one; {HowTo}");
        current.ShouldBe(recorded, $"the public face of {name} is not in the recorded order; {HowTo}");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_public_type_is_in_the_namespace_Troupe_whatever_its_assembly(string name)
    {
        var strays = ProductAssembly.Load(name).GetExportedTypes()
            .Where(type => type.Namespace != "Troupe")
            .Select(type => type.FullName);

        strays.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("Troupe.WorkerNode")]
    [InlineData("Troupe.Cli")]
    public void A_program_has_no_public_types(string name) =>
        ProductAssembly.Load(name).GetExportedTypes().ShouldBeEmpty("programs are started, not referenced");

    private static string HowTo =>
        $"if that is meant, run the tests once with {UpdateVariable}=1 and commit the new snapshots with the change";
}
