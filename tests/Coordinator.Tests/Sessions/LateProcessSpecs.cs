using Troupe.Processes;
using Troupe.Sessions;
using Troupe.Tests.Processes;

namespace Troupe.Tests.Sessions;

/// <summary>A process that the system makes only after nobody waits for it any longer.</summary>
public sealed class LateProcessSpecs : Shell
{
    private static readonly TimeSpan s_startTimeout = TimeSpan.FromSeconds(10);

    private readonly TaskCompletionSource<WorkerProcess> _starting = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Fact]
    public async Task A_process_that_starts_after_its_start_was_given_up_is_ended()
    {
        using var stage = new SessionStage(new ProcessPoolOptions { StartTimeout = s_startTimeout }, _starting.Task);
        stage.Clock.Advance(s_startTimeout);
        stage.Clock.Advance(WorkerLife.KillTime);
        stage.Told.OfType<WorkerEnded>().ShouldHaveSingleItem();
        await ShouldEndLateAsync();
    }

    [Fact]
    public async Task A_process_that_starts_after_its_worker_was_killed_is_ended()
    {
        using var stage = new SessionStage(new ProcessPoolOptions(), _starting.Task);
        stage.Session.Kill("the pool ends", planned: true);
        stage.Clock.Advance(WorkerLife.KillTime);
        stage.Told.OfType<WorkerEnded>().ShouldHaveSingleItem();
        await ShouldEndLateAsync();
    }

    [Fact]
    public void A_start_that_took_too_long_is_not_told_of_as_a_process_that_cannot_be_ended()
    {
        using var stage = new SessionStage(new ProcessPoolOptions { StartTimeout = s_startTimeout }, _starting.Task);
        stage.Clock.Advance(s_startTimeout);
        stage.Clock.Advance(WorkerLife.KillTime);
        var ended = stage.Told.OfType<WorkerEnded>().ShouldHaveSingleItem();
        ended.StartError.ShouldBeOfType<TimeoutException>().Message
            .ShouldStartWith("The system did not start the worker's process within 00:00:10");
        stage.Log.Warnings.ShouldHaveSingleItem().ShouldStartWith("Worker 0.1 could not be started. The system did not start");
        _starting.SetException(new ProcessStartException("There is no room for a process.", mayPass: true, new IOException()));
    }

    [Fact]
    public void A_worker_that_was_killed_before_it_had_a_process_is_not_told_of_as_one_that_cannot_be_ended()
    {
        using var stage = new SessionStage(new ProcessPoolOptions(), _starting.Task);
        stage.Session.Kill("it is in the way", planned: false);
        stage.Clock.Advance(WorkerLife.KillTime);
        var error = stage.Told.OfType<WorkerEnded>().ShouldHaveSingleItem().StartError.ShouldBeOfType<WorkerLostException>();
        (error.Message, error.ExitCode).ShouldBe(("Worker 0.1 had no process yet when it was given up.", null));
        stage.Log.Warnings.ShouldBe(["Worker 0.1 could not be started. The pool killed it because it is in the way."]);
        _starting.SetException(new ProcessStartException("There is no room for a process.", mayPass: true, new IOException()));
    }

    private async Task ShouldEndLateAsync()
    {
        var process = await Start(Script("exec sleep 1000"));
        _starting.SetResult(process);
        (await process.Exited.WaitAsync(Patience)).SignalName.ShouldBe("SIGKILL");
    }
}
