using Microsoft.Extensions.Logging.Abstractions;
using Troupe.Actors;
using Troupe.Coordination;
using Troupe.Jobs;
using Troupe.TestKit;

namespace Troupe.Tests.Coordination;

/// <summary>A coordinator that is stopped, as one that has failed is: nobody is left waiting.</summary>
public sealed class CoordinatorStopSpecs
{
    [Fact]
    public async Task A_job_between_two_attempts_fails_when_its_coordinator_stops()
    {
        var clock = new ManualTimeProvider();
        var setup = new PoolSetup(new ProcessPoolOptions { Workers = 1 }, null!, null!, null!, [], NullLogger.Instance) { NewProxy = (_, _) => new Silent() };
        await using var system = new ActorSystem("stop", new ActorSystemOptions { TimeProvider = clock, TopLevelStrategy = FailureStops.Strategy });
        var coordinator = system.Spawn(Props.Create(() => new CoordinatorActor(setup, new PoolView())).WithInlineDispatch());
        var retry = RetryPolicy.OnWorkerLoss().WithBackoff(TimeSpan.FromMinutes(1));
        var job = new CallJob<int>(new PoolFunction(1, "Work", []), new byte[4], new JobOptions { Retry = retry }, DeclaredResult<int>.Instance);
        var worker = new WorkerId(0, 1);
        coordinator.Tell(new WorkerReady(worker, 1, () => default));
        coordinator.Tell(job);
        coordinator.Tell(new JobFailedAttempt(worker, job, JobFault.Of(new WorkerLostException("It died."))));
        (job.Attempt, job.Settled).ShouldBe(((ushort)2, false));

        await system.DisposeAsync();
        await Should.ThrowAsync<PoolClosedException>(job.Task.WaitAsync(TimeSpan.FromSeconds(30)));
    }

    /// <summary>In a worker's place.</summary>
    private sealed class Silent : Actor
    {
        protected override ValueTask ReceiveAsync(object message) => ValueTask.CompletedTask;
    }
}
