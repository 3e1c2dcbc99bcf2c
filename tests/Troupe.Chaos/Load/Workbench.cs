using Troupe.Chaos.Jobs;
using Troupe.Chaos.Measuring;

namespace Troupe.Chaos.Load;

/// <summary>The pool of a run, with the objects that its jobs share and the one that is hosted.</summary>
internal sealed class Workbench : IAsyncDisposable
{
    /// <summary>The variable that marks every process of the run.</summary>
    public const string Variable = "TROUPE_CHAOS_RUN";

    public const int Workers = 4;

    public static readonly TimeSpan DrainTime = TimeSpan.FromSeconds(5);

    private const long HeapLimit = 160 << 20;
    private const int ChannelCapacity = 1000;
    private const int ManyRestarts = 1_000_000;

    private Workbench(ProcessPool pool, Hosted<HostedCounter> hosted)
    {
        (Pool, Hosted) = (pool, hosted);
        // Writers die here all the time, and the channel is to go on without them.
        Channel = pool.CreateChannel<long>(new ProcessChannelOptions { Capacity = ChannelCapacity, WriterLoss = WriterLoss.Ignored });
        Value = pool.CreateValue(0L);
        Dictionary = pool.CreateDictionary<long, ulong>();
        Lock = pool.CreateLock();
    }

    public ProcessPool Pool { get; }

    public Hosted<HostedCounter> Hosted { get; }

    public ProcessChannel<long> Channel { get; }

    public SharedValue<long> Value { get; }

    public SharedDictionary<long, ulong> Dictionary { get; }

    public ProcessLock Lock { get; }

    /// <summary>Starts the pool and waits until all its workers are ready.</summary>
    public static async Task<Workbench> StartAsync(string mark, string ledger, PoolEvents events)
    {
        var pool = await ProcessPool.StartAsync(new ProcessPoolOptions
        {
            Workers = Workers,
            GracePeriod = TimeSpan.FromSeconds(1),
            DrainTimeout = DrainTime,
            OutputMode = OutputMode.Forward,
            LoggerFactory = events,
            Environment =
            {
                [Variable] = mark,
                [WorkerLedger.Variable] = ledger,
                ["DOTNET_GCHeapHardLimit"] = $"{HeapLimit:x}",
            },
        });
        var hosted = await pool.HostAsync(() => new HostedCounter(), new HostedOptions { MaxRestarts = ManyRestarts });
        await pool.ResizeAsync(Workers); // Completes when every place is ready.
        return new Workbench(pool, hosted);
    }

    public async ValueTask DisposeAsync() => await Pool.DisposeAsync();
}
