using Troupe.Messages.Functions;
using Troupe.Messages.Payloads;

namespace Troupe.Jobs;

/// <summary>
/// What the first call of a process loads and builds, done beforehand: a pool starts for as long as its first worker does,
/// and has nothing else to do meanwhile.
/// </summary>
internal static class FirstCall
{
    private static int s_prepared;

    /// <summary>Does it once for this process; later calls do nothing.</summary>
    public static void Prepare()
    {
        if (Interlocked.Exchange(ref s_prepared, 1) != 0)
            return;
        var function = Function.Of((Func<int, int>)Same);
        using var writer = new PayloadWriter();
        PayloadCodec<int>.Instance.Write(writer, 0);
        using var caller = new PayloadWriter();
        _ = CallerCapture.Append(caller, culture: true);
        var sample = new PoolFunction(0, function.DisplayName, PoolFunction.Encode(function));
        new CallJob<int>(sample, writer.WrittenSpan.ToArray(), new JobOptions(), DeclaredResult<int>.Instance).Succeed(writer.WrittenSpan);
    }

    private static int Same(int value) => value;
}
