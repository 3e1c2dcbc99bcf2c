using System.Security.Cryptography;

namespace Troupe.Benchmarks.Pool;

/// <summary>Five fields of different kinds: too mixed for plain bytes, so it travels as JSON.</summary>
public sealed record Order(int Id, string Customer, double Price, bool Paid, DateTime At);

/// <summary>What the workers run. The Python and Node twins do the same.</summary>
internal static class Work
{
    public static int Increment(int value) => value + 1;

    public static byte[] Hash(byte[] data) => SHA256.HashData(data);

    public static byte[] Echo(byte[] data) => data;

    public static Order Raise(Order order) => order with { Price = order.Price * 1.1 };
}
