namespace Troupe.Packages.Tests;

/// <summary>A program in an empty folder that has the package and nothing else of this repository.</summary>
public sealed class ConsoleAppSpecs
{
    [Fact]
    public async Task A_fresh_app_runs_the_readmes_example_unchanged()
    {
        var app = await Project.NewAsync("console", "Hello");
        app.Write("Program.cs", ReadmeExample());

        var run = (await app.DotnetAsync("run")).ShouldSucceed();

        run.Lines[0].ShouldBe("A worker process added up to 5050.");
        run.Lines[1].ShouldBe("Of 7, 8 and 1000000007, 2 are prime.");
        run.Lines[2].ShouldMatch(@"^Worker process \d+ died \(SIGABRT\); the app goes on\.$");
    }

    private static string ReadmeExample()
    {
        const string begin = "```csharp\n";
        var text = Repository.Read("README.md");
        var start = text.IndexOf(begin, StringComparison.Ordinal) + begin.Length;
        return text[start..text.IndexOf("```", start, StringComparison.Ordinal)];
    }
}
