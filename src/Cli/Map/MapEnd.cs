using Troupe.Cli.Display;
using Troupe.Cli.Exits;
using Troupe.Cli.Lines;
using Troupe.Cli.Streams;

namespace Troupe.Cli.Map;

/// <summary>Tells how a run has ended: the last words on standard error, and the exit code.</summary>
internal sealed class MapEnd(MapArguments arguments, IDisplay display)
{
    /// <param name="error">What made it impossible to go on; null when nothing did.</param>
    /// <param name="signalled">The exit code that a stop signal asks for; null without one.</param>
    /// <param name="source">The input.</param>
    /// <param name="done">The items of an earlier run.</param>
    /// <param name="figures">What was done.</param>
    /// <returns>The exit code.</returns>
    /// <exception cref="UsageException">The function or the input cannot be used.</exception>
    public int Tell(Exception? error, int? signalled, ItemSource source, DoneItems done, RunFigures figures)
    {
        if (error is StreamFailedException { ReaderIsGone: true } or IOException { HResult: Native.BrokenPipe })
            return ExitCode.ReaderGone;
        display.Say(figures.ToString());
        if (error is FunctionNotFoundException or FunctionRefusedException)
            throw new UsageException(error.Message, error);
        if (error is not null)
        {
            display.Say($"troupe: {(error is IOException or UnauthorizedAccessException ? CannotWrite(error) : error.Message)}");
            return ExitCode.Failure;
        }

        if (signalled is { } exit)
            return exit;
        if (source.Problem is { } problem)
            throw problem;
        if (source.ReadAll)
            TellWhatChanged(done);
        if (figures.Failed == 0)
            return ExitCode.Success;
        if (!arguments.KeepGoing)
            display.Say("Stopped at the first failure; --keep-going goes on, and --resume continues this run.");
        return ExitCode.Failure;
    }

    private string CannotWrite(Exception error) => arguments.Output == MapArguments.Standard
        ? error.Message
        : $"The results cannot be written to '{arguments.Output}': {error.Message} Once they can, --resume goes on with what the file "
            + "holds.";

    private void TellWhatChanged(DoneItems done)
    {
        if (done.Left > 0)
        {
            display.Say(
                $"The input has changed: '{arguments.Output}' holds {done.Left:N0} results of items that are not in it. They were left "
                    + "as they are.");
        }
        else if (!done.IndexesHold)
        {
            display.Say(
                $"The input has changed: items in '{arguments.Output}' were at other indexes then, and keep those. "
                + "sha256 tells which item a line is of.");
        }
    }
}
