using Troupe.Jobs;

namespace Troupe;

public sealed partial class ProcessPool
{
    /// <summary>Makes an array of zeros in shared memory that ends with the pool; see <see cref="SharedArray{T}"/>.</summary>
    /// <typeparam name="T">The type of the elements.</typeparam>
    /// <param name="length">How many elements.</param>
    /// <param name="capacity">How many elements it may grow to. Null, the default: as many as the length.</param>
    /// <returns>The array.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The length is negative, or more than the capacity.</exception>
    /// <exception cref="IOException">The system has no room for it; the text tells why.</exception>
    /// <exception cref="PoolClosedException">The pool no longer accepts jobs.</exception>
    /// <exception cref="InvalidOperationException">Called in a job; use <see cref="SharedArray.Create"/> there.</exception>
    public SharedArray<T> CreateArray<T>(int length, int? capacity = null)
        where T : unmanaged
    {
        _backend.ThrowIfClosed();
        return SharedArray<T>.Create(length, capacity, Local.Arrays);
    }
}
