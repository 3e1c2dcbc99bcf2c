using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Collections.ObjectModel;
using System.Globalization;
using System.Reflection;
using System.Text.Json.Serialization.Metadata;

namespace Troupe.Messages.Payloads;

/// <summary>
/// Looks at values of types that may travel while they are written, and refuses those of which a part would be lost: what a
/// derived type adds, a comparer, a key that is no number; and sequences that may have no end.
/// </summary>
internal static class ValueChecks
{
    private static readonly ConcurrentDictionary<(Type Declared, Type Actual), FieldInfo?> s_added = new();

    /// <summary>Adds the checks that values of this type need.</summary>
    public static void AddTo(JsonTypeInfo type)
    {
        if (type.Kind == JsonTypeInfoKind.Object)
        {
            if (type.Type is { IsClass: true, IsSealed: false } && type.PolymorphismOptions is null)
                type.OnSerializing += DeclaredCheck(type.Type);
        }
        else if (type.Kind is JsonTypeInfoKind.Enumerable or JsonTypeInfoKind.Dictionary && !type.Type.IsArray)
        {
            if (type.Type is { IsClass: true, IsSealed: false })
                type.OnSerializing += DeclaredCheck(type.Type);

            if (!type.Type.IsInterface && !Assemblies.FrameworkAssemblies.Contains(type.Type.Assembly))
                return; // Its own constructor makes the copy, with the comparer that the type has.

            if (type.Kind == JsonTypeInfoKind.Dictionary)
            {
                AddTo(type, nameof(OfDictionary), type.KeyType!, type.ElementType!);
            }
            else if (type.Type.IsGenericType && type.Type.GetGenericTypeDefinition() == typeof(IEnumerable<>))
            {
                AddTo(type, nameof(OfSequence), type.ElementType!);
            }
            else if (type.Type.GetInterfaces().Append(type.Type).Any(IsOfSets))
            {
                AddTo(type, nameof(OfSet), type.ElementType!);
            }
        }
    }

    /// <summary>Refuses a value of a derived type that has fields of its own, which its declared type has no room for.</summary>
    /// <exception cref="ValueRefusedException">It has one.</exception>
    public static void RequireDeclared(Type declared, object value)
    {
        var actual = value.GetType();
        if (actual != declared && s_added.GetOrAdd((declared, actual), static pair => AddedTo(pair.Declared, pair.Actual)) is { } field)
        {
            throw new ValueRefusedException(actual,
                $"where a {PayloadTypeName.Short(declared)} is declared, a {PayloadTypeName.Short(actual)} would lose "
                    + $"'{PrivateState.NameOf(field)}'. Declare the real type, or close the set with [JsonPolymorphic] and "
                    + "[JsonDerivedType].");
        }
    }

    /// <summary>Refuses a collection that compares its keys or elements in another way than its copy would.</summary>
    /// <exception cref="ValueRefusedException">Its comparer is not its type's default.</exception>
    public static void RequireDefault<T>(object set) => RequireDefault<T>(set, ComparerOf<T>(set));

    private static void RequireDefault<T>(object collection, object? comparer)
    {
        var ordinal = ReferenceEquals(comparer, StringComparer.Ordinal) && collection is not (SortedSet<T> or ImmutableSortedSet<T>);
        if (comparer is not null && !ordinal && !comparer.Equals(EqualityComparer<T>.Default) && !comparer.Equals(Comparer<T>.Default))
        {
            throw new ValueRefusedException(collection.GetType(),
                $"it has a comparer of its own ({NameOf(comparer)}), which does not travel: its copy would find and order "
                    + $"{PayloadTypeName.Short(typeof(T))} by the default one. "
                + "Pass its elements, as a list or an array, and make the collection with its comparer in the job.");
        }
    }

    private static void AddTo(JsonTypeInfo type, string check, params Type[] parts) =>
        typeof(ValueChecks).GetMethod(check, BindingFlags.Static | BindingFlags.NonPublic)!
            .MakeGenericMethod(parts).Invoke(null, BindingFlags.DoNotWrapExceptions, null, [type], null);

