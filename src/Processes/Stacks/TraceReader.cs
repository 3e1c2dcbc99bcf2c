using System.Buffers.Binary;
using System.Text;

namespace Troupe.Processes.Stacks;

/// <summary>
/// Reads a trace in the runtime's "nettrace" format, as far as stacks need it: which events there are (metadata), stacks as
/// return addresses, looks at threads that refer to them, and the methods that lie at these addresses, which come last.
/// The trace is checked as it is read: what a worker sends is never trusted.
/// </summary>
internal sealed class TraceReader
{
    private const byte EndOfTrace = 1;
    private const byte BeginObject = 5;
    private const byte EndObject = 6;
    private const int TraceHeadSize = 48;

    private const int MethodEvent = 144;
    private const string SampleProvider = "Microsoft-DotNETCore-SampleProfiler";
    private const string MethodProvider = "Microsoft-Windows-DotNETRuntimeRundown";

    private static ReadOnlySpan<byte> FileHead => "Nettrace\u0014\0\0\0!FastSerialization.1"u8;

    private readonly Dictionary<int, EventKind> _kinds = [];
    private readonly Dictionary<int, ulong[]> _stacks = [];
    private readonly Dictionary<ulong, int> _threads = [];
    private readonly MethodMap _methods = new();

    private TraceReader()
    {
    }

    private enum EventKind
    {
        Other,
        Sample,
        Method,
    }

    /// <summary>Reads a whole trace.</summary>
    /// <returns>The last stack that was seen of each thread.</returns>
    /// <exception cref="InvalidDataException">It is cut, or not of this format.</exception>
    public static List<ThreadStack> Read(ReadOnlySpan<byte> trace)
    {
        var reader = new TraceReader();
        reader.ReadObjects(trace);
        var threads = new List<ThreadStack>();
        foreach (var (thread, stack) in reader._threads.OrderBy(entry => entry.Key))
        {
            if (reader._stacks.TryGetValue(stack, out var addresses))
                threads.Add(new ThreadStack(thread, [.. addresses.Select(reader._methods.NameAt).OfType<string>()]));
        }
        return threads;
    }

    private void ReadObjects(ReadOnlySpan<byte> trace)
    {
        var bytes = new TraceBytes(trace);
        if (!bytes.Take(FileHead.Length).SequenceEqual(FileHead))
            throw new InvalidDataException("This is no trace.");
        while (bytes.Byte() is var tag && tag != EndOfTrace)
        {
            // Each object is preceded by its type, itself an object without one: two tags, version, oldest reader, name.
            if (tag != BeginObject)
                throw new InvalidDataException("The trace has no object where one should begin.");
            _ = bytes.Take(2 + (2 * sizeof(int)));
            var type = Encoding.ASCII.GetString(bytes.Take(bytes.Int()));
            _ = bytes.Take(1);
            if (type == "Trace")
                _ = bytes.Take(TraceHeadSize);
            else
                ReadBlock(type, ref bytes);
            if (bytes.Byte() != EndObject)
                throw new InvalidDataException($"The trace's {type} does not end where it should.");
        }
    }

    private void ReadBlock(string type, ref TraceBytes bytes)
    {
        var size = bytes.Int();
        bytes.Align();
        var block = new TraceBytes(bytes.Take(size));
        switch (type)
        {
            case "MetadataBlock": ReadEvents(ref block, metadata: true); break;
            case "EventBlock": ReadEvents(ref block, metadata: false); break;
            case "StackBlock": ReadStacks(ref block); break;
            default: break; // Nothing about stacks.
        }
    }

    private void ReadStacks(ref TraceBytes block)
    {
        var first = block.Int();
        _ = block.Int();
        for (var number = first; !block.AtEnd; number++)
        {
            var stack = block.Take(block.Int());
            var addresses = new ulong[stack.Length / sizeof(ulong)];
            for (var frame = 0; frame < addresses.Length; frame++)
                addresses[frame] = BinaryPrimitives.ReadUInt64LittleEndian(stack[(frame * sizeof(ulong))..]);
            _stacks[number] = addresses;
        }
    }

    private void ReadEvents(ref TraceBytes block, bool metadata)
    {
        var head = new TraceBytes(block.Take(block.Short() - sizeof(short)));
        if ((head.Short() & 1) == 0)
            throw new InvalidDataException("The trace's events are not in the short form.");
        var last = new TraceEvent();
        while (!block.AtEnd)
        {
            last = last.Next(ref block);
            var payload = new TraceBytes(block.Take(last.PayloadSize));
            if (metadata)
                ReadKind(ref payload);
            else if (_kinds.GetValueOrDefault(last.Metadata) is var kind && kind == EventKind.Sample)
                _threads[last.Thread] = last.Stack;
            else if (kind == EventKind.Method)
                ReadMethod(ref payload);
        }
    }

    private void ReadKind(ref TraceBytes payload)
    {
        var number = payload.Int();
        var provider = payload.Text();
        var method = provider == MethodProvider && payload.Int() == MethodEvent;
        _kinds[number] = provider == SampleProvider ? EventKind.Sample : method ? EventKind.Method : EventKind.Other;
    }

    private void ReadMethod(ref TraceBytes payload)
    {
        _ = payload.Take(2 * sizeof(ulong));
        var start = payload.Long();
        var size = payload.Int();
        _ = payload.Take(2 * sizeof(int));
        _methods.Add(start, size, payload.Text(), payload.Text(), payload.Text());
    }
}
