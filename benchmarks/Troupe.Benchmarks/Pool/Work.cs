using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;

namespace Troupe.Benchmarks.Pool;

/// <summary>Five fields of different kinds: too mixed for plain bytes, so it travels as JSON.</summary>
public sealed record Order(int Id, string Customer, double Price, bool Paid, DateTime At);

/// <summary>What the workers run. The Python and Node twins do the same.</summary>
internal static class Work
{
    /// <summary>The name of the file that opens the gate of a folder.</summary>
    public const string Gate = "open";

    public static int Increment(int value) => value + 1;

    /// <summary>When it ran, by the clock that all processes of the machine share.</summary>
    public static long Timestamp(int ignored) => Stopwatch.GetTimestamp();

    public static byte[] Hash(byte[] data) => SHA256.HashData(data);

    public static byte[] Echo(byte[] data) => data;

    /// <summary>Work that takes the processor only. Compiled once and for all, so that a step costs the same in every process.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static long Spin(long steps)
    {
        var state = 88172645463325252UL;
        for (var i = 0L; i < steps; i++)
        {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
        }
        return (long)state;
    }

    /// <summary>Tells in the folder that it runs, and lasts until the gate is open.</summary>
    public static int WaitAtGate(string folder)
    {
        File.WriteAllText(Path.Combine(folder, $"{Environment.ProcessId}.waits"), "");
        while (!File.Exists(Path.Combine(folder, Gate)))
            Thread.Sleep(1);
        return Environment.ProcessId;
    }

    public static Order Raise(Order order) => order with { Price = order.Price * 1.1 };
}
