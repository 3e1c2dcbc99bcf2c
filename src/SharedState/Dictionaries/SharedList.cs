using Troupe.Messages.Payloads;
using Troupe.SharedState;
using Troupe.SharedState.Dictionaries;

namespace Troupe;

/// <summary>Makes shared lists without a pool. With a pool: <c>ProcessPool.CreateList</c>.</summary>
public static class SharedList
{
    /// <summary>Creates an empty list that lives in this process until its handle is disposed here.</summary>
    /// <typeparam name="T">The items' type.</typeparam>
    /// <returns>The list.</returns>
    /// <exception cref="PayloadNotEncodableException">Items of this type cannot travel.</exception>
    public static SharedList<T> Create<T>() => new(Reference<T>(PayloadWriter.DefaultLimit));

    internal static SharedReference Reference<T>(long maxMessageBytes)
    {
        _ = PayloadCodec<T>.Instance; // Refused here rather than at the first use.
        return SharedReference.Create("list", new ListHome(SharedReference.LargestValue(maxMessageBytes)));
    }
}
