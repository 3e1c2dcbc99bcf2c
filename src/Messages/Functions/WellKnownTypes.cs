namespace Troupe.Messages.Functions;

/// <summary>
/// Plain framework types that are named by their index in this table, so that processes with different framework patches
/// understand each other. Order is part of the wire format: only append.
/// </summary>
internal static class WellKnownTypes
{
    private static readonly Type[] s_types =
    [
        typeof(bool), typeof(byte), typeof(sbyte), typeof(char), typeof(short), typeof(ushort), typeof(int), typeof(uint),
        typeof(long), typeof(ulong), typeof(float), typeof(double), typeof(decimal), typeof(string), typeof(Guid),
        typeof(DateTime), typeof(DateTimeOffset), typeof(TimeSpan), typeof(DateOnly), typeof(TimeOnly), typeof(Half),
        typeof(Int128), typeof(UInt128), typeof(Uri), typeof(Version), typeof(void),
        typeof(Nullable<>), typeof(List<>), typeof(Dictionary<,>), typeof(HashSet<>), typeof(KeyValuePair<,>), typeof(Memory<>),
        typeof(ReadOnlyMemory<>), typeof(IEnumerable<>), typeof(IReadOnlyList<>), typeof(IList<>), typeof(IReadOnlyDictionary<,>),
        typeof(ValueTuple<>), typeof(ValueTuple<,>), typeof(ValueTuple<,,>), typeof(ValueTuple<,,,>), typeof(ValueTuple<,,,,>),
        typeof(ValueTuple<,,,,,>), typeof(ValueTuple<,,,,,,>), typeof(Task), typeof(Task<>), typeof(ValueTask), typeof(ValueTask<>),
        typeof(CancellationToken),
    ];

    private static readonly Dictionary<Type, byte> s_indexes =
        s_types.Select((type, index) => (type, index)).ToDictionary(p => p.type, p => (byte)p.index);

    public static bool TryFind(Type definition, out byte index) => s_indexes.TryGetValue(definition, out index);

    /// <exception cref="PayloadFormatException">There is no such index.</exception>
    public static Type At(byte index) =>
        index < s_types.Length ? s_types[index] : throw new PayloadFormatException($"{index} is not a well-known type.");
}
