using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using Troupe.Cli.Demo;
using Troupe.Cli.Exits;
using Troupe.Cli.Map;
using Troupe.Cli.Streams;

namespace Troupe.Cli;

internal static class Program
{
    private static async Task<int> Main(string[] args)
    {
        var streams = StandardStreams.Take();
        var root = new ToolCommand { MapCommand.Create(streams), DemoCommand.Create() };
        var parsed = root.Parse(args);
        if (parsed.Action is ParseErrorAction || (parsed.Errors.Count > 0 && parsed.Action is not HelpAction))
            return ShowErrors(parsed);
        try
        {
            // The commands end on signals in their own way: they drain first.
            var invocation = new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };
            return await parsed.InvokeAsync(invocation).ConfigureAwait(false);
        }
        catch (UsageException error)
        {
            await Console.Error.WriteLineAsync($"troupe: {error.Message}").ConfigureAwait(false);
            return ExitCode.Usage;
        }
        catch (StreamFailedException error)
        {
            // Standard output: standard error never fails, and a map has its own way with its results.
            if (error.ReaderIsGone)
                return ExitCode.ReaderGone;
            await Console.Error.WriteLineAsync($"troupe: {error.Message}").ConfigureAwait(false);
            return ExitCode.Failure;
        }
    }

    private static int ShowErrors(ParseResult parsed)
    {
        foreach (var error in parsed.Errors)
            Console.Error.WriteLine($"troupe: {error.Message}");
        var command = parsed.CommandResult.Command;
        Console.Error.WriteLine($"See 'troupe {(command is ToolCommand ? "" : command.Name + " ")}--help'.");
        return ExitCode.Usage;
    }
}
