using Troupe.Chaos.Jobs;
using Troupe.Chaos.Records;

namespace Troupe.Chaos.Load;

/// <summary>Gives jobs to the pool, each with its callbacks, and follows them.</summary>
internal sealed class Submissions(Workbench bench, JobTracker tracker)
{
    private const int Attempts = 3;
    private const int ArrayLength = 32 * 1024;

    private static readonly TimeSpan s_shortPatience = TimeSpan.FromMilliseconds(30);
    private static readonly TimeSpan s_loopTime = TimeSpan.FromMilliseconds(500);

    private static readonly JobOptions s_once = new() { Timeout = JobTracker.JobTime };
    private static readonly JobOptions s_again = s_once with { Retry = RetryPolicy.OnWorkerLoss(Attempts) };
    private static readonly JobOptions s_harm = s_once with { Priority = JobPriority.High };
    private static readonly JobOptions s_loop = s_harm with { Timeout = s_loopTime };

    /// <summary>Submits a job of the load.</summary>
    /// <returns>A task that ends with the job's outcome.</returns>
    public Task SubmitAsync(JobSpec spec)
    {
        var number = tracker.NextNumber();
        var options = spec.Retriable ? s_again : s_once;
        if (spec.Kind == JobKind.Impatient)
            options = options with { QueueTimeout = s_shortPatience };
        var pool = bench.Pool;
        void Done(ulong result) => tracker.Called(number);
        void Failed(Exception error) => tracker.Called(number);
        return spec.Kind switch
        {
            JobKind.Sleep => Follow(spec, number, pool.Submit(PlainJobs.Sleep, number, spec.Amount, Done, Failed, options)),
            JobKind.Compute or JobKind.Impatient => Follow(
                spec,
                number,
                pool.Submit(PlainJobs.Compute, number, spec.Amount, Done, Failed, options)),
            JobKind.Throw => Follow(spec, number, pool.Submit(PlainJobs.Throw, number, Done, Failed, options)),
            JobKind.Print => Follow(spec, number, pool.Submit(PlainJobs.Print, number, spec.Amount, Done, Failed, options)),
            JobKind.Child => Follow(spec, number, pool.Submit(PlainJobs.StartProgram, number, Done, Failed, options)),
            JobKind.Channel => Follow(spec, number, pool.Submit(SharingJobs.Write, number, bench.Channel, Done, Failed, options)),
            JobKind.Value => Follow(spec, number, pool.Submit(SharingJobs.Count, number, bench.Value, Done, Failed, options)),
            JobKind.Lock => Follow(spec, number, pool.Submit(SharingJobs.Hold, number, bench.Lock, Done, Failed, options)),
            JobKind.Dictionary => Follow(spec, number, pool.Submit(SharingJobs.Keep, number, bench.Dictionary, Done, Failed, options)),
            JobKind.Echo => EchoAsync(spec, number, options),
            JobKind.Hosted => CallHostedAsync(spec, number),
            JobKind.Array => FillArrayAsync(spec, number, options),
            _ => throw new ArgumentOutOfRangeException(nameof(spec), spec.Kind, "No job of the load."),
        };
    }

    /// <summary>Submits a job that harms its worker.</summary>
    /// <returns>A task that ends with the job's outcome.</returns>
    public Task HarmAsync(FaultKind fault, int salt)
    {
        var number = tracker.NextNumber();
        var options = fault == FaultKind.EndlessLoop ? s_loop : s_harm;
        var handle = bench.Pool
            .Submit(HarmfulJobs.Do, number, fault, salt, _ => tracker.Called(number), _ => tracker.Called(number), options);
        var open = tracker.Accept(new AcceptedJob(number, JobKind.Fault, fault, 1, Mix.Of(number), tracker.AtEnd));
        return tracker.FollowAsync(open, handle.Task, value => value);
    }

    private Task EchoAsync(JobSpec spec, long number, JobOptions options)
    {
        var bytes = new byte[spec.Amount];
        new Random((int)number).NextBytes(bytes);
        var handle = bench.Pool.Submit(PlainJobs.Echo, number, bytes, _ => tracker.Called(number), _ => tracker.Called(number), options);
        return Follow(spec, number, handle, Mix.Of(bytes), static echoed => Mix.Of(echoed));
    }

    /// <summary>An array of the job's own, which ends with it.</summary>
    private async Task FillArrayAsync(JobSpec spec, long number, JobOptions options)
    {
        using var array = bench.Pool.CreateArray<long>(ArrayLength);
        await Follow(
            spec,
            number,
            bench.Pool.Submit(SharingJobs.Fill, number, array, _ => tracker.Called(number), _ => tracker.Called(number), options));
    }

    private Task CallHostedAsync(JobSpec spec, long number)
    {
        var call = bench.Hosted.RunAsync(counter => counter.Count(number), s_once);
        var open = tracker.Accept(new AcceptedJob(number, spec.Kind, null, 1, Mix.Of(number), tracker.AtEnd));
        return tracker.FollowAsync(open, call, answer =>
        {
            tracker.Answered(new HostedAnswer(answer[0], answer[1]));
            return Mix.Of(number);
        });
    }

    private Task Follow(JobSpec spec, long number, JobHandle<ulong> handle) =>
        Follow(spec, number, handle, Mix.Of(number), static value => value);

    private Task Follow<T>(JobSpec spec, long number, JobHandle<T> handle, ulong expected, Func<T, ulong> value)
    {
        var open = tracker.Accept(new AcceptedJob(number, spec.Kind, null, spec.Retriable ? Attempts : 1, expected, tracker.AtEnd));
        if (spec.CancelAfter is { } after)
            _ = open.CancelAsync(handle, after);
        return tracker.FollowAsync(open, handle.Task, value);
    }
}
