using Troupe.Dispatching;
using Troupe.Processes;
using Troupe.Sessions;

namespace Troupe.Tests.Dispatching;

/// <summary>Which places a pool gives up when it is made smaller, and which it keeps when it is made larger again.</summary>
public sealed class ResizeSpecs
{
    private readonly DispatcherStage _stage = new();

    public ResizeSpecs() => _stage.Ready(0);

    [Fact]
    public void Places_that_are_still_starting_are_taken_back_at_once()
    {
        for (var round = 0; round < 40; round++)
        {
            Resize(16);
            _stage.Sessions.Count.ShouldBe(1 + (15 * (round + 1)));
            Resize(1);
            var taken = _stage.Orders.Where(told => told.Kind == nameof(IWorkerSession.Kill)).Select(told => told.Worker).ToList();
            taken.Count.ShouldBe(15 * (round + 1));
            foreach (var worker in taken.Skip(15 * round))
                Ended(worker, new InvalidOperationException("It was killed."));
            _stage.View.Slots.Count.ShouldBe(1);
        }
        _stage.Orders.ShouldNotContain(told => told.Worker.Slot == 0, "the worker that works is none of those");
    }

    [Fact]
    public void A_busy_place_that_was_given_up_is_kept_when_the_pool_grows_again()
    {
        var resized = Resize(3);
        _stage.Ready(1);
        _stage.Ready(2);
        resized.IsCompletedSuccessfully.ShouldBeTrue();
        var jobs = Enumerable.Range(0, 3).Select(_ => _stage.Submit()).ToList();
        _ = Resize(1);
        var again = Resize(3);
        _stage.Sessions.Count.ShouldBe(3, "no further process is started beside those that are there");
        again.IsCompletedSuccessfully.ShouldBeTrue();
        jobs.ForEach(_stage.Succeed);
        _stage.Orders.ShouldAllBe(told => told.Kind == nameof(IWorkerSession.Assign));
    }

    [Fact]
    public void An_idle_place_goes_before_a_busy_one()
    {
        _ = Resize(2);
        _stage.Ready(1);
        var busy = _stage.Submit();
        var place = _stage.WorkerOf(busy);
        _ = Resize(1);
        var ended = _stage.Orders.Where(told => told.Kind == nameof(IWorkerSession.ShutDown)).ShouldHaveSingleItem().Worker;
        ended.ShouldNotBe(place);
    }

    [Fact]
    public void A_worker_that_was_told_to_end_is_shown_as_ending()
    {
        _ = Resize(2);
        _stage.Ready(1);
        _ = Resize(1);
        _stage.View.Slots.Select(slot => slot.State).ShouldBe([WorkerState.Ready, WorkerState.Ending]);
    }

    private Task Resize(int workers)
    {
        var done = new TaskCompletionSource();
        _stage.Step(new Resize(workers, done));
        return done.Task;
    }

    private void Ended(WorkerId worker, Exception startError) =>
        _stage.Step(new WorkerEnded(worker, new WorkerLoss(worker, 0, ProcessExit.NotStarted, WorkerLostReason.NotStarted))
        {
            StartError = startError
        });
}
