using Troupe.Messages.Payloads;
using Troupe.SharedState.Dictionaries.Table;

namespace Troupe.SharedState.Dictionaries;

/// <summary>What an operation on a cell came to, with the encoded value that is, or was, there. To be disposed when that is
/// decoded.</summary>
internal readonly struct CellAnswer : IDisposable
{
    private readonly CellCopy? _copy;

    /// <summary>By the fast path.</summary>
    public CellAnswer(bool done, CellCopy copy) =>
        (Done, Found, Version, Value, _copy) = (done, copy.Found, copy.Version, copy.Value, copy);

    /// <summary>From the home.</summary>
    public CellAnswer(in Reply reply)
    {
        Done = reply.Code == ReplyCode.Done;
        if (reply.Content.IsEmpty)
            return;
        var reader = new PayloadReader(reply.Content.Span);
        (Found, Version) = (true, reader.ReadVarUInt64());
        Value = reply.Content[^reader.Remaining..];
    }

    public bool Done { get; }

    public bool Found { get; }

    public ulong Version { get; }

    public ReadOnlyMemory<byte> Value { get; }

    public void Dispose()
    {
        if (_copy is not null)
            CellCopy.Return(_copy);
    }
}
