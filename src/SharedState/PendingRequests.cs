namespace Troupe.SharedState;

/// <summary>Waiting for answers.</summary>
internal static class PendingRequests
{
    /// <summary>Waits on this thread, for operations that do not wait for anything but the answer itself.</summary>
    public static Reply Wait(this PendingRequest request)
    {
        request.Task.ConfigureAwait(false).GetAwaiter().GetResult();
        return Check(request, request.Task.Result);
    }

    /// <summary>Waits without limit.</summary>
    public static async ValueTask<Reply> AnswerAsync(this PendingRequest request) =>
        Check(request, await request.Task.ConfigureAwait(false));

    /// <summary>Waits; when time is up or the token fires, takes the request back.</summary>
    /// <exception cref="TimeoutException">The object confirmed that it was not done in time.</exception>
    /// <exception cref="OperationCanceledException">The object confirmed that it was not done before the token fired.</exception>
    public static async ValueTask<Reply> AnswerAsync(this PendingRequest request, TimeSpan timeout, CancellationToken cancellationToken)
    {
        if (request.Task.IsCompleted || (timeout == Timeout.InfiniteTimeSpan && !cancellationToken.CanBeCanceled))
            return Check(request, await request.Task.ConfigureAwait(false));
        var registration = cancellationToken.UnsafeRegister(static state => ((PendingRequest)state!).Withdraw(), request);
        await using (registration.ConfigureAwait(false))
        {
            var timer = new Timer(static state => ((PendingRequest)state!).Withdraw(), request, timeout, Timeout.InfiniteTimeSpan);
            await using (timer.ConfigureAwait(false))
            {
                var reply = await request.Task.ConfigureAwait(false);
                if (reply.Code != ReplyCode.Withdrawn)
                    return Check(request, reply);
            }
        }
        cancellationToken.ThrowIfCancellationRequested();
        throw new TimeoutException($"The {request.Target.Kind} could not do it within {timeout}: others hold what it needs, or have not "
            + "provided it. Allow more time, or look at what they do.");
    }

    /// <summary>Sends the request and waits for what cannot keep it waiting.</summary>
    public static async Task<Reply> AskAsync(this SharedReference target, byte operation)
    {
        PendingRequest pending;
        using (var request = target.Begin(operation))
            pending = request.Ask();
        return await pending.AnswerAsync().ConfigureAwait(false);
    }

    private static Reply Check(PendingRequest request, in Reply reply) => reply.Code switch
    {
        ReplyCode.Invalid => throw new InvalidOperationException(reply.Text),
        ReplyCode.TooLarge => throw new PayloadTooLargeException(BitConverter.ToInt64(reply.Content.Span), request.Target.Largest),
        _ => reply,
    };
}
