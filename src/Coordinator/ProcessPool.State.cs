using Troupe.Coordination;
using Troupe.Jobs;
using Troupe.SharedState;

namespace Troupe;

public sealed partial class ProcessPool
{
    /// <summary>Creates a queue between the processes of this pool and this one. It ends with the pool, or when it is disposed
    /// here.</summary>
    /// <typeparam name="T">The items' type.</typeparam>
    /// <param name="capacity">How many items may wait to be read; a writer waits while there are as many. Default: no bound.</param>
    /// <returns>The channel.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The capacity is below 1.</exception>
    /// <exception cref="PayloadNotEncodableException">Items of this type cannot travel.</exception>
    /// <exception cref="InvalidOperationException">Called inside a job.</exception>
    public ProcessChannel<T> CreateChannel<T>(int capacity = int.MaxValue) =>
        CreateChannel<T>(new ProcessChannelOptions { Capacity = capacity });

    /// <summary>Creates a queue between the processes of this pool and this one. It ends with the pool, or when it is disposed
    /// here.</summary>
    /// <typeparam name="T">The items' type.</typeparam>
    /// <param name="options">How it works.</param>
    /// <returns>The channel.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    /// <exception cref="PayloadNotEncodableException">Items of this type cannot travel.</exception>
    /// <exception cref="InvalidOperationException">Called inside a job.</exception>
    public ProcessChannel<T> CreateChannel<T>(ProcessChannelOptions options) =>
        new(Own(limit => ProcessChannel.Reference<T>(options, limit)));

    /// <summary>Creates a pipe between two processes. It ends with the pool, or when both its ends are closed.</summary>
    /// <typeparam name="T">The messages' type.</typeparam>
    /// <param name="duplex">Whether messages go both ways; else from the second end to the first.</param>
    /// <param name="capacity">How many messages may be on their way in one direction; a writer waits while there are as many.</param>
    /// <returns>The two ends. In a one-way pipe the first reads and the second writes.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The capacity is below 1.</exception>
    /// <exception cref="PayloadNotEncodableException">Messages of this type cannot travel.</exception>
    /// <exception cref="InvalidOperationException">Called inside a job.</exception>
    public (ProcessPipe<T> First, ProcessPipe<T> Second) CreatePipe<T>(bool duplex = true, int capacity = ProcessPipe.DefaultCapacity) =>
        ProcessPipe.Ends<T>(Own(limit => ProcessPipe.Reference<T>(capacity, limit)), duplex);

    /// <summary>Creates an empty dictionary that the processes of this pool and this one share. It ends with the pool, or when it is
    /// disposed here.</summary>
    /// <typeparam name="TKey">The keys' type; keys are equal when they are encoded alike.</typeparam>
    /// <typeparam name="TValue">The values' type.</typeparam>
    /// <returns>The dictionary.</returns>
    /// <exception cref="PayloadNotEncodableException">Keys or values of these types cannot travel.</exception>
    /// <exception cref="InvalidOperationException">Called inside a job.</exception>
    public SharedDictionary<TKey, TValue> CreateDictionary<TKey, TValue>()
        where TKey : notnull => new(Own(SharedDictionary.Reference<TKey, TValue>));

    /// <summary>Creates an empty list that the processes of this pool and this one share. It ends with the pool, or when it is disposed
    /// here.</summary>
    /// <typeparam name="T">The items' type.</typeparam>
    /// <returns>The list.</returns>
    /// <exception cref="PayloadNotEncodableException">Items of this type cannot travel.</exception>
    /// <exception cref="InvalidOperationException">Called inside a job.</exception>
    public SharedList<T> CreateList<T>() => new(Own(SharedList.Reference<T>));

    /// <summary>Creates a value that the processes of this pool and this one share. It ends with the pool, or when it is disposed
    /// here.</summary>
    /// <typeparam name="T">The value's type.</typeparam>
    /// <param name="initial">What it is at first.</param>
    /// <returns>The value.</returns>
    /// <exception cref="PayloadEncodingException">The value cannot be encoded.</exception>
    /// <exception cref="InvalidOperationException">Called inside a job.</exception>
    public SharedValue<T> CreateValue<T>(T initial) => new(Own(limit => SharedValue.Reference(initial, limit)));

    /// <summary>Creates a lock between the processes of this pool and this one. It ends with the pool, or when it is disposed
    /// here.</summary>
    /// <param name="reentrant">Whether its holder may take it again.</param>
    /// <returns>The lock.</returns>
    /// <exception cref="InvalidOperationException">Called inside a job.</exception>
    public ProcessLock CreateLock(bool reentrant = false) => new(Own(_ => ProcessLock.NewReference(reentrant)));

    /// <summary>Creates a semaphore between the processes of this pool and this one. It ends with the pool, or when it is disposed
    /// here.</summary>
    /// <param name="leases">How many may hold it at once.</param>
    /// <returns>The semaphore.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The number is below 1.</exception>
    /// <exception cref="InvalidOperationException">Called inside a job.</exception>
    public ProcessSemaphore CreateSemaphore(int leases) => new(Own(_ => ProcessSemaphore.NewReference(leases)));

    /// <summary>Creates an event between the processes of this pool and this one. It ends with the pool, or when it is disposed
    /// here.</summary>
    /// <param name="isSet">Whether it is set at first.</param>
    /// <returns>The event.</returns>
    /// <exception cref="InvalidOperationException">Called inside a job.</exception>
    public ProcessEvent CreateEvent(bool isSet = false) => new(Own(_ => ProcessEvent.NewReference(isSet)));

    /// <summary>Creates a condition between the processes of this pool and this one. It ends with the pool, or when it is disposed
    /// here.</summary>
    /// <returns>The condition.</returns>
    /// <exception cref="InvalidOperationException">Called inside a job.</exception>
    public ProcessCondition CreateCondition() => new(Own(_ => ProcessCondition.NewReference()));

    /// <summary>Creates a barrier between the processes of this pool and this one. It ends with the pool, or when it is disposed
    /// here.</summary>
    /// <param name="parties">How many have to come.</param>
    /// <returns>The barrier.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The number is below 1.</exception>
    /// <exception cref="InvalidOperationException">Called inside a job.</exception>
    public ProcessBarrier CreateBarrier(int parties) => new(Own(_ => ProcessBarrier.NewReference(parties)));

    private SharedReference Own(Func<long, SharedReference> create)
    {
        if (_backend is not LocalBackend local)
        {
            throw new InvalidOperationException("A job cannot create shared objects in the pool that runs it. Create them where the "
                + "pool was started, and pass them to the job; for processes that the job starts itself, ProcessChannel.Create, "
                + "SharedDictionary.Create and so on make them here.");
        }

        local.ThrowIfClosed();
        return local.Shared.Add(create(local.Options.MaxMessageBytes));
    }
}
