using Troupe.Processes;

namespace Troupe.Tests.Processes;

public sealed class OutputQueueSpecs
{
    [Fact]
    public async Task A_line_belongs_to_the_job_that_was_told_when_it_was_read_however_late_it_is_delivered()
    {
        using var open = new ManualResetEventSlim();
        var delivered = new List<OutputLine>();
        var job = 1UL;
        var queue = new OutputQueue(
            line =>
            {
                open.Wait(TimeSpan.FromSeconds(30));
                delivered.Add(line);
            },
            writers: 1,
            () => job);
        for (; job <= 3; job++)
            queue.Post(OutputKind.Output, "said"u8, cut: false);
        open.Set();
        queue.Complete();
        await queue.Delivered.WaitAsync(TimeSpan.FromSeconds(30));
        delivered.Select(line => line.Job).ShouldBe([1UL, 2UL, 3UL]);
    }
}
