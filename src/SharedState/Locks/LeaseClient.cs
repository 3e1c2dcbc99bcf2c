using Troupe.Messages.Payloads;

namespace Troupe.SharedState.Locks;

/// <summary>One side of the conversation with locks, semaphores and conditions.</summary>
internal static class LeaseClient
{
    /// <summary>A lease that was granted.</summary>
    public readonly record struct Granted(ulong Number, bool Abandoned, bool Notified, ulong Who)
    {
        public static Granted Short(ulong number) => new(number, Abandoned: false, Notified: false, Who: 0);
    }

    public static async Task<Granted> AcquireAsync(SharedReference reference, TimeSpan timeout, CancellationToken cancellationToken)
    {
        Waiting.Require(timeout);
        cancellationToken.ThrowIfCancellationRequested();
        var reply = await Ask(reference, mayWait: true).AnswerAsync(timeout, cancellationToken).ConfigureAwait(false);
        return Read(reply);
    }

    public static Granted? TryAcquire(SharedReference reference)
    {
        var reply = Ask(reference, mayWait: false).Wait();
        return reply.Code == ReplyCode.Done ? Read(reply) : null;
    }

    public static async Task<Granted> WaitAsync(
        SharedReference reference,
        ulong lease,
        TimeSpan timeout,
        CancellationToken cancellationToken)
    {
        Waiting.Require(timeout);
        cancellationToken.ThrowIfCancellationRequested();
        PendingRequest pending;
        using (var request = reference.Begin(LeaseOperation.Wait, hold: true))
        {
            request.Body.WriteVarUInt64(lease);
            pending = request.Ask();
        }
        return Read(await pending.AnswerAsync(timeout, cancellationToken).ConfigureAwait(false));
    }

    public static void Notify(SharedReference reference, ulong lease, uint count)
    {
        using var request = reference.Begin(LeaseOperation.Notify);
        request.Body.WriteVarUInt64(lease);
        request.Body.WriteVarUInt32(count);
        request.Tell();
    }

    public static void Release(SharedReference reference, ulong lease)
    {
        if (reference.Ended is not null)
            return;
        using var request = reference.Begin(LeaseOperation.Release);
        request.Body.WriteVarUInt64(lease);
        request.Tell();
    }

    public static async Task<int> AvailableAsync(SharedReference reference) =>
        BitConverter.ToInt32((await reference.AskAsync(LeaseOperation.Available).ConfigureAwait(false)).Content.Span);

    private static PendingRequest Ask(SharedReference reference, bool mayWait)
    {
        using var request = reference.Begin(LeaseOperation.Acquire, hold: true);
        request.Body.WriteByte(mayWait ? (byte)1 : (byte)0);
        return request.Ask();
    }

    private static Granted Read(in Reply reply)
    {
        var reader = new PayloadReader(reply.Content.Span);
        return new Granted(reader.ReadVarUInt64(), reader.ReadFlag(), reader.ReadFlag(), reader.ReadVarUInt64());
    }
}
