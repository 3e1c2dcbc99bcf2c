namespace Troupe.Actors.Cells;

/// <summary>The sender of an asked question: the first answer, the end of the one asked, or the time limit completes it.</summary>
internal sealed class AskRef<T> : TemporaryRef
{
    private readonly TaskCompletionSource<T> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ActorRef _recipient;
    private readonly object _question;
    private readonly TimeSpan _timeout;
    private CancellationTokenRegistration _registration;
    private ITimer? _timer;

    private AskRef(ActorRef recipient, object question, TimeSpan timeout)
        : base(recipient.System)
    {
        _recipient = recipient;
        _question = question;
        _timeout = timeout;
    }

    public static async Task<T> AskAsync(ActorRef recipient, object question, TimeSpan timeout, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        var ask = new AskRef<T>(recipient, question, timeout);
        recipient.SendSystemMessage(new SystemMessage.Watch(ask));
        try
        {
            if (timeout != Timeout.InfiniteTimeSpan)
                ask._timer = recipient.System.CreateTimer(static state => ((AskRef<T>)state!).TimeOut(), ask, timeout, Timeout.InfiniteTimeSpan);
            ask._registration = ct.UnsafeRegister(static (state, token) => ((AskRef<T>)state!)._answer.TrySetCanceled(token), ask);
            recipient.Tell(question, ask);
            return await ask._answer.Task.ConfigureAwait(false);
        }
        finally
        {
            ask._timer?.Dispose();
            await ask._registration.DisposeAsync().ConfigureAwait(false);
            recipient.SendSystemMessage(new SystemMessage.Unwatch(ask));
        }
    }

    public override void Tell(object message, ActorRef? sender)
    {
        ArgumentNullException.ThrowIfNull(message);
        bool first = message switch
        {
            Status.Failure failure => _answer.TrySetException(failure.Cause),
            Exception exception when !typeof(Exception).IsAssignableFrom(typeof(T)) => _answer.TrySetException(exception),
            T answer => _answer.TrySetResult(answer),
            _ => _answer.TrySetException(new InvalidCastException(
                $"{_recipient} answered the question {_question.GetType().Name} with {message.GetType().Name}, but {typeof(T).Name} was expected.")),
        };
        if (!first)
            System.PublishDeadLetter(new DeadLetter(message, sender, this, DeadLetterReason.RecipientTerminated));
    }

    public override void SendSystemMessage(SystemMessage message)
    {
        switch (message)
        {
            case SystemMessage.DeathNotice notice:
                _answer.TrySetException(new ActorTerminatedException(
                    notice.Actor,
                    $"{_recipient} ended before it answered {_question.GetType().Name}{(notice.Reason is null ? "" : $" ({notice.Reason})")}; whether it worked on the question is unknown. Ask a living actor."));
                break;
            case SystemMessage.Watch watch:
                watch.Watcher.SendSystemMessage(new SystemMessage.DeathNotice(this));
                break;
        }
    }

    private void TimeOut() => _answer.TrySetException(new TimeoutException(
        $"{_recipient} did not answer {_question.GetType().FullName} within {_timeout.TotalMilliseconds:0} ms; it may be busy or may never answer that message. Check that it tells its Sender, or allow more time."));
}
