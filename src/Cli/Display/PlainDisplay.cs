namespace Troupe.Cli.Display;

/// <summary>A line every few seconds: for logs and pipes.</summary>
/// <param name="error">Where lines go; does not throw.</param>
/// <param name="clock">Tells when the next line is due.</param>
internal sealed class PlainDisplay(TextWriter error, TimeProvider clock) : IDisplay
{
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();

    public void Say(string line)
    {
        lock (_gate)
            error.WriteLine(line);
    }

    public async Task ShowAsync(RunFigures figures, ProcessPool pool, CancellationToken ended)
    {
        using var timer = new PeriodicTimer(s_interval, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(ended).ConfigureAwait(false))
                Say(figures.ToString());
        }
        catch (OperationCanceledException)
        {
            // The run has ended.
        }
    }
}
