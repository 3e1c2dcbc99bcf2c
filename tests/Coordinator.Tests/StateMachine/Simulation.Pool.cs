using Troupe.Coordination;

namespace Troupe.Tests.StateMachine;

/// <summary>What happens to the pool as a whole.</summary>
internal sealed partial class Simulation
{
    private const int MostWorkers = 5;

    private static readonly int[] s_pauses = [1, 50, 150, 400, 2000, 10_000, 30_000];

    private void Advance(Step step) => _clock.Advance(TimeSpan.FromMilliseconds(s_pauses[step.Detail % s_pauses.Length]));

    private void Resize(Step step)
    {
        if (_ending)
            return;
        _target = 1 + (step.Detail % MostWorkers);
        var done = new TaskCompletionSource();
        _resizes.Add(done);
        Tell(new Resize(_target, done));
    }

    private void Drain()
    {
        var drained = new TaskCompletionSource();
        _drains.Add(drained);
        Tell(new WhenDrained(drained));
    }

    private void End(Step step)
    {
        var kill = step.Detail % 2 == 0;
        if (!_ending)
        {
            _ending = true;
            foreach (var job in _open.Where(job => job.Place != JobPlace.Leased && !job.Job.Settled))
                job.Right ??= JobState.Cancelled;
            Tell(new EndPool(new PoolClosedException("The pool was disposed."), kill, _ended));
        }
        else if (kill)
        {
            Tell(new EndPool(new PoolClosedException("The pool was killed."), Kill: true, new TaskCompletionSource()));
        }
    }

    /// <summary>Brings the trace to its end: the pool ends, its workers do as they are told, time passes.</summary>
    public void Finish()
    {
        End(new Step(StepKind.End, 0, _workers.Count));
        for (var round = 0; round < 4; round++)
        {
            foreach (var worker in _workers.ToList())
            {
                while (HasOrders(worker))
                    Obey(worker);
                while (worker is { Phase: FakePhase.Gone, Bounced.Count: > 0 })
                    Do(new Step(StepKind.Bounce, 0, 0));
                Compare();
            }
            // Who does not end in time is killed.
            _clock.Advance(TimeSpan.FromSeconds(3));
            Compare();
        }
        if (_workers.Find(worker => worker.Phase != FakePhase.Gone) is { } left)
            throw new BrokenPromiseException($"The pool has ended, and nobody has told {left} to.");
        if (!_ended.Task.IsCompleted)
            throw new BrokenPromiseException("All workers are gone, and the end of the pool was not told.");
        if (_open.Find(job => !job.Job.Settled) is { } forgotten)
            throw new BrokenPromiseException($"The pool has ended, and {forgotten} has no outcome.");
        if (_drains.Concat(_resizes).Any(waiter => !waiter.Task.IsCompleted))
            throw new BrokenPromiseException("The pool has ended, and somebody still waits for its drain or its new size.");
    }

    /// <summary>Lets go of the coordinator, so that the next one starts with a clean system.</summary>
    public void Discard(Troupe.Actors.ActorSystem system) => system.StopAsync(_coordinator, TimeSpan.FromSeconds(10)).ContinueWith(_ => { }, TaskScheduler.Default);
}
