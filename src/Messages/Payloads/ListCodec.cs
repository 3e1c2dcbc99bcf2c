using System.Runtime.InteropServices;

namespace Troupe.Messages.Payloads;

internal sealed class ListCodec<T>(PayloadCodec<T> element) : PayloadCodec<List<T>?>
{
    public override bool RunsUserCode => element.RunsUserCode;

    public override void Write(PayloadWriter writer, List<T>? value)
    {
        if (value is null)
        {
            writer.WriteByte(0);
            return;
        }

        RequireDeclared(value);
        SequenceFormat.Write(writer, element, CollectionsMarshal.AsSpan(value));
    }

    private static void RequireDeclared(List<T> value)
    {
        try
        {
            ValueChecks.RequireDeclared(typeof(List<T>), value);
        }
        catch (ValueRefusedException refused)
        {
            throw new PayloadNotEncodableException(
                PayloadTypeName.Short(typeof(List<T>)),
                PayloadTypeName.Full(refused.Type),
                refused.Message);
        }
    }

    public override List<T>? Read(ref PayloadReader reader)
    {
        if (!element.IsFixedSize)
            return SequenceFormat.Read(ref reader, element) is { } values ? [.. values] : null;

        var header = reader.ReadVarUInt64();
        if (header == 0)
            return null;

        var count = reader.CheckCount(header - 1, element.SmallestSize);
        List<T> list = new(count);
        CollectionsMarshal.SetCount(list, count);
        element.ReadMany(ref reader, CollectionsMarshal.AsSpan(list));
        return list;
    }

    public override void Skip(ref PayloadReader reader) => SequenceFormat.Skip(ref reader, element);
}
