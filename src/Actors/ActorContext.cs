using Troupe.Actors.Cells;

namespace Troupe.Actors;

/// <summary>
/// What an actor can do beyond its own state. For use by its actor only, on its own turn: not thread-safe, and not to be
/// handed to others. <see cref="Self"/> and <see cref="System"/> may be read anywhere.
/// </summary>
public sealed class ActorContext
{
    private readonly ActorCell _cell;

    internal ActorContext(ActorCell cell) => _cell = cell;

    /// <summary>The system the actor lives in.</summary>
    public ActorSystem System => _cell.System;

    /// <summary>The actor's own reference; it stays the same through restarts.</summary>
    public ActorRef Self => _cell.Self;

    /// <summary>Who sent the message being worked on; null when it was told without a sender.</summary>
    public ActorRef? Sender => _cell.Sender;

    /// <summary>The supervisor.</summary>
    public ActorRef? Parent => _cell.Parent?.Self;

    /// <summary>The actors this one has spawned and that have not ended: a copy, in no order.</summary>
    public IReadOnlyCollection<ActorRef> Children => Array.ConvertAll(_cell.Children.Snapshot(), static ActorRef (entry) => entry.Cell.Self);

    /// <summary>Starts a child; it is supervised by this actor and ends with it.</summary>
    /// <param name="props">How to make it.</param>
    /// <param name="name">Its name, see <see cref="ActorPath.IsValidName"/>; null for a generated one.</param>
    /// <exception cref="ArgumentException">The name is not valid.</exception>
    /// <exception cref="InvalidOperationException">A child of that name exists, or this actor is stopping.</exception>
    public ActorRef Spawn(Props props, string? name = null) => _cell.SpawnChild(props, name).Self;

    /// <summary>Ends an actor after the message it is working on; what waits in its mailbox becomes dead letters.</summary>
    /// <param name="actor">A child, this actor itself, or any other.</param>
    public void Stop(ActorRef actor) => _cell.StopActor(actor);

    /// <summary>Ends this actor after the present message.</summary>
    public void StopSelf() => _cell.StopActor(_cell.Self);

    /// <summary>
    /// Asks for one <see cref="Terminated"/> when that actor ends; at once when it has ended. Watching it again changes nothing.
    /// </summary>
    /// <param name="actor">The actor to watch.</param>
    /// <exception cref="ArgumentException">It is this actor itself.</exception>
    public void Watch(ActorRef actor) => _cell.DeathWatch.Watch(actor);

    /// <summary>Takes <see cref="Watch"/> back: no <see cref="Terminated"/> of that actor comes later, even if it already waits.</summary>
    /// <param name="actor">The actor watched.</param>
    public void Unwatch(ActorRef actor) => _cell.DeathWatch.Unwatch(actor);

    /// <summary>Tells this actor a message once, with itself as sender. Due messages go before those that wait in the mailbox.</summary>
    /// <param name="delay">How long from now, on the system's clock.</param>
    /// <param name="message">The message.</param>
    /// <exception cref="ArgumentOutOfRangeException">The delay is negative or beyond what timers can hold (49 days).</exception>
    public ActorTimer ScheduleTell(TimeSpan delay, object message)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(delay, TimeSpan.Zero);
        return _cell.Timers.Schedule(delay, Timeout.InfiniteTimeSpan, message);
    }

    /// <summary>Tells this actor a message again and again, with itself as sender; ticks never pile up.</summary>
    /// <param name="delay">How long until the first, on the system's clock.</param>
    /// <param name="period">How long between two; longer than zero.</param>
    /// <param name="message">The message.</param>
    /// <exception cref="ArgumentOutOfRangeException">A time is out of range.</exception>
    public ActorTimer ScheduleTellRepeatedly(TimeSpan delay, TimeSpan period, object message)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(delay, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(period, TimeSpan.Zero);
        return _cell.Timers.Schedule(delay, period, message);
    }

    /// <summary>
    /// Lets the actor go on while a task runs, and turns its end into a message. The two functions run on the actor's own
    /// turn, so they may use its state; what they throw is a failure of the actor. Ends with the actor: a result that comes
    /// later is dropped.
    /// </summary>
    /// <typeparam name="T">The result's type.</typeparam>
    /// <param name="task">The task.</param>
    /// <param name="onResult">Makes the message for a result.</param>
    /// <param name="onError">Makes the message for a failed or cancelled task.</param>
    public void PipeToSelf<T>(Task<T> task, Func<T, object> onResult, Func<Exception, object> onError)
    {
        ArgumentNullException.ThrowIfNull(task);
        ArgumentNullException.ThrowIfNull(onResult);
        ArgumentNullException.ThrowIfNull(onError);
        PipedTask.Attach(_cell, task, onResult, onError);
    }

    /// <summary>Clears this actor's restart history: its budget is whole again and its back-off starts anew.</summary>
    public void MarkHealthy() => _cell.MarkHealthy();
}
