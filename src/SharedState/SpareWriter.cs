using Troupe.Messages.Payloads;

namespace Troupe.SharedState;

/// <summary>One writer kept per thread, so that encoding a value takes no new memory.</summary>
internal static class SpareWriter
{
    [ThreadStatic]
    private static PayloadWriter? s_spare;

    private const int LargestSpare = 1 << 20;

    /// <summary>Taken while in use: a user's converter may use another shared object on this thread.</summary>
    public static PayloadWriter Take(long limit)
    {
        var writer = s_spare is { } spare && spare.Limit == limit ? spare : new PayloadWriter(limit: limit);
        s_spare = null;
        writer.Clear();
        return writer;
    }

    public static void Return(PayloadWriter writer)
    {
        if (writer.WrittenCount <= LargestSpare)
            s_spare = writer;
        else
            writer.Dispose();
    }
}
