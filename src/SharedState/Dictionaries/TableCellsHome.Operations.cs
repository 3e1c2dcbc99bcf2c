using Troupe.Messages.Payloads;
using Troupe.SharedState.Dictionaries.Table;

namespace Troupe.SharedState.Dictionaries;

/// <summary>What is asked of the home while the values are in a table.</summary>
internal abstract partial class TableCellsHome
{
    /// <returns>Done or refused when it was answered; else why the table must end first.</returns>
    private TableAnswer OnTable(CellTable table, byte operation, in Request request, ref PayloadReader reader, byte[] message)
    {
        var copy = CellCopy.Take();
        try
        {
            switch (operation)
            {
                case CellOperation.Get:
                    return Answered(request, table.Find(KeyInTable(Key(ref reader)), copy), copy);
                case CellOperation.Set:
                    return OnChange(table, request, Key(ref reader), null, Rest(reader, message), copy);
                case CellOperation.Replace:
                    return OnChange(table, request, Key(ref reader), reader.ReadVarUInt64(), Rest(reader, message), copy);
                case CellOperation.Remove when MayRemove:
                    return Answered(request, table.Remove(KeyInTable(Key(ref reader)), reader.ReadVarUInt64(), copy), copy);
                case CellOperation.Count when table.TryCollect() is { } entries:
                    Answer(request, ReplyCode.Done, BitConverter.GetBytes(entries.Count));
                    return TableAnswer.Done;
                case CellOperation.Snapshot when table.TryCollect() is { } entries:
                    OnSnapshot(table, request, entries);
                    return TableAnswer.Done;
                case CellOperation.Count or CellOperation.Snapshot or CellOperation.Clear or CellOperation.Remove:
                    return TableAnswer.Unfit;
                default:
                    throw Unknown(operation);
            }
        }
        finally
        {
            CellCopy.Return(copy);
        }
    }

    private TableAnswer OnChange(
        CellTable table,
        in Request request,
        ReadOnlySpan<byte> key,
        ulong? version,
        ReadOnlyMemory<byte> value,
        CellCopy copy) =>
        RefuseTooLarge(request, value.Length)
            ? TableAnswer.Refused
            : Answered(request, table.Change(KeyInTable(key), version, value.Span, copy), copy);

    private TableAnswer Answered(in Request request, TableAnswer answer, CellCopy copy)
    {
        if (answer is not (TableAnswer.Done or TableAnswer.Refused))
            return answer;
        var code = answer == TableAnswer.Done ? ReplyCode.Done : ReplyCode.Refused;
        if (copy.Found)
            Answer(request, code, new Cell(copy.Version, copy.Value));
        else
            Answer(request, code);
        return answer;
    }

    private void OnSnapshot(CellTable table, in Request request, List<TableEntry> entries)
    {
        using var writer = new PayloadWriter();
        writer.WriteVarUInt32((uint)entries.Count);
        foreach (var entry in entries)
        {
            WritePart(writer, table.Key(entry));
            WritePart(writer, table.Value(entry));
        }
        Answer(request, ReplyCode.Done, writer.WrittenSpan);
    }
}
