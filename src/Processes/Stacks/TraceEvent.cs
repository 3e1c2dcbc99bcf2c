namespace Troupe.Processes.Stacks;

/// <summary>The head of an event in its short form: a byte says which fields are told, the others are those of the event before.</summary>
internal readonly record struct TraceEvent
{
    private const int GuidSize = 16;

    [Flags]
    private enum Told
    {
        Metadata = 1,
        Capture = 2,
        Thread = 4,
        Stack = 8,
        Activity = 16,
        RelatedActivity = 32,
        PayloadSize = 128,
    }

    public int Metadata { get; private init; }

    public ulong Thread { get; private init; }

    public int Stack { get; private init; }

    public int PayloadSize { get; private init; }

    /// <summary>Reads the head that follows this one.</summary>
    public TraceEvent Next(ref TraceBytes bytes)
    {
        var told = (Told)bytes.Byte();
        var metadata = told.HasFlag(Told.Metadata) ? (int)bytes.Variable() : Metadata;
        if (told.HasFlag(Told.Capture))
        {
            // Sequence number, capturing thread and processor tell of lost events: nothing that matters here.
            for (var field = 0; field < 3; field++)
                _ = bytes.Variable();
        }
        var thread = told.HasFlag(Told.Thread) ? bytes.Variable() : Thread;
        var stack = told.HasFlag(Told.Stack) ? (int)bytes.Variable() : Stack;
        _ = bytes.Variable(); // The time since the event before.
        _ = bytes.Take((told.HasFlag(Told.Activity) ? GuidSize : 0) + (told.HasFlag(Told.RelatedActivity) ? GuidSize : 0));
        var size = told.HasFlag(Told.PayloadSize) ? (int)bytes.Variable() : PayloadSize;
        return new TraceEvent { Metadata = metadata, Thread = thread, Stack = stack, PayloadSize = size };
    }
}
