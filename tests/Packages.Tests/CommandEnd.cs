namespace Troupe.Packages.Tests;

/// <summary>How a program ended, and what it said.</summary>
internal sealed record CommandEnd(string CommandLine, int ExitCode, string Output, string Error)
{
    /// <summary>Lines of standard output.</summary>
    public IReadOnlyList<string> Lines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    public CommandEnd ShouldSucceed()
    {
        ExitCode.ShouldBe(0, ToString());
        return this;
    }

    public CommandEnd ShouldFail()
    {
        ExitCode.ShouldNotBe(0, ToString());
        return this;
    }

    public override string ToString() => $"{CommandLine}\nexit code {ExitCode}\n{Output}\n{Error}";
}
