
namespace Troupe.Cli.Tests;

internal sealed record ToolRun(int ExitCode, string Output, string Error)
{
    /// <summary>The output's lines without the digests of their items.</summary>
    public string[] Results => [.. Lines.Select(line => line[..line.LastIndexOf(",\"sha256\":\"", StringComparison.Ordinal)] + "}")];

    public string[] Lines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
