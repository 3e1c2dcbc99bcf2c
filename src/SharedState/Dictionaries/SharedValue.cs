using Troupe.Messages.Payloads;
using Troupe.SharedState;
using Troupe.SharedState.Dictionaries;

namespace Troupe;

/// <summary>Makes shared values without a pool. With a pool: <c>ProcessPool.CreateValue</c>.</summary>
public static class SharedValue
{
    /// <summary>Creates a value that lives in this process until its handle is disposed here.</summary>
    /// <typeparam name="T">The value's type.</typeparam>
    /// <param name="initial">What it is at first.</param>
    /// <returns>The value.</returns>
    /// <exception cref="PayloadEncodingException">The value cannot be encoded.</exception>
    public static SharedValue<T> Create<T>(T initial) => new(Reference(initial, PayloadWriter.DefaultLimit));

    internal static SharedReference Reference<T>(T initial, long maxMessageBytes)
    {
        using var writer = new PayloadWriter(limit: SharedReference.LargestValue(maxMessageBytes));
        PayloadCodec<T>.Instance.Write(writer, initial);
        var encoded = writer.WrittenSpan.ToArray();
        return SharedReference.Create("value", new ValueHome(encoded, SharedReference.LargestValue(maxMessageBytes)));
    }
}
