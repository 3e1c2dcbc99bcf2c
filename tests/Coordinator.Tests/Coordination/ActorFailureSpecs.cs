using Microsoft.Extensions.Logging.Abstractions;
using Troupe.Actors;
using Troupe.Coordination;
using Troupe.Jobs;

namespace Troupe.Tests.Coordination;

/// <summary>An actor of the pool that fails has cancelled nothing: its jobs fail, with what it failed of.</summary>
public sealed class ActorFailureSpecs
{
    private static readonly JobOptions s_limited = new() { Timeout = TimeSpan.FromSeconds(1), QueueTimeout = TimeSpan.FromSeconds(1) };

    [Fact]
    public async Task Jobs_of_a_worker_whose_proxy_fails_are_lost_and_not_cancelled()
    {
        var clock = new Failing { Fails = false };
        await using var stage = new ProxyStage(new ProcessPoolOptions(), clock: clock);
        clock.Fails = true;
        var (first, second) = (ProxyStage.NewCall(), NewCall(2));
        stage.Proxy.Tell(first);
        stage.Proxy.Tell(second);
        foreach (var task in new[] { first.Task, second.Task })
            (await Should.ThrowAsync<WorkerLostException>(task.WaitAsync(TimeSpan.FromSeconds(30)))).InnerException.ShouldBe(clock.Error);
        stage.Told.OfType<WorkerEnded>().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Jobs_of_a_coordinator_that_fails_end_with_its_error_and_not_as_cancelled()
    {
        var clock = new Failing();
        var setup = new PoolSetup(new ProcessPoolOptions { Workers = 1 }, null!, null!, null!, [], NullLogger.Instance) { NewProxy = (_, _) => new Silent() };
        await using var system = new ActorSystem("fail", new ActorSystemOptions { TimeProvider = clock, TopLevelStrategy = FailureStops.Strategy });
        var coordinator = system.Spawn(Props.Create(() => new CoordinatorActor(setup, new PoolView())).WithInlineDispatch());
        var (waiting, failing) = (NewCall(0, JobOptions.Default), NewCall(0));
        coordinator.Tell(waiting);
        coordinator.Tell(failing);
        foreach (var task in new[] { waiting.Task, failing.Task })
            (await Should.ThrowAsync<PoolClosedException>(task.WaitAsync(TimeSpan.FromSeconds(30)))).InnerException.ShouldBe(clock.Error);
    }

    private static CallJob<int> NewCall(ulong id, JobOptions? options = null) =>
        new(new PoolFunction(1, "Work", [1, 2, 3]), new byte[4], options ?? s_limited, DeclaredResult<int>.Instance) { Id = id };

    /// <summary>A clock without timers.</summary>
    private sealed class Failing : TimeProvider
    {
        public NotSupportedException Error { get; } = new("no timers here");

        public bool Fails { get; set; } = true;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            Fails && state is ActorTimer ? throw Error : base.CreateTimer(callback, state, dueTime, period);
    }

    /// <summary>In a worker's place.</summary>
    private sealed class Silent : Actor
    {
        protected override ValueTask ReceiveAsync(object message) => ValueTask.CompletedTask;
    }
}
