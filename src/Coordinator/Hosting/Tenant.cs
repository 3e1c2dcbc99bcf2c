using Troupe.Coordination;
using Troupe.Jobs;
using Troupe.Timing;

namespace Troupe.Hosting;

/// <summary>One of the objects that share a process, with the calls that wait for it. Owned by <see cref="HostActor"/>.</summary>
/// <param name="number">Its number in that process, from 1.</param>
/// <param name="name">What it is, for people.</param>
/// <param name="factory">Makes it, at each start of the process.</param>
/// <param name="arguments">What the factory captures, encoded, and what it takes along of its caller.</param>
internal sealed class Tenant(int number, string name, PoolFunction factory, byte[] arguments)
{
    private readonly TaskCompletionSource _made = ControlTasks.NewSource();

    public int Number => number;

    public string Name => name;

    /// <summary>Whether the factory takes something along of its caller.</summary>
    public bool TakesCaller { get; init; }

    /// <summary>Told of each loss; says whether the object is to start anew. Must not wait.</summary>
    public required Func<WorkerLostException, bool> Lost { get; init; }

    /// <summary>Told when it cannot be made again and has ended. Must not wait.</summary>
    public required Action<string> Ended { get; init; }

    /// <summary>Completes when the object was made for the first time, or fails when it could not.</summary>
    public Task Made => _made.Task;

    public JobQueue Calls { get; } = new();

    /// <summary>The call that its thread has, or the making of it.</summary>
    public Job? Running { get; set; }

    /// <summary>Whether it is there to be called.</summary>
    public bool Ready { get; set; }

    /// <summary>How often in a row its factory has thrown.</summary>
    public StartBreaker Breaker { get; set; }

    /// <summary>Why it cannot be called, after too many of these.</summary>
    public Exception? MakingError { get; set; }

    /// <summary>Calls that wait for their next attempt.</summary>
    public HashSet<Job> Paused { get; } = [];

    public List<TaskCompletionSource> DrainWaiters { get; } = [];

    public bool Idle => Running is null && Paused.Count == 0 && Calls.Peek() is null;

    public bool Unavailable => Breaker.Open && !Ready;

    public TenantFactoryJob NewMaking() => new(factory, arguments, JobOptions.Default with { Name = $"the factory of {name}" }) { Tenant = number, TakesCaller = TakesCaller };

    public void OnMade()
    {
        (Ready, Breaker, MakingError) = (true, StartBreaker.Closed, null);
        _made.TrySetResult();
    }

    /// <returns>Whether it had never been made: it is nobody's object yet.</returns>
    public bool TryFailStart(Exception error) => _made.TrySetException(error);

    public void AnswerDrainWaiters()
    {
        if (DrainWaiters.Count == 0 || !Idle)
            return;
        foreach (var waiter in DrainWaiters)
            waiter.TrySetResult();
        DrainWaiters.Clear();
    }

    /// <summary>Takes all calls that have no outcome and are not in the process.</summary>
    public IReadOnlyList<Job> TakeWaiting()
    {
        IReadOnlyList<Job> waiting = [.. Calls.TakeAll(), .. Paused];
        Paused.Clear();
        return waiting;
    }
}
