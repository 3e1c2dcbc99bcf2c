using Troupe.Coordination;
using Troupe.Shared;

namespace Troupe;

public sealed partial class ProcessPool
{
    /// <summary>Creates a queue between the processes of this pool and this one. It ends with the pool, or when it is disposed here.</summary>
    /// <typeparam name="T">The items' type.</typeparam>
    /// <param name="capacity">How many items may wait to be read; a writer waits while there are as many. Default: no bound.</param>
    /// <returns>The channel.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The capacity is below 1.</exception>
    /// <exception cref="PayloadNotEncodableException">Items of this type cannot travel.</exception>
    /// <exception cref="InvalidOperationException">Called inside a job.</exception>
    public ProcessChannel<T> CreateChannel<T>(int capacity = int.MaxValue) => CreateChannel<T>(new ProcessChannelOptions { Capacity = capacity });

    /// <summary>Creates a queue between the processes of this pool and this one. It ends with the pool, or when it is disposed here.</summary>
    /// <typeparam name="T">The items' type.</typeparam>
    /// <param name="options">How it works.</param>
    /// <returns>The channel.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    /// <exception cref="PayloadNotEncodableException">Items of this type cannot travel.</exception>
    /// <exception cref="InvalidOperationException">Called inside a job.</exception>
    public ProcessChannel<T> CreateChannel<T>(ProcessChannelOptions options) => new(Own(limit => ProcessChannel.Reference<T>(options, limit)));

    private SharedReference Own(Func<long, SharedReference> create)
    {
        if (_backend is not LocalBackend local)
            throw new InvalidOperationException("A job cannot create shared objects in the pool that runs it. Create them where the pool was started, and pass them to the job.");
        ThrowIfClosed();
        return local.Shared.Add(create(local.Options.MaximumMessage));
    }
}
