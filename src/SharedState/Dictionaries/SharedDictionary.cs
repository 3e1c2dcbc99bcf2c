using Troupe.Messages.Payloads;
using Troupe.SharedState;
using Troupe.SharedState.Dictionaries;

namespace Troupe;

/// <summary>Makes shared dictionaries without a pool. With a pool: <c>ProcessPool.CreateDictionary</c>.</summary>
public static class SharedDictionary
{
    /// <summary>Creates an empty dictionary that lives in this process until its handle is disposed here.</summary>
    /// <typeparam name="TKey">The keys' type; keys are equal when they are encoded alike.</typeparam>
    /// <typeparam name="TValue">The values' type.</typeparam>
    /// <returns>The dictionary.</returns>
    /// <exception cref="PayloadNotEncodableException">Keys or values of these types cannot travel.</exception>
    public static SharedDictionary<TKey, TValue> Create<TKey, TValue>()
        where TKey : notnull => new(Reference<TKey, TValue>(PayloadWriter.DefaultLimit));

    internal static SharedReference Reference<TKey, TValue>(long maxMessageBytes)
    {
        // Refused here rather than at the first use.
        _ = PayloadCodec<TKey>.Instance;
        _ = PayloadCodec<TValue>.Instance;
        return SharedReference.Create("dictionary", new DictionaryHome(SharedReference.LargestValue(maxMessageBytes)));
    }
}
