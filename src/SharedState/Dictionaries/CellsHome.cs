using Troupe.Messages.Payloads;

namespace Troupe.SharedState.Dictionaries;

/// <summary>
/// The home of values that are read, set and replaced one at a time. Every value has a version, so that a change that was
/// computed from an old value is refused instead of undoing another caller's change. Nothing ever waits here.
/// </summary>
internal abstract class CellsHome(long largest) : SharedHome(largest)
{
    protected abstract int Count { get; }

    /// <summary>The last version that was given to a value.</summary>
    protected ulong LastVersion { get; set; }

    protected Cell NewCell(ReadOnlyMemory<byte> value) => new(++LastVersion, value);

    protected abstract bool TryFind(ReadOnlySpan<byte> key, out Cell cell);

    /// <returns>False when there can be no such key.</returns>
    protected abstract bool TryStore(ReadOnlySpan<byte> key, in Cell cell);

    protected abstract void Remove(ReadOnlySpan<byte> key);

    protected abstract void Clear();

    protected abstract void WriteAll(PayloadWriter writer);

    protected override void OnOperation(byte operation, in Request request, ref PayloadReader reader, byte[] message)
    {
        switch (operation)
        {
            case CellOperation.Get: OnGet(request, Key(ref reader)); break;
            case CellOperation.Set: OnSet(request, Key(ref reader), Rest(reader, message)); break;
            case CellOperation.Replace: OnReplace(request, Key(ref reader), reader.ReadVarUInt64(), Rest(reader, message)); break;
            case CellOperation.Remove: OnRemove(request, Key(ref reader), reader.ReadVarUInt64()); break;
            case CellOperation.Count: Answer(request, ReplyCode.Done, BitConverter.GetBytes(Count)); break;
            case CellOperation.Snapshot: OnSnapshot(request); break;
            case CellOperation.Clear: Clear(); Answer(request); break;
            default: throw Unknown(operation);
        }
    }

    protected static ReadOnlySpan<byte> Key(ref PayloadReader reader) => reader.ReadSpan(reader.ReadCount());

    protected static ReadOnlyMemory<byte> Rest(in PayloadReader reader, byte[] message) =>
        message.AsMemory(message.Length - reader.Remaining);

    protected override bool TryWithdraw(SharedPeer peer, ulong number) => false;

    protected override void OnEnded(Func<Participant, bool> ended, string? lost)
    {
        // Nothing waits here or is held: a reader of a value has a copy.
    }

    private void OnGet(in Request request, ReadOnlySpan<byte> key)
    {
        if (TryFind(key, out var cell))
            Answer(request, ReplyCode.Done, cell);
        else
            Answer(request, ReplyCode.Refused);
    }

    private void OnSet(in Request request, ReadOnlySpan<byte> key, ReadOnlyMemory<byte> value)
    {
        if (!RefuseTooLarge(request, value.Length))
            Answer(request, TryStore(key, NewCell(value)) ? ReplyCode.Done : ReplyCode.Refused);
    }

    private void OnReplace(in Request request, ReadOnlySpan<byte> key, ulong version, ReadOnlyMemory<byte> value)
    {
        if (RefuseTooLarge(request, value.Length))
            return;
        var found = TryFind(key, out var cell);
        if ((found ? cell.Version : 0) == version)
            Answer(request, TryStore(key, NewCell(value)) ? ReplyCode.Done : ReplyCode.Refused);
        else if (found)
            Answer(request, ReplyCode.Refused, cell);
        else
            Answer(request, ReplyCode.Refused);
    }

    private void OnRemove(in Request request, ReadOnlySpan<byte> key, ulong version)
    {
        if (!TryFind(key, out var cell) || (version != 0 && cell.Version != version))
        {
            Answer(request, ReplyCode.Refused);
            return;
        }
        Remove(key);
        Answer(request, ReplyCode.Done, cell);
    }

    private void OnSnapshot(in Request request)
    {
        using var writer = new PayloadWriter();
        writer.WriteVarUInt32((uint)Count);
        WriteAll(writer);
        Answer(request, ReplyCode.Done, writer.WrittenSpan);
    }

    protected void Answer(in Request request, ReplyCode code, in Cell cell)
    {
        using var head = new PayloadWriter(16);
        head.WriteVarUInt64(cell.Version);
        Answer(request, code, head.WrittenSpan, cell.Value.Span);
    }

    protected static void WritePart(PayloadWriter writer, ReadOnlySpan<byte> part)
    {
        writer.WriteVarUInt32((uint)part.Length);
        writer.WriteSpan(part);
    }
}
