using Troupe.Platform.Timing;

namespace Troupe.Jobs.Chunks;

/// <summary>The pause before a chunk's next attempt.</summary>
internal static class RetryPause
{
    /// <summary>Submits again after the pause, or at once when the caller cancels: the submission finds that, and ends the
    /// chunk.</summary>
    /// <param name="pause">How long.</param>
    /// <param name="submit">Hands the chunk to the pool, on a control thread; runs no application code.</param>
    /// <param name="cancellation">The caller's.</param>
    public static async Task SubmitAfterAsync(TimeSpan pause, Action submit, CancellationToken cancellation)
    {
        try
        {
            await Task.Delay(pause, ControlClock.Instance, cancellation).OnControlThread();
        }
        catch (OperationCanceledException)
        {
            // The submission finds it.
        }
        submit();
    }
}
