using System.Collections.Concurrent;
using Troupe.Jobs.Chunks;

namespace Troupe.Tests.Chunks;

/// <summary>Who submits the chunks of a map: whoever begins it the first ones, and the rest as chunks end.</summary>
public sealed class MapSupplySpecs
{
    private const int MostOpen = 4;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    [Fact]
    public async Task Items_that_no_code_of_the_applications_writes_are_submitted_by_the_thread_that_carries_results()
    {
        var pool = new HeldBackend();
        var map = Map(pool, new int[3 * MostOpen]);
        for (var ended = 0; ended < 3 * MostOpen; ended++)
        {
            pool.Submitted.Count.ShouldBe(Math.Min(MostOpen + ended, 3 * MostOpen));
            HeldBackend.Finish(pool.Submitted.ElementAt(ended));
        }
        (await map.WaitAsync(s_patience)).ShouldAllBe(result => result == 7);
    }

    [Fact]
    public async Task Items_that_code_of_the_applications_writes_are_submitted_by_another_thread()
    {
        var pool = new HeldBackend();
        var items = Enumerable.Range(0, 3 * MostOpen).Select(_ => new Told()).ToArray();
        var map = Map(pool, items);
        Told.Askers.Clear();
        for (var ended = 0; ended < 3 * MostOpen; ended++)
        {
            SpinWait.SpinUntil(() => pool.Submitted.Count > ended, s_patience).ShouldBeTrue();
            await OnThread(() => HeldBackend.Finish(pool.Submitted.ElementAt(ended)));
        }
        (await map.WaitAsync(s_patience)).ShouldAllBe(result => result == 7);
        Told.Askers.ShouldNotBeEmpty();
        Told.Askers.ShouldNotContain(Carrier);
    }

    [Fact]
    public async Task Chunks_that_end_while_they_are_submitted_end_the_map_however_many_they_are()
    {
        (await Map(new HeldBackend { DoneAtOnce = true }, new int[100_000]).WaitAsync(s_patience)).ShouldAllBe(result => result == 7);
    }

    [Fact]
    public async Task Chunks_that_end_on_many_threads_at_once_end_the_map()
    {
        var pool = new HeldBackend();
        var map = Map(pool, new int[10_000]);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            while (!map.IsCompleted)
            {
                if (pool.Submitted.TryDequeue(out var chunk))
                    HeldBackend.Finish(chunk);
            }
        }))).WaitAsync(s_patience);
        (await map).ShouldAllBe(result => result == 7);
    }

    private const string Carrier = "carries results";

    private static Task OnThread(Action what)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(() =>
        {
            what();
            done.SetResult();
        })
        { IsBackground = true, Name = Carrier }.Start();
        return done.Task;
    }

    private static Task<int[]> Map<T>(HeldBackend pool, T[] items) =>
        MapOperation<T, int>.Run(
            DelegateChunks<T, int>.Of(pool, One<T>, JobOptions.Default, spread: false),
            items,
            chunkSize: 1,
            CancellationToken.None);

    private static int One<T>(T item) => item is null ? 0 : 1;

    /// <summary>An item whose getter is the application's code.</summary>
    public sealed class Told
    {
        internal static ConcurrentQueue<string?> Askers { get; } = new();

        public int Value
        {
            get
            {
                Askers.Enqueue(Thread.CurrentThread.Name);
                return 1;
            }

            set => Askers.Enqueue(value.ToString(System.Globalization.CultureInfo.InvariantCulture));
        }
    }
}
