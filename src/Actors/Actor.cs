namespace Troupe.Actors;

/// <summary>
/// State and behaviour behind a mailbox. Its methods are never called by two threads at once, so its fields need no locks.
/// </summary>
public abstract class Actor
{
    private ActorContext? _context;

    /// <summary>The actor's doors to its system.</summary>
    /// <exception cref="InvalidOperationException">Read in the constructor; it is there from <see cref="PreStartAsync"/> on.</exception>
    protected ActorContext Context =>
        _context ?? throw new InvalidOperationException($"{GetType().Name} has no context yet; it is there from PreStartAsync on, not in the constructor.");

    /// <summary>This actor's own reference.</summary>
    protected ActorRef Self => Context.Self;

    /// <summary>Who sent the message being worked on; null when it was told without a sender.</summary>
    protected ActorRef? Sender => Context.Sender;

    /// <summary>How failures of this actor's children are treated. <c>Props.WithSupervisor</c> goes first.</summary>
    protected virtual SupervisorStrategy SupervisorStrategy => SupervisorStrategy.Default;

    /// <summary>
    /// Works on one message. No other message is worked on until the returned task has ended. What it throws goes to the
    /// supervisor.
    /// </summary>
    /// <param name="message">The message.</param>
    protected abstract ValueTask ReceiveAsync(object message);

    /// <summary>Runs before the first message.</summary>
    protected virtual ValueTask PreStartAsync() => ValueTask.CompletedTask;

    /// <summary>Runs after the last message, once all children have ended.</summary>
    protected virtual ValueTask PostStopAsync() => ValueTask.CompletedTask;

    /// <summary>Runs on the failed instance before it is replaced. By default it stops all children and calls <see cref="PostStopAsync"/>.</summary>
    /// <param name="cause">The failure, of this actor or (all for one) of a sibling.</param>
    /// <param name="message">The message this actor failed on, if any.</param>
    protected virtual ValueTask PreRestartAsync(Exception cause, object? message)
    {
        foreach (ActorRef child in Context.Children)
        {
            Context.Unwatch(child);
            Context.Stop(child);
        }

        return PostStopAsync();
    }

    /// <summary>Runs on the new instance before its first message. By default it calls <see cref="PreStartAsync"/>.</summary>
    /// <param name="cause">Why the instance before was replaced.</param>
    protected virtual ValueTask PostRestartAsync(Exception cause) => PreStartAsync();

    /// <summary>
    /// Runs on the actor's own turn when its mailbox has run empty, its turn's budget is used, or it is about to stop: the
    /// place to flush what a batch of messages gathered. Not while a message is awaited. What it throws is a failure like any.
    /// </summary>
    protected virtual void OnBatchEnd()
    {
    }

    /// <summary>Turns a message this actor has no use for into a dead letter.</summary>
    /// <param name="message">The message.</param>
    protected void Unhandled(object message)
    {
        ArgumentNullException.ThrowIfNull(message);
        Context.System.PublishDeadLetter(new DeadLetter(message, Sender, Self, DeadLetterReason.Unhandled));
    }

    internal void Attach(ActorContext context)
    {
        if (_context is not null)
            throw new InvalidOperationException($"The factory of {context.Self} returned an instance that already is {_context.Self}; it must return a new one each time.");
        _context = context;
    }

    internal ValueTask InvokeReceiveAsync(object message) => ReceiveAsync(message);

    internal ValueTask InvokePreStartAsync() => PreStartAsync();

    internal ValueTask InvokePostStopAsync() => PostStopAsync();

    internal ValueTask InvokePreRestartAsync(Exception cause, object? message) => PreRestartAsync(cause, message);

    internal ValueTask InvokePostRestartAsync(Exception cause) => PostRestartAsync(cause);

    internal void InvokeOnBatchEnd() => OnBatchEnd();

    internal SupervisorStrategy InvokeSupervisorStrategy() => SupervisorStrategy;
}
