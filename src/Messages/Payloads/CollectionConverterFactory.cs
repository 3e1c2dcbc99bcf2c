using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Collections.ObjectModel;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Troupe.Messages.Payloads;

/// <summary>
/// Collections of the framework that its own converters cannot make, or would turn upside down. They travel as a list or a
/// dictionary, of which the other side makes one of them again.
/// </summary>
internal sealed class CollectionConverterFactory : JsonConverterFactory
{
    private static readonly HashSet<Type> s_sequences =
    [
        typeof(Stack<>), typeof(ConcurrentStack<>), typeof(ConcurrentBag<>), typeof(ImmutableStack<>), typeof(ImmutableArray<>),
        typeof(ReadOnlyCollection<>), typeof(ReadOnlySet<>), typeof(FrozenSet<>),
    ];

    private static readonly HashSet<Type> s_maps = [typeof(ReadOnlyDictionary<,>), typeof(FrozenDictionary<,>)];

    /// <summary>Whether it is one of those with keys.</summary>
    public static bool IsMap(Type type) => type.IsGenericType && s_maps.Contains(type.GetGenericTypeDefinition());

    public override bool CanConvert(Type typeToConvert) =>
        IsMap(typeToConvert) || (typeToConvert.IsGenericType && s_sequences.Contains(typeToConvert.GetGenericTypeDefinition()));

    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
        (JsonConverter)typeof(CollectionConverterFactory)
            .GetMethod(IsMap(typeToConvert) ? nameof(OfMap) : nameof(OfSequence), BindingFlags.Static | BindingFlags.NonPublic)!
            .MakeGenericMethod(typeToConvert.GetGenericArguments())
            .Invoke(null, [typeToConvert])!;

    private static JsonConverter OfSequence<T>(Type type)
    {
        // What gives its last element first is written from its other end, so that putting one after the other makes it again.
        return type == typeof(Stack<T>) ? new SequenceConverter<Stack<T>, T>(items => new(items), lastFirst: true)
            : type == typeof(ConcurrentStack<T>) ? new SequenceConverter<ConcurrentStack<T>, T>(items => new(items), lastFirst: true)
            : type == typeof(ConcurrentBag<T>) ? new SequenceConverter<ConcurrentBag<T>, T>(items => new(items), lastFirst: true)
            : type == typeof(ImmutableStack<T>)
                ? new SequenceConverter<ImmutableStack<T>, T>(items => ImmutableStack.CreateRange(items), lastFirst: true)
            : type == typeof(ReadOnlyCollection<T>)
                ? new SequenceConverter<ReadOnlyCollection<T>, T>(items => new(items))
            : type == typeof(ReadOnlySet<T>)
                ? new SequenceConverter<ReadOnlySet<T>, T>(items => new(items.ToHashSet()), check: ValueChecks.RequireDefault<T>)
            : type == typeof(FrozenSet<T>)
                ? new SequenceConverter<FrozenSet<T>, T>(items => items.ToFrozenSet(), check: ValueChecks.RequireDefault<T>)
            : new ImmutableArrayConverter<T>();
    }

    private static JsonConverter OfMap<TKey, TValue>(Type type)
        where TKey : notnull =>
        type == typeof(ReadOnlyDictionary<TKey, TValue>)
            ? new MapConverter<ReadOnlyDictionary<TKey, TValue>, TKey, TValue>(items => new(items))
            : new MapConverter<FrozenDictionary<TKey, TValue>, TKey, TValue>(items => items.ToFrozenDictionary());

    private sealed class SequenceConverter<TCollection, T>(
        Func<List<T>, TCollection> make,
        bool lastFirst = false,
        Action<TCollection>? check = null) : JsonConverter<TCollection>
        where TCollection : class, IEnumerable<T>
    {
        public override TCollection? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            JsonSerializer.Deserialize<List<T>>(ref reader, options) is { } items ? make(items) : null;

        public override void Write(Utf8JsonWriter writer, TCollection value, JsonSerializerOptions options)
        {
            check?.Invoke(value);
            List<T> items = [.. value];
            if (lastFirst)
                items.Reverse();

            JsonSerializer.Serialize(writer, items, options);
        }
    }

    private sealed class MapConverter<TCollection, TKey, TValue>(
        Func<Dictionary<TKey, TValue>, TCollection> make) : JsonConverter<TCollection>
        where TCollection : class, IReadOnlyDictionary<TKey, TValue>
        where TKey : notnull
    {
        public override TCollection? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            JsonSerializer.Deserialize<Dictionary<TKey, TValue>>(ref reader, options) is { } items ? make(items) : null;

        public override void Write(Utf8JsonWriter writer, TCollection value, JsonSerializerOptions options) =>
            JsonSerializer.Serialize<IReadOnlyDictionary<TKey, TValue>>(writer, value, options);
    }

    // One that was never made has no elements to go through, not even none: it travels as null.
    private sealed class ImmutableArrayConverter<T> : JsonConverter<ImmutableArray<T>>
    {
        public override bool HandleNull => true;

        public override ImmutableArray<T> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            JsonSerializer.Deserialize<List<T>>(ref reader, options) is { } items ? [.. items] : default;

        public override void Write(Utf8JsonWriter writer, ImmutableArray<T> value, JsonSerializerOptions options) =>
            JsonSerializer.Serialize(writer, value.IsDefault ? null : (IEnumerable<T>)value, options);
    }
}
