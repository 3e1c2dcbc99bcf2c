using System.Collections;
using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Troupe.Messages.Tests.Payloads;

/// <summary>Values of any struct that are not its default, and whether two of them are the same.</summary>
internal static class SampleValues
{
    private static readonly MethodInfo s_fill = typeof(SampleValues).GetMethod(nameof(Fill), BindingFlags.Static | BindingFlags.NonPublic)!;
    private static readonly MethodInfo s_bytes = typeof(SampleValues).GetMethod(
        nameof(Bytes),
        BindingFlags.Static | BindingFlags.NonPublic)!;

    private static readonly Dictionary<Type, object[]> s_known = new()
    {
        // Not every pattern of bits is a value of these.
        [typeof(bool)] = [true],
        [typeof(decimal)] = [1.50m, decimal.MinValue, 0.000m],
        [typeof(DateTime)] = [new DateTime(2026, 3, 29, 2, 30, 0, DateTimeKind.Local), DateTime.MinValue, DateTime
            .MaxValue, new DateTime(1, DateTimeKind.Utc)],
        [typeof(DateTimeOffset)] = [new DateTimeOffset(2026, 3, 29, 2, 30, 0, TimeSpan.FromMinutes(-765)), DateTimeOffset.MaxValue],
        [typeof(TimeOnly)] = [new TimeOnly(1, 2, 3, 4, 5), TimeOnly.MaxValue],
        [typeof(DateOnly)] = [new DateOnly(2024, 2, 29), DateOnly.MaxValue],
        [typeof(char)] = ['\ud83d', '\ude00', 'x', '\0', '"'],
        [typeof(double)] = [-0.0, double.NaN, double.NegativeInfinity, double.Epsilon, 0.1],
        [typeof(float)] = [-0.0f, float.NaN, float.NegativeInfinity, float.Epsilon, 0.1f],
        [typeof(JsonElement)] = [JsonSerializer.SerializeToElement(new { A = new[] { 1, 2 } })],
        [typeof(ImmutableArray<int>)] = [ImmutableArray.Create(1, 2)],
        [typeof(ImmutableArray<string>)] = [ImmutableArray.Create("a", "\ud800")],
        [typeof(Memory<int>)] = [new Memory<int>([1, 2])],
        [typeof(Memory<string>)] = [new Memory<string>(["a", "\ud800"])],
        [typeof(ReadOnlyMemory<int>)] = [new ReadOnlyMemory<int>([1, 2])],
        [typeof(ReadOnlyMemory<string>)] = [new ReadOnlyMemory<string>(["a", "\ud800"])],
        [typeof(KeyValuePair<string, string>)] = [new KeyValuePair<string, string>("a", "\ud800")],
    };

    /// <summary>At least one value; the default where nothing else can be made, which is for those that are refused anyway.</summary>
    public static IEnumerable<object> Of(Type type)
    {
        if (s_known.TryGetValue(type, out var known))
            return known;

        var value = RuntimeHelpers.GetUninitializedObject(type);
        if (IsMemory(type))
        {
            var filled = s_fill.MakeGenericMethod(type).Invoke(null, null)!;
            foreach (var field in type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic))
            {
                if (s_known.TryGetValue(field.FieldType, out known))
                    field.SetValue(filled, known[0]);
            }

            return [filled];
        }

        if (value is ITuple)
        {
            // Its fields are its parts.
            foreach (var field in type.GetFields())
                field.SetValue(value, field.FieldType == typeof(string) ? field.Name : Of(field.FieldType).First());
        }

        return [value];
    }

    public static bool Same<T>(T one, T other)
        where T : struct
    {
        if (one is JsonElement json)
            return JsonElement.DeepEquals(json, (JsonElement)(object)other);

        if (!IsMemory(typeof(T)))
            return Elements(one) is { } elements ? elements.SequenceEqual(Elements(other)!) : one.Equals(other);

        // Padding is no part of a value; what is listed above, though, has to be the same in every bit.
        return Describe(one) == Describe(other) || (!s_known.ContainsKey(typeof(T)) && one.Equals(other));
    }

    public static string Describe<T>(T value) =>
        IsMemory(typeof(T)) ? (string)s_bytes.MakeGenericMethod(typeof(T)).Invoke(null, [value])! : $"{value}";

    private static IEnumerable<object>? Elements<T>(T value) => value switch
    {
        Memory<int> memory => memory.ToArray().Cast<object>(),
        Memory<string> memory => memory.ToArray(),
        ReadOnlyMemory<int> memory => memory.ToArray().Cast<object>(),
        ReadOnlyMemory<string> memory => memory.ToArray(),
        IEnumerable sequence => sequence.Cast<object>(),
        _ => null,
    };

    private static bool IsMemory(Type type) => !PayloadsContainReferences(type);

    private static bool PayloadsContainReferences(Type type) => Troupe.Messages.Payloads.PayloadCodecFactory.ContainsReferences(type);

    private static T Fill<T>()
        where T : unmanaged
    {
        T value = default;
        var bytes = MemoryMarshal.AsBytes(new Span<T>(ref value));
        for (var i = 0; i < bytes.Length; i++)
            bytes[i] = HasBoolean(typeof(T)) ? (byte)1 : (byte)((i % 7) + 1);

        return value;
    }

    private static bool HasBoolean(Type type) => type == typeof(bool) || (!type.IsPrimitive && !type.IsEnum
        && type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic).Any(field => HasBoolean(field.FieldType)));

    private static string Bytes<T>(T value)
        where T : unmanaged => Convert.ToHexString(MemoryMarshal.AsBytes(new Span<T>(ref value)));
}
