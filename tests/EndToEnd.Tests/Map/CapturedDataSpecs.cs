using Troupe.EndToEnd.Tests.Pool;
using Troupe.Tests.Dummy;

namespace Troupe.EndToEnd.Tests.Map;

/// <summary>What all items of a chunk share is decoded before any of them begins: a worker that ends then has run no item.</summary>
public sealed class CapturedDataSpecs : PoolSpecs, IDisposable
{
    private readonly LogLines _log = new();

    public void Dispose() => _log.Dispose();

    [Fact]
    public async Task A_worker_that_is_lost_by_chance_before_the_first_item_costs_no_item()
    {
        var captured = new DiesWhenCaptured(Death.Kill, Path.Join(Scratch(), "mark"));
        await using var pool = await StartLogged();
        var results = await pool.MapAsync(item => Use(captured, item), new[] { "a", "b", "c" }, new MapOptions { ChunkSize = 3 })
            .WaitAsync(Patience);
        results.ShouldBe(["a!", "b!", "c!"]);
        _log.WorkersLost.ShouldBe(1);
    }

    [Fact]
    public async Task Captured_data_that_ends_its_worker_fails_all_items_of_its_chunk_and_takes_two_workers()
    {
        var captured = new DiesWhenCaptured(Death.ExitThree, null);
        await using var pool = await StartLogged();
        var failed = new List<Exception>();
        await foreach (var outcome in pool.OutcomesAsync(
            item => Use(captured, item),
            Enumerable.Repeat("a", 30),
            new StreamOptions { ChunkSize = 30 }))
        {
            failed.Add(outcome.Error!);
        }

        failed.Select(error => error.Data["Troupe.ItemIndex"]).ShouldBe(Enumerable.Range(0, 30).Select(index => (object)(long)index));
        failed.ShouldAllBe(error => error is WorkerLostException && error.Message.Contains("what the function has captured"));
        _log.WorkersLost.ShouldBe(2);
    }

    [Fact]
    public async Task Captured_data_that_hangs_while_it_is_decoded_fails_all_items_of_its_chunk_when_their_time_is_up()
    {
        var captured = new DiesWhenCaptured(Death.Hang, null);
        await using var pool = await StartLogged();
        var failed = new List<Exception>();
        await foreach (var outcome in pool.OutcomesAsync(
            item => Use(captured, item),
            Enumerable.Repeat("a", 30),
            new StreamOptions { ChunkSize = 30, ItemTimeout = TimeSpan.FromMilliseconds(300) }))
        {
            failed.Add(outcome.Error!);
        }

        failed.Count.ShouldBe(30);
        failed.ShouldAllBe(error => error is JobTimeoutException);
        _log.WorkersLost.ShouldBe(1);
    }

    [Fact]
    public async Task A_job_that_maps_such_data_is_told_of_each_item_too()
    {
        await using var pool = await StartLogged();
        (await pool.RunAsync(CountNested).WaitAsync(Patience)).ShouldBe(30);
        _log.WorkersLost.ShouldBe(2);
    }

    private Task<ProcessPool> StartLogged() =>
        Start(new ProcessPoolOptions { Workers = 2, OutputMode = OutputMode.Drop, GracePeriod = TimeSpan.Zero, LoggerFactory = _log });

    private static async Task<int> CountNested()
    {
        var captured = new DiesWhenCaptured(Death.ExitThree, null);
        var failed = 0;
        await foreach (var outcome in JobContext.Current.Pool
            .OutcomesAsync(item => Use(captured, item), Enumerable.Repeat("a", 30), new StreamOptions { ChunkSize = 30 }))
        {
            failed += outcome.Error is WorkerLostException && Equals(outcome.Error.Data["Troupe.ItemIndex"], outcome.Index) ? 1 : 0;
        }

        return failed;
    }

    private static string Use(DiesWhenCaptured captured, string item) => captured.How == Death.Hang ? "" : item + "!";
}
