using Troupe.Timing;

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
    /// The system, made on another thread than the caller's when there is none: making it takes a while, and what it captures (culture, context) is not
    /// the caller's.
    /// </summary>
    /// <returns>Completed on a control thread. If it could not be made, all that wait get the exception, and the next to ask tries again.</returns>
    public async Task<ActorSystemUse> UseAsync()
    {
        var (incarnation, isNew) = Join();
        if (isNew)
            ControlThreads.Post(() => Make(incarnation));
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

    private void Make(Incarnation incarnation)
    {
        try
        {
            incarnation.Made.SetResult(create());
        }
        catch (Exception error)
        {
            Retire(incarnation);
            incarnation.Made.SetException(error);
        }
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
