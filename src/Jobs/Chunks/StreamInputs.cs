using System.Runtime.CompilerServices;

namespace Troupe.Jobs.Chunks;

/// <summary>Reads a plain input as a stream's.</summary>
internal static class StreamInputs
{
    public static IAsyncEnumerable<T> Of<T>(IEnumerable<T> items)
    {
        ArgumentNullException.ThrowIfNull(items);
        return Read(items);
    }

    private static async IAsyncEnumerable<T> Read<T>(
        IEnumerable<T> items,
        [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        await Task.CompletedTask.ConfigureAwait(false);
        foreach (var item in items)
        {
            cancellation.ThrowIfCancellationRequested();
            yield return item;
        }
    }
}
