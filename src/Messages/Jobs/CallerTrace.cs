using Troupe.Messages.Payloads;

namespace Troupe.Messages.Jobs;

/// <summary>The activity in which a job was submitted: the parent of the one that the job runs in.</summary>
/// <param name="Id">Its id: a W3C trace parent, or a hierarchical id.</param>
/// <param name="State">Its W3C trace state; null for none.</param>
/// <param name="Baggage">What it hands on, the newest first.</param>
internal sealed record CallerTrace(string Id, string? State, IReadOnlyList<KeyValuePair<string, string?>> Baggage)
{
    /// <summary>Encodes it.</summary>
    /// <param name="writer">Gets it.</param>
    public void Write(PayloadWriter writer)
    {
        PayloadCodec<string>.Instance.Write(writer, Id);
        PayloadCodec<string?>.Instance.Write(writer, State);
        writer.WriteVarUInt32((uint)Baggage.Count);
        foreach (var (key, value) in Baggage)
        {
            PayloadCodec<string>.Instance.Write(writer, key);
            PayloadCodec<string?>.Instance.Write(writer, value);
        }
    }

    /// <summary>Decodes one.</summary>
    /// <param name="bytes">All of its bytes.</param>
    /// <exception cref="PayloadFormatException">They are none.</exception>
    public static CallerTrace Read(ReadOnlySpan<byte> bytes)
    {
        var reader = new PayloadReader(bytes);
        var id = Text(ref reader);
        var state = PayloadCodec<string?>.Instance.Read(ref reader);
        var baggage = new KeyValuePair<string, string?>[reader.ReadCount(smallestElement: 2)];
        for (var index = 0; index < baggage.Length; index++)
            baggage[index] = new(Text(ref reader), PayloadCodec<string?>.Instance.Read(ref reader));
        reader.RequireEnd();
        return new CallerTrace(id, state, baggage);
    }

    private static string Text(ref PayloadReader reader) =>
        PayloadCodec<string?>.Instance.Read(ref reader) ?? throw new PayloadFormatException("A trace has no id, or baggage no name.");
}
