using Troupe.EndToEnd.Tests.Crashes;
using Troupe.Messages.Frames;
using Troupe.Messages.Logs;
using Troupe.Tests.Dummy;

namespace Troupe.Failures.Tests.Attacks;

/// <summary>Attack table T14: a worker that never stops talking. Memory stays flat and the others' jobs go on.</summary>
public sealed class FrameFloodSpecs : CrashSpecs
{
    private const int FramesAtOnce = 10_000;
    private const int Times = 100;
    private const long Allowed = 64L << 20;

    [Fact]
    public async Task A_million_reports_to_a_slow_receiver_take_bounded_memory_and_the_last_one_comes()
    {
        var pool = await StartFullAsync(2);
        var id = (ulong)await pool.RunAsync(Hostile.JobId).Soon() + 1;
        using var gate = new ManualResetEventSlim();
        var last = 0;
        var slow = new Receiver(value =>
        {
            gate.Wait();
            last = value;
        });
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var flood = Enumerable.Repeat(Frames.Of(FrameKind.Progress, id, [.. TypeMark(), 7, 0, 0, 0]), FramesAtOnce)
            .SelectMany(frame => frame)
            .ToArray();
        var job = pool.RunAsync(Hostile.SayAgainAndAgain, flood, Times, JobOptions.Default.WithProgress(slow));
        var others = 0;
        do
        {
            await ShouldWorkAsync(pool);
            others++;
        }
        while (pool.Snapshot().Workers.Any(worker => worker.Busy));
        others.ShouldBeGreaterThan(1);
        (GC.GetTotalMemory(forceFullCollection: true) - before).ShouldBeLessThan(Allowed);
        gate.Set();
        (await job.Soon()).ShouldBe(Times);
        last.ShouldBe(7);
    }

    [Fact]
    public async Task A_flood_of_log_lines_takes_bounded_memory_and_others_go_on()
    {
        var pool = await StartFullAsync(2);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var line = new JobLogEntry(2, 0, null, new LogText("a line of a flood", null, []), null, []).Encode(long.MaxValue);
        var flood = Enumerable.Repeat(Frames.Of(FrameKind.Log, 1, line), FramesAtOnce).SelectMany(frame => frame).ToArray();
        var job = pool.RunAsync(Hostile.SayAgainAndAgain, flood, Times);
        while (!job.IsCompleted)
            await ShouldWorkAsync(pool);
        (await job).ShouldBe(Times);
        (GC.GetTotalMemory(forceFullCollection: true) - before).ShouldBeLessThan(Allowed);
    }

    private static byte[] TypeMark() => BitConverter.GetBytes(Troupe.Jobs.Progress.ProgressType<int>.Mark);

    private sealed class Receiver(Action<int> onReport) : IProgress<int>
    {
        public void Report(int value) => onReport(value);
    }
}
