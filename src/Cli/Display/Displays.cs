using Spectre.Console;

namespace Troupe.Cli.Display;

/// <summary>Chooses how to show a run.</summary>
internal static class Displays
{
    /// <param name="resultsOnScreen">Whether results go to the same terminal, between which no table can stand.</param>
    public static IDisplay Choose(bool resultsOnScreen)
    {
        if (Console.IsErrorRedirected || resultsOnScreen)
            return new PlainDisplay(Console.Error, TimeProvider.System);
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        return console.Profile.Capabilities.Ansi ? new LiveDisplay(console) : new PlainDisplay(Console.Error, TimeProvider.System);
    }
}
