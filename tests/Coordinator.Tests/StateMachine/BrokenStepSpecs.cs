using Microsoft.Extensions.Logging.Abstractions;
using Troupe.Dispatching;
using Troupe.Jobs;
using Troupe.Sessions;
using Troupe.Supervision;

namespace Troupe.Tests.StateMachine;

/// <summary>A step of the dispatcher that fails, by a mistake: what it had in its hands is not lost.</summary>
public sealed class BrokenStepSpecs
{
    private static readonly WorkerId s_worker = WorkerId.First;

    [Fact]
    public void A_step_that_fails_amid_the_end_of_a_worker_loses_none_of_its_jobs() =>
        ShouldEndAll(new WorkerEnded(s_worker, WorkerLoss.Unknown(s_worker)) { JobsReceived = 2, Running = 1 });

    [Fact]
    public void A_step_that_fails_amid_the_outcome_of_a_job_does_not_lose_it()
    {
        var report = new WorkerReport(s_worker);
        report.Add(new Outcome(OutcomeKind.Returned, 2, 2, default));
        report.Add(new Outcome(OutcomeKind.Succeeded, 1, 1, default));
        ShouldEndAll(report);
    }

    private static void ShouldEndAll(SessionEvent happened)
    {
        var effects = new Effects
        {
            Open = slot => slot.Session = new DeafSession(),
            After = (_, _) => throw new InvalidOperationException("Nothing waits here.")
        };
        var setup = new PoolSetup(new ProcessPoolOptions { Workers = 1 }, null!, null!, new FunctionRegistry(), [], NullLogger.Instance);
        var (dispatcher, runner) = (new Dispatcher(setup, new PoolView(), effects), new EffectRunner(effects));
        var function = new PoolFunction(1, "Work", []);
        function.Measure(50, 1);
        BrittleJob[] jobs = [new(function), new(function)];
        object[] before = [new SetSlots(1, 1, SurplusSlots.Stay, 0), new WorkerReady(s_worker, 1), jobs[0], jobs[1]];
        foreach (var step in before)
        {
            dispatcher.Step(step);
            runner.Run()?.Flush();
        }
        jobs[0].Breaks = true;
        Should.Throw<NotSupportedException>(() => dispatcher.Step(happened));
        jobs[0].Breaks = false;
        dispatcher.Abandon(new PoolClosedException("The dispatcher has failed."));
        runner.Run()?.Flush();
        jobs.ShouldAllBe(job => job.Settled);
    }

    /// <summary>A job whose number of items cannot be told for a while.</summary>
    private sealed class BrittleJob(PoolFunction function) : Job(function, ReadOnlyMemory<byte>.Empty, JobOptions.Default)
    {
        public bool Breaks { get; set; }

        public override int Count => Breaks ? throw new NotSupportedException("It is broken.") : 0;

        public override void Succeed(ReadOnlySpan<byte> result) => TrySettle(JobState.Succeeded);

        public override void Fail(in JobFault fault) => TrySettle(JobState.Failed, fault);

        public override void Cancel() => TrySettle(JobState.Cancelled);
    }

    private sealed class DeafSession : IWorkerSession
    {
        public (long Now, long Peak) Memory => default;

        public void Assign(in Assignment assignment)
        {
        }

        public void Flush()
        {
        }

        public void Cancel(ulong job)
        {
        }

        public void Answer(in NestedAnswer answer)
        {
        }

        public void ShutDown()
        {
        }

        public void Kill(string why, bool planned)
        {
        }

        public void Terminate()
        {
        }
    }
}
