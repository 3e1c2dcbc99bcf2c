using System.Runtime.CompilerServices;

namespace Troupe.SharedState.Arrays;

/// <summary>What the elements of an array are, as two processes compare it.</summary>
/// <param name="Size">Bytes of one.</param>
/// <param name="Mark">A number made of the type's name, the same in every process.</param>
/// <param name="Name">For errors.</param>
internal readonly record struct ElementType(int Size, long Mark, string Name)
{
    private const ulong Basis = 14695981039346656037;
    private const ulong Prime = 1099511628211;

    public static ElementType Of<T>()
        where T : unmanaged => Known<T>.Type;

    /// <summary>FNV-1a over the characters of the name.</summary>
    private static long MarkOf(string name)
    {
        var hash = Basis;
        foreach (var character in name)
            hash = (hash ^ character) * Prime;
        return (long)hash;
    }

    private static class Known<T>
        where T : unmanaged
    {
        public static readonly ElementType Type = new(Unsafe.SizeOf<T>(), MarkOf(typeof(T).ToString()), typeof(T).ToString());
    }
}
