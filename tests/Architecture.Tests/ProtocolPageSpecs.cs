using System.Globalization;
using System.Text.RegularExpressions;
using Troupe.Messages.Frames;
using Troupe.Messages.Jobs;

namespace Troupe.Architecture.Tests;

/// <summary>docs/protocol.md is the one home of the wire: what the code sends, the page describes, with the same numbers.</summary>
public sealed partial class ProtocolPageSpecs
{
    [Fact]
    public void Every_frame_kind_is_on_the_page_with_its_number() => PageShows<FrameKind>("Frame kinds");

    [Fact]
    public void Every_frame_flag_is_on_the_page_with_its_number() => PageShows<FrameFlags>("Flags");

    [Fact]
    public void Every_fault_kind_is_on_the_page_with_its_number() => PageShows<FaultKind>("Fault kinds");

    [Fact]
    public void Every_run_flag_is_on_the_page_with_its_number() => PageShows<RunFlags>("Run flags");

    private static void PageShows<T>(string section)
        where T : struct, Enum
    {
        var documented = Rows(section).ToDictionary(row => row.Name, row => row.Number);
        var actual = Enum.GetValues<T>()
            .ToDictionary(value => value.ToString(), value => Convert.ToInt32(value, CultureInfo.InvariantCulture));

        documented.OrderBy(row => row.Value).ShouldBe(
            actual.OrderBy(row => row.Value),
            $"docs/protocol.md, section '{section}', must show each {typeof(T).Name} with its number");
    }

    private static IEnumerable<(string Name, int Number)> Rows(string section)
    {
        var page = Repository.Read("docs/protocol.md");
        var start = page.IndexOf($"\n## {section}\n", StringComparison.Ordinal);
        start.ShouldBeGreaterThan(-1, $"docs/protocol.md has no section '{section}'");
        var end = page.IndexOf("\n## ", start + 4, StringComparison.Ordinal);
        return Row().Matches(end < 0 ? page[start..] : page[start..end])
            .Select(row => (row.Groups["name"].Value, int.Parse(row.Groups["number"].Value, CultureInfo.InvariantCulture)));
    }

    [GeneratedRegex(@"^\| (?<number>\d+) \| `(?<name>\w+)` \|", RegexOptions.Multiline)]
    private static partial Regex Row();
}
