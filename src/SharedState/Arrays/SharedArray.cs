namespace Troupe;

/// <summary>Makes arrays in memory that several processes share, without a pool.</summary>
public static class SharedArray
{
    /// <summary>
    /// Makes an array of zeros that this process owns; see <see cref="SharedArray{T}"/>. It lives until it is disposed of,
    /// or until this process ends. <c>ProcessPool.CreateArray</c> makes one that ends with its pool.
    /// </summary>
    /// <typeparam name="T">The type of the elements.</typeparam>
    /// <param name="length">How many elements.</param>
    /// <param name="capacity">How many elements it may grow to. Null, the default: as many as the length.</param>
    /// <returns>The array.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The length is negative, or more than the capacity.</exception>
    /// <exception cref="IOException">The system has no room for it; the text tells why.</exception>
    public static SharedArray<T> Create<T>(int length, int? capacity = null)
        where T : unmanaged => SharedArray<T>.Create(length, capacity, owner: null);
}
