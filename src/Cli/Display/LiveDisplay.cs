using Spectre.Console;

namespace Troupe.Cli.Display;

/// <summary>A table that is redrawn several times a second: for terminals.</summary>
/// <param name="console">The terminal; does not throw when it is gone.</param>
internal sealed class LiveDisplay(IAnsiConsole console) : IDisplay
{
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(250);

    private const int MostWorkers = 32;

    public void Say(string line) => console.WriteLine(line);

    public async Task ShowAsync(RunFigures figures, ProcessPool pool, CancellationToken ended)
    {
        try
        {
            await console.Live(Draw(figures, pool)).AutoClear(true).StartAsync(async live =>
            {
                using var timer = new PeriodicTimer(s_interval);
                while (await timer.WaitForNextTickAsync(ended).ConfigureAwait(false))
                    live.UpdateTarget(Draw(figures, pool));
            }).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The run has ended.
        }
    }

    private static Rows Draw(RunFigures figures, ProcessPool pool)
    {
        var table = new Table().Border(TableBorder.Simple);
        table.AddColumn("worker");
        foreach (var heading in (string[])["pid", "state", "jobs done", "memory"])
            table.AddColumn(new TableColumn(heading).RightAligned());
        var workers = pool.Snapshot().Workers;
        foreach (var worker in workers.Take(MostWorkers))
        {
            var state = worker is { State: WorkerState.Ready, Busy: true } ? "busy" : worker.State switch
            {
                WorkerState.Ready => "idle",
                WorkerState.Starting => "starting",
                WorkerState.Ending => "ending",
                _ => "down"
            };
            table.AddRow(
                $"{worker.Slot}",
                $"{worker.Pid}",
                state,
                $"{worker.Finished:N0}",
                worker.Memory > 0 ? $"{worker.Memory / 1048576.0:N0} MB" : "");
        }

        if (workers.Count > MostWorkers)
            table.AddRow($"… and {workers.Count - MostWorkers} more");
        return new Rows(table, new Text(figures.ToString()));
    }
}
