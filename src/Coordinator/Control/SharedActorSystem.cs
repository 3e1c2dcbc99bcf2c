using Troupe.Platform.Timing;

namespace Troupe.Control;

/// <summary>
/// One actor system for all that need one: made when the first asks, ended when the last has done with it. Safe for any thread.
/// </summary>
/// <param name="create">Makes it.</param>
internal sealed class SharedActorSystem(Func<LocalActorSystem> create)
{
    private readonly Lock _gate = new();
    private Incarnation? _present;

    /// <summary>The one that all pools of this process share.</summary>
    public static SharedActorSystem OfProcess { get; } = new(static () => LocalActorSystem.Create(ControlClock.Instance));

    /// <summary>
    /// The system, made on another thread than the caller's when there is none: making it takes a while, and what it captures (culture,
    /// context) is not the caller's.
    /// </summary>
    /// <returns>
    /// Completed on a control thread. If it could not be made, all that wait get the exception, and the next one tries again.
    /// </returns>
    public async Task<ActorSystemUse> UseAsync()
    {
        var (incarnation, isNew) = Join();
        if (isNew)
            Begin(incarnation);
        var system = await incarnation.Made.Task.OnControlThread();
        return new ActorSystemUse(system, bound => LeaveAsync(incarnation, bound));
    }

    private (Incarnation Incarnation, bool IsNew) Join()
    {
        lock (_gate)
        {
            var isNew = _present is null;
            var incarnation = _present ??= new Incarnation();
            incarnation.Users++;
            return (incarnation, isNew);
        }
    }

    private void Begin(Incarnation incarnation)
    {
        try
        {
            ControlThreads.Post(() => Make(incarnation));
        }
        catch (OutOfMemoryException error)
        {
            // No thread is to be had. Others may wait for this one already.
            Fail(incarnation, error);
        }
    }

    private void Make(Incarnation incarnation)
    {
        LocalActorSystem system;
        try
        {
            system = create();
        }
        catch (Exception error)
        {
            Fail(incarnation, error);
            return;
        }
        incarnation.Made.SetResult(system);
    }

    private void Fail(Incarnation incarnation, Exception error)
    {
        Retire(incarnation);
        incarnation.Made.SetException(error);
    }

    private Task<bool> LeaveAsync(Incarnation incarnation, TimeSpan bound)
    {
        lock (_gate)
        {
            if (--incarnation.Users > 0)
                return Task.FromResult(true);
            Retire(incarnation);
        }
        return incarnation.Made.Task.Result.EndAsync(bound);
    }

    /// <summary>The next to ask gets another one.</summary>
    private void Retire(Incarnation incarnation)
    {
        lock (_gate)
        {
            if (_present == incarnation)
                _present = null;
        }
    }

    private sealed class Incarnation
    {
        public TaskCompletionSource<LocalActorSystem> Made { get; } = ControlTasks.NewSource<LocalActorSystem>();

        /// <summary>Under the lock.</summary>
        public int Users { get; set; }
    }
}
