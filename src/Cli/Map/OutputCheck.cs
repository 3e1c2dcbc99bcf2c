using Troupe.Cli.Exits;
using Troupe.Cli.Streams;

namespace Troupe.Cli.Map;

/// <summary>
/// Refuses an output that is a file the run lives on, by whatever name or link, or by a redirection: the input, which would be
/// lost or never end, the configuration, and the program's and the plug-in's own files.
/// </summary>
internal static class OutputCheck
{
    private static readonly string[] s_programFiles = ["*.dll", "*.so", "*.dylib", "*.exe", "*.deps.json", "*.runtimeconfig.json"];

    private static readonly EnumerationOptions s_all = new() { AttributesToSkip = 0, IgnoreInaccessible = true };

    /// <exception cref="UsageException">It is one of them.</exception>
    public static void Require(MapArguments arguments, StandardStreams streams)
    {
        var isStandard = arguments.Output == MapArguments.Standard;
        if ((isStandard ? streams.OutputIdentity : FileIdentity.Of(arguments.Output)) is not { } output)
            return;
        foreach (var (name, identity) in Needed(arguments, streams, output.IsRegular))
        {
            if (identity != output)
                continue;
            var given = isStandard ? "Standard output" : $"The output '{arguments.Output}'";
            throw new UsageException(
                $"{given} leads to {name}, which this run needs: the results would overwrite it. Give another output.");
        }
    }

    private static IEnumerable<(string Name, FileIdentity? Identity)> Needed(
        MapArguments arguments, StandardStreams streams, bool isRegular)
    {
        yield return arguments.Input == MapArguments.Standard
            ? ("the file that standard input comes from", streams.InputIdentity)
            : ($"the input '{arguments.Input}'", FileIdentity.Of(arguments.Input));
        if (!isRegular)
            yield break;
        yield return ($"the assembly '{arguments.Assembly}'", FileIdentity.Of(arguments.Assembly));
        if (arguments.Config is { } config)
            yield return ($"the configuration '{config}'", FileIdentity.Of(config));
        foreach (var folder in new[] { Path.GetDirectoryName(Path.GetFullPath(arguments.Assembly))!, AppContext.BaseDirectory })
        {
            foreach (var file in s_programFiles.SelectMany(pattern => Directory.EnumerateFiles(folder, pattern, s_all)))
                yield return ($"the program file '{file}'", FileIdentity.Of(file));
        }
    }
}
