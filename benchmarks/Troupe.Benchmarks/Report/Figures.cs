namespace Troupe.Benchmarks.Report;

/// <summary>One thing that is measured.</summary>
/// <param name="Key">Its name in the JSON report.</param>
/// <param name="Title">Its name in the table.</param>
/// <param name="HigherIsBetter">Whether more is better; times and sizes are better when less.</param>
internal sealed record Figure(string Key, string Title, bool HigherIsBetter)
{
    /// <summary>How many times better a value is than another one; below 1 it is worse.</summary>
    public double Ratio(double value, double other) => HigherIsBetter ? value / other : other / value;
}

/// <summary>All figures, in the order of the report.</summary>
internal static class Figures
{
    public static readonly Figure CallP50 = new("call_p50_us", "one call, p50 [µs]", false);
    public static readonly Figure CallP99 = new("call_p99_us", "one call, p99 [µs]", false);
    public static readonly Figure Calls = new("calls_per_s", "single calls, pipelined [1/s]", true);
    public static readonly Figure CapturingCalls = new("capturing_calls_per_s", "capturing lambdas, pipelined [1/s]", true);
    public static readonly Figure SmallCalls = new("small_calls_per_s", "calls that hash 1 KiB [1/s]", true);
    public static readonly Figure Map = new("map_items_per_s", "map int → int, 2 M [items/s]", true);
    public static readonly Figure LargeMap = new("map_20m_items_per_s", "map int → int, 20 M [items/s]", true);
    public static readonly Figure MapRecords = new("map_records_per_s", "map records of 5 fields [items/s]", true);
    public static readonly Figure Stream = new("stream_items_per_s", "stream int → int [items/s]", true);
    public static readonly Figure StreamChunked = new("stream_chunk_256_items_per_s", "the same, peers with chunks of 256 [items/s]", true);
    public static readonly Figure Echo = new("echo_1mib_gb_per_s", "echo of 1 MiB, both ways [GB/s]", true);
    public static readonly Figure ColdStart = new("cold_start_ms", "start to first result, 4 workers [ms]", false);
    public static readonly Figure AllReady = new("all_ready_ms", "start to all 4 ready [ms]", false);
    public static readonly Figure IdleResident = new("idle_worker_rss_mb", "idle worker, resident [MB]", false);
    public static readonly Figure IdlePrivate = new("idle_worker_private_mb", "idle worker, private [MB]", false);
    public static readonly Figure BytesPerCall = new("coordinator_bytes_per_call", "allocated a call [B]", false);
    public static readonly Figure KillToReady = new("kill_to_ready_ms", "kill -9 to replacement ready [ms]", false);
    public static readonly Figure KillToReadySpare = new("kill_to_ready_spare_ms", "the same with a warm spare [ms]", false);
    public static readonly Figure Efficiency1Millisecond = new("efficiency_1ms_percent", "efficiency of jobs of 1 ms [%]", true);
    public static readonly Figure Efficiency100Microseconds = new("efficiency_100us_percent", "efficiency of jobs of 100 µs [%]", true);
    public static readonly Figure BytesPerQueuedJob = new("bytes_per_queued_job", "waiting job, 1 M of them [B]", false);

    public static readonly IReadOnlyList<Figure> All =
    [
        CallP50, CallP99, Calls, CapturingCalls, SmallCalls, Map, LargeMap, MapRecords, Stream, StreamChunked, Echo, ColdStart,
        AllReady, IdleResident, IdlePrivate, BytesPerCall, BytesPerQueuedJob, KillToReady, KillToReadySpare,
        Efficiency1Millisecond, Efficiency100Microseconds,
    ];
}
