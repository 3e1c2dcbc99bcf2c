using Akka.Actor;

namespace Troupe.Hosting.Bridges;

/// <summary>
/// Stands here for an asker at the other end of a link: with the reference that Akka's own Ask waits with. What it
/// is told first goes there, on the thread that tells it.
/// </summary>
internal sealed class PendingAnswer
{
    private readonly TaskCompletionSource<object> _answer = new();

    public PendingAnswer(IActorRefProvider provider, Action<object> send)
    {
        Reference = provider.CreateFutureRef(_answer);
        _answer.Task.ContinueWith(
            static (answer, send) => Send(answer, (Action<object>)send!),
            send,
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
    }

    public IActorRef Reference { get; }

    /// <summary>The answer is not waited for any longer.</summary>
    public void Cancel() => _answer.TrySetCanceled();

    private static void Send(Task<object> answer, Action<object> send)
    {
        if (answer.IsCompletedSuccessfully)
            send(answer.Result);
        else if (answer.Exception?.InnerException is { } error)
            send(new Status.Failure(error));
    }
}
