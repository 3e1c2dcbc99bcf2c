using Troupe.Actors.Cells;

namespace Troupe.Actors;

/// <summary>
/// A tree of actors in one process, from the top-level ones under <c>/user</c> down. Thread-safe. Disposing it stops them
/// all, children before parents.
/// </summary>
public sealed partial class ActorSystem : IAsyncDisposable
{
    // Starts anywhere, so that actors of two processes with equal names are unlikely to be taken for each other.
    private static long s_incarnations = BitConverter.ToInt64(Guid.NewGuid().ToByteArray()) & 0x3FFF_FFFF_FFFF_FFFF;

    private const string UserPrefix = "/user/";

    private readonly ActorCell _guardian;
    private readonly long _startTimestamp;
    private readonly Lazy<Task> _shutdown;

    /// <summary>Starts an empty system.</summary>
    /// <param name="name">Its name, see <see cref="ActorPath.IsValidName"/>; part of every path.</param>
    /// <param name="options">How it works; null for the defaults.</param>
    /// <exception cref="ArgumentException">The name or an option is not valid.</exception>
    public ActorSystem(string name, ActorSystemOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (!ActorPath.IsValidName(name))
            throw new ArgumentException(ActorPath.InvalidNameText(name), nameof(name));
        Options = options ?? new ActorSystemOptions();
        ArgumentNullException.ThrowIfNull(Options.TimeProvider, nameof(options));
        ArgumentNullException.ThrowIfNull(Options.TopLevelStrategy, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(Options.DefaultMailboxCapacity, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(Options.ShutdownTimeout, TimeSpan.Zero, nameof(options));
        Name = name;
        Address = Options.Address ?? ActorPath.Scheme + name;
        _startTimestamp = TimeProvider.GetTimestamp();
        ActorPath root = ActorPath.Root(Address);
        TemporaryPath = root.Child("temp");
        DeadLetters = new DeadLetterRef(this, root.Child("deadLetters"));
        Props guardian = Props.Create<Guardian>().WithSupervisor(Options.TopLevelStrategy).WithInlineDispatch();
        _guardian = new ActorCell(this, null, root.Child("user", NextIncarnation()), guardian);
        _guardian.PostSignal(CellSignal.Start.Instance);
        // Bounded by promise; no more can be done for an actor that does not return.
        _shutdown = new Lazy<Task>(() => new TerminationRef(this, _guardian.Self, Options.ShutdownTimeout, late: null).Ended);
    }

    /// <summary>The name given at its creation.</summary>
    public string Name { get; }

    /// <summary>The address all paths of this system start with.</summary>
    public string Address { get; }

    /// <summary>The clock of everything in this system.</summary>
    public TimeProvider TimeProvider => Options.TimeProvider;

    /// <summary>Takes messages that have nobody to go to; told messages raise <see cref="DeadLettered"/>.</summary>
    public ActorRef DeadLetters { get; }

    internal ActorSystemOptions Options { get; }

    internal ActorPath TemporaryPath { get; }

    internal TimeSpan MonotonicNow => TimeProvider.GetElapsedTime(_startTimestamp);

    /// <summary>Starts a top-level actor.</summary>
    /// <param name="props">How to make it.</param>
    /// <param name="name">Its name, see <see cref="ActorPath.IsValidName"/>; null for a generated one.</param>
    /// <exception cref="ArgumentException">The name is not valid.</exception>
    /// <exception cref="InvalidOperationException">A top-level actor of that name exists, or the system is shutting down.</exception>
    public ActorRef Spawn(Props props, string? name = null) => _guardian.SpawnChild(props, name).Self;

    /// <summary>Ends an actor after the message it is working on, and waits until it and its children have ended.</summary>
    /// <param name="actor">The actor; one that has ended already is fine.</param>
    /// <param name="timeout">How long to wait; <see cref="Timeout.InfiniteTimeSpan"/> for no limit.</param>
    /// <exception cref="TimeoutException">It had not ended in time; it still ends when it can.</exception>
    public Task StopAsync(ActorRef actor, TimeSpan timeout)
    {
        ArgumentNullException.ThrowIfNull(actor);
        return new TerminationRef(this, actor, timeout, new TimeoutException(
            $"{actor} was told to stop but had not ended after {timeout.TotalMilliseconds:0} ms; it is still working on a message, or waits for a child that does.")).Ended;
    }

    /// <summary>The living actor at a path of this system, or null.</summary>
    /// <param name="path">A path such as <c>/user/a/b</c>, with or without the address; with <c>#incarnation</c> only that one is found.</param>
    public ActorRef? Find(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        // What links ask for with every message: a child of the guardian, whichever it is.
        if (path.StartsWith(UserPrefix, StringComparison.Ordinal) && path.AsSpan(UserPrefix.Length).IndexOfAny('/', '#') < 0)
            return _guardian.Children.Find(path[UserPrefix.Length..])?.Cell.Self;
        ActorPath parsed;
        try
        {
            parsed = ActorPath.Parse(path.StartsWith('/') ? Address + path : path);
        }
        catch (FormatException)
        {
            return null;
        }

        if (parsed.Address != Address)
            return null;
        string[] names = parsed.LocalPath.Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (names is ["deadLetters"])
            return DeadLetters;
        if (names is not ["user", ..])
            return null;
        ActorCell? cell = _guardian;
        foreach (string name in names.AsSpan(1))
            cell = cell?.Children.Find(name)?.Cell;
        return cell is null || (parsed.Incarnation != 0 && parsed.Incarnation != cell.Self.Path.Incarnation) ? null : cell.Self;
    }

    /// <summary>
    /// Stops all actors, children before parents, and waits for their end up to <see cref="ActorSystemOptions.ShutdownTimeout"/>;
    /// an actor stuck in a message is left behind then. Further calls wait for the first.
    /// </summary>
    public ValueTask DisposeAsync() => new(_shutdown.Value);

    internal static long NextIncarnation() => Interlocked.Increment(ref s_incarnations);

    // The creator's execution context must not live on in timers.
    internal ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (ExecutionContext.IsFlowSuppressed())
            return TimeProvider.CreateTimer(callback, state, dueTime, period);
        using (ExecutionContext.SuppressFlow())
            return TimeProvider.CreateTimer(callback, state, dueTime, period);
    }
}