    private static bool IsOfSets(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() is { } definition
        && (definition == typeof(ISet<>) || definition == typeof(IReadOnlySet<>) || definition == typeof(IImmutableSet<>));

    private static Action<object> DeclaredCheck(Type declared) => value => RequireDeclared(declared, value);

    private static FieldInfo? AddedTo(Type declared, Type actual)
    {
        for (var level = actual; level is not null && level != declared; level = level.BaseType)
        {
            if (PrivateState.DeclaredBy(level).FirstOrDefault(field => !PrivateState.StaysBehind(field)) is { } field)
                return field;
        }

        return null;
    }

    private static void OfDictionary<TKey, TValue>(JsonTypeInfo type)
        where TKey : notnull
    {
        type.OnSerializing += static value => RequireDefault<TKey>(value, ComparerOf<TKey, TValue>(value));
        if (typeof(TKey) == typeof(double) || typeof(TKey) == typeof(float) || typeof(TKey) == typeof(Half))
            type.OnSerializing += static value => RequireFinite<TKey, TValue>((IEnumerable<KeyValuePair<TKey, TValue>>)value);
    }

    private static void OfSequence<T>(JsonTypeInfo type)
    {
        type.OnSerializing += static value => Bound((IEnumerable<T>)value);
        type.OnSerialized += static value => Unbound((IEnumerable<T>)value);
    }

    private static void OfSet<T>(JsonTypeInfo type) => type.OnSerializing += RequireDefault<T>;

    private static object? ComparerOf<TKey, TValue>(object map)
        where TKey : notnull => map switch
        {
            Dictionary<TKey, TValue> one => one.Comparer,
            ConcurrentDictionary<TKey, TValue> one => one.Comparer,
            SortedDictionary<TKey, TValue> one => one.Comparer,
            SortedList<TKey, TValue> one => one.Comparer,
            ImmutableDictionary<TKey, TValue> one => one.KeyComparer,
            ImmutableSortedDictionary<TKey, TValue> one => one.KeyComparer,
            FrozenDictionary<TKey, TValue> one => one.Comparer,
            ReadOnlyDictionary<TKey, TValue> view => ComparerOf<TKey, TValue>(Behind(view, "Dictionary")),
            _ => null,
        };

    private static object? ComparerOf<T>(object set) => set switch
    {
        HashSet<T> one => one.Comparer,
        SortedSet<T> one => one.Comparer,
        ImmutableHashSet<T> one => one.KeyComparer,
        ImmutableSortedSet<T> one => one.KeyComparer,
        FrozenSet<T> one => one.Comparer,
        ReadOnlySet<T> view => ComparerOf<T>(Behind(view, "Set")),
        _ => null,
    };

    // What a read-only view shows is a protected property of it.
    private static object Behind(object view, string property) =>
        view.GetType().GetProperty(property, BindingFlags.Instance | BindingFlags.NonPublic)!.GetValue(view)!;

    private static void RequireFinite<TKey, TValue>(IEnumerable<KeyValuePair<TKey, TValue>> map)
    {
        foreach ((var key, _) in map)
        {
            var number = key is Half half ? (double)half : Convert.ToDouble(key, CultureInfo.InvariantCulture);
            if (!double.IsFinite(number))
            {
                throw new ValueRefusedException(map.GetType(),
                    $"the key {number.ToString(CultureInfo.InvariantCulture)} is no number that could name a member in JSON. Pass a "
                        + "list of pairs.");
            }
        }
    }

    private static bool IsEndless<T>(IEnumerable<T> sequence) => !sequence.TryGetNonEnumeratedCount(out _);

    private static void Bound<T>(IEnumerable<T> sequence)
    {
        if (IsEndless(sequence))
            PayloadWriter.Current?.Bound(sequence.GetType());
    }

    private static void Unbound<T>(IEnumerable<T> sequence)
    {
        if (IsEndless(sequence))
            PayloadWriter.Current?.Unbound();
    }

    private static string NameOf(object comparer) =>
        comparer.Equals(StringComparer.OrdinalIgnoreCase) ? "StringComparer.OrdinalIgnoreCase" : PayloadTypeName.Short(comparer.GetType());
}
