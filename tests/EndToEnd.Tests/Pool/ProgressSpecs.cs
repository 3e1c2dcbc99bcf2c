using System.Collections.Concurrent;
using Troupe.EndToEnd.Tests.Jobs;

namespace Troupe.EndToEnd.Tests.Pool;

public sealed class ProgressSpecs : PoolSpecs
{
    [Fact]
    public async Task Reports_come_in_order_and_before_the_outcome_and_the_last_one_always_comes()
    {
        var reports = new ConcurrentQueue<int>();
        await using var pool = await Start();
        var last = await pool.RunAsync(Reports.Count, 60, 2, new JobOptions().WithProgress(new Receiver<int>(reports.Enqueue)))
            .WaitAsync(Patience);
        var told = reports.ToArray();
        last.ShouldBe(60);
        told[^1].ShouldBe(60);
        told.ShouldBe(told.Order().Distinct());
        told.Length.ShouldBeGreaterThan(2);
    }

    [Fact]
    public async Task A_failing_job_has_told_its_last_report_before_its_error()
    {
        var reports = new ConcurrentQueue<string>();
        await using var pool = await Start();
        var job = pool.RunAsync(Reports.ThenFail, "half way", new JobOptions().WithProgress(new Receiver<string>(reports.Enqueue)));
        await Should.ThrowAsync<InvalidOperationException>(job.WaitAsync(Patience));
        reports.ShouldBe(["first", "half way"]);
    }

    [Fact]
    public async Task A_slow_receiver_holds_up_only_its_own_job()
    {
        using var open = new ManualResetEventSlim();
        await using var pool = await Start(2);
        var job = pool.RunAsync(Reports.Count, 3, 0, new JobOptions().WithProgress(new Receiver<int>(_ => open.Wait(Patience))));
        for (var i = 0; i < 20; i++)
            (await pool.RunAsync(Arithmetic.Square, i).WaitAsync(Patience)).ShouldBe(i * i);
        job.IsCompleted.ShouldBeFalse();
        open.Set();
        (await job.WaitAsync(Patience)).ShouldBe(3);
    }

    [Fact]
    public async Task A_receiver_that_throws_is_raised_as_an_event_and_the_job_goes_on()
    {
        var raised = new ConcurrentQueue<Exception>();
        await using var pool = await Start();
        pool.CallbackFailed += (_, failed) => raised.Enqueue(failed.Error);
        var options = new JobOptions().WithProgress(new Receiver<int>(_ => throw new NotSupportedException("the receiver's own")));
        (await pool.RunAsync(Reports.Count, 3, 0, options).WaitAsync(Patience)).ShouldBe(3);
        raised.ShouldNotBeEmpty();
        raised.ShouldAllBe(error => error.Message == "the receiver's own");
        (await pool.RunAsync(Arithmetic.Answer)).ShouldBe(42);
    }

    [Fact]
    public async Task A_report_of_another_type_than_asked_for_is_told_and_not_misread()
    {
        var raised = new TaskCompletionSource<Exception>();
        await using var pool = await Start();
        pool.CallbackFailed += (_, failed) => raised.TrySetResult(failed.Error);
        var options = new JobOptions().WithProgress(new Receiver<long>(_ => throw new NotSupportedException("not this")));
        (await pool.RunAsync(Reports.Count, 1, 0, options).WaitAsync(Patience)).ShouldBe(1);
        (await raised.Task.WaitAsync(Patience)).Message.ShouldContain("System.Int64");
    }

    [Fact]
    public async Task Reports_that_nobody_asked_for_are_dropped()
    {
        await using var pool = await Start();
        (await pool.RunAsync(Reports.Count, 5, 0).WaitAsync(Patience)).ShouldBe(5);
    }

    [Fact]
    public async Task Reports_are_objects_if_wanted()
    {
        var reports = new ConcurrentQueue<Reports.Step>();
        await using var pool = await Start();
        await pool.RunAsync(Reports.Object, new JobOptions().WithProgress(new Receiver<Reports.Step>(reports.Enqueue))).WaitAsync(Patience);
        reports.ShouldBe([new Reports.Step("copy", 0.5)]);
    }

    [Fact]
    public async Task A_hundred_thousand_reports_are_thinned_out()
    {
        var count = 0;
        var newest = 0;
        await using var pool = await Start();
        var options = new JobOptions().WithProgress(new Receiver<int>(report => (count, newest) = (count + 1, report)));
        (await pool.RunAsync(Reports.Count, 100_000, 0, options).WaitAsync(Patience)).ShouldBe(100_000);
        newest.ShouldBe(100_000);
        count.ShouldBeLessThan(5_000);
    }

    private sealed class Receiver<T>(Action<T> receive) : IProgress<T>
    {
        public void Report(T value) => receive(value);
    }
}
