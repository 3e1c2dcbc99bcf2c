namespace Troupe.Cli.Display;

/// <summary>What the user sees on standard error while a run goes on.</summary>
internal interface IDisplay
{
    /// <summary>Shows a line. Safe for any thread.</summary>
    void Say(string line);

    /// <summary>Shows how far the run is, until the token fires. Never throws.</summary>
    Task ShowAsync(RunFigures figures, ProcessPool pool, CancellationToken ended);
}
