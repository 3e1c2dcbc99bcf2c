namespace Troupe.SharedState;

/// <summary>A request that has no answer yet.</summary>
internal sealed class PendingRequest(
    SharedReference target,
    ulong number) : TaskCompletionSource<Reply>(TaskCreationOptions.RunContinuationsAsynchronously)
{
    public SharedReference Target => target;

    public ulong Number => number;

    /// <summary>Withdraws. The object says whether that came in time, so that nothing is done for a caller that has left.</summary>
    public void Withdraw()
    {
        if (!Task.IsCompleted)
            target.Withdraw(number);
    }
}
