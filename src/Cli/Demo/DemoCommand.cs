using System.CommandLine;
using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Spectre.Console;
using Troupe.Cli.Display;
using Troupe.Cli.Exits;

namespace Troupe.Cli.Demo;

/// <summary>The <c>troupe demo</c> command.</summary>
internal static class DemoCommand
{
    public static Command Create()
    {
        var command = new Command("demo", "Shows in under half a minute what a pool does, on real work.");
        command.SetAction((_, cancellation) => RunAsync(cancellation));
        return command;
    }

    private static async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var console = AnsiConsole.Console;
        // A pipe has no width of its own; the table reads well at this one.
        if (Console.IsOutputRedirected)
            console.Profile.Width = 120;
        var report = new DemoReport(console);
        var clock = Stopwatch.StartNew();
        try
        {
            // The demo kills workers on purpose: what they say to that is no news, and neither is the pool's warning.
            using var log = new DisplayLog(new PlainDisplay(Console.Error, TimeProvider.System), LogLevel.Error);
            var options = new ProcessPoolOptions
            {
                Workers = Math.Clamp(Environment.ProcessorCount, 2, 8),
                OutputMode = OutputMode.Drop,
                LoggerFactory = log
            };
            var start = Stopwatch.GetTimestamp();
            var pool = await ProcessPool.StartAsync(options, cancellationToken).ConfigureAwait(false);
            await using var poolEnd = pool.ConfigureAwait(false);
            report.Say($"A pool of {pool.Workers} worker processes was up after {Stopwatch.GetElapsedTime(start).TotalMilliseconds:0} "
                + $"ms; this is process {Environment.ProcessId}.");
            await new DemoCalls(pool, report).RunAsync().ConfigureAwait(false);
            await new DemoFaults(pool, report).RunAsync().ConfigureAwait(false);
        }
        catch (PoolStartException error)
        {
            await Console.Error.WriteLineAsync($"troupe: {error.Message}").ConfigureAwait(false);
            return ExitCode.Failure;
        }

        report.ShowTable();
        report.Say(report.AllGood
            ? $"All steps did what they say, in {clock.Elapsed.TotalSeconds:0.0} s."
            : "Not all steps did what they say; see above.");
        return report.AllGood ? ExitCode.Success : ExitCode.Failure;
    }
}
