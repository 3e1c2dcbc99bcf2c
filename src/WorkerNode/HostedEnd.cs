using Troupe.Messages.Payloads;

namespace Troupe.WorkerNode;

/// <summary>The orderly end of a hosted object.</summary>
internal static class HostedEnd
{
    /// <summary>Disposes the calling thread's object, or else that of the process, if it can be disposed.</summary>
    public static void Dispose()
    {
        try
        {
            if (HostedInstance.TryGetCurrent() is IAsyncDisposable closing)
                closing.DisposeAsync().AsTask().GetAwaiter().GetResult();
            else
                (HostedInstance.TryGetCurrent() as IDisposable)?.Dispose();
        }
        catch (Exception error)
        {
            // No caller waits for it any longer, and other objects are not affected.
            Console.Error.WriteLine($"A hosted object threw when it was disposed of: {error}");
        }
    }
}
