using Troupe.Benchmarks.Report;

namespace Troupe.Benchmarks.Pool;

/// <summary>Troupe itself, four workers, all defaults.</summary>
internal sealed class PoolContestant : IContestant
{
    private readonly ProcessPool _pool;
    private bool _queueMeasured;

    private PoolContestant(ProcessPool pool) => _pool = pool;

    public string Name => TableReport.Product;

    public static async Task<PoolContestant> OpenAsync(Effort effort)
    {
        var pool = await ProcessPool.StartAsync(workers: 4);
        var contestant = new PoolContestant(pool);
        // The compiler recompiles what turns out to be hot; measured is what a pool does that has been up for seconds.
        await CallMeasurements.CostAsync(pool, TimeSpan.FromSeconds(effort.Quick ? 1.5 : 3));
        await contestant.MeasureAsync(Stage.Calls, new Board(), effort);
        await contestant.MeasureAsync(Stage.Maps, new Board(), new Effort(Quick: true));
        return contestant;
    }

    public async Task MeasureAsync(Stage stage, Board board, Effort effort)
    {
        switch (stage)
        {
            case Stage.Calls:
                await CallMeasurements.LatencyAsync(_pool, board, effort);
                await CallMeasurements.ThroughputAsync(_pool, board, effort);
                await CallMeasurements.CapturingAsync(_pool, board, effort);
                await CallMeasurements.SmallJobsAsync(_pool, board, effort);
                break;
            case Stage.Maps:
                await MapMeasurements.IntegersAsync(_pool, Figures.Map, effort.MapItems, board, effort);
                await MapMeasurements.IntegersAsync(_pool, Figures.LargeMap, effort.LargeMapItems, board, effort);
                await MapMeasurements.RecordsAsync(_pool, board, effort);
                await MapMeasurements.StreamAsync(_pool, board, effort);
                break;
            case Stage.Echo:
                await CallMeasurements.EchoAsync(_pool, board, effort);
                break;
            case Stage.Starts:
                for (var i = 0; i < effort.Starts; i++)
                    OwnProgram.Report("pool-start", Name, board);
                OwnProgram.Report("pool-spare", Name, board);
                break;
            case Stage.Load:
                await EfficiencyMeasurements.MeasureAsync(_pool, board, effort);
                // It takes seconds, and differs little from round to round.
                if (!effort.Quick || !_queueMeasured)
                    await QueueMeasurements.MemoryAsync(_pool, board, effort);
                _queueMeasured = true;
                break;
        }
    }

    public ValueTask DisposeAsync() => _pool.DisposeAsync();
}
